"""The routes of the study are the sum of those of its subjects."""

from collections import Counter
from typing import Any

from tests.property.history.answers.facts import State
from tests.property.history.answers.safety import possible

STUDY_ROUTES = ("completeness", "safety")
TERMS_OF_SCORES = {"baseline_class", "worst_class"}
Pages = dict[str, Any]


def compare_study(study: Pages, subjects: dict[str, Pages], state: State) -> int:
    """Compare what the study's routes say with the routes of its subjects; return how much was compared."""
    cells = [one for pages in subjects.values() for one in pages["completeness"]["completeness"]]
    assert study["completeness"]["completeness"] == cells
    assert counts_of(study) == counted(cells)
    listed = study["safety"]["safety"]
    shifts = [one for pages in subjects.values() for one in pages["safety"]["safety"] if is_grade_shift(one)]
    assert [one for one in listed if one["kind"] == "shift"] == shifts
    signs = [one for one in listed if one["kind"] != "shift"]
    every = [
        one for pages in subjects.values() for one in pages["safety"]["safety"] if one["kind"] == "hys-law"
    ]
    assert [one for one in every if one in signs] == signs
    if not state.is_open():
        expected = {
            name: {about: some[0] for about, some in possible(state, name).items()} for name in subjects
        }
        told = [
            ((*one, name), said)
            for name, some in expected.items()
            for (kind, *one), said in some.items()
            if kind == "listed"
        ]
        found = {(one["name"], one["day"], one["subject"]) for one in signs}
        assert found == {about for about, said in told if said == ("yes",)}
        silent = {(day, name) for (_, day, name), said in told if said == ("silent",)}
        assert study["safety"]["left_out"]["open_days"] == len(silent)
    return len(cells) + len(shifts) + len(signs)


def is_grade_shift(one: dict[str, Any]) -> bool:
    return one["kind"] == "shift" and TERMS_OF_SCORES.isdisjoint(told["name"] for told in one["answers"])


def counted(cells: list[dict[str, Any]]) -> dict[str, Counter[str]]:
    """By center how many cells have each state."""
    found: dict[str, Counter[str]] = {}
    for cell in cells:
        for center in cell["centers"]:
            found.setdefault(center, Counter())[cell["state"].replace("-", "_")] += 1
    return found


def counts_of(study: Pages) -> dict[str, Counter[str]]:
    told = study["completeness"]["counts"]
    return {
        one["center"]: Counter({state: count for state, count in one["states"].items() if count})
        for one in told
    }
