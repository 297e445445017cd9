"""`crawler.robots` against RFC 9309, section by section, and against real files."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.robots import EXPIRES_AFTER, MAX_BYTES, Access, read_robots

SHARED = Path(os.environ.get("PRESSROOM_SHARED", Path(__file__).parents[3] / "shared"))
HOST = "https://example.org"


def allows(text: str | bytes, path: str, agent: str = "Pressroom/1.0 (+https://example.net)") -> bool:
    body = text if isinstance(text, bytes) else text.encode()
    return read_robots(200, body, agent).allows(HOST + path)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 301, 302, 308])
def test_unavailable_means_free(status: int) -> None:
    robots = read_robots(status, b"User-agent: *\nDisallow: /", "Pressroom")
    assert robots.access is Access.FREE
    assert robots.allows(f"{HOST}/a")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599, None, 429, 100, 0, 999])
def test_unreachable_means_stay_out(status: int | None) -> None:
    robots = read_robots(status, b"User-agent: *\nAllow: /", "Pressroom")
    assert robots.access is Access.CLOSED
    assert not robots.allows(f"{HOST}/a")
    assert robots.allows(f"{HOST}/robots.txt")


@pytest.mark.parametrize("status", [200, 204, 206])
def test_success_means_the_rules(status: int) -> None:
    robots = read_robots(status, b"User-agent: *\nDisallow: /a", "Pressroom")
    assert robots.access is Access.RULED
    assert not robots.allows(f"{HOST}/a")
    assert robots.allows(f"{HOST}/b")
    assert robots.allows(f"{HOST}/robots.txt")


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# nothing", "User-agent: *\nDisallow:", "<html><p>User: none</p></html>"]
)
def test_no_rules_mean_free(text: str) -> None:
    assert allows(text, "/a?b")


@pytest.mark.parametrize(
    ("named", "agent", "is_ours"),
    [
        ("Pressroom", "Pressroom", True),
        ("pressROOM", "Pressroom/2.1 (+mailto:a@example.org)", True),
        ("Pressroom/1.0", "Pressroom", True),
        ("Pressroom # ours", "Pressroom", True),
        ("Press", "Pressroom", False),
        ("Pressroom-News", "Pressroom", False),
        ("Pressroom", "Pressroom-News", False),
        ("room", "Pressroom", False),
        ("*room", "Pressroom", False),
        ("*", "Pressroom", True),
    ],
)
def test_product_tokens(named: str, agent: str, is_ours: bool) -> None:
    assert allows(f"User-agent: {named}\nDisallow: /", "/a", agent) is not is_ours


def test_our_group_replaces_the_group_for_all() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Pressroom\nDisallow: /a\n"
    assert allows(text, "/b")
    assert not allows(text, "/a")
    assert not allows(text, "/b", agent="Other")


def test_groups_of_the_same_name_are_merged() -> None:
    text = (
        "User-agent: Pressroom\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n\n"
        "User-agent: Other\nUser-agent: PRESSROOM/2\nDisallow: /c\n"
    )
    assert [allows(text, path) for path in ("/a", "/b", "/c")] == [False, True, False]


def test_a_group_may_have_several_names_and_lines_between_that_are_no_rules() -> None:
    text = "User-agent: One\n# and\n\nUser-agent: Pressroom\nSitemap: /s.xml\nDisallow: /a\nUnknown: x\nDisallow: /b"
    assert not allows(text, "/a")
    assert not allows(text, "/b")
    assert not allows(text, "/a", agent="One")


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        # the examples of RFC 9309, section 5.2
        ("Allow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/disallowed.gif", False),
        ("Allow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/", True),
        # longest match, whatever the order; a tie is allowed
        ("Disallow: /\nAllow: /press", "/press/a", True),
        ("Allow: /press\nDisallow: /", "/press/a", True),
        ("Allow: /p\nDisallow: /press", "/press/a", False),
        ("Disallow: /press\nAllow: /press", "/press", True),
        # case
        ("Disallow: /Press", "/press", True),
        ("disallow: /Press", "/Press", False),
        # wildcards
        ("Disallow: /*.pdf$", "/a/b.pdf", False),
        ("Disallow: /*.pdf$", "/a/b.pdf?x", True),
        ("Disallow: /a*b*c", "/a1b2c3", False),
        ("Disallow: /a*b*c", "/a1c2b3", True),
        ("Disallow: /*?", "/a?b", False),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /a**b", "/axb", False),
        # percent-encoding (section 2.2.2)
        ("Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", False),
        ("Disallow: /foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", False),
        ("Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
        ("Disallow: /foo/bar/baz", "/foo/bar/%62%61%7a", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: /a/b", "/a%2Fb", True),
        ("Disallow: /a%2Ab", "/axb", True),
        ("Disallow: /a%2Ab", "/a*b", False),
        ("Disallow: /a%24", "/a$b", False),
        ("Disallow: /~user", "/%7Euser", False),
        # comments and space
        ("Disallow: /a # not /b", "/a", False),
        ("  Disallow :   /a  ", "/a", False),
        ("Disallow: /a\u2028Disallow: /b", "/b", True),
        ("Disallow: /a\x0bAllow: /a", "/a", True),
    ],
)
def test_rules(rules: str, path: str, expected: bool) -> None:
    assert allows(f"User-agent: *\n{rules}", path) is expected


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_line_ends(end: str) -> None:
    assert not allows(f"User-agent: *{end}Allow: /{end}Disallow: /a", "/a")


def test_byte_order_mark() -> None:
    assert not allows(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a", "/a")


def test_bytes_of_another_encoding_stay_what_they_are() -> None:
    text = "User-agent: *\nDisallow: /für\nDisallow: /b".encode("latin-1")
    assert not allows(text, "/f%FCr")
    assert not allows(text, "/b")
    assert not allows(b"User-agent: *\n\x00\xff\xfe\nDisallow: /b", "/b")


def test_only_the_first_500_kibibytes_count() -> None:
    head = b"User-agent: *\nDisallow: /early\n"
    line = b"Disallow: /padding/padding\n"
    filling = line * ((MAX_BYTES - len(head)) // len(line))
    robots = read_robots(200, head + filling + b"Disallow: /" + b"x" * len(line) + b"\nDisallow: /late\n", "Pressroom")
    assert not robots.allows(f"{HOST}/early")
    assert robots.allows(f"{HOST}/late")
    assert robots.allows(f"{HOST}/other"), "a line cut by the limit must not become a shorter rule"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", None),
        ("Crawl-delay: 10", 10.0),
        ("Crawl-delay: 0.5", 0.5),
        ("Request-rate: 1/10s", 10.0),
        ("Request-rate: 6/1m", 10.0),
        ("Crawl-delay: 3\nRequest-rate: 1/10", 10.0),
        ("Crawl-delay: 30\nRequest-rate: 1/10", 30.0),
        ("Crawl-delay: soon", None),
        ("Crawl-delay: -1", None),
        ("Crawl-delay: inf", None),
        ("Request-rate: 0/0", None),
        (f"Request-rate: 1/{'9' * 400}", None),
    ],
)
def test_crawl_delay(lines: str, expected: float | None) -> None:
    assert read_robots(200, f"User-agent: *\n{lines}\nDisallow:".encode(), "Pressroom").crawl_delay == expected


def test_crawl_delay_is_that_of_our_group() -> None:
    text = b"User-agent: *\nCrawl-delay: 60\nUser-agent: Pressroom\nCrawl-delay: 2"
    assert read_robots(200, text, "Pressroom").crawl_delay == 2.0
    assert read_robots(200, text, "Other").crawl_delay == 60.0


def test_sitemaps() -> None:
    text = "Sitemap: https://example.org/s1.xml\nUser-agent: x\nDisallow: /\nsitemap: /ü.xml\n"
    assert read_robots(200, text.encode(), "Pressroom").sitemaps == ("https://example.org/s1.xml", "/%C3%BC.xml")
    assert read_robots(404, text.encode(), "Pressroom").sitemaps == ()


def test_a_url_that_is_none_is_not_allowed() -> None:
    assert not read_robots(200, b"", "Pressroom").allows("http://[::1")


def test_expiry() -> None:
    assert EXPIRES_AFTER.total_seconds() == 24 * 3600


_LINES = st.lists(
    st.builds(
        lambda field, value: f"{field}: {value}",
        st.sampled_from(["User-agent", "Allow", "Disallow", "Crawl-delay", "Request-rate", "Sitemap", "Visit-time"]),
        st.text() | st.from_regex(r"/[a*$%2F]*", fullmatch=True) | st.from_regex(r"[0-9]+/[0-9]+[smhd]?"),
    )
).map("\n".join)


@given(st.binary() | _LINES.map(str.encode), st.text(), st.text())
def test_never_raises(body: bytes, agent: str, path: str) -> None:
    robots = read_robots(200, body, agent)
    robots.allows(HOST + path)
    robots.allows(path)


def test_real_files_are_read() -> None:
    path = SHARED / "data" / "robots.jsonl.gz"
    if not path.exists():
        pytest.skip("needs the shared data: robots.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        files = [json.loads(line) for line in lines]
    read = [read_robots(200, file["text"].encode(), "Pressroom") for file in files]
    reachable = [robots.allows(f"https://{file['host']}/") for file, robots in zip(files, read, strict=True)]
    assert sum(reachable) > len(files) * 0.8
    assert sum(bool(robots.sitemaps) for robots in read) > len(files) * 0.2
