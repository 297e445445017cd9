"""Rules learnt from counts, and those that a person gives."""

from __future__ import annotations

import pickle

import pytest

from crawler.learning import NO_RULES, PatternCount, Rules, Said, Says, is_sample

SITE = "https://example.org"
RELEASES = PatternCount("example.org/news/{year}/{slug}", releases=31, others=1, dated=30)
EVENTS = PatternCount("example.org/programme/{slug}", others=12)
SLUGS = [f"a-title-of-several-words-{number}" for number in range(400)]
EVENT = next(url for slug in SLUGS if not is_sample(url := f"{SITE}/programme/{slug}"))
SAMPLE = next(url for slug in SLUGS if is_sample(url := f"{SITE}/programme/{slug}"))
RELEASE = f"{SITE}/news/2019/ministers-meet-in-the-capital"


def kind(rules: Rules, url: str) -> Says | None:
    said = rules.says(url)
    return said.kind if said else None


def test_what_was_learnt_and_why() -> None:
    rules = Rules.of([EVENTS, RELEASES])
    assert rules.says(RELEASE) == Said(Says.RELEASE, "31 of 32 pages like example.org/news/{year}/{slug} were releases")
    assert rules.says(EVENT) == Said(Says.OTHER, "12 of 12 pages like example.org/programme/{slug} were no releases")
    assert rules.says(f"{SITE}/elsewhere/1") is None
    assert [rule.count for rule in rules.learnt] == [RELEASES, EVENTS]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (PatternCount("example.org/a/{slug}", releases=4, dated=4), None),
        (PatternCount("example.org/a/{slug}", releases=5, dated=5), Says.RELEASE),
        (PatternCount("example.org/a/{slug}", releases=8, others=2, dated=8), Says.RELEASE),
        (PatternCount("example.org/a/{slug}", releases=7, others=2, dated=7), None),
        (PatternCount("example.org/a/{slug}", releases=20, dated=9), None),
        (PatternCount("example.org/a/{slug}", others=7), None),
        (PatternCount("example.org/a/{slug}", others=8), Says.OTHER),
        (PatternCount("example.org/a/{slug}", others=20, releases=1), None),
        (PatternCount("example.org/a/{slug}", others=24, releases=1, dated=1), Says.OTHER),
    ],
)
def test_thresholds(count: PatternCount, expected: Says | None) -> None:
    url = next(url for slug in SLUGS if not is_sample(url := f"{SITE}/a/{slug}"))
    assert kind(Rules.of([count]), url) is expected


def test_a_short_name_may_be_a_short_title() -> None:
    url = f"{SITE}/news/budget-passed"
    assert kind(Rules.of([PatternCount("example.org/news/{name}", others=23)]), url) is None
    assert kind(Rules.of([PatternCount("example.org/news/{name}", others=24)]), url) is Says.OTHER


def test_folders_with_many_neighbours_are_no_sections() -> None:
    names = ["kenya", "peru", "chile", "japan", "malta", "nepal", "ghana", "spain"]
    counts = [
        *(PatternCount(f"example.org/countries/{name}/news/{{slug}}", releases=1, dated=1) for name in names),
        *(PatternCount(f"example.org/countries/{name}/projects/{{slug}}", others=2) for name in names),
    ]
    rules = Rules.of(counts)
    assert kind(rules, f"{SITE}/countries/fiji/news/{SLUGS[0]}") is Says.RELEASE
    assert (
        kind(rules, next(u for s in SLUGS if not is_sample(u := f"{SITE}/countries/fiji/projects/{s}"))) is Says.OTHER
    )
    assert kind(rules, f"{SITE}/countries/fiji/people/{SLUGS[0]}") is None
    assert kind(Rules.of(counts[:7]), f"{SITE}/countries/fiji/news/{SLUGS[0]}") is None


def test_what_menus_link_is_known_unless_it_is_a_release() -> None:
    menu = f"{SITE}/about/the-organisation"
    rules = Rules.of([RELEASES], chrome=[menu, RELEASE])
    assert kind(rules, menu) is Says.CHROME
    assert kind(rules, RELEASE) is Says.RELEASE


def test_a_person_has_the_last_word() -> None:
    rules = Rules.of([RELEASES, EVENTS], [RELEASE], allow=["/programme/**", "/news/**"], deny=["/news/2019/**"])
    assert rules.says(RELEASE) == Said(Says.OTHER, "config.toml denies it", learnt=False)
    assert rules.says(EVENT) == Said(Says.RELEASE, "config.toml allows it", learnt=False)
    said = rules.says(f"{SITE}/a")
    assert said
    assert said.bars
    assert not said.learnt


def test_samples_are_visited_all_the_same() -> None:
    rules = Rules.of([EVENTS], deny=["/denied/**"])
    urls = [f"{SITE}/programme/{slug}-{n}" for slug in SLUGS for n in range(10)]
    tried = [url for url in urls if not (said := rules.says(url)) or not said.bars]
    assert len(urls) / 30 < len(tried) < len(urls) / 20
    assert tried == [url for url in urls if is_sample(url)]
    denied = rules.says(SAMPLE.replace("programme", "denied"))
    assert denied
    assert denied.bars


def test_a_wrong_rule_is_unlearnt() -> None:
    """A section of events that begins to carry releases is noticed by its samples, even after thousands of events."""
    count = EVENTS
    for _ in range(5_000):
        count = count.after(release=False)
    assert kind(Rules.of([count]), EVENT) is Says.OTHER
    samples = 0
    while kind(Rules.of([count]), EVENT) is Says.OTHER:
        count = count.after(release=True, dated=True)
        samples += 1
    assert samples <= 10


def test_counts_forget() -> None:
    count = PatternCount("example.org/a/{slug}")
    for _ in range(1_000):
        count = count.after(release=True, dated=True)
    assert count.visits <= 201
    for _ in range(250):
        count = count.after(release=False)
    assert count.releases <= 60
    assert count.dated <= count.releases


def test_rules_are_bounded() -> None:
    counts = [PatternCount(f"example.org/{n}/{{slug}}", others=8 + n) for n in range(1_000)]
    rules = Rules.of(counts)
    assert len(rules.learnt) == 200
    assert min(rule.count.visits for rule in rules.learnt) == 808
    assert len(pickle.dumps(rules)) < 20_000


def test_rules_travel() -> None:
    rules = Rules.of([RELEASES, EVENTS], [SITE], ["/a/**"], ["/b/**"])
    assert pickle.loads(pickle.dumps(rules)) == rules
    assert NO_RULES.says(RELEASE) is None
