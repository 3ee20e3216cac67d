"""Group the issues of an outcome: one cause once, with its rows and what to do."""

from collections import Counter
from collections.abc import Iterable

from hepaflow.domain.analytes.units import candidates, unit_key
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import Issue, IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS, Meaning
from hepaflow.domain.issues.places import Places, line_ranges, place_text
from hepaflow.domain.receipts.receipts import Cause, FoundCell, Text
from hepaflow.pipeline.reading.outcome import Outcome

_ORDER = (Severity.REFUSE, Severity.REJECT, Severity.HOLD, Severity.NOTE)


def causes(outcome: Outcome, catalog: Catalog) -> list[Cause]:
    """Return the causes of an outcome, the most severe first, skipped rows last."""
    groups: dict[IssueCode, list[Issue]] = {}
    for issue in outcome.issues:
        groups.setdefault(issue.code, []).append(issue)
    return sorted(
        (_cause(code, issues, outcome.places, catalog) for code, issues in groups.items()), key=_gravity
    )


def _cause(code: IssueCode, issues: list[Issue], places: Places, catalog: Catalog) -> Cause:
    return cause_of(
        code,
        MEANINGS[code],
        sorted({issue.line for issue in issues if issue.line}),
        tuple(dict.fromkeys(issue.column for issue in issues if issue.column)),
        _found(code, issues, catalog),
        places,
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


def _found(code: IssueCode, issues: Iterable[Issue], catalog: Catalog) -> tuple[FoundCell, ...]:
    of_specimen = code.startswith("date-")  # the same for each analyte of a specimen
    counted = Counter((issue.found, "" if of_specimen else issue.analyte) for issue in issues if issue.found)
    return tuple(
        FoundCell(
            found,
            analyte,
            count,
            _reason(found, analyte, catalog) if code is IssueCode.UNIT_REFUSED else None,
        )
        for (found, analyte), count in counted.most_common()
    )


def _reason(found: str, analyte: str, catalog: Catalog) -> Text | None:
    keys = [unit_key(found), *(known.unit.code for known in candidates(found, catalog.units))]
    refusal = next(
        (catalog.refusals[analyte, key] for key in keys if (analyte, key) in catalog.refusals), None
    )
    return Text(refusal.reason_en, refusal.reason_zh) if refusal else None
