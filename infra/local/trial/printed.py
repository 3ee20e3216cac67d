"""Print what the stack answers about the generated trial."""

from collections.abc import Sequence
from typing import Any, Final

from local.tables import say, table
from local.trial.course import Person
from local.trial.files import Deliveries
from local.trial.truth import CENTER, SUBJECT

INTRODUCTION: Final = """\
Now a generated trial, of which the truth is known: 200 subjects of four centers, nine visits each. Draws were missed, late or \
unscheduled, numbers mistyped, corrected, changed without a mark, or below a limit; subjects died or had a transplant. This takes \
about half a minute."""
_FORMATS: Final = {
    "US-01": ("CSV, English", "mg/dL"),
    "CN-01": ("CSV, Chinese", "umol/L"),
    "DE-01": ("CSV, German", "mg/dl"),
    "UK-01": ("FHIR", "umol/L"),
}
_NAMES: Final = {
    "MELD_ORIG": "MELD", "MELD_NA_OPTN": "MELD-Na", "MELD3": "MELD 3.0", "CHILD_PUGH": "Child-Pugh", "ALBI": "ALBI",
    "PALBI": "PALBI", "MELD_XI": "MELD-XI",
}  # fmt: skip
_WHY: Final = {
    "HELD": "{} waits for a decision",
    "CENSORED": "{} is below a limit",
    "UNKNOWN": "{} is not stated",
    "MISSING": "no {}",
}
_STATES: Final = ("received", "missing", "not-applicable")


def print_trial(answers: dict[str, Any], people: Sequence[Person], sent: Deliveries) -> None:
    """Print four tables: files, scores beside the truth, the course of one subject, completeness of one center."""
    table("Files of the generated trial", ("center", "lab files", "bilirubin in"), ("subjects", "lab rows", "statements"), [
        [center, *_FORMATS[center], sum(one.center == center for one in people), *_rows(deliveries)]
        for center, deliveries in sent.items()
    ])  # fmt: skip
    counts = answers["scores"]
    total = {kind: sum(one[kind] for one in counts.values()) for kind in ("right", "open", "wrong")}
    table(
        "Scores compared with the truth",
        ("score",),
        ("right", "open, with the reason", "wrong"),
        [
            [_NAMES.get(score, score), *(f"{number:,}" for number in one.values())]
            for score, one in {**counts, "all": total}.items()
        ],
    )
    say(
        "Right: the true score, certain. Open: an interval or undetermined, because the reports allow several scores. Wrong: anything else."
    )
    course = answers["course"]
    numbers = ("BILI\nmg/dL", "ALB\ng/dL", "INR\n", "CREAT\nmg/dL", "\nMELD", "\nMELD 3.0")
    table(f"Liver panel and MELD of {SUBJECT}", ("\nvisit", "\nday"), numbers, [
        [*row[:6], *row[7:9]] for row in course
    ])  # fmt: skip
    visit, day, *_, codes = next(row for row in course if "HELD" in row[-1])
    say(
        f"An undetermined score: MELD 3.0 of {SUBJECT} at {visit}, {day}: {_words(codes)} ({codes}). The lab sent two numbers, and did not "
        "mark the second one as a correction. Each gives another score."
    )
    table(f"Completeness of {CENTER}: 11 results of each of 50 subjects", ("visit",), tuple(map(_spaced, _STATES)), [
        [name, *(states.get(state, 0) for state in _STATES)] for name, states in answers["completeness"].items()
    ])  # fmt: skip


def _rows(deliveries: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """Return the rows of the lab's files, and those of the investigators' statements."""
    labs = sum(one["counts"]["rows"] for one in deliveries if one["feed"] == "main")
    return f"{labs:,}", f"{sum(one['counts']['rows'] for one in deliveries) - labs:,}"


def _words(codes: str) -> str:
    return ", ".join(
        _WHY[kind].format(about) for kind, _, about in (code.partition("_") for code in codes.split())
    )


def _spaced(state: str) -> str:
    return state.replace("-", " ")
