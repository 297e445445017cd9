"""The house keeps its shape: imports point one way, nothing reaches behind its caller, every module is on the map."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
PACKAGES = ("crawler", "indexer", "web")
MODULES = sorted(path for package in PACKAGES for path in (CHECKOUT / package).rglob("*.py"))
MAP = (CHECKOUT / "docs" / "architecture.md").read_text("utf-8")


def imports(path: Path) -> set[str]:
    """The top-level packages that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_imports_point_to_the_left(path: Path) -> None:
    package = path.relative_to(CHECKOUT).parts[0]
    to_the_right = set(PACKAGES[PACKAGES.index(package) + 1 :])
    assert not imports(path) & (to_the_right | {"tests"})


def test_the_environment_is_for_the_command_line_to_choose_kernels_and_to_share_counters() -> None:
    readers = [path for path in MODULES if re.search(r"\bos\.environ\b|\bgetenv\b", path.read_text("utf-8"))]
    assert [str(path.relative_to(CHECKOUT)) for path in readers] == [
        "crawler/command.py",
        "indexer/engine/compile_kernels.py",
        "indexer/engine/kernels/__init__.py",
        "web/serve.py",
    ]


def test_every_module_and_folder_is_on_the_map() -> None:
    missing = []
    for path in MODULES:
        package, *rest = path.relative_to(CHECKOUT).parts
        if rest[0] != "__init__.py":
            section = MAP.split(f"## {package}/")[1].split("\n## ")[0]
            name = rest[0] if len(rest) == 1 else f"{rest[0]}/"
            if f"`{name}`" not in section:
                missing.append(f"{package}/{name}")
    assert sorted(set(missing)) == []


def test_no_module_is_long() -> None:
    assert [str(path) for path in MODULES if len(path.read_text("utf-8").splitlines()) > 450] == []


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    for path in CHECKOUT.glob("requirements*.lock"):
        text = path.read_text("utf-8")
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9.\-]+==[^ ]+", text, re.MULTILINE)
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)


def test_commands_begin_without_the_engine() -> None:
    """It takes a second and 150 MB, which a crawl has better uses for."""
    heavy = ("numba", "crawler.preload", "mcp", "prometheus_client")
    code = f"import sys, web.cli; sys.exit(any(name in sys.modules for name in {heavy}))"
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=True)
