"""What starts when somebody calls `pressroom`."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.loading import loading


def main(arguments: Sequence[str] | None = None) -> None:
    """The command (`web.cli`), loaded in four fifths of the time. `arguments` are those of this process otherwise."""
    with loading():
        from web.cli import main as command
    command(arguments, prog_name="pressroom")


if __name__ == "__main__":
    main()
