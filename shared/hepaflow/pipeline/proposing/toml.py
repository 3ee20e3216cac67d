"""Write a proposal as TOML: what is known as lines, open questions as comments."""

import json
from collections.abc import Iterator

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.screening.file_names import harmless_name
from hepaflow.domain.values.lab_words import is_word_of_labs
from hepaflow.pipeline.proposing.columns import Columns
from hepaflow.pipeline.proposing.draft import NOT_REPEATED, Proposal, Unheard
from hepaflow.pipeline.proposing.layout import Guess

_UNPROPOSED_DEFAULTS = {"encoding": "utf-8", "delimiter": ","}
_STATUSES = ", ".join(Status)
_TABLE_OF = {IssueCode.UNIT_UNKNOWN: "unit_spellings", IssueCode.UNIT_MISSING: "units"}


def as_toml(proposal: Proposal) -> str:
    """Return the draft; every line of it that needs a person says so."""
    return "\n".join(_lines(proposal)) + "\n"


def _lines(proposal: Proposal) -> Iterator[str]:
    yield "# A draft: hepaflow guessed, a person decides. Check every line, fill in what begins with TODO, then run"
    yield "# `hepaflow check FILE --profile THIS.toml`."
    yield 'study = "TODO-study"'
    yield 'center = "TODO-center"'
    yield "version = 1"
    yield '# time_zone = "Asia/Shanghai"  # TODO no file tells; the zone of the lab\'s clock (IANA name)'
    yield ""
    yield from _file(proposal)
    if not proposal.describes_itself:
        yield from _columns(proposal)
    yield from _subject(proposal.subject_pattern)
    if proposal.statuses:
        yield ""
        yield "[status]"
        for status in proposal.statuses:
            yield f'# {_text(status.text)} = "TODO"  # {status.count} rows; {_STATUSES}'
    yield from _names(proposal)
    yield from _units(proposal)


def _file(proposal: Proposal) -> Iterator[str]:
    yield "[file]"
    for key, guess in proposal.layout.guesses.items():
        if _UNPROPOSED_DEFAULTS.get(key) != guess.value:
            value = guess.value if key == "header_row" else _text(guess.value)
            if key == "sheet" and not _may_be_shown(guess.value):
                yield f'# sheet = "TODO"  # the name of the sheet with the results; {guess.evidence}'
            else:
                yield f"{key} = {value}  # {guess.evidence}"
    mark = proposal.decimal_mark
    if mark is not None:
        line = f"decimal_mark = {_text(mark.value)}  # {mark.evidence}"
        yield line if mark.value else f'# decimal_mark = "."  # TODO {mark.evidence}'
    if proposal.columns.wide:
        yield f'layout = "wide"  # {len(proposal.columns.wide)} headers name an analyte'
    yield from _dates(proposal)
    if proposal.columns.personal:
        numbers = ", ".join(map(str, proposal.columns.personal))
        yield f'# personal_columns = "drop"  # TODO the headers of columns {numbers} announce a person: better not sent at all (hepaflow prepare); refused as it is'


def _dates(proposal: Proposal) -> Iterator[str]:
    dates = proposal.dates
    told = f"{dates.read} of {dates.texts} different dates are read"
    if dates.patterns:
        yield f"dates = [{', '.join(map(_text, dates.patterns))}]  # {told}"
    for rivals in dates.doubtful:
        either = " or ".join(_text(pattern) for pattern in rivals)
        yield f"# dates = [{_text(rivals[0])}]  # TODO {either}: both read all of them, as different days; ask the lab"
    if dates.read < dates.texts:
        yield f"# TODO {told}: declare the patterns of the others"


def _may_be_shown(sheet: str) -> bool:
    """Say whether the name of a sheet names nobody."""
    return is_word_of_labs(sheet) or harmless_name(sheet, "") == sheet


def _columns(proposal: Proposal) -> Iterator[str]:
    yield ""
    yield "[columns]"
    yield from _fields(proposal.columns)
    columns = proposal.columns
    for needed in ("subject", "collected_at", *(() if columns.wide else ("analyte", "value"))):
        if needed not in columns.fields and not (
            needed == "analyte" and {"code", "loinc"} & columns.fields.keys()
        ):
            yield f'# {needed} = "TODO"  # no column was recognized'
    if columns.rest:
        yield f"# not read: columns {', '.join(map(str, columns.rest))} (counted from the left)"
    if columns.wide:
        yield ""
        yield "[wide]"
        for header, column in columns.wide.items():
            unit = f", unit = {_text(column.unit)}" if column.unit else ""
            todo = "" if column.unit else "  # TODO the unit, if it has one"
            yield f"{_text(header)} = {{analyte = {_text(column.analyte)}{unit}}}{todo}"


def _fields(columns: Columns) -> Iterator[str]:
    for field, guess in columns.fields.items():
        if columns.wide and field in {"analyte", "code", "loinc", "value", "unit"}:
            continue
        if field in columns.hidden:
            yield f'# {field} = "TODO"  # the header of column {columns.hidden[field]}; {guess.evidence.removeprefix("TODO ")}'
        else:
            yield f"{field} = {_text(guess.value)}  # {guess.evidence}"


def _subject(pattern: Guess | None) -> Iterator[str]:
    if pattern is not None:
        yield ""
        yield "[subject]"
        yield f"pattern = {_text(pattern.value)}  # {pattern.evidence}"


def _names(proposal: Proposal) -> Iterator[str]:
    if proposal.names:
        yield ""
        yield "[analytes]"
        for name in proposal.names:
            near = f"nearest: {', '.join(name.near)}" if name.near else "nothing near"
            yield f'# {_text(name.text)} = "TODO"  # {name.count} rows; {near}; or "ignore"'


def _units(proposal: Proposal) -> Iterator[str]:
    for code, table in _TABLE_OF.items():
        found = [unit for unit in proposal.units if unit.code is code]
        if found:
            yield ""
            yield f"[{table}]"
            yield from (_unit(unit, table) for unit in found)
    for unit in proposal.units:
        if unit.code is IssueCode.UNIT_REFUSED:
            yield f"# {unit.analyte} in {_text(unit.text)} ({unit.count} rows) needs a fact that the file does not carry: [[declare]]"
    yield ""
    yield "# Units found, with rows:"
    for analyte, units in sorted(proposal.unit_counts.items()):
        told = ", ".join(f"{unit or 'none'} {count}" for unit, count in sorted(units.items()))
        yield f"#   {analyte}: {told}"


def _unit(unit: Unheard, table: str) -> str:
    key = unit.analyte if table == "units" else _text(unit.text)
    hidden = "; not repeated here, as it may be a name" if unit.text == NOT_REPEATED else ""
    return f'# {key} = "TODO"  # {unit.count} rows of {unit.analyte}{hidden}'


def _text(text: str) -> str:
    """Return a text as a TOML string: JSON escapes are TOML's, too (TOML 1.0, String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
