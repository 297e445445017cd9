"""Arrays that no references are counted to, as the kernels' helpers do without (see `compiled_bits.py`).

Some are known by their address, for kernels that take more of them than arguments: one for each term and segment.
Others are on the stack, for as long as the kernel runs that makes them.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic
from numba.np import arrayobj

_ROOM = 132  # words: a block, and the four before it that sums look back at


def _array_of(kind: Any) -> Any:
    """A function of an address and a length that gives the values there."""

    @intrinsic  # type: ignore[untyped-decorator]
    def array_at(typing: Any, address: Any, length: Any) -> Any:
        made = types.Array(kind, 1, "C", readonly=True)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array, value = arrayobj.make_array(made)(context, builder), context.get_data_type(kind)
            step = context.get_constant(types.intp, context.get_abi_sizeof(value))
            place = builder.inttoptr(arguments[0], value.as_pointer())
            arrayobj.populate_array(
                array, data=place, shape=[arguments[1]], strides=[step], itemsize=step, meminfo=None
            )
            return array._getvalue()

        return made(types.int64, types.int64), generate

    return array_at


bytes_at = _array_of(types.uint8)
words_at = _array_of(types.uint32)
floats_at = _array_of(types.float64)
shorts_at = _array_of(types.uint16)
longs_at = _array_of(types.uint64)
signed_bytes_at = _array_of(types.int8)
signed_shorts_at = _array_of(types.int16)
signed_words_at = _array_of(types.int32)
signed_longs_at = _array_of(types.int64)


@intrinsic  # type: ignore[untyped-decorator]
def block_of_words(typing: Any) -> Any:
    """Room for a block of words and four before it, on the stack."""
    made = types.Array(types.uint32, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, length = arrayobj.make_array(made)(context, builder), context.get_constant(types.intp, _ROOM)
        step = context.get_constant(types.intp, 4)
        room = cgutils.alloca_once(builder, ir.ArrayType(ir.IntType(32), _ROOM))
        place = builder.bitcast(room, ir.IntType(32).as_pointer())
        arrayobj.populate_array(array, data=place, shape=[length], strides=[step], itemsize=step, meminfo=None)
        return array._getvalue()

    return made(), generate


@intrinsic  # type: ignore[untyped-decorator]
def long_from(typing: Any, content: Any, at: Any) -> Any:
    """Eight bytes of an array, from any of them on, as a number (the first one is the lowest)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = arrayobj.make_array(signature.args[0])(context, builder, arguments[0])
        word = ir.IntType(64)
        place = builder.bitcast(builder.gep(array.data, [arguments[1]]), word.as_pointer())
        return builder.load(place, align=1)

    return types.uint64(content, types.int64), generate


@intrinsic  # type: ignore[untyped-decorator]
def fetch_early(typing: Any, content: Any, at: Any) -> Any:
    """Has the processor fetch a value of an array into its caches, and does not wait for it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = arrayobj.make_array(signature.args[0])(context, builder, arguments[0])
        place, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place, number, number, number])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        of_reads, into_all, of_data = number(0), number(3), number(1)
        address = builder.bitcast(builder.gep(array.data, [arguments[1]]), place)
        builder.call(fetch, [address, of_reads, into_all, of_data])
        return context.get_dummy_value()

    return types.void(content, types.int64), generate
