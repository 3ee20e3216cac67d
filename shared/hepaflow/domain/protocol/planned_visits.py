"""Define a planned visit: its target day, its window, what is to be measured, and how labs name it."""

from typing import Annotated

from pydantic import Field, Strict, StringConstraints

from hepaflow.domain.profile.parts import Declared, Identifier
from hepaflow.domain.protocol.study_days import StudyDay
from hepaflow.domain.text import canonical_text

TestCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,7}$")]
VisitName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
VisitNumber = Annotated[int, Strict(), Field(ge=-1_000, le=10_000)]


class PlannedVisit(Declared):
    """A visit of the schedule. It is the same for every subject, whatever the arm.

    Attributes:
        number: VISITNUM of SDTM.
        name: VISIT of SDTM; also a label.
        target_day: the study day for which the visit is planned.
        first_day: the first study day of its window.
        last_day: the last study day of its window, included.
        required: analyte codes and names of `blocks`: what is to be measured.
        labels: how labs write the visit, besides its name; case and blanks do not matter.
        pre_dose_labels: how labs mark a draw of the visit before the dose; labels, too.
        post_dose_labels: how labs mark a draw of the visit after the dose; labels, too. It is never a baseline.
    """

    number: VisitNumber
    name: VisitName
    target_day: StudyDay
    first_day: StudyDay
    last_day: StudyDay
    required: Annotated[tuple[Identifier, ...], Field(max_length=100)] = ()
    labels: Annotated[tuple[VisitName, ...], Field(max_length=50)] = ()
    pre_dose_labels: Annotated[tuple[VisitName, ...], Field(max_length=20)] = ()
    post_dose_labels: Annotated[tuple[VisitName, ...], Field(max_length=20)] = ()

    def all_labels(self) -> frozenset[str]:
        """Return what labs write for the visit, as `label_key` gives it."""
        written = (self.name, *self.labels, *self.pre_dose_labels, *self.post_dose_labels)
        return frozenset(map(label_key, written))

    def holds(self, day: int) -> bool:
        """Say whether a study day lies in the window."""
        return self.first_day <= day <= self.last_day


def label_key(text: str) -> str:
    """Return a label as it is compared: without case, blanks at the ends, and repeated blanks.

    Examples:
        >>> label_key("  Week　4 ") == label_key("WEEK 4")
        True
    """
    return canonical_text(text).casefold()
