"""What the document shows is what the API does: its examples, those of docs/api.md, and the page made from it."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from mypy import api as mypy
from openapi_schema_validator import OAS31Validator

from tests.web.api.examples import PUBLIC, documented, shown
from tests.web.newsroom import library
from tests.web.serving import served
from web.api.endpoints import OPERATIONS
from web.api.openapi import EXAMPLE_SERVER, answers
from web.api.operations import Example, Operation
from web.app import build_app

GUIDE = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(sh|python)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
SHELL = [text for kind, text in BLOCKS if kind == "sh" and text.startswith("curl")]
PYTHON = [text for kind, text in BLOCKS if kind == "python"]


@pytest.fixture(scope="module")
def newsroom() -> FlaskClient:
    return build_app(PUBLIC, library()).test_client()


@pytest.fixture(scope="module")
def document(newsroom: FlaskClient) -> Any:
    return newsroom.get("/api/v1/openapi.json", base_url=EXAMPLE_SERVER).json


@pytest.mark.parametrize(("operation", "example"), list(documented()), ids=lambda one: one.name)
def test_an_example_is_answered_as_it_is_shown(
    newsroom: FlaskClient, document: Any, operation: Operation, example: Example
) -> None:
    response = newsroom.get(example.address, base_url=EXAMPLE_SERVER)
    assert response.status_code == 200
    content = document["paths"][operation.path]["get"]["responses"]["200"]["content"][response.mimetype]
    example_of_it = content["examples"][example.name]["value"]
    assert shown(response) == example_of_it, "python -m tests.web.api.examples writes the examples anew"
    OAS31Validator({**content["schema"], "components": document["components"]}).validate(example_of_it)


def test_every_operation_has_an_example_and_nothing_else_is_kept() -> None:
    without = {operation.name for operation in OPERATIONS if not operation.examples}
    assert without == {"openapi", "metrics", "timeline_png"}
    assert set(answers()) == {example.address for _, example in documented()}


def test_the_examples_of_errors_are_what_the_schema_says(document: Any) -> None:
    for response in document["components"]["responses"].values():
        (content,) = response["content"].values()
        OAS31Validator({**content["schema"], "components": document["components"]}).validate(content["example"])


def test_the_page_has_every_operation_parameter_and_schema(newsroom: FlaskClient, document: Any) -> None:
    response = newsroom.get("/api/docs", base_url=EXAMPLE_SERVER)
    assert response.mimetype == "text/html"
    page = response.get_data(as_text=True)
    for path, item in document["paths"].items():
        assert re.search(f"<code>GET( or POST)? {re.escape(path)}</code>", page)
        parameters = item.get("parameters") or item["get"].get("parameters", ())
        assert all(f"<code>{parameter['name']}</code>" in page for parameter in parameters)
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in page
    for _, example in documented():
        assert example.address.replace("&", "&amp;") in page


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of the newsroom, served as the guide's readers ask it."""
    with served(build_app(PUBLIC, library())) as address:
        yield address


def test_the_guide_has_both_examples_of_every_operation() -> None:
    for operation in OPERATIONS:
        section = GUIDE.split(f"\n## `{operation.path}`\n", 1)[1].split("\n## ", 1)[0]
        assert "\n```sh\ncurl " in section, operation.path
        assert "\n```python\n" in section, operation.path


@pytest.mark.parametrize("command", SHELL, ids=lambda command: shlex.split(command)[-1].partition(":8000")[2][:40])
def test_a_command_of_the_guide_works(server: str, command: str) -> None:
    done = subprocess.run(
        shlex.split(command.replace("\\\n", " ").replace(EXAMPLE_SERVER, server)), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("number", range(len(PYTHON)))
def test_a_program_of_the_guide_works(server: str, capsys: pytest.CaptureFixture[str], number: int) -> None:
    program = PYTHON[number].replace(EXAMPLE_SERVER, server)
    exec(compile(program, f"docs/api.md, program {number + 1}", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out.strip()


@pytest.mark.slow
def test_the_programs_of_the_guide_are_typed(tmp_path: Path) -> None:
    for number, program in enumerate(PYTHON):
        (tmp_path / f"program_{number}.py").write_text(program, "utf-8")
    said, failed, _ = mypy.run(["--strict", f"--cache-dir={tmp_path / 'cache'}", "--config-file=", str(tmp_path)])
    assert not failed, failed
    assert said.startswith("Success"), said
