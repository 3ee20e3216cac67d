"""Define the columns of answers, the same in the API and on the command line: rows are made of the JSON of the API."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

_Json = Mapping[str, Any]
_ANSWER: Final = ("value", "low", "high", "truth", "reasons", "notes", "formula", "number")
SCORE_COLUMNS: Final = (
    *("subject", "visit", "visit_name", "day", "study_day", "score", "name"),
    *_ANSWER,
    *("unrounded", "grade", "grade_truth", "grade_reasons", "inputs"),
)

VISIT_COLUMNS: Final = (
    *("subject", "visit", "visit_name", "target_date", "first_date", "last_date"),
    *_ANSWER,
    *("study_day", "candidates"),
)
CELL_COLUMNS: Final = (
    *("subject", "visit", "visit_name", "analyte", "centers", "state", "due_on", "received_on", "reasons"),
)


def answer_cells(answer: _Json) -> list[str]:
    """Return the cells of an answer; reasons and notes are codes."""
    plain = [_cell(answer[name]) for name in ("value", "low", "high", "truth")]
    return [
        *plain,
        codes(answer["reasons"]),
        codes(answer["notes"]),
        answer["formula"],
        str(answer["number"]),
    ]


def codes(reasons: Iterable[_Json]) -> str:
    """Return the codes of reasons, each once."""
    return ";".join(dict.fromkeys(reason["code"] for reason in reasons))


def score_row(entry: _Json) -> list[str]:
    """Return the row of a score at a visit."""
    grade = entry["grade"]
    placed = ("subject", "visit", "visit_name", "day", "study_day", "score", "name")
    return [
        *(_cell(entry[name]) for name in placed),
        *answer_cells(entry["answer"]),
        _cell(entry["unrounded"]),
        *([_cell(grade["value"]), grade["truth"], codes(grade["reasons"])] if grade else ["", "", ""]),
        "; ".join(_input_text(one) for one in entry["inputs"]),
    ]


def visit_row(entry: _Json) -> list[str]:
    """Return the row of a visit."""
    placed = ("subject", "visit", "visit_name", "target_date", "first_date", "last_date")
    return [
        *(_cell(entry[name]) for name in placed),
        *answer_cells(entry["answer"]),
        _cell(entry["study_day"]),
        ";".join(entry["candidates"]),
    ]


def cell_row(entry: _Json) -> list[str]:
    """Return the row of a cell of completeness."""
    return [
        *(_cell(entry[name]) for name in ("subject", "visit", "visit_name", "analyte")),
        ";".join(entry["centers"]),
        *(_cell(entry[name]) for name in ("state", "due_on", "received_on")),
        codes(entry["reasons"]),
    ]


def _input_text(one: _Json) -> str:
    """Return an input with every observation that it may be, each by file and line."""
    said = (
        " or ".join(observed_text(source) for source in one["sources"]) or " or ".join(one["values"]) or "?"
    )
    return f"{one['about']}={said}"


def observed_text(source: _Json) -> str:
    """Return an observation for a person: the number with its unit, or the text."""
    number = source["operator"] + (source["value"] or "")
    return " ".join(filter(None, (number, source["value"] and source["unit"], source["text"])))


def answer_text(answer: _Json) -> str:
    """Return an answer for a person: the value, the interval, or why it is undetermined."""
    if answer["truth"] == "certain":
        return str(answer["value"])
    why = codes(answer["reasons"])
    if answer["truth"] == "undetermined":
        return f"? {why}"
    return f"{answer['low'] or ''}..{answer['high'] or ''} {why}"


def _cell(value: object) -> str:
    return "" if value is None else str(value)
