"""Real draws under numbers that name no specimen: what two people share by chance is hardly ever held."""

from collections import defaultdict
from dataclasses import replace
from itertools import combinations, product

import pytest

from hepaflow.domain.fold.measurement import RunObservation, same_value
from hepaflow.domain.fold.suspicion.moved_suspicion import shared_results
from hepaflow.domain.fold.timeline import fold

pytestmark = pytest.mark.real_data

DAY = "2024-03-22"


@pytest.fixture(scope="module")
def draws(eicu) -> list[list[RunObservation]]:
    """The largest draw of each subject, all of one day and under one number."""
    found: dict[str, dict[str, list[RunObservation]]] = defaultdict(lambda: defaultdict(list))
    for place, answer in fold(eicu).items():
        if answer.current:
            found[place.subject][place.collected_at].append(answer.current)
    return [
        [
            replace(sent, measurement=sent.measurement._replace(collected_at=DAY), specimen="1")
            for sent in draw
        ]
        for draw in (max(draws.values(), key=len) for draws in found.values())
    ]


def test_what_two_people_share_by_chance_holds_nothing(draws):
    """One of two pairs shares some value; beside the number of a tube, that would be all that speaks for one specimen."""
    pairs = list(combinations(draws, 2))
    alike = sum(same_value(one.observation, other.observation) for pair in pairs for one, other in product(*pair)
                if one.measurement.analyte == other.measurement.analyte)  # fmt: skip
    held = sum(len(shared_results(map(fold, pair))) for pair in pairs)
    assert (len(pairs) > 500, alike > 250, held) == (True, True, 0)


def test_a_draw_that_comes_again_for_another_person_is_found_whole(draws):
    for draw in draws:
        again = [replace(sent, measurement=sent.measurement._replace(subject="another")) for sent in draw]
        found = shared_results([fold(draw), fold(again)])
        assert {what for what in found if what.subject == "another"} == {sent.measurement for sent in again}
