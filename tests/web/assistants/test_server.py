"""The tools as an assistant's program sees them, by the protocol's own client."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import anyio
import pytest
from flask import Flask
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

from crawler.settings import Settings
from tests.service import CHECKOUT, Installation
from tests.web.fakes import MemoryIndex, MemoryStore
from tests.web.newsroom import RELEASES
from web.assistants.server import make_server
from web.assistants.tools import MOST_CHARACTERS, MOST_RESULTS

Ask = Callable[..., Any]
T = TypeVar("T")


def by_itself(run: Callable[[], Awaitable[T]]) -> T:
    """Runs it in a thread of its own: in this one the browser's event loop may run already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, run).result()


class RefusedError(Exception):
    """What a tool said instead of an answer."""


@pytest.fixture
def ask(app: Flask, config: Settings) -> Ask:
    """Calls a tool, in this process."""
    server = make_server(config, app)

    def call(name: str, **arguments: Any) -> Any:
        async def run() -> CallToolResult:
            async with Client(server) as client:
                return await client.call_tool(name, arguments)

        return answer(by_itself(run))

    return call


def answer(result: CallToolResult) -> Any:
    """What a tool gave, or RefusedError."""
    if result.is_error:
        raise RefusedError(" ".join(getattr(part, "text", "") for part in result.content))
    return result.structured_content


def test_what_is_searched_is_found(ask: Ask, index: MemoryIndex) -> None:
    found = ask("search", query="fog", limit=3)
    assert found["total"] > 0
    assert len(found["results"]) <= 3
    first = found["results"][0]
    assert first["page"].startswith("http://127.0.0.1:8000/releases/")
    assert "<mark>" not in first["passage"]
    assert index.requests[-1].limit == 3


def test_filters_are_those_of_the_pages(ask: Ask) -> None:
    organisation = next(release.content.organisation for release in RELEASES if release.content.organisation)
    found = ask("search", organisation=[organisation], limit=MOST_RESULTS)
    assert {one["organisation"] for one in found["results"]} == {organisation}
    without = ask("search", organisation=[f"-{organisation}"], limit=MOST_RESULTS)
    assert organisation not in {one["organisation"] for one in without["results"]}
    assert found["total"] + without["total"] == ask("search")["total"]


def test_a_cursor_goes_on(ask: Ask) -> None:
    first = ask("search", limit=4)
    second = ask("search", limit=4, cursor=first["cursor"])
    assert not {one["id"] for one in first["results"]} & {one["id"] for one in second["results"]}


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search", {"since": "2020-02-31"}, "from"),
        ("search", {"since": "2021", "until": "2020"}, "must not be before from"),
        ("search", {"cursor": "nonsense"}, "cursor"),
        ("search", {"organisation": ["-"]}, "lone"),
        ("search", {"limit": MOST_RESULTS + 1}, "limit"),
        ("read", {"id": "nobody"}, "take one that search gives"),
        ("cite", {"id": "nobody"}, "take one that search gives"),
        ("cite", {"id": "nobody", "style": "mla"}, "style"),
        ("timeline", {"unit": "week"}, "unit"),
    ],
)
def test_mistakes_are_said_with_what_to_do(ask: Ask, tool: str, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        ask(tool, **arguments)


def test_what_cannot_be_read_is_said(ask: Ask, index: MemoryIndex, store: MemoryStore) -> None:
    index.unreadable = "The index is damaged: `pressroom index --rebuild` makes a new one."
    with pytest.raises(RefusedError, match="--rebuild"):
        ask("search", query="x")
    store.unreadable = "The store is away."
    with pytest.raises(RefusedError, match="The store is away"):
        ask("read", id="x")


def test_a_text_is_read_in_parts(ask: Ask, store: MemoryStore) -> None:
    paragraphs = [f"Paragraph {number}. " + "x" * 3000 for number in range(1, 20)]
    content = replace(RELEASES[0].content, text="\n\n".join(paragraphs), notes="Contact: the press office.")
    store.add(replace(RELEASES[0], id="long", content=content))
    read, after, parts = [], 1, 0
    while after is not None:
        part = ask("read", id="long", paragraph=after)
        assert len(part["text"]) <= MOST_CHARACTERS + 100
        assert (part["paragraphs"], part["first"]) == (20, after)
        read += part["text"].split("\n\n")
        after, parts = part["next_paragraph"], parts + 1
    assert read == [*paragraphs, "Contact: the press office."]
    assert parts > 2
    with pytest.raises(RefusedError, match="20 paragraphs"):
        ask("read", id="long", paragraph=21)


def test_a_paragraph_without_end_is_cut_and_says_so(ask: Ask, store: MemoryStore) -> None:
    content = replace(RELEASES[0].content, text="x" * (3 * MOST_CHARACTERS), notes="")
    store.add(replace(RELEASES[0], id="endless", content=content))
    part = ask("read", id="endless")
    assert part["text"] == "x" * MOST_CHARACTERS + " […]"
    assert part["next_paragraph"] is None


def test_a_release_is_cited(ask: Ask) -> None:
    release = next(one for one in RELEASES if one.content.organisation and one.content.published)
    assert "[Press release]" in ask("cite", id=release.id)["citation"]
    assert release.content.title.rstrip(".") in ask("cite", id=release.id, style="chicago")["citation"]
    assert ask("cite", id=release.id, style="bibtex")["citation"].startswith("@misc{")
    assert json.loads(ask("cite", id=release.id, style="csl-json")["citation"])
    assert ask("cite", id=release.id, style="ris")["citation"].startswith("TY  - ")


def test_releases_are_counted_over_time(ask: Ask) -> None:
    found = ask("timeline", unit="year")
    assert found["total"] == len(RELEASES) == sum(found["totals"])
    assert len(found["series"]) == len(found["totals"])
    assert [sum(column) for column in zip(*(one["counts"] for one in found["periods"]), strict=True)] == found["totals"]
    compared = ask("timeline", query="fog", compare=["tanker"])
    assert len(compared["series"]) == 2


def test_the_tools_only_read_and_say_what_they_take(app: Flask, config: Settings) -> None:
    async def run() -> None:
        async with Client(make_server(config, app)) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "read", "cite", "timeline"}
        for tool in tools.values():
            assert tool.description
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
            assert tool.output_schema is not None
            assert tool.output_schema["properties"]
            assert all("description" in each for each in tool.input_schema["properties"].values()), tool.input_schema
        assert tools["read"].input_schema["required"] == ["id"]

    by_itself(run)


@pytest.mark.slow
def test_an_assistant_starts_it_and_asks(tmp_path: Path) -> None:
    """The command as configured in assistants: nothing but the protocol on standard output."""
    installation = Installation(tmp_path)
    lines = tmp_path / "releases.jsonl"
    lines.write_text(
        json.dumps(
            {
                "id": "quay",
                "title": "The quay opens",
                "text": "The new quay of the harbour is open to ships.",
                "organisation": "Harbour Board",
                "published": "2024-05-03",
            }
        )
    )
    assert installation.run("import", lines).returncode == 0
    command, *arguments = [sys.executable, "-m", "web", "mcp", "--config", str(installation.config)]
    parameters = StdioServerParameters(command=command, args=arguments, cwd=CHECKOUT)

    async def run() -> None:
        async with Client(parameters, read_timeout_seconds=60) as client:
            found = answer(await client.call_tool("search", {"query": "harbour"}))
            (one,) = found["results"]
            assert (one["id"], one["published"]) == ("quay", "2024-05-03")
            read = answer(await client.call_tool("read", {"id": one["id"]}))
            assert read["text"] == "The new quay of the harbour is open to ships."
            cited = answer(await client.call_tool("cite", {"id": one["id"]}))
            assert cited["citation"].startswith("Harbour Board. (2024, May 3). The quay opens [Press release].")
            counted = answer(await client.call_tool("timeline", {"query": "quay"}))
            assert (counted["total"], counted["series"]) == (1, ["Harbour Board"])

    by_itself(run)
