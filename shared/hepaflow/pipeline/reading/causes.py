"""Group the issues of an outcome: one cause once, with its rows and what to do."""

from collections import Counter
from collections.abc import Sequence

from hepaflow.domain.analytes.resolve import declarable_bases, unit_refusal
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import Issue, IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS, Meaning
from hepaflow.domain.issues.places import Places, line_ranges, place_text
from hepaflow.domain.receipts.receipts import Cause, FoundCell, Text
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.reasons import (
    MAY_BE_A_NAME,
    in_column,
    missing_columns,
    other_order,
    unit_reason,
)

NOT_REPEATED = "…"  # stands for a word that may be a name
_TO_BE_MAPPED = frozenset({IssueCode.STATUS_UNKNOWN, IssueCode.SPECIMEN_UNKNOWN, IssueCode.SPECIMEN_OTHER})
_OF_COLUMN = frozenset({IssueCode.SPECIMEN_OTHER, IssueCode.DATE_OTHER_ORDER})
_OF_UNIT = frozenset({IssueCode.UNIT_REFUSED, IssueCode.UNIT_UNCONVERTIBLE, IssueCode.UNIT_MISMATCH})
_ORDER = (Severity.REFUSE, Severity.REJECT, Severity.HOLD, Severity.NOTE)


def causes(outcome: Outcome, catalog: Catalog) -> list[Cause]:
    """Return the causes of an outcome, the most severe first, skipped rows last."""
    groups: dict[IssueCode, list[Issue]] = {}
    for issue in outcome.issues:
        groups.setdefault(issue.code, []).append(issue)
    return sorted((_cause(code, issues, outcome, catalog) for code, issues in groups.items()), key=_gravity)


def _cause(code: IssueCode, issues: list[Issue], outcome: Outcome, catalog: Catalog) -> Cause:
    return cause_of(
        code,
        MEANINGS[code],
        sorted({issue.line for issue in issues if issue.line}),
        tuple(dict.fromkeys(issue.column for issue in issues if issue.column)),
        missing_columns(issues[0].found, outcome.present)
        if outcome.present
        else _found(code, issues, outcome, catalog),
        outcome.places,
    )


def cause_of(
    code: str,
    meaning: Meaning,
    lines: list[int],
    columns: tuple[str, ...],
    found: tuple[FoundCell, ...],
    places: Places,
) -> Cause:
    """Return a cause for a receipt.

    Args:
        code: the code of an issue, or of a fault of a register's row.
        meaning: what it means.
        lines: the rows, in order, each once.
        columns: the headers of the cells at fault.
        found: what was found there.
        places: how the lines are to be shown.
    """
    return Cause(
        code,
        meaning.severity,
        meaning.skips,
        tuple(place_text(line, places) for line in lines),
        line_ranges(lines, places),
        columns,
        found,
        Text(meaning.title_en, meaning.title_zh),
        meaning.actor,
        Text(meaning.remedy_en, meaning.remedy_zh),
    )


def _gravity(cause: Cause) -> tuple[int, bool, int, str]:
    return _ORDER.index(cause.severity), cause.skipped, -len(cause.lines), cause.code


def _found(
    code: IssueCode, issues: Sequence[Issue], outcome: Outcome, catalog: Catalog
) -> tuple[FoundCell, ...]:
    of_specimen = code.startswith("date-")  # the same for each analyte of a specimen
    counted = Counter(
        (
            issue.found,
            "" if of_specimen else issue.analyte,
            issue.column if code in _OF_COLUMN else "",
        )
        for issue in issues
        if issue.found or code in _TO_BE_MAPPED
    )
    return tuple(
        FoundCell(
            found or NOT_REPEATED,
            analyte,
            count,
            _other_order(column, outcome)
            if code is IssueCode.DATE_OTHER_ORDER
            else _reason(code, found, analyte, column, catalog),
        )
        for (found, analyte, column), count in counted.most_common()
    )


def _other_order(column: str, outcome: Outcome) -> Text:
    """Return which row shows that the dates of a column are in another order than the profile says."""
    proof = outcome.order_proofs[column]
    lines = (issue.line for issue in outcome.issues if (issue.column, issue.found) == (column, proof))
    line = next(lines, 0)
    return other_order(proof, place_text(line, outcome.places) if line else "")


def _reason(code: IssueCode, found: str, analyte: str, column: str, catalog: Catalog) -> Text | None:
    """Return what a person needs to know beside a cell: why a unit is refused, where a specimen is named, why a word is not shown."""
    if code is IssueCode.SPECIMEN_OTHER:
        return in_column(column)
    if code in _TO_BE_MAPPED:
        return None if found else MAY_BE_A_NAME
    if code not in _OF_UNIT:
        return None
    known = catalog.analytes.get(analyte)
    usual = known.unit.code if known and code is IssueCode.UNIT_UNCONVERTIBLE else ""
    bases = declarable_bases(found, known, catalog) if known and code is IssueCode.UNIT_REFUSED else ()
    return unit_reason(unit_refusal(found, analyte, catalog), usual, bases)
