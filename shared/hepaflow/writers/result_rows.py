"""Define the columns of a result, the same wherever results are shown as rows (docs/cli.md)."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.issues.places import place_text
from hepaflow.domain.model import Comparator, Observation
from hepaflow.domain.normalize.reference import range_source
from hepaflow.domain.values.numbers import multiple_of, plain_digits, rounded


class ResultStanding(StrEnum):
    """Whether a result counts: `accepted` by the check of one file, `current` among all files, or `held`."""

    ACCEPTED = "accepted"
    CURRENT = "current"
    HELD = "held"


class ResultRow(NamedTuple):
    """The cells of a result, as text.

    Attributes:
        collected_at: with the offset from UTC if it is known.
        line: the place of the row as a person finds it: `12`, `MSG2.OBX5`.
        multiple_of_uln: the value divided by the upper limit of its reference range.
        line_number: the number that names the row in decisions and lineage.
        omitted: the newest cumulative file of the center, if an earlier one had the measurement and it does not.
        range_from: whose reference range it is: `row`, `profile` or `lab`.
        lab: id of the lab that measured.
    """

    study: str
    center: str
    subject: str
    collected_at: str
    analyte: str
    operator: str
    value: str
    unit: str
    text: str
    status: str
    range_low: str
    range_high: str
    range_flag: str
    specimen_type: str
    specimen: str
    visit: str
    line: str
    raw_analyte: str
    raw_value: str
    raw_unit: str
    issues: str
    standing: str
    found: str
    multiple_of_uln: str
    file_id: str
    line_number: str
    omitted: str
    range_from: str
    lab: str


RESULT_COLUMNS = ResultRow._fields


def result_row(  # noqa: PLR0913 each part comes from another place
    study: str,
    measurement: Measurement,
    sent: RunObservation,
    standing: ResultStanding,
    issues: Iterable[str],
    *,
    found: Mapping[str, str] | None = None,
    omitted: str = "",
) -> ResultRow:
    """Return the row of an observation.

    Args:
        study: the study's id.
        measurement: what the observation counts for; it differs from the reported one after a `move-subject`.
        sent: the observation.
        standing: whether it counts.
        issues: codes of notes and holds.
        found: what was found, by issue code.
        omitted: the cumulative file that omits the measurement, or "".
    """
    report, run = sent.observation, sent.run
    return ResultRow(
        study=study,
        center=measurement.center,
        subject=measurement.subject,
        collected_at=measurement.collected_at + sent.offset,
        analyte=measurement.analyte,
        operator="" if report.operator is Comparator.EQ else report.operator,
        value=_digits(report.value),
        unit=report.unit,
        text=" ".join(part for part in (report.finding or "", report.strength) if part),
        status=report.status,
        range_low=_digits(report.range_low),
        range_high=_digits(report.range_high),
        range_flag=report.flag or "",
        specimen_type=measurement.specimen_type,
        specimen=sent.specimen,
        visit=sent.visit,
        line=place_text(sent.line, run.places),
        raw_analyte=report.raw.analyte,
        raw_value=report.raw.value,
        raw_unit=report.raw.unit,
        issues=";".join(dict.fromkeys(issues)),
        standing=standing,
        found=found_text(found or {}),
        multiple_of_uln=multiple_text(report),
        file_id=run.file_id,
        line_number=str(sent.line),
        omitted=omitted,
        range_from=range_source(report) or "",
        lab=report.lab,
    )


def found_text(found: Mapping[str, str]) -> str:
    """Return what was found, each text after its issue code."""
    return "; ".join(f"{code}: {text}" for code, text in found.items())


def multiple_text(report: Observation) -> str:
    """Return the exact multiple of the upper limit at 6 significant digits; "" without a number or a positive limit."""
    multiple = multiple_of(report)
    return "" if multiple is None else plain_digits(rounded(multiple))


def state_rows(study: str, measurement: Measurement, answer: MeasurementState) -> Iterator[ResultRow]:
    """Yield the current result of a measurement, and then its held observations.

    Args:
        study: the study's id.
        measurement: the measurement.
        answer: what is known of it.
    """
    current = answer.current
    if current is not None:
        codes = (issue.code for issue in current.observation.issues + current.issues)
        omitted = answer.omitted
        yield result_row(study, measurement, current, ResultStanding.CURRENT, codes, omitted=omitted)
    for held in answer.held:
        texts = {code.value: text for code, text in held.found.items()}
        yield result_row(study, measurement, held.sent, ResultStanding.HELD, held.codes, found=texts)


def _digits(number: Decimal | None) -> str:
    return "" if number is None else plain_digits(number)
