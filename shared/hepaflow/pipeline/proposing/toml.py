"""Write a proposal as TOML: what is known as lines, open questions as comments."""

from collections.abc import Iterable, Iterator

from hepaflow.domain.model import Field
from hepaflow.domain.profile.date_column_faults import OF_ONE_DATE
from hepaflow.domain.profile.profile import OF_ONE_RESULT
from hepaflow.domain.screening.file_names import harmless_name
from hepaflow.domain.values.lab_words import is_word_of_labs
from hepaflow.pipeline.proposing.chinese import line_in_chinese
from hepaflow.pipeline.proposing.draft import Proposal
from hepaflow.pipeline.proposing.toml_words import toml_text, word_lines

_UNPROPOSED_DEFAULTS = {"encoding": "utf-8", "delimiter": ","}
_NUMBERS = frozenset({"header_row", "header_rows"})
_TODO = "# "
_TWO = 2
_OF_A_VISIT = "Collected of the visit"


def as_toml(proposal: Proposal, *, chinese: bool = False) -> str:
    """Return the draft; every line of it that needs a person says so.

    Args:
        proposal: what the draft says.
        chinese: write the comments in Chinese.
    """
    lines = _lines(proposal)
    return "\n".join(map(line_in_chinese, lines) if chinese else lines) + "\n"


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
    yield from _subject(proposal)
    yield from word_lines(proposal)


def _file(proposal: Proposal) -> Iterator[str]:
    yield "[file]"
    layout, columns = proposal.layout, proposal.columns
    for key, guess in layout.guesses.items():
        if _UNPROPOSED_DEFAULTS.get(key) != guess.value:
            value = guess.value if key in _NUMBERS else toml_text(guess.value)
            if key == "sheet" and not _may_be_shown(guess.value):
                yield f"# the sheet is found by its headers; its name is not repeated here, as it may be that of a person: {guess.evidence}"
            else:
                yield f"{key} = {value}  # {guess.evidence}"
    yield from _decimal_mark(proposal)
    if columns.wide.columns:
        yield f'layout = "wide"  # {len(columns.wide.columns)} headers name an analyte'
    yield from _arrangement(proposal)
    yield from _dates(proposal)
    yield from _questions(proposal)


def _questions(proposal: Proposal) -> Iterator[str]:
    """Yield what a person has to decide about the file as a whole."""
    layout, columns = proposal.layout, proposal.columns
    if columns.personal:
        numbers = ", ".join(map(str, columns.personal))
        yield f'# personal_columns = "drop"  # TODO the headers of columns {numbers} announce a person: better not sent at all (hepaflow prepare); refused as it is'
    for number in proposal.named_as_persons:
        yield f"# TODO column {number} has names of analytes below a header that announces a person, and cannot be read: ask the lab for another header, such as Test"
    for question in (*layout.questions, *columns.questions):
        yield f"# TODO {question}"
    if layout.shape.beside:
        yield f"# TODO a second table begins beside the first one, in column {layout.shape.beside + 1}: ask the lab to put the tables below each other, or each in a sheet of its own"


def _decimal_mark(proposal: Proposal) -> Iterator[str]:
    mark = proposal.decimal_mark
    if mark is not None:
        line = f"decimal_mark = {toml_text(mark.value)}  # {mark.evidence}"
        yield f'# decimal_mark = "."  # TODO {mark.evidence}' if mark.is_open else line
    elif proposal.layout.written is not None:
        yield '# decimal_mark = "."  # only if the lab writes numbers as text, too: those of this file have no mark of their own'


def _arrangement(proposal: Proposal) -> Iterator[str]:
    shape, given = proposal.layout.shape, proposal.layout.given
    if shape.across:
        told = f"{len(shape.results)} columns have a date as header; ask the lab if that is the time of collection"
        yield f"across = {_list(shape.across)}  # {told}"
    if shape.above:
        yield f"above = {_list(shape.above)}  # {len(shape.label_lines)} lines above rows have these labels"
    if Field.SUBJECT in given and Field.SUBJECT not in shape.above:
        yield 'sheet_name = "subject"  # each sheet has an id of the same form in its name'
    blanks = proposal.fill_down
    if blanks:
        yield f"{_TODO if blanks.is_open else ''}fill_down = [{blanks.value}]  # {'TODO ' if blanks.is_open else ''}{blanks.evidence}"


def _list(fields: Iterable[str]) -> str:
    return f"[{', '.join(toml_text(str(field)) for field in fields)}]"


def _dates(proposal: Proposal) -> Iterator[str]:
    dates = proposal.dates
    told = f"{dates.read} of {dates.texts} different dates are read"
    if dates.patterns:
        yield f"dates = [{', '.join(map(toml_text, dates.patterns))}]  # {told}"
    for rivals in dates.doubtful:
        either = " or ".join(toml_text(pattern) for pattern in rivals)
        told_by = "both read all of them" if len(rivals) == _TWO else "each reads all of them"
        yield f"# dates = [{toml_text(rivals[0])}]  # TODO {either}: {told_by}, as different days; ask the lab"
    if dates.read < dates.texts:
        yield f"# TODO {told}: declare the patterns of the others"


def _may_be_shown(sheet: str) -> bool:
    """Say whether the name of a sheet names nobody."""
    return is_word_of_labs(sheet) or harmless_name(sheet, "") == sheet


def _columns(proposal: Proposal) -> Iterator[str]:
    yield ""
    yield "[columns]"
    yield from _fields(proposal)
    columns = proposal.columns
    if columns.wide.dates:
        yield f'collected_at = "{_OF_A_VISIT}"  # the column that hepaflow adds: each visit has a date column of its own'
    for needed in ("subject", "collected_at", *(() if columns.wide.columns else ("analyte", "value"))):
        if needed not in columns.fields and not (
            (needed == "analyte" and {"code", "loinc"} & columns.fields.keys())
            or (needed == "collected_at" and columns.wide.dates)
        ):
            yield _missing(proposal, needed)
    if columns.rest:
        yield f"# not read: columns {', '.join(map(str, columns.rest))} (counted from the left)"
    yield from _wide(proposal)


def _missing(proposal: Proposal, needed: str) -> str:
    """Return the line for a field of which no column is known; ids are told by their form, if there is no header."""
    numbers = [str(number) for number in proposal.id_columns] if needed == "subject" else []
    dates = ", ".join(map(str, proposal.date_columns)) if needed == "collected_at" else ""
    if dates:
        return f'# {needed} = "TODO"  # no header speaks of the collection; columns {dates} hold dates. Ask the lab: order, receipt, test and report are other times'
    if not numbers:
        return f'# {needed} = "TODO"  # no column was recognized'
    told = f"the cells of column {' and '.join(numbers)} have the form of ids"
    if named := [number for number in numbers if int(number) in proposal.columns.personal]:
        told += f"; the header of {' and '.join(named)} announces a person: it can be read if [subject] pattern fits all its cells"
    if not proposal.layout.shape.header_rows:
        return f'# {needed} = "{numbers[0]}"  # TODO {told}: which are those of the subjects?'
    return f'# {needed} = "TODO"  # no header was recognized; {told}'


def _wide(proposal: Proposal) -> Iterator[str]:
    wide = proposal.columns.wide
    if not wide.columns:
        return
    yield ""
    yield "[wide]"
    for header, column in wide.columns.items():
        parts = {
            "analyte": column.analyte,
            "unit": column.unit,
            "unit_column": column.unit_column,
            "date_column": column.date_column,
        }
        told = ", ".join(f"{key} = {toml_text(value)}" for key, value in parts.items() if value)
        todo = f"  # TODO {wide.open_units[header]}" if header in wide.open_units else ""
        yield f"{toml_text(header)} = {{{told}}}{todo}"
    for analyte, number in wide.possible.items():
        yield f"# TODO column {number} may hold {analyte}, by the first word of its header: if it does, add it with its unit"
    for analyte, places in wide.doubtful.items():
        numbers = ", ".join(map(str, places))
        yield f"# TODO columns {numbers} all name {analyte}: write the one that counts here, and ask the lab what the others are"


def _fields(proposal: Proposal) -> Iterator[str]:
    columns = proposal.columns
    is_id_open = proposal.site is not None
    for field, guess in columns.fields.items():
        if columns.wide.columns and field in OF_ONE_RESULT:
            continue
        if columns.wide.dates and field in OF_ONE_DATE:
            continue
        if field in (columns.hidden or {}):
            number = (columns.hidden or {})[field]
            yield f'# {field} = "TODO"  # the header of column {number}; {guess.evidence}'
        elif guess.is_open:
            yield f"# {field} = {toml_text(guess.value)}  # TODO {guess.evidence}"
        elif field is Field.SUBJECT and is_id_open:
            yield f"# subject = {toml_text(guess.value)}  # TODO the number alone, or site and number? Remove the # here, and for site and number also before site and separator"
        else:
            yield f"{field} = {toml_text(guess.value)}  # {guess.evidence}"
    if proposal.site is not None:
        yield f"# site = {toml_text(proposal.site.value)}  # TODO {proposal.site.evidence}"


def _subject(proposal: Proposal) -> Iterator[str]:
    pattern = proposal.subject_pattern
    if proposal.site is not None:
        yield ""
        yield "[subject]"
        yield '# separator = "-"  # TODO what is between site and number in the ids of the study'
    elif pattern is not None:
        yield ""
        yield "[subject]"
        yield f"pattern = {toml_text(pattern.value)}  # {pattern.evidence}"
    elif proposal.layout.shape.above or Field.SUBJECT in proposal.layout.given:
        yield ""
        yield "[subject]"
        yield '# pattern = "TODO"  # the form of ids: only the part of a line or name that matches it is read'
