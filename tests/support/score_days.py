"""Build the day of a subject from numbers, each as a lab reports it in its unit."""

from collections.abc import Mapping
from fractions import Fraction

from tests.support.day_reports import AT, reported

from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.timeline import fold

# 1 mg/dL in umol/L by the molar masses 584.673 and 113.12 g/mol; 1 g/dL in g/L
MASS = {"BILI": Fraction(10_000_000, 584_673), "CREAT": Fraction(1_000_000, 11_312), "ALB": Fraction(10)}


def in_unit(name: str, text: str, **more) -> RunObservation:
    """An observation; the name is an analyte, with ` mg/dL` or ` g/dL` after it if the lab reports that."""
    analyte, _, unit = name.partition(" ")
    factor = MASS[analyte] if unit else Fraction(1)
    return reported(analyte, text, more.pop("at", AT), factor=factor, **more)


def day_of(values: Mapping[str, str], **more) -> SpecimenDay:
    """The day on which a lab reports these values, all in one draw."""
    (day,) = specimen_days(fold([in_unit(name, text, **more) for name, text in values.items()]))
    return day
