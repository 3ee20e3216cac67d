"""What the answers about many subjects cost beside reading their files: CPU of subjects with 20 visits, 16 results each.

Run it as `make bench-scores`. The observations come from the file, so that fold and answers see what a study has.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("shared", "infra", "functions")]
# some dependency installs a package `tests`, which would be found in place of this folder
sys.modules["tests"] = ModuleType("tests")
sys.modules["tests"].__path__ = [str(Path(__file__).parents[1])]

from tests.support.profiles import profile_toml

from api.answers.answer_json import AnswerWriter
from api.answers.answer_pages import encoded
from api.answers.safety_json import safety_entry
from hepaflow.catalog.loader import load
from hepaflow.domain.fold.measurement import Measurement, Run, RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.model import Panel
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.masking import NOTHING_MASKED
from hepaflow.domain.visits.schedule import Schedule
from hepaflow.domain.visits.subject_days import subject_days
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.safety.study import subject_signs
from hepaflow.pipeline.answers.safety.subject import subject_safety
from hepaflow.pipeline.answers.visit_scores import visit_scores
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file

SUBJECTS, VISITS, AT_ONCE = 50, 20, 25
DAY_ONE = date(2024, 1, 2)
RESULTS = {  # unit, least and greatest value, range
    "BILI": ("mg/dL", 0.5, 4, "0.2-1.2"), "CREAT": ("mg/dL", 0.5, 2, "0.5-1.1"), "INR": ("1", 0.9, 2, "0.8-1.2"), "SODIUM": ("mmol/L", 128, 145, "135-145"),
    "ALB": ("g/dL", 2, 4.5, "3.5-5.5"), "PLAT": ("10*9/L", 40, 200, "100-300"), "AST": ("U/L", 20, 200, "5-40"), "ALT": ("U/L", 20, 200, "5-40"),
    "ALP": ("U/L", 60, 300, "40-125"), "GGT": ("U/L", 10, 200, "5-60"), "WBC": ("10*9/L", 2, 12, "4-10"), "HGB": ("g/L", 80, 150, "120-160"),
    "K": ("mmol/L", 3, 5.5, "3.5-5.1"), "GLUC": ("mmol/L", 3.5, 9, "3.9-6.1"), "CA": ("mmol/L", 1.9, 2.7, "2.1-2.6"), "AFP": ("ug/L", 1, 40, "0-10"),
}  # fmt: skip
PROTOCOL = Protocol.model_validate({
    "visits": [
        {"number": number, "name": f"VISIT {number}", "target_day": day, "first_day": day, "last_day": day + 3}
        for number, day in enumerate(range(1, 14 * VISITS, 14), 1)
    ],
    "reference_date": {"treated": "randomization", "control": "randomization", "words": "Day 1 is the day of randomization."},
    "baseline": {"first_day": -28, "last_day": 1, "day_one": "count"},
    "scores": {"meld_na_rounding": "optn", "child_pugh_limits": "si", "ascites_controlled": "observed", "he_controlled": "observed"},
    "ctcae": "5.0",
})  # fmt: skip
DEFINITION = StudyDefinition(study="S", version=1, title="t", centers=("CN-01",), protocol=PROTOCOL)
FACTS = SubjectFacts(frozenset({"F"}), frozenset({1970}))
RUN = Run("CN-01", "f" * 64, 1, "2025-06-01T00:00:00.000Z")


def file_of(rng: Random, first: int) -> bytes:
    """Return the file of a few subjects."""
    rows = ["Subject,Collected,Test,Result,Units,Range"]
    for subject in range(first, first + AT_ONCE):
        for visit in range(VISITS):
            at = DAY_ONE + timedelta(days=14 * visit)
            for name, (unit, low, high, limits) in RESULTS.items():
                rows.append(
                    f"CN01-{subject:04},{at} 08:30,{name},{rng.uniform(low, high):.3g},{unit},{limits}"
                )
    return "\n".join([*rows, ""]).encode()


def timeline_of(panels: list[Panel]) -> dict[Measurement, Any]:
    """Return what counts of a subject."""
    return fold(
        RunObservation(
            Measurement(
                "CN-01", panel.subject, report.analyte, report.specimen_type, panel.collected_at.wall, ""
            ),
            report,
            RUN,
            line,
        )
        for panel in panels
        for report, line in zip(panel.observations, panel.lines, strict=True)
    )


def course_of(subject: str, panels: list[Panel]) -> SubjectCourse:
    """Return the course of a subject."""
    timeline = timeline_of(panels)
    days = subject_days(timeline, Schedule(PROTOCOL, day_one=DAY_ONE))
    return SubjectCourse(1, subject, DEFINITION, timeline, (), days, FACTS, NOTHING_MASKED, is_partial=False)


def main() -> None:
    """Print seconds of CPU of all subjects."""
    catalog, rng = load(), Random(7)  # noqa: S311 values, not secrets
    profile = profile_from_toml(profile_toml("S", "CN-01", more='range = "Range"\n'))
    taken: Counter[str] = Counter()

    def timed(name: str, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        found = work()
        taken[name] += time.process_time() - began  # type: ignore[assignment]
        return found

    for first in range(0, SUBJECTS, AT_ONCE):
        data = file_of(rng, first)
        outcome = timed(
            "read the files",
            lambda data=data: read_file(data, profile, catalog, datetime(2025, 6, 1, tzinfo=UTC)),
        )
        by_subject: dict[str, list[Panel]] = {}
        for panel in outcome.panels:
            by_subject.setdefault(panel.subject, []).append(panel)
        assert outcome.counts.accepted == AT_ONCE * VISITS * len(RESULTS), outcome.counts
        for subject, panels in by_subject.items():
            course = timed("fold, and the specimen days", lambda s=subject, p=panels: course_of(s, p))
            scores = timed("scores of the visits", lambda c=course: visit_scores(c))
            writer = AnswerWriter("S", course)
            timed("scores as JSON", lambda w=writer, s=scores: [encoded(w.placed_score(one)) for one in s])
            timed("worst grades and Hy's law of the list", lambda c=course: subject_signs(c))
            safety = timed("all answers about safety", lambda c=course: list(subject_safety(c)))
            timed("these as JSON", lambda w=writer, s=safety: [encoded(safety_entry(w, one)) for one in s])
    rows = SUBJECTS * VISITS * len(RESULTS)
    print(f"{SUBJECTS} subjects, {VISITS} visits, {rows:,} results; s of CPU, and s for 1,000 subjects")
    for name, seconds in taken.items():
        print(f"{name:<40} {seconds:6.1f} {1_000 * seconds / SUBJECTS:6.1f}")


if __name__ == "__main__":
    main()
