"""What is found off, gathered by kind."""

from __future__ import annotations

from crawler.verifying.findings import EXAMPLES, Findings, Kind, Part

TORN = Kind("torn", Part.ARCHIVE, "files are torn", "Cut them.", mends=True)
LEFT = Kind("left", Part.ARCHIVE, "files were left", "Leave them.", fault=False)


def test_many_of_a_kind_are_one_finding_with_a_few_places() -> None:
    found = Findings()
    for number in range(1000):
        found.add(TORN, f"file {number}")
    found.add(LEFT, "another", 3)
    (torn,), (left,) = found.faults, found.notes
    assert (torn.count, len(torn.places), left.count) == (1000, EXAMPLES, 3)
    assert list(torn.lines()) == [
        "archive: files are torn: 1,000",
        *(f"    file {number}" for number in range(EXAMPLES)),
        f"    and {1000 - EXAMPLES} more",
        "    Cut them.",
    ]
    assert (TORN in found, found.count(TORN), torn.as_record()["says"]) == (True, 1000, "Files are torn.")


def test_nothing_found() -> None:
    found = Findings()
    assert (found.faults, found.notes, TORN in found, found.count(TORN)) == ([], [], False, 0)
