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
SAFETY_COLUMNS: Final = (
    *("subject", "kind", "about", "name", "day", "study_day", "visit", "visit_name", "answer"),
    *_ANSWER,
    *("clinical", "sources"),
)

_PANEL: Final = ("BILI", "ALB", "INR", "CREAT", "SODIUM", "PLAT", "AST", "ALT", "ALP")
_SCORES: Final = (
    *(
        "MELD_ORIG",
        "MELD_I",
        "MELD_NA",
        "MELD_NA_KIM2008",
        "MELD3",
        "CHILD_PUGH",
        "ALBI",
        "ALBI_0852",
        "PALBI",
    ),
    *("FIB4", "APRI", "AST_ALT", "R_VALUE", "NR_VALUE", "MELD_XI", "CKDEPI"),
)
_READINGS: Final = {"MELD_NA_OPTN": "MELD_NA", "MELD_NA_UNROUNDED": "MELD_NA"}  # the one that a study chooses
PANEL_COLUMNS: Final = ("subject", "day", "study_day", "visit", "visit_name", "number", *_PANEL, *_SCORES)


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


def panel_row(entry: _Json) -> list[str]:
    """Return the row of a specimen day: results with their units, scores or why they are not certain."""
    results = {one["analyte"]: _result_text(one) for one in entry["results"]}
    scores = {
        _READINGS.get(one["score"], one["score"]): answer_text(one["answer"]) for one in entry["scores"]
    }
    numbers = {str(one["answer"]["number"]) for one in entry["scores"]}
    return [
        *(_cell(entry[name]) for name in ("subject", "day", "study_day", "visit", "visit_name")),
        ";".join(numbers),
        *(results.get(analyte, "") for analyte in _PANEL),
        *(scores.get(score, "") for score in _SCORES),
    ]


def safety_rows(entry: _Json) -> list[list[str]]:
    """Return the rows of answers about the safety of a subject: one an answer."""
    placed = ("subject", "kind", "about", "name", "day", "study_day", "visit", "visit_name")
    before = [_cell(entry[name]) for name in placed]
    sources = "; ".join(f"{source['analyte']}={observed_text(source)}" for source in entry["sources"])
    return [
        [*before, one["name"], *answer_cells(one["answer"]), "; ".join(entry["clinical"]), sources]
        for one in entry["answers"]
    ]


def _result_text(one: _Json) -> str:
    said = " or ".join(observed_text(source) for source in one["sources"])
    return f"? {said} {codes(one['reasons'])}" if one["may_be_absent"] else said


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
