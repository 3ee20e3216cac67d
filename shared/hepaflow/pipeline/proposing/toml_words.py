"""Write what only the lab can explain as lines of a draft."""

import json
from collections.abc import Iterator

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import SpecimenKind, Status
from hepaflow.pipeline.proposing.draft import Proposal
from hepaflow.pipeline.proposing.unheard import NOT_REPEATED, Unheard

_STATUSES = ", ".join(Status)
_NOT_CONVERTED = {
    IssueCode.UNIT_REFUSED: "needs a fact that the file does not carry: [[declare]]",
    IssueCode.UNIT_UNCONVERTIBLE: "cannot be converted: ask the lab for another unit",
    IssueCode.UNIT_MISMATCH: "is not a unit of this test: ask the lab, or map the name to another analyte",
}
_SPECIMENS = ", ".join(SpecimenKind)
_HIDDEN = "not repeated here, as it may be a name"
_TABLE_OF = {IssueCode.UNIT_UNKNOWN: "unit_spellings", IssueCode.UNIT_MISSING: "units"}


def word_lines(proposal: Proposal) -> Iterator[str]:
    """Yield the lines for words of status, names of analytes and units."""
    if proposal.statuses:
        yield ""
        yield "[status]"
        for status in proposal.statuses:
            yield f'# {toml_text(status.text)} = "TODO"  # {status.count} rows; {_STATUSES}'
    if proposal.specimens:
        yield ""
        yield "[specimens]"
        for word in proposal.specimens:
            hidden = f"; {_HIDDEN}" if word.text == NOT_REPEATED else ""
            yield f'# {toml_text(word.text)} = "TODO"  # {word.count} rows; {_SPECIMENS}{hidden}'
    yield from _names(proposal)
    yield from _units(proposal)


def _names(proposal: Proposal) -> Iterator[str]:
    if proposal.names:
        yield ""
        yield "[analytes]"
        for name in proposal.names:
            near = f"nearest: {', '.join(name.near)}" if name.near else "nothing near"
            units = f"; units: {', '.join(name.units)}" if name.units else ""
            yield f'# {toml_text(name.text)} = "TODO"  # {name.count} rows; {near}; or "ignore"{units}'


def _units(proposal: Proposal) -> Iterator[str]:
    for code, table in _TABLE_OF.items():
        found = [unit for unit in proposal.units if unit.code is code]
        if found:
            yield ""
            yield f"[{table}]"
            yield from (_unit(unit, table) for unit in found)
    for unit in proposal.units:
        if unit.code in _NOT_CONVERTED:
            yield f"# {unit.analyte} in {toml_text(unit.text)} ({unit.count} rows) {_NOT_CONVERTED[unit.code]}"
    yield ""
    yield "# Units found, with rows:"
    for analyte, units in sorted(proposal.unit_counts.items()):
        told = ", ".join(f"{unit or 'none'} {count}" for unit, count in sorted(units.items()))
        yield f"#   {analyte}: {told}"


def _unit(unit: Unheard, table: str) -> str:
    key = unit.analyte if table == "units" else toml_text(unit.text)
    hidden = f"; {_HIDDEN}" if unit.text == NOT_REPEATED else ""
    return f'# {key} = "TODO"  # {unit.count} rows of {unit.analyte}{hidden}'


def toml_text(text: str) -> str:
    """Return a text as a TOML string: JSON escapes are TOML's, too (TOML 1.0, String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
