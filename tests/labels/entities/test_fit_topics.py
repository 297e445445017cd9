import pytest

from crawler.entities.thesaurus import topics
from crawler.entities.topics import WORTH, WORTH_BESIDE
from tests.labels.entities.fit_topics import Candidate, fitted, held_out, likely
from tests.labels.entities.gold import LABELS, TopicLabel, labels, text_of, topic_labels
from tests.labels.entities.score import TopicScores
from tests.replay import shared_data

DATA = shared_data()


def candidates(size: int) -> list[Candidate]:
    """What is right has a high second number; the possible ones say the opposite, and must not count."""
    known = [Candidate(number, "A", (1.0, float(number % 2)), number % 2 == 1, False) for number in range(size)]
    return [*known, *(Candidate(number, "B", (1.0, 0.0), True, True) for number in range(size))]


def test_the_fit_finds_what_tells_right_from_wrong() -> None:
    worth = fitted(candidates(200))
    assert worth[1] > 2
    assert likely(worth * 0 + [1.0, 1.0], worth) > 0.8 > 0.2 > likely(worth * 0 + [1.0, 0.0], worth)


def test_what_is_held_out_is_judged_by_the_others() -> None:
    known = candidates(80)
    sure = held_out(known, 80)
    assert all((confidence > 0.5) == one.right for confidence, one in zip(sure, known, strict=True) if not one.possible)


def test_micro_and_macro() -> None:
    scores = TopicScores()
    scores.add(TopicLabel("set", "1", "", frozenset({"Trade", "Health"}), frozenset({"Sport"})), {"Trade", "Sport"})
    scores.add(TopicLabel("set", "2", "", frozenset({"Trade"}), frozenset()), {"Trade", "Space"})
    assert scores.macro_f1 == pytest.approx(1 / 3)
    whole = scores.together
    assert (whole.right, whole.wrong, whole.missed) == (2, ["Space"], ["Health"])


def test_a_topic_of_later_counts_as_the_one_that_was_there() -> None:
    scores = TopicScores()
    scores.add(TopicLabel("set", "1", "", frozenset({"Climate change"}), frozenset()), {"Carbon capture", "Fashion"})
    assert scores.macro_f1 == 1.0


def test_the_labels_name_topics_that_there_are() -> None:
    known = {label for label, topic in topics().items() if not topic.heading}
    ends = {label.id for label in labels("end")}
    assert LABELS.exists()
    for label in topic_labels():
        assert label.topics | label.topics_possible <= known, label.id
        assert not label.topics & label.topics_possible, label.id
        assert label.id not in ends
    assert (len(WORTH), len(WORTH_BESIDE)) == (10, 11)
    assert {label.part for label in topic_labels()} == {"tune", "fresh", "fresh2", "fresh3"}
    assert {label.part for label in topic_labels("fresh")} == {"fresh"}


@pytest.mark.skipif(DATA is None, reason="no shared data beside the repository ($PRESSROOM_SHARED)")
def test_the_labels_are_of_texts_that_are_there() -> None:
    assert DATA is not None
    assert all(text_of(label, DATA).text for label in topic_labels())
