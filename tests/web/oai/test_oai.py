"""The OAI-PMH provider, harvested by an independent client, and each of its errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sickle import Sickle  # type: ignore[import-untyped]  # it has no type hints
from sickle.oaiexceptions import BadResumptionToken, NoRecordsMatch  # type: ignore[import-untyped]

from crawler.settings import CrawlerSettings, Settings
from tests.web.fakes import MemoryIndex, shelf
from tests.web.installation import MINUTE, NOON, Installation, installed
from tests.web.newsroom import HARBOUR, RELEASES
from tests.web.parsing import parsed
from web.app import build_app
from web.oai import pages
from web.oai.asked import Selection
from web.oai.errors import OaiError
from web.oai.records import organisation_set

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = {"metadataPrefix": "oai_dc"}


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Installation]:
    """Seven releases of two sources, a minute apart; the third is withdrawn."""
    with installed(tmp_path) as installation:
        for number in range(7):
            installation.keep(
                f"r{number}",
                NOON + number * MINUTE,
                source="harbour" if number % 2 else "river",
                organisation="Harbour Board" if number < 4 else "Комиссия по реке",
                title=f"Release {number} \x0c & more",
                topics=("Quays",),
            )
        installation.withdraw("r2", NOON + 10 * MINUTE)
        installation.index_changes()
        yield installation


@pytest.fixture
def harvester(there: Installation) -> Iterator[Sickle]:
    with there.served() as address:
        yield Sickle(f"{address}/oai")


def names(found: Any) -> list[str]:
    """The ids of the releases of records or headers."""
    headers = [getattr(one, "header", one) for one in found]
    return [header.identifier.rpartition(":")[2] + ("-" if header.deleted else "") for header in headers]


def moment(minutes: int) -> str:
    return f"{NOON + minutes * MINUTE:%Y-%m-%dT%H:%M:%SZ}"


def test_it_introduces_itself(harvester: Sickle) -> None:
    said = harvester.Identify()
    assert (said.repositoryName, said.protocolVersion, said.deletedRecord) == ("Pressroom", "2.0", "persistent")
    assert (said.granularity, said.earliestDatestamp) == ("YYYY-MM-DDThh:mm:ssZ", moment(0))
    assert said.baseURL == harvester.endpoint
    assert re.fullmatch(r"\S+@(\S+\.)+\S+", said.adminEmail)
    assert [one.metadataPrefix for one in harvester.ListMetadataFormats()] == ["oai_dc"]


def test_everything_is_harvested_over_many_answers(harvester: Sickle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    assert names(harvester.ListRecords(**DC)) == ["r0", "r1", "r3", "r4", "r5", "r6", "r2-"]
    assert names(harvester.ListIdentifiers(**DC)) == names(harvester.ListRecords(**DC))
    assert names(harvester.ListRecords(ignore_deleted=True, **DC)) == ["r0", "r1", "r3", "r4", "r5", "r6"]


def test_a_record_is_dublin_core(harvester: Sickle) -> None:
    (record, *_) = harvester.ListRecords(**DC)
    assert record.metadata["title"] == ["Release 0 & more"]
    assert record.metadata["creator"] == record.metadata["publisher"] == ["Harbour Board"]
    assert record.metadata["date"] == ["2024-04-30"]
    assert record.metadata["source"] == ["https://news.example/r0"]
    assert record.metadata["language"] == ["en"]
    assert "Quays" in record.metadata["subject"]
    assert record.metadata["description"] == ["The quay of r0 opens."]
    assert record.header.datestamp == moment(0)
    again = harvester.GetRecord(identifier=record.header.identifier, **DC)
    assert again.metadata == record.metadata


def test_incremental_harvests(harvester: Sickle, there: Installation) -> None:
    assert names(harvester.ListRecords(**DC, **{"from": moment(4)})) == ["r4", "r5", "r6", "r2-"]
    assert names(harvester.ListRecords(**DC, **{"from": moment(1), "until": moment(4)})) == ["r1", "r3", "r4"]
    assert len(names(harvester.ListRecords(**DC, until="2024-05-01"))) == 7
    with pytest.raises(NoRecordsMatch):
        harvester.ListRecords(**DC, **{"from": moment(11)})
    there.keep("r5", NOON + timedelta(hours=3, milliseconds=700), source="harbour", text="The quay is closed again.")
    assert names(harvester.ListRecords(**DC, **{"from": moment(180), "until": moment(180)})) == ["r5"]
    there.keep("r2", NOON + timedelta(hours=4), source="river", title="Release 2 is back")
    assert names(harvester.ListRecords(**DC, **{"from": moment(200)})) == ["r2"]


def test_sets(harvester: Sickle) -> None:
    river = organisation_set("Комиссия по реке")
    assert re.fullmatch(r"[A-Za-z0-9\-_.!~*'()]+", river)
    sets = {one.setSpec: one.setName for one in harvester.ListSets()}
    assert sets["source.harbour"] == "Source: Harbour"
    assert sets[river] == "Комиссия по реке"
    assert names(harvester.ListRecords(**DC, set="source.harbour")) == ["r1", "r3", "r5"]
    assert names(harvester.ListRecords(**DC, set=river)) == ["r4", "r5", "r6"]
    assert names(harvester.ListRecords(**DC, set=organisation_set("Harbour Board"))) == ["r0", "r1", "r3", "r2-"]
    (record, *_) = harvester.ListRecords(**DC, set=river)
    assert set(record.header.setSpecs) == {"source.river", river}


def test_a_set_has_what_the_index_still_lacks(harvester: Sickle, there: Installation) -> None:
    board = organisation_set("Harbour Board")
    there.keep("r8", NOON + 20 * MINUTE)
    there.keep("r1", NOON + 21 * MINUTE, organisation="Комиссия по реке")
    assert names(harvester.ListRecords(**DC, set=board)) == ["r0", "r3", "r2-", "r8"]


def test_a_list_goes_on_while_the_store_changes(there: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes during a harvest comes again at its end: nothing is left out, whatever happens."""
    monkeypatch.setattr(pages, "PAGE", 2)
    client = there.app.test_client()
    found, token = listed(client, **DC)
    assert found == ["r0", "r1"]
    there.keep("r0", NOON + 30 * MINUTE, source="river", text="The quay of r0 was never opened.")
    there.keep("r4", NOON + 31 * MINUTE, source="river", text="The quay of r4 was never opened.")
    there.keep("new", NOON + 32 * MINUTE)
    again, _ = listed(client, resumptionToken=token)
    assert again == listed(client, resumptionToken=token)[0] == ["r3", "r5"]
    while token:
        some, token = listed(client, resumptionToken=token)
        found += some
    assert found == ["r0", "r1", "r3", "r5", "r6", "r2", "r0", "r4", "new"]


def listed(client: FlaskClient, **arguments: str) -> tuple[list[str], str]:
    document = parsed(client.get("/oai", query_string={"verb": "ListIdentifiers", **arguments}).data)
    ids = [(one.text or "").rpartition(":")[2] for one in document.iter(f"{OAI}identifier")]
    token = document.find(f".//{OAI}resumptionToken")
    return ids, (token.text or "") if token is not None else ""


def test_a_token_says_how_far_it_is(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 40)
    document = parsed(client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").data)
    token = document.find(f".//{OAI}resumptionToken")
    assert token is not None
    assert dict(token.attrib) == {"cursor": "0", "completeListSize": "60"}
    rest = client.get("/oai", query_string={"verb": "ListIdentifiers", "resumptionToken": token.text})
    last = parsed(rest.data).find(f".//{OAI}resumptionToken")
    assert last is not None
    assert (last.text, dict(last.attrib)) == (None, {"cursor": "40", "completeListSize": "60"})


RECORD = "identifier=oai%3Apressroom.localhost%3Aexercise2019"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Nothing", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-01T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-03-02&until=2024-03-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-03-02&until=2024-03-03T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=nonsense", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        (f"verb=GetRecord&{RECORD}&metadataPrefix=marc21", "cannotDisseminateFormat"),
        (f"verb=GetRecord&{RECORD}", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:pressroom.localhost:nobody", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=exercise2019", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:elsewhere.example:exercise2019", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nobody", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&until=2001-01-01", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&from=9999-12-31&until=9999-12-31", "noRecordsMatch"),
    ],
)  # fmt: skip
def test_errors(client: FlaskClient, query: str, code: str) -> None:
    response = client.get(f"/oai?{query}")
    assert (response.status_code, response.mimetype) == (200, "text/xml")
    document = parsed(response.data)
    assert [child.tag for child in document] == [f"{OAI}responseDate", f"{OAI}request", f"{OAI}error"]
    assert document[2].get("code") == code
    assert document[2].text
    assert ("verb" in document[1].attrib) == (code not in ("badVerb", "badArgument"))


def test_an_answer_says_what_was_asked(client: FlaskClient) -> None:
    asked, form = f"verb=GetRecord&{RECORD}&metadataPrefix=oai_dc", "application/x-www-form-urlencoded"
    for response in (client.get(f"/oai?{asked}"), client.post("/oai", data=asked, content_type=form)):
        document = parsed(response.data)
        assert [child.tag for child in document] == [f"{OAI}responseDate", f"{OAI}request", f"{OAI}GetRecord"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document[0].text or "")
        assert document[1].attrib == {
            "verb": "GetRecord",
            "identifier": "oai:pressroom.localhost:exercise2019",
            "metadataPrefix": "oai_dc",
        }
        assert document[1].text == "http://localhost/oai"


def test_identifiers_have_the_domain_and_any_id(client: FlaskClient) -> None:
    listed_ = client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc", base_url="https://press.example.org:8443")
    ids = [one.text or "" for one in parsed(listed_.data).iter(f"{OAI}identifier")]
    shape = r"oai:press\.example\.org:[a-zA-Z0-9\-_.!~*'();/?:@&=+$,%]+"
    assert all(re.fullmatch(shape, one) for one in ids)
    assert len(ids) == len(RELEASES)
    (foreign,) = [one for one in ids if "urn" in one]
    arguments = {"verb": "GetRecord", "identifier": foreign, "metadataPrefix": "oai_dc"}
    found = client.get("/oai", query_string=arguments, base_url="https://press.example.org:8443")
    assert foreign in found.text
    assert "<error" not in found.text


def test_the_contact_is_the_crawlers() -> None:
    config = Settings(crawler=CrawlerSettings(contact="mailto:desk@press.example.org"))
    text = build_app(config, shelf(RELEASES)).test_client().get("/oai?verb=Identify").text
    assert "<adminEmail>desk@press.example.org</adminEmail>" in text


def test_without_an_index_it_comes_later(client: FlaskClient, index: MemoryIndex) -> None:
    index.unreadable = "There is no index yet."
    response = client.get(f"/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set={organisation_set(HARBOUR)}")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")


def test_an_unknown_token_is_refused(harvester: Sickle) -> None:
    with pytest.raises(BadResumptionToken):
        harvester.ListRecords(resumptionToken=Selection(after=3).token() + "x")


NUMBERS = st.integers(0, 1 << 61)
DAYS = st.sampled_from(["", "2024-05-01", "2024-05-01T12:00:00Z"])


@settings(max_examples=50)
@given(DAYS, DAYS, st.text(max_size=20), NUMBERS, NUMBERS, NUMBERS)
def test_a_token_stands_for_its_selection(
    since: str, until: str, set_: str, after: int, before: int, size: int
) -> None:
    wanted = Selection(since, until, set_, after, before, size)
    assert Selection.resumed(wanted.token()) == wanted


@settings(max_examples=50)
@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.hex()))
def test_no_other_text_is_a_token(text: str) -> None:
    with pytest.raises(OaiError):
        Selection.resumed(text)
