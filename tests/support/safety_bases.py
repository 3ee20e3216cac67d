"""Build what answers about the safety of a subject are computed from, of a few panels, and read the answers."""

from dataclasses import replace

from tests.support.day_reports import reported
from tests.support.visit_plans import entry, planned

from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.masking import NOTHING_MASKED
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import subject_days
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.safety.basis import safety_basis


def panel(at, alt="30", bili="10", **more):
    return [reported(name, text, at, upper=upper, **more) for name, text, upper in (
        ("ALT", alt, "40"), ("AST", "30", "40"), ("BILI", bili, "20"), ("ALP", "100", "120"), ("PLAT", "200", ""),
    )]  # fmt: skip


def basis(*panels, **rules):
    timeline = fold(
        [replace(sent, line=n) for n, sent in enumerate((one for some in panels for one in some), 2)]
    )
    definition = planned(ctcae="5.0", **rules)
    days = subject_days(timeline, schedule_of(definition, (entry(),)))
    facts = SubjectFacts(frozenset({"F"}), frozenset({1961}))
    course = SubjectCourse(
        1, "CN01-0001", definition, timeline, (), days, facts, NOTHING_MASKED, is_partial=False
    )
    return safety_basis(course)


def answers(found, about, name):
    return [one.answers[name] for one in found if one.about == about and name in one.answers]


def codes(answer):
    return {reason.code for reason in answer.reasons}
