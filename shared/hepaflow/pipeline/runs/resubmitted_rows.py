"""Match fixed rows with rejected rows of earlier files."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Actor, Severity
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.receipts.receipt_json import receipt_from_json
from hepaflow.domain.receipts.receipts import Cause, ResubmittedRows
from hepaflow.domain.study.files import FileState
from hepaflow.domain.text import canonical_text
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.receipt import receipt_folder
from hepaflow.pipeline.services import Services
from hepaflow.readers.copied import Row
from hepaflow.readers.sheet import FILE_COLUMN, LINE_COLUMN, Sheet

_FILE_ID = re.compile("[0-9a-f]{64}")
_MOST_FILES = 100  # are looked up in one request; nobody mends more files in one
_OPEN = (Severity.REJECT, Severity.HOLD)
Named = Mapping[str, Sequence[tuple[str, int]]]  # by file id: (place there, line here)


@dataclass(frozen=True, slots=True)
class NamedRows:
    """Rows that a file names as rows of an earlier file, by their places there.

    Attributes:
        file_id: what the file calls the earlier file.
        accepted: the rows that are accepted now.
        open: the rows of which something is held or rejected again.
    """

    file_id: str
    accepted: tuple[str, ...]
    open: tuple[str, ...]


def named_rows(named: Named, outcome: Outcome) -> Iterator[NamedRows]:
    """Yield the rows of earlier files that a run names, by file in the order in which it names them.

    Args:
        named: the rows of earlier files that its rows say they are.
        outcome: what it gave.
    """
    accepted = _accepted(outcome) if named else set[int]()
    for file_id, rows in islice(named.items(), _MOST_FILES):
        left = {place for place, line in rows if line not in accepted}
        yield NamedRows(file_id, tuple(sorted({place for place, _ in rows} - left)), tuple(sorted(left)))


def settled(
    run: RunId, named: Sequence[NamedRows], journal_number: int, services: Services
) -> list[ResubmittedRows]:
    """Return what the rows of a run settle, file by file in the order in which it names them.

    Only files of the same center that were there before the run counted are known, and of those only rows that
    their own receipts call rejected or held: nothing else that stands in the two columns comes any further.

    Args:
        run: the run.
        named: the rows of earlier files that it names.
        journal_number: the journal number that made it count.
        services: the ports.
    """
    if not named:
        return []
    view = services.registry.view(run.study, [rows.file_id for rows in named])
    found = []
    for rows in named:
        state = view.state(rows.file_id)
        if state is None or (state.file_id, state.center) != (rows.file_id, run.center):
            continue
        n = _run_before(state, journal_number)
        causes = _open_causes(replace(run, file_id=rows.file_id, run_number=n), services) if n else []
        open_before = _places(causes)
        of_lab = {place for cause in causes if cause.who is Actor.LAB for place in cause.lines}
        mended = set(rows.accepted)
        if not mended.union(rows.open).isdisjoint(open_before):
            left = tuple(place for place in open_before if place not in mended)
            found.append(
                ResubmittedRows(
                    rows.file_id,
                    tuple(place for place in open_before if place in mended),
                    left,
                    tuple(place for place in left if place not in of_lab),
                )
            )
    return found


def naming(sheet: Sheet, named: dict[str, list[tuple[str, int]]]) -> Sheet:
    """Return the sheet; while its rows are read, `named` fills with the rows of earlier files that they say they are."""
    headers = [canonical_text(header) for header in sheet.header]
    if FILE_COLUMN not in headers or LINE_COLUMN not in headers:
        return sheet
    file_at, place_at = headers.index(FILE_COLUMN), headers.index(LINE_COLUMN)

    def read() -> Iterator[Row]:
        for line, cells in sheet.rows:
            if len(cells) >= len(headers) and _FILE_ID.fullmatch(name := cells[file_at].strip()):
                named.setdefault(name, []).append((cells[place_at].strip(), line))
            yield line, cells

    return replace(sheet, rows=read())


def _accepted(outcome: Outcome) -> set[int]:
    """Return the lines that gave results and of which nothing is held or rejected."""
    faulty = {issue.line for issue in outcome.issues if MEANINGS[issue.code].severity in _OPEN}
    return {line for panel in outcome.panels for line in panel.lines} - faulty


def _run_before(state: FileState, number: int) -> int:
    """Return the run of a file that counted last before a journal number; 0 where none did."""
    runs = [
        visible.run_number
        for visible in state.history
        if visible.run_number and visible.journal_number < number
    ]
    return runs[-1] if runs else 0


def _open_causes(run: RunId, services: Services) -> list[Cause]:
    """Return the causes for which the receipt of a run calls rows rejected or held."""
    kept = services.receipts.get(f"{receipt_folder(run)}/receipt.json")
    causes = receipt_from_json(json.loads(kept)).causes if kept is not None else ()
    return [cause for cause in causes if cause.severity in _OPEN and not cause.skipped]


def _places(causes: Iterable[Cause]) -> list[str]:
    return sorted({place for cause in causes for place in cause.lines}, key=_in_order)


def _in_order(place: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall("[0-9]+", place)))
