"""Whether a WARC file is as it was written: every record, every digest, every byte between and behind them."""

from __future__ import annotations

import io
import random

import pytest

from crawler.fetching.outcome import Exchange
from crawler.warc.checking import Broken, Checked, check_records
from crawler.warc.writing import Earlier, Profile, Records, digest_of
from tests.crawler.warc.sample import AT, CHUNKED, HEAD, PAGE, chunks

URL = "https://press.example/a"
WRONG = "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def exchange(head: bytes = HEAD, body: bytes = PAGE) -> Exchange:
    return Exchange(URL, "192.0.2.7", b"GET /a HTTP/1.1\r\nHost: press.example\r\n\r\n", head + b"\r\n", body)


def written() -> Records:
    """One of each kind of record."""
    records = Records(AT)
    records.add_info("a.warc.gz")
    records.add_exchange(exchange(), digest_of(PAGE))
    records.add_exchange(exchange(HEAD + CHUNKED, chunks(PAGE, 7)), digest_of(PAGE))
    records.add_exchange(exchange(HEAD + CHUNKED), digest_of(PAGE))  # another has undone the chunks
    records.add_exchange(exchange(body=b""), digest_of(b""))
    records.add_exchange(exchange(head=b"nonsense\r\n", body=PAGE), digest_of(PAGE))
    records.add_revisit(exchange(), Profile.SAME_PAYLOAD, Earlier(URL, AT, digest_of(PAGE)))
    records.add_resource(URL, PAGE * 9000, "text/html")
    return records


def check(content: bytes) -> list[Checked | Broken]:
    return list(check_records(io.BytesIO(content)))


def broken(content: bytes) -> list[Broken]:
    return [found for found in check(content) if isinstance(found, Broken)]


def whole(content: bytes) -> list[Checked]:
    return [found for found in check(content) if isinstance(found, Checked)]


def test_what_was_written_is_whole() -> None:
    content = bytes(written())
    found = whole(content)
    kinds = [record.kind for record in found]
    assert kinds == ["warcinfo", *["response", "request"] * 5, "revisit", "request", "resource"]
    assert {record.wrong for record in found} == {()}
    assert broken(content) == []
    assert [record.offset for record in found[1:]] == [record.offset + record.length for record in found[:-1]]
    assert found[-1].offset + found[-1].length == len(content)
    assert (found[1].url, found[1].at, found[1].digest) == (URL, AT, digest_of(PAGE))


def test_nothing_is_whole() -> None:
    assert check(b"") == []


@pytest.mark.parametrize("kind", ["response", "resource"])
def test_a_payload_with_another_digest_is_found(kind: str) -> None:
    records = Records(AT)
    if kind == "response":
        records.add_exchange(exchange(HEAD + CHUNKED, chunks(PAGE, 5)), WRONG)
    else:
        records._add("resource", {"WARC-Target-URI": URL, "WARC-Payload-Digest": WRONG}, "text/html", PAGE)
    assert whole(bytes(records))[0].wrong == ("WARC-Payload-Digest",)


def test_a_block_with_another_digest_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    records = Records(AT)
    monkeypatch.setattr("crawler.warc.writing.digest_of", lambda data: WRONG)
    records.add_exchange(exchange(), digest_of(PAGE))
    assert [record.wrong for record in whole(bytes(records))] == [("WARC-Block-Digest",)] * 2


def test_a_digest_of_another_kind_is_not_judged() -> None:
    records = Records(AT)
    records.add_exchange(exchange(), "sha256:1234")
    assert whole(bytes(records))[0].wrong == ()


def test_a_torn_tail_is_found_wherever_the_file_is_cut() -> None:
    content = bytes(written())
    ends = [record.offset + record.length for record in whole(content)]
    for cut in random.Random(1).sample(range(1, len(content)), 60):
        last = max((end for end in ends if end <= cut), default=0)
        expected = [Broken(last, cut - last, torn=True)] if cut > last else []
        assert broken(content[:cut]) == expected


def test_a_changed_byte_anywhere_is_found_and_costs_its_record_alone() -> None:
    content = bytes(written())
    records = whole(content)
    for place in random.Random(2).sample(range(len(content)), 120):
        changed = bytearray(content)
        changed[place] ^= 0x10
        left = whole(bytes(changed))
        lost = next(record for record in records if record.offset <= place < record.offset + record.length)
        if left == records:  # gzip's head says when and on what system; its last byte before the checksum is filled up
            assert place - lost.offset in {*range(4, 10), lost.length - 9}
            continue
        assert left == [record for record in records if record != lost]
        assert broken(bytes(changed)) == [Broken(lost.offset, lost.length, torn=lost == records[-1])]


def test_what_is_no_warc_is_one_torn_tail() -> None:
    assert check(b"no archive at all") == [Broken(0, 17, torn=True)]


def test_what_is_written_meanwhile_is_left_out() -> None:
    content = bytes(written())
    before = whole(content)
    cut = before[-2].offset + 10
    file = io.BytesIO(content[:cut])
    found = check_records(file)
    seen = [next(found)]
    file.seek(cut)
    file.write(content[cut:])
    seen += found
    assert [record for record in seen if isinstance(record, Checked)] == before[:-1]
    assert seen[-1] == before[-2]  # it began before, and is whole by now
    assert [record for record in seen if isinstance(record, Broken)] == []
