"""The part of the session of scripts/api_examples.py that asks for answers and pictures."""

from scripts.api_session import CENTER, Json, Session

_PROTOCOL: Json = {
    "visits": [
        {"number": 1, "name": "WEEK 0", "target_day": 1, "first_day": -3, "last_day": 3, "required": ["ALB", "BILI"]},
    ],
    "reference_date": {"treated": "randomization", "control": "randomization", "words": "Day 1 is the day of randomization."},
    "baseline": {"first_day": -28, "last_day": 1, "day_one": "count"},
    "results_due": {"late_after": 14, "missing_after": 42},
    "ctcae": "5.0",
}  # fmt: skip
_HEADER = "Subject,Collected,Test,Result,Units\n"
_SHOWN = 2  # entries of what is long


def ask_about_subject(at: Session, definition: Json, subject: str) -> None:
    """Ask about a subject and the study, by a definition with a visit."""
    planned = {**definition, "version": 2, "protocol": _PROTOCOL}
    base = "/studies/{study}"
    at.ask(f"PUT {base}/definition", "visits", planned, {"reason": "the protocol"})
    at.send(f"{_HEADER}{subject},2024-03-22 08:30,Total bilirubin,2.0,mg/dL\n", "bilirubin.csv")
    for noun, few in (
        ("scores", {"limit": "7"}),  # ALBI is the seventh, and has inputs
        ("panels", {}),
        ("visits", {}),
        ("completeness", {}),
        ("safety", {"limit": str(_SHOWN)}),
    ):
        path = f"GET {base}/subjects/{{subject}}/{noun}"
        at.ask(path, "first page", query=few, subject=subject)
        at.ask(path, "a table", query={"format": "csv", **few}, subject=subject)
    at.send(f"{_HEADER}{subject},2024-04-19 08:30,Total bilirubin,2.4,mg/dL\n", "later.csv")
    for noun in ("completeness", "safety"):
        at.ask(f"GET {base}/{noun}", "a center", query={"center": CENTER})
        at.ask(f"GET {base}/{noun}", "a table", query={"format": "csv"})
    marks = {"format": "json"}
    at.ask(f"GET {base}/subjects/{{subject}}/liver-panel", "marks", query=marks, subject=subject)
    for noun in ("edish", "mdish", "completeness-map"):
        at.ask(f"GET {base}/{noun}", "marks", query={**marks, "limit": str(_SHOWN)})
