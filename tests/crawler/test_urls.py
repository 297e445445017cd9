"""The rules of `crawler.urls`, one by one, and two that hold for any text: idempotent, never raising."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.urls import MAX_LENGTH, allowed, canonical_url, host_of, own_host


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        # RFC 3986, 6.2.2 and 6.2.3: case, ports, empty path
        ("HTTP://Example.ORG", "http://example.org/"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:80/a", "https://example.org:80/a"),
        ("https://example.org:/a", "https://example.org/a"),
        ("https://example.org/A/b", "https://example.org/A/b"),
        # dot segments, also encoded ones
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/../../a", "https://example.org/a"),
        ("https://example.org/a/..", "https://example.org/"),
        ("https://example.org/a/b/.", "https://example.org/a/b/"),
        ("https://example.org/a/%2e%2E/b", "https://example.org/b"),
        ("https://example.org//a", "https://example.org//a"),
        # percent-encoding
        ("https://example.org/%7euser/%41%2f%c3%bc", "https://example.org/~user/A%2F%C3%BC"),
        ("https://example.org/ü b", "https://example.org/%C3%BC%20b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a?q=ü&r=[1]", "https://example.org/a?q=%C3%BC&r=%5B1%5D"),
        ("https://example.org/a?q=a+b%20c", "https://example.org/a?q=a+b%20c"),
        # query: order kept, empty parts and fragment dropped
        ("https://example.org/a?b=2&a=1&b=1", "https://example.org/a?b=2&a=1&b=1"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/a?&x=1&&", "https://example.org/a?x=1"),
        ("https://example.org/a#part", "https://example.org/a"),
        # tracking and sessions
        ("https://example.org/a?utm_source=x&id=7&UTM_Medium=y&fbclid=z", "https://example.org/a?id=7"),
        ("https://example.org/a?gclid=1", "https://example.org/a"),
        ("https://example.org/a?utm%5Fsource=1", "https://example.org/a"),
        ("https://example.org/a?outmost=1&ref=2", "https://example.org/a?outmost=1&ref=2"),
        ("https://example.org/a.html;jsessionid=0A1B?x=1", "https://example.org/a.html?x=1"),
        ("https://example.org/a;v=2", "https://example.org/a;v=2"),
        # hosts
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://b%C3%BCcher.example/", "https://xn--bcher-kva.example/"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://example.org./a", "https://example.org/a"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
        ("http://[2001:DB8:0::1]/a", "http://[2001:db8::1]/a"),
        # what browsers forgive
        ("  https://example.org/a\n", "https://example.org/a"),
        ("https://example.org/a\n/b", "https://example.org/a/b"),
        ("https:\\\\example.org\\a?b=\\", "https://example.org/a?b=%5C"),
    ],
)
def test_canonical_form(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/a",
        "example.org",
        "mailto:press@example.org",
        "javascript:void(0)",
        "ftp://example.org/a",
        "data:text/html,x",
        "http://",
        "http:///a",
        "https://user:secret@example.org/",
        "https://@example.org/",
        "https://exa mple.org/",
        "https://example..org/",
        "https://-example.org/",
        "https://example.org:port/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://1.2.3.999/",
        "https://" + "a" * 64 + ".org/",
        "https://example.org/\ud800",
        "https://example.org/" + "a" * MAX_LENGTH,
        "https://example.org/?" + "utm_a=1&" * 10_000,
    ],
)
def test_not_crawlable(url: str) -> None:
    assert canonical_url(url) is None


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("b", "https://example.org/press/b"),
        ("../b", "https://example.org/b"),
        ("/b", "https://example.org/b"),
        ("//other.example/b", "https://other.example/b"),
        ("?page=2", "https://example.org/press/list?page=2"),
        ("#top", "https://example.org/press/list?page=1"),
        ("", "https://example.org/press/list?page=1"),
        ("http://example.org/b", "http://example.org/b"),
    ],
)
def test_references_are_resolved(reference: str, expected: str) -> None:
    assert canonical_url(reference, "https://example.org/press/list?page=1") == expected


def test_tracking_does_not_count_towards_the_length() -> None:
    assert canonical_url("https://example.org/?utm_source=" + "a" * MAX_LENGTH) == "https://example.org/"


_URLISH = st.one_of(
    st.text(),
    st.builds(
        lambda scheme, host, rest: f"{scheme}://{host}/{rest}",
        st.sampled_from(["http", "https", "HTTPS"]),
        st.sampled_from(["example.org", "bücher.example", "[::1]", "127.0.0.1:80", "%41.example", "a@b"]) | st.text(),
        st.text(alphabet="ab/.;?&=%2eEfF#[]\\ ü:@+jsessionid") | st.text(),
    ),
)


@given(_URLISH, st.none() | _URLISH)
@example("http://example.org/;jsess;jsessionid=1ionid=2/..;sid=3", None)
@example("http://example.org/%25%32%45%32%65/..", None)
def test_canonical_is_idempotent_and_never_raises(url: str, base: str | None) -> None:
    canonical = canonical_url(url, base)
    if canonical is not None:
        assert canonical_url(canonical) == canonical
        assert len(canonical) <= MAX_LENGTH
        assert canonical.isascii()
        assert urlsplit(canonical).path.startswith("/")


@given(st.text(), st.lists(st.text()))
def test_hosts_and_patterns_never_raise(text: str, more: list[str]) -> None:
    own_host(text, more)
    allowed(text, more)
    host_of(text)


def test_host_of() -> None:
    assert host_of("https://News.Example.org:8443/a") == "news.example.org"
    assert host_of("mailto:a@b") == ""
    assert host_of("http://[::1") == ""


@pytest.mark.parametrize(
    ("host", "own", "expected"),
    [
        ("example.org", ["example.org"], True),
        ("www.example.org", ["example.org"], True),
        ("example.org", ["www.example.org"], True),
        ("news.example.org", ["example.org"], True),
        ("news.example.org", ["www.example.org"], False),
        ("a.www.example.org", ["www.example.org"], True),
        ("department.gov.example", ["www.gov.example"], False),
        ("badexample.org", ["example.org"], False),
        ("example.org.evil.example", ["example.org"], False),
        ("EXAMPLE.org.", ["Example.org"], True),
        ("xn--bcher-kva.example", ["bücher.example"], True),
        ("second.example", ["first.example", "second.example"], True),
        ("127.0.0.1", ["127.0.0.1"], True),
        ("::1", ["[::1]"], True),
        ("", ["example.org"], False),
        ("example.org", [], False),
        ("example.org", [""], False),
    ],
)
def test_own_host(host: str, own: list[str], expected: bool) -> None:
    assert own_host(host, own) is expected


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/press-releases/**", "/press-releases/a", True),
        ("/press-releases/**", "/press-releases/2026/11/a.html", True),
        ("/press-releases/**", "/press-releases/", False),
        ("/press-releases/**", "/press-releases", False),
        ("/press-releases/**", "/en/press-releases/a", False),
        ("/press-releases/*", "/press-releases/a", True),
        ("/press-releases/*", "/press-releases/a/b", False),
        ("/*/press/*.html", "/en/press/a.html", True),
        ("/*/press/*.html", "/en/us/press/a.html", False),
        ("**/press/**", "/en/us/press/a", True),
        ("/a/**/b", "/a/b", True),
        ("/a/**/b", "/a/x/y/b", True),
        ("/a/**/b", "/a/xb", False),
        ("/a**", "/abc/d", True),
        ("/news-?", "/news-1", False),
        ("/a.b", "/axb", False),
        ("press/*", "/press/a", True),
        ("/für/*", "/f%C3%BCr/a", True),
        ("/Press/*", "/press/a", False),
        ("/exact", "/exact", True),
        ("/exact", "/exact/more", False),
    ],
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    assert allowed(f"https://example.org{path}", [pattern]) is expected


def test_patterns_see_the_path_only_and_any_may_match() -> None:
    assert allowed("https://example.org/a?x=/b/c", ["/b/*", "/a"])
    assert not allowed("https://example.org/b?x=/a", ["/a"])


def test_without_patterns_everything_is_allowed() -> None:
    assert allowed("https://example.org/a", [])
