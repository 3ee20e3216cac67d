"""Give what is known of the sex and age of a subject on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.scores.points import Points
from hepaflow.domain.study.register import Registered, SubjectStatus

_FEMALE, _MALE = Decimal(1), Decimal(0)
_UNKNOWN_SEX: Final = Points((_MALE, _FEMALE), (AnswerReason(ReasonKind.UNKNOWN, "SEX"),))
_ANY_AGE: Final = Points((Decimal(0), Decimal(150)), (AnswerReason(ReasonKind.MISSING, "AGE"),))


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What the register says of a subject; several values where its entries differ.

    Attributes:
        sexes: M, F.
        birth_years: no more of a birthday is ever kept.
    """

    sexes: frozenset[str] = frozenset()
    birth_years: frozenset[int] = frozenset()

    def female_points(self) -> Points:
        """Return 1 for a woman and 0 for a man."""
        if len(self.sexes) != 1:
            return _UNKNOWN_SEX
        return Points((_FEMALE if "F" in self.sexes else _MALE,))

    def age_points(self, day: str) -> Points:
        """Return the completed years that the subject may have on a day: a birth year alone gives two."""
        if not self.birth_years:
            return _ANY_AGE
        year = int(day[:4])
        ages = (year - max(self.birth_years) - 1, year - min(self.birth_years))
        return Points(tuple(map(Decimal, ages)), (AnswerReason(ReasonKind.UNKNOWN, "AGE"),))


def subject_facts(entries: Iterable[Registered]) -> SubjectFacts:
    """Return what the entries of a subject say; an entry made in error says nothing."""
    known = [entry.subject for entry in entries if entry.subject.status is not SubjectStatus.ENTERED_IN_ERROR]
    return SubjectFacts(
        frozenset(one.sex for one in known if one.sex),
        frozenset(one.birth_year for one in known if one.birth_year),
    )
