"""Learning subjects from the gist of texts, on invented ones."""

import numpy as np

from crawler.entities.document import read
from crawler.records import Release
from tests.labels.entities.corrected import Corrected, Names
from tests.labels.entities.fit_topic_head import learn


def corrected(topics: set[str], possible: set[str]) -> Corrected:
    release = Release("", "Boats", "Boats were sold.")
    none: Names = {"people": [], "organisations": [], "places": []}
    return Corrected("set", "1", release, read(release), none, none, none, frozenset(topics), frozenset(possible))


def test_the_layer_tells_subjects_by_what_differs() -> None:
    chance = np.random.default_rng(1)
    of_sport = np.arange(120) % 2 == 0
    states = chance.normal(size=(120, 4)).astype(np.float32)
    states[:, 2] += 4 * of_sport
    releases = [corrected({"Sport"} if sport else {"Tariffs and customs"}, set()) for sport in of_sport]
    releases += [corrected({"Space"}, {"Sport"})] * 2  # what is possible tells nothing, and two are too few
    states = np.vstack([states, states[1:3]])
    labels, weights, bias = learn(states, releases)
    assert set(labels) == {"Sport", "Tariffs and customs"}  # "Trade" is wider than a topic that is there
    said = states @ weights + bias
    right = said[:120, labels.index("Sport")] > 0
    assert (right == of_sport).mean() > 0.9
