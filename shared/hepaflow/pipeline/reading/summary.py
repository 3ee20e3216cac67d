"""What a person needs to know of an outcome: one cause once, with its rows and what to do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hepaflow.domain.issues import Issue, IssueCode, Severity
from hepaflow.domain.meanings import MEANINGS, Meaning
from hepaflow.domain.places import Places, place
from hepaflow.domain.units import candidates, unit_key
from hepaflow.domain.vocabulary import Catalog, Refusal
from hepaflow.pipeline.reading.outcome import Outcome

_ORDER = (Severity.REFUSE, Severity.REJECT, Severity.HOLD, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Example:
    """What was found, how often, and for a refused unit the reason."""

    found: str
    analyte: str
    count: int
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Cause:
    """All issues of one code.

    Attributes:
        code: the issue code.
        columns: the lab's headers of the cells at fault, in order of appearance.
        lines: the lines of the file, in order, each once; none where the file as a whole is meant.
        examples: what was found there, most frequent first.
        places: how the lines are to be shown.
    """

    code: IssueCode
    columns: tuple[str, ...]
    lines: tuple[int, ...]
    examples: tuple[Example, ...]
    places: Places = Places.LINE

    @property
    def shown_lines(self) -> list[str]:
        return [place(line, self.places) for line in self.lines]

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[self.code]


def causes(outcome: Outcome, catalog: Catalog) -> list[Cause]:
    """Return the causes of an outcome, the gravest first, skipped rows last."""
    groups: dict[IssueCode, list[Issue]] = {}
    for issue in outcome.issues:
        groups.setdefault(issue.code, []).append(issue)
    return sorted(
        (_cause(code, issues, outcome.places, catalog) for code, issues in groups.items()), key=_gravity
    )


def _cause(code: IssueCode, issues: list[Issue], places: Places, catalog: Catalog) -> Cause:
    return Cause(
        code,
        tuple(dict.fromkeys(issue.column for issue in issues if issue.column)),
        tuple(sorted({issue.line for issue in issues if issue.line})),
        _examples(code, issues, catalog),
        places,
    )


def line_ranges(lines: Sequence[int], places: Places = Places.LINE, most: int = 8) -> str:
    """Return row numbers as a person would write them.

    Examples:
        >>> line_ranges([2, 3, 4, 9, 11, 12])
        '2-4, 9, 11-12'
    """
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    told = [[place(line, places) for line in run] for run in runs[:most]]
    shown = ", ".join(first if first == last else f"{first}-{last}" for first, last in told)
    return shown + (" …" if len(runs) > most else "")


def place_ranges(places: Sequence[str], most: int = 8) -> str:
    """Return the same of places as they were written: numbers in ranges, all else one by one.

    Examples:
        >>> place_ranges(["2", "3", "9"]), place_ranges(["MSG2.OBX5", "MSG3"])
        ('2-3, 9', 'MSG2.OBX5, MSG3')
    """
    if all(map(str.isdecimal, places)):
        return line_ranges(sorted(map(int, places)), most=most)
    return ", ".join(places[:most]) + (" …" if len(places) > most else "")


def _gravity(cause: Cause) -> tuple[int, bool, int, str]:
    return _ORDER.index(cause.meaning.severity), cause.meaning.skips, -len(cause.lines), cause.code


def _examples(code: IssueCode, issues: Iterable[Issue], catalog: Catalog) -> tuple[Example, ...]:
    of_specimen = code.startswith("date-")  # the same for each analyte of a specimen
    counted = Counter((issue.found, "" if of_specimen else issue.analyte) for issue in issues if issue.found)
    return tuple(
        Example(
            found,
            analyte,
            count,
            _refusal(found, analyte, catalog) if code is IssueCode.UNIT_REFUSED else None,
        )
        for (found, analyte), count in counted.most_common()
    )


def _refusal(found: str, analyte: str, catalog: Catalog) -> Refusal | None:
    keys = [unit_key(found), *(known.unit.code for known in candidates(found, catalog.units))]
    return next((catalog.refusals[analyte, key] for key in keys if (analyte, key) in catalog.refusals), None)
