"""Compare who measured two results."""

from hepaflow.domain.answers.inputs import Input
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind


def lab_reasons(one: Input, other: Input, *, is_same_needed: bool = False) -> tuple[AnswerReason, ...]:
    """Return a reason for each result of `one` that another lab measured than `other`.

    Two labs differ if both are named and differ, or if a lab is not named and another center sent the result.

    Args:
        one: what is known of a result.
        other: what is known of the result with which it is compared.
        is_same_needed: also a lab that is not named is a reason.
    """
    return tuple(
        AnswerReason(ReasonKind.OTHER_LAB, one.about, mine.place, mine.sent.row)
        for mine in one.candidates
        if any(
            _differs((mine.sent.observation.lab, mine.place.center), its, is_same_needed)
            for its in _labs(other)
        )
    )


def _labs(known: Input) -> set[tuple[str, str]]:
    return {(found.sent.observation.lab, found.place.center) for found in known.candidates}


def _differs(mine: tuple[str, str], its: tuple[str, str], is_same_needed: bool) -> bool:  # noqa: FBT001 as above
    if mine[0] and its[0]:
        return mine[0] != its[0]
    return is_same_needed or mine[1] != its[1]
