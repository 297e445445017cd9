"""Topics beside those that releases of the corpus carry themselves, by a mapping (`own_topics.toml`).

    PRESSROOM_SHARED=../shared python -m tests.labels.entities.own_topics --part end

Such tags are wide and few: a publisher gives a release one or two of its own headings. So a tag is met by any topic
that it may stand for, or one under these, and what is found is right when a tag may stand for it, or for a wider or a
narrower one. Only topics that some tag of the set stands for are asked after; what else is found may well be right, and
counts neither way. Precision is therefore the lower bound of what a reader would say.

Half of the releases, by their ids, are kept for the end.
"""

from __future__ import annotations

import argparse
import os
import tomllib
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crawler.cleaning.language import detect
from crawler.entities import find
from crawler.entities.thesaurus import above
from crawler.records import Release
from tests.labels.entities.gold import Part, records
from tests.labels.entities.score import Tally

DATA = Path(os.environ.get("PRESSROOM_SHARED", "../shared")) / "data"
MAPPING = Path(__file__).with_name("own_topics.toml")

Mapped = Mapping[str, Sequence[str]]  # a tag, and the topics that it may stand for


@dataclass(slots=True)
class TagScores:
    """How often each tag was met, and how often what was found was right: by tag, and by topic."""

    tags: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    topics: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def add(self, key: str, tags: Sequence[str], found: Sequence[str], mapped: Mapped) -> None:
        """One release with its tags and what was found in it."""
        meant = {topic for tag in tags for topic in mapped[tag]}
        asked = {topic for topics in mapped.values() for topic in topics}
        for tag in tags:
            self.tags[tag].count(key, right=any(is_within(topic, mapped[tag]) for topic in found))
        for topic in found:
            if is_within(topic, asked):
                if any(is_within(topic, [one]) or is_within(one, [topic]) for one in meant):
                    self.topics[topic].right += 1
                else:
                    self.topics[topic].wrong.append(key)

    @property
    def precision(self) -> float:
        """Of all that was found."""
        return _share(self.topics, "wrong")

    @property
    def recall(self) -> float:
        """Of all tags."""
        return _share(self.tags, "missed")

    @property
    def macro(self) -> tuple[float, float]:
        """Precision averaged over topics, recall averaged over tags."""
        return _mean([one.precision for one in self.topics.values()]), _mean([one.recall for one in self.tags.values()])


def is_within(topic: str, wider: Sequence[str] | set[str]) -> bool:
    """Whether a topic is one of these or under one of them."""
    return topic in wider or any(one in wider for one in above(topic))


def harmonic(precision: float, recall: float) -> float:
    """F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def mappings() -> Mapping[str, Mapped]:
    """Tags and what they may stand for, by the file of the set."""
    sets: Mapping[str, Mapped] = tomllib.loads(MAPPING.read_text("utf-8"))["sets"]
    return sets


def part_of(key: str) -> Part:
    """The half that a release belongs to."""
    return "end" if zlib.crc32(key.encode()) % 2 else "tune"


def tagged(file: str, mapped: Mapped, part: Part, most: int) -> Iterator[tuple[str, Release, list[str]]]:
    """Releases with tags that stand for something, those with the least checksums first: a sample, always the same."""
    keyed = ((one["id"], one) for one in records(DATA / file))
    chosen = [(key, one) for key, one in keyed if part_of(key) == part and any(tag in mapped for tag in one["topics"])]
    for key, one in sorted(chosen, key=lambda pair: zlib.crc32(pair[0].encode()))[:most]:
        language = one.get("lang") or detect(one["text"])
        release = Release(
            "", one.get("title") or "", one["text"], organisation=one.get("organisation"), language=language
        )
        yield key, release, [tag for tag in one["topics"] if tag in mapped]


def scored(file: str, part: Part, most: int) -> TagScores:
    """What is found in the tagged releases of a set."""
    mapped, scores = mappings()[file], TagScores()
    for key, release, tags in tagged(file, mapped, part, most):
        scores.add(key, tags, [topic.label for topic in find(release).topics], mapped)
    return scores


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.labels.entities.own_topics")
    parser.add_argument("--part", choices=["tune", "end"], default="tune")
    parser.add_argument("--most", type=int, default=1500, help="releases of each set")
    parser.add_argument("--each", action="store_true", help="a line for each tag and topic, of what may be looked at")
    arguments = parser.parse_args()
    if arguments.each and arguments.part == "end":
        parser.error("what is kept for the end is not looked at")
    for file in mappings():
        scores = scored(file, arguments.part, arguments.most)
        precision, recall = scores.macro
        print(f"{file} ({arguments.part}, {len(scores.tags)} tags, {len(scores.topics)} topics)")
        for name, figures in (("micro", (scores.precision, scores.recall)), ("macro", (precision, recall))):
            print(f"  {name}  F1 {harmonic(*figures):.3f}  precision {figures[0]:.3f}  recall {figures[1]:.3f}")
        for tag, tally in sorted(scores.tags.items()) if arguments.each else ():
            print(f"  met {tally.recall:.2f} of {tally.right + len(tally.missed):3}  {tag}")
        for topic, tally in sorted(scores.topics.items()) if arguments.each else ():
            print(f"  right {tally.precision:.2f} of {tally.right + len(tally.wrong):3}  {topic}")


def _share(tallies: Mapping[str, Tally], other: str) -> float:
    right = sum(tally.right for tally in tallies.values())
    return right / max(1, right + sum(len(getattr(tally, other)) for tally in tallies.values()))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


if __name__ == "__main__":
    main()
