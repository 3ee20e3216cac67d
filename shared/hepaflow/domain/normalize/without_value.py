"""Find out what a row without a value says: that it is skipped, that the test was not done, or that an earlier result is taken back."""

from dataclasses import replace

from hepaflow.domain.analytes.analytes import Analyte, Kind
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.model import Conversion, Field, Observation, ParsedValue, Status
from hepaflow.domain.normalize.cells import Cells, raw_of, rejects
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.conditions import names_other_specimen
from hepaflow.domain.values.statements import (
    AS_SENT,
    NO_VALUE_AT_ALL,
    NOT_ASKED,
    NOT_DONE_UNNAMED,
    WHOLE_ORDER,
    Statement,
    statement_of,
)
from hepaflow.domain.values.value_tokens import announces_result, is_missing, says_not_done
from hepaflow.domain.values.values import parse_value

_ABOUT_UNITS = frozenset(
    {
        IssueCode.UNIT_UNKNOWN,
        IssueCode.UNIT_REFUSED,
        IssueCode.UNIT_UNCONVERTIBLE,
        IssueCode.UNIT_MISMATCH,
        IssueCode.LOINC_UNIT,
        IssueCode.UNIT_MISSING,
    }
)


def early_answer(
    row: Cells, analyte: Analyte | None, specimen: str, status: Status | None, rules: Rules
) -> Observation | tuple[Issue, ...] | None:
    """Return what a row says whose status or value cell tells that it has no value; None for all others.

    Args:
        row: the cells of the row.
        analyte: its analyte, where that is known.
        specimen: its specimen type.
        status: its status, where that is known.
        rules: what the profile declares on the row's date.
    """
    reason = _why_not_read(row, status)
    if reason is None:
        return None
    said = _statement(row, status, reason)
    return _stated(row, analyte, specimen, said) or _skipped(row, reason, analyte, rules)


def without_report(row: Cells) -> tuple[Issue, ...]:
    """Return the issues of a row that gives no observation: why it is skipped, or all that reject it."""
    return (row.skipped,) if row.skipped else row.placed()


def without_value(
    row: Cells, analyte: Analyte, specimen: str, status: Status | None, *, is_named: bool
) -> Observation | tuple[Issue, ...] | None:
    """Return what a row whose cell gives no value voids, takes back or says was not done; None where it does none of it.

    Args:
        row: the cells of the row, with the reason why its value cell gives no value.
        analyte: its analyte.
        specimen: its specimen type.
        status: its status, where that is known.
        is_named: its unit is not that of another test.
    """
    if status is Status.DELETED:
        return _observation_without_value(row, analyte.code, analyte.unit.code, specimen, status)
    reason = _why_no_value(row)
    said = _statement(row, status, reason) or (_not_done(row, analyte, status, reason) if is_named else None)
    return said and (_stated(row, analyte, specimen, said) or without_report(row))


def unread(row: Cells, analyte: Analyte, specimen: str, status: Status | None) -> Observation | None:
    """Return what a row deletes or corrects whose value or unit cannot be read; None for all others.

    A deletion needs no value. A correction says that the earlier value is wrong: it is held, and so is that value.

    Args:
        row: the cells of the row, with why the value or the unit cannot be read.
        analyte: its analyte.
        specimen: its specimen type.
        status: its status, where that is known.
    """
    rejecting = [issue for issue in row.issues if rejects([issue])]
    if status not in (Status.DELETED, Status.CORRECTED) or row.skipped or not rejecting:
        return None
    row.issues = [issue for issue in row.issues if issue not in rejecting]
    if status is Status.CORRECTED:
        reason = rejecting[0]
        is_unit = reason.code in _ABOUT_UNITS
        row.issues.append(
            replace(reason, code=IssueCode.CORRECTION_UNIT if is_unit else IssueCode.CORRECTION_UNREAD)
        )
    return _observation_without_value(row, analyte.code, analyte.unit.code, specimen, status)


def _why_not_read(row: Cells, status: Status | None) -> IssueCode | None:
    """Return why a row has no value where the value cell need not be read for that."""
    if status is Status.NOT_DONE:
        return IssueCode.VALUE_NOT_DONE
    return IssueCode.VALUE_NOT_SENT if row.text(Field.VALUE) == AS_SENT else None


def _why_no_value(row: Cells) -> IssueCode | None:
    """Return the first reason why the value cell gives no value."""
    if row.skipped:
        return row.skipped.code
    return next((issue.code for issue in row.issues if issue.code in NO_VALUE_AT_ALL), None)


def _statement(row: Cells, status: Status | None, reason: IssueCode | None) -> Statement | None:
    if status is None or row.text(Field.STATUS) == NOT_ASKED:
        return None
    if row.text(Field.STATUS) == NOT_DONE_UNNAMED:
        has_result = not is_missing(canonical_text(row.text(Field.STANDARD_VALUE)))
        return None if has_result or row.skipped else (Status.NOT_DONE, IssueCode.STATED_NOT_DONE)
    return statement_of(status, row.text(Field.VALUE), reason, is_told=bool(row.text(Field.STATUS)))


def _not_done(
    row: Cells, analyte: Analyte, status: Status | None, reason: IssueCode | None
) -> Statement | None:
    """Return that the test was not done, if a row without a status says so in words, and has no result anywhere.

    Not of a clinical item: it is no test. Not if a remark says that a result is still to come.
    """
    is_told = status is not Status.FINAL or bool(row.text(Field.STATUS))
    if is_told or reason is not IssueCode.VALUE_NOT_DONE or analyte.kind is Kind.ORDINAL:
        return None
    told = [canonical_text(row.text(field)) for field in (Field.VALUE, Field.VALUE_TEXT)]
    words = [text for text in told if not is_missing(text)]
    if not all(map(says_not_done, words)) or not is_missing(canonical_text(row.text(Field.STANDARD_VALUE))):
        return None
    if announces_result(canonical_text(row.text(Field.COMMENT))):
        return None
    return Status.NOT_DONE, IssueCode.STATED_NOT_DONE


def _stated(row: Cells, analyte: Analyte | None, specimen: str, said: Statement | None) -> Observation | None:
    """Return what a row without a value states about an earlier result; None where nobody knows about which."""
    status, code = said or (Status.FINAL, None)
    if code is not None and row.text(Field.CODE) == WHOLE_ORDER:
        row.issues = [issue for issue in row.issues if issue.code is IssueCode.ORDER_UNNUMBERED]
        row.say(code, Field.CODE)
        return _observation_without_value(row, WHOLE_ORDER, "", specimen, status)
    row.issues = [issue for issue in row.issues if issue.code not in NO_VALUE_AT_ALL]
    if code is None or analyte is None or rejects(row.issues):
        return None
    if code is IssueCode.STATED_NOT_DONE:
        _doubt_specimen(row)
    is_said_by_status = code is IssueCode.STATED_NOT_DONE and not row.text(Field.VALUE)
    row.say(code, Field.STATUS if is_said_by_status and row.text(Field.STATUS) else Field.VALUE)
    return _observation_without_value(row, analyte.code, analyte.unit.code, specimen, status)


def _doubt_specimen(row: Cells) -> None:
    """Hold a row of which a remark says that it is of another specimen than blood: the test of blood may have been done."""
    for field in (Field.CONDITION, Field.COMMENT):
        if names_other_specimen(row.text(field)):
            row.say(IssueCode.SPECIMEN_REJECTED, field)


def _skipped(row: Cells, code: IssueCode, analyte: Analyte | None, rules: Rules) -> tuple[Issue, ...]:
    """Skip the row; what stands in the place of a value says why. A result beside "not done" contradicts it."""
    is_contradicted = code is IssueCode.VALUE_NOT_DONE and row.text(Field.STATUS) == NOT_ASKED
    if is_contradicted and analyte is not None and _is_result(row.text(Field.VALUE), rules):
        row.say(IssueCode.STATUS_CONTRADICTED, Field.VALUE)
    else:
        row.skip(code, Field.VALUE if row.text(Field.VALUE) else Field.STATUS)
    return without_report(row)


def _observation_without_value(
    row: Cells, analyte: str, unit: str, specimen: str, status: Status
) -> Observation:
    """Return an observation that voids or confirms others; what is doubtful about its analyte or specimen holds it."""
    return Observation(
        analyte=analyte,
        raw=raw_of(row),
        operator=ParsedValue().operator,
        number=None,
        conversion=Conversion(),
        value=None,
        unit=unit,
        status=status,
        specimen_type=specimen,
        issues=tuple(issue for issue in row.placed() if not rejects([issue])),
    )


def _is_result(text: str, rules: Rules) -> bool:
    try:
        return bool(parse_value(text, rules.decimal_mark))
    except Refused:
        return False
