"""Compare the scores that the stack answers with what they have to be."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from hepaflow.cli.remote.client import Client
from hepaflow.domain.study.subject_path import segment_of
from local.trial.course import Person, planned_visits
from local.trial.expected import SCORES, Expected, expected_score

Json = dict[str, Any]


class Verdict(StrEnum):
    """How an answer compares with the truth."""

    RIGHT = "right"  # the true score, and the reports allow no other
    OPEN = "open"  # undetermined or an interval with the truth in it, for a reason that is there
    WRONG = "wrong"


class Compared(NamedTuple):
    """An answer beside what it has to be."""

    person: Person
    told: Json
    expected: Expected
    verdict: Verdict


def scores_of(client: Client, person: Person) -> Json:
    """Return every score of a subject."""
    told: Json = client.whole(f"/subjects/{segment_of(person.id)}/scores", "scores", {})
    return told


def compare(client: Client, people: Iterable[Person]) -> list[Compared]:
    """Ask for the scores of all subjects, and compare each with what it has to be."""
    return [found for person in people for found in _of_person(person, scores_of(client, person)["scores"])]


def _of_person(person: Person, scores: Sequence[Json]) -> Iterator[Compared]:
    told = {(one["visit"], one["score"]): one for one in scores}
    for visit in (None, *planned_visits()):
        for score in SCORES:
            expected = expected_score(person, visit, score)
            one = told[visit.number if visit else None, score]
            yield Compared(person, one, expected, verdict(one["answer"], expected))


def verdict(answer: Json, expected: Expected) -> Verdict:
    """Say how an answer compares with what it has to be."""
    if answer["value"] is not None:
        is_right = expected.is_certain and float(answer["value"]) in (expected.true or ())
        return Verdict.RIGHT if is_right else Verdict.WRONG
    codes = {reason["code"] for reason in answer["reasons"]}
    if expected.is_certain or not codes or not codes <= expected.codes:
        return Verdict.WRONG
    low, high = (_end(answer[end], beyond) for end, beyond in (("low", "-Infinity"), ("high", "Infinity")))
    holds = expected.true is None or any(low <= Decimal(str(one)) <= high for one in expected.true)
    return Verdict.OPEN if holds else Verdict.WRONG


def _end(text: str | None, beyond: str) -> Decimal:
    return Decimal(beyond if text is None else text)


def counts(compared: Iterable[Compared]) -> dict[str, dict[str, int]]:
    """Return by score how many answers are right, open and wrong."""
    found = Counter((one.told["score"], one.verdict) for one in compared)
    return {score: {kind.value: found[score, kind] for kind in Verdict} for score in SCORES}
