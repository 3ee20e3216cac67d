"""Which specimen day answers a visit, and which is the baseline."""

from datetime import date

import pytest
from tests.support.day_reports import IMPOSSIBLE, decided, reported
from tests.support.visit_plans import DAY_ONE, entry, planned, schedule, seen

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.day_choice import DayChoice
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import SubjectDays, baseline_day, visit_day

BOTH = ("ALB", "BILI")


def week_2(found: SubjectDays, inputs=("ALB",)) -> DayChoice:
    return visit_day(found, found.schedule.protocol.visits[2], inputs)


def told(choice: DayChoice) -> str | None:
    return choice.day.day if choice.day else None


def codes(choice: DayChoice) -> list[str]:
    return [reason.code for reason in choice.reasons]


def candidates(choice: DayChoice) -> list[str]:
    return [day.day for day in choice.candidates]


# day 1


def test_day_one_is_the_date_of_the_register():
    assert schedule_of(planned(), (entry(),)).day_one == DAY_ONE
    rule = {"date": "consent", "treated": "enrolment", "control": "no-control-arm", "words": "consent"}
    consented = entry(consent=date(2024, 3, 1))
    assert schedule_of(planned(reference_date=rule), (consented,)).day_one == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("definition", "entries", "code"),
    [
        (planned(), (), "MISSING_DAY_ONE"),
        (planned(), (entry(baseline=None),), "MISSING_DAY_ONE"),
        (planned(), (entry(status="entered-in-error"),), "MISSING_DAY_ONE"),
        (planned(), (entry(), entry(center="CN-02", baseline=date(2024, 3, 11))), "CONFLICT_DAY_ONE"),
        (planned(), (entry(), entry(center="CN-02", baseline=None)), "CONFLICT_DAY_ONE"),
        (planned(reference_date=None), (entry(),), "MISSING_DAY_ONE_RULE"),
        (StudyDefinition(study="S", version=1, title="t"), (entry(),), "MISSING_DAY_ONE_RULE"),
    ],
)
def test_without_a_sure_day_one_nothing_is_said_about_visits(definition, entries, code):
    found = SubjectDays(schedule_of(definition, entries), seen(reported("ALB", "30", "2024-03-10")).days)
    assert found.schedule.day_one is None
    assert found.schedule.visit_on("2024-03-10") is None
    for choice in (baseline_day(found), visit_day(found, planned().protocol.visits[1])):
        assert (choice.day, choice.candidates, codes(choice)) == (None, (), [code])
        assert choice.is_certain  # that there is no answer


def test_two_registers_that_agree_have_one_day_one():
    assert schedule_of(planned(), (entry(), entry(center="CN-02"))).day_one == DAY_ONE


# the visit: target day 15 is 24 March, its window 21 to 27 March


@pytest.mark.parametrize(
    ("days", "chosen"),
    [
        (["2024-03-24"], "2024-03-24"),
        (["2024-03-21", "2024-03-25"], "2024-03-25"),
        (["2024-03-22", "2024-03-26"], "2024-03-22"),  # equally near: the earlier
        (["2024-03-20", "2024-03-27"], "2024-03-27"),  # the first is before the window
        (["2024-03-28"], None),
        (["2024-03"], None),  # a partial date answers no visit
    ],
)
def test_the_nearest_day_of_the_window_answers_the_visit(days, chosen):
    assert told(week_2(seen(*(reported("ALB", "30", day) for day in days)))) == chosen


def test_of_equally_near_days_the_later_one_counts_if_the_definition_says_so():
    sents = [reported("ALB", "30", day) for day in ("2024-03-22", "2024-03-26")]
    assert told(week_2(seen(*sents, tie="later"))) == "2024-03-26"


def test_distance_to_the_target_day_knows_no_day_0():
    around = [{"number": 1, "name": "AROUND", "target_day": 1, "first_day": -3, "last_day": 3}]
    sents = [reported("ALB", "30", day) for day in ("2024-03-08", "2024-03-11")]  # days -2 and 2
    found = seen(*sents, visits=around)
    assert told(visit_day(found, found.schedule.protocol.visits[0])) == "2024-03-11"


def test_a_lone_repeat_does_not_replace_a_panel():
    sents = [
        reported("ALB", "30", "2024-03-22"),
        reported("BILI", "20", "2024-03-22"),
        reported("BILI", "21", "2024-03-24"),
    ]
    found = seen(*sents)
    assert told(week_2(found, BOTH)) == "2024-03-22"
    assert told(week_2(found, ["BILI"])) == "2024-03-24"


def test_inputs_of_two_days_are_no_panel():
    choice = week_2(seen(reported("ALB", "30", "2024-03-22"), reported("BILI", "20", "2024-03-24")), BOTH)
    assert (choice.is_certain, told(choice), codes(choice)) == (True, None, ["MISSING_SAME_DAY"])


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [((), ["MISSING_SPECIMEN"]), (BOTH, ["MISSING_ALB", "MISSING_BILI"]), (["HE"], ["UNKNOWN_HE"])],
)
def test_a_visit_without_a_day_says_what_is_missing(inputs, expected):
    assert codes(week_2(seen(), inputs)) == expected


def test_a_held_observation_that_would_be_nearer_leaves_the_visit_open():
    near, far = (
        reported("ALB", "30", "2024-03-24", issues=(IMPOSSIBLE,)),
        reported("ALB", "31", "2024-03-22", received="2"),
    )
    choice = week_2(seen(near, far))
    assert (choice.is_certain, told(choice), codes(choice)) == (False, None, ["HELD_ALB"])
    assert (candidates(choice), choice.may_be_none) == (["2024-03-24", "2024-03-22"], False)
    for kind, chosen in ((DecisionKind.ACCEPT, "2024-03-24"), (DecisionKind.SET_ASIDE, "2024-03-22")):
        assert told(week_2(seen(near, far, decisions=(decided(1, kind, near),)))) == chosen


def test_a_held_observation_that_would_be_farther_changes_nothing():
    far = reported("ALB", "30", "2024-03-22", issues=(IMPOSSIBLE,))
    assert told(week_2(seen(reported("ALB", "31", "2024-03-24"), far))) == "2024-03-24"


def test_a_held_observation_alone_may_be_the_visit_or_none():
    choice = week_2(seen(reported("ALB", "<30", "2024-03-24", issues=(IMPOSSIBLE,))))
    assert (candidates(choice), choice.may_be_none, codes(choice)) == (["2024-03-24"], True, ["HELD_ALB"])


def test_without_inputs_any_result_makes_a_day():
    held = reported("ALB", "30", "2024-03-24", issues=(IMPOSSIBLE,))
    assert codes(week_2(seen(held), ())) == ["HELD_ALB"]
    assert told(week_2(seen(held, reported("BILI", "20", "2024-03-24")), ())) == "2024-03-24"


# the baseline: 10 March is day 1


@pytest.mark.parametrize(
    ("days", "chosen"),
    [
        (["2024-03-01", "2024-03-09", "2024-03-11"], "2024-03-09"),
        (["2024-03-09", "2024-03-10"], "2024-03-10"),
        (["2024-02-11"], "2024-02-11"),  # day -28
        (["2024-02-10"], None),
        (["2024-03-11"], None),
        (["2024-03"], None),
    ],
)
def test_the_baseline_is_the_last_day_up_to_day_one(days, chosen):
    assert told(baseline_day(seen(*(reported("ALB", "30", day) for day in days)))) == chosen


def test_without_a_rule_there_is_no_baseline():
    choice = baseline_day(seen(reported("ALB", "30", "2024-03-09"), baseline=None))
    assert (told(choice), codes(choice)) == (None, ["MISSING_BASELINE_RULE"])


def test_the_baseline_is_one_day_as_a_whole():
    sents = [
        reported("ALB", "30", "2024-03-05"),
        reported("BILI", "20", "2024-03-05"),
        reported("ALB", "31", "2024-03-09"),
    ]
    found = seen(*sents)
    assert (told(baseline_day(found, BOTH)), told(baseline_day(found, ["ALB"]))) == (
        "2024-03-05",
        "2024-03-09",
    )


def test_the_first_day_of_an_open_baseline_is_the_earliest_that_it_may_be():
    """A procedure since that day may be between the baseline and a later score."""
    found = seen(
        reported("ALB", "30", "2024-03-01"),
        reported("ALB", "31", "2024-03-05", issues=(IMPOSSIBLE,)),
    )
    assert baseline_day(found, ["ALB"]).first_day == "2024-03-01"


def test_a_held_observation_leaves_the_baseline_open():
    held = reported("ALB", "30", "2024-03-09", issues=(IMPOSSIBLE,))
    choice = baseline_day(seen(reported("ALB", "31", "2024-03-05"), held), ["ALB"])
    assert (candidates(choice), codes(choice)) == (["2024-03-09", "2024-03-05"], ["HELD_ALB"])


def of_day_one(rule: str, *labels: str) -> DayChoice:
    """Return the baseline of a subject with a draw the day before, and one on day 1 for each label."""
    sents = [
        reported("ALB", "30", f"2024-03-10T{8 + number:02}:00", visit=label)
        for number, label in enumerate(labels)
    ]
    bounds = {"first_day": -28, "last_day": 1, "day_one": rule}
    return baseline_day(seen(reported("ALB", "40", "2024-03-09"), *sents, baseline=bounds), ["ALB"])


@pytest.mark.parametrize(
    ("rule", "labels", "chosen"),
    [
        ("count", ("",), "2024-03-10"),
        ("count", ("POST",), "2024-03-09"),
        ("count", ("POST", ""), "2024-03-10"),
        ("never", ("PRE",), "2024-03-09"),
        ("pre-dose", ("PRE",), "2024-03-10"),
        ("pre-dose", ("", "PRE"), "2024-03-10"),
        ("pre-dose", ("POST",), "2024-03-09"),
        ("pre-dose", (), "2024-03-09"),
    ],
)
def test_labels_say_which_draws_of_day_one_are_before_the_dose(rule, labels, chosen):
    assert told(of_day_one(rule, *labels)) == chosen


def test_a_draw_of_day_one_without_a_label_may_be_after_the_dose():
    choice = of_day_one("pre-dose", "")
    assert (candidates(choice), codes(choice)) == (["2024-03-10", "2024-03-09"], ["TIME_DOSE"])


def test_a_label_that_a_held_report_changes_leaves_the_baseline_open():
    before = reported("ALB", "30", "2024-03-10T08:00")
    after = reported(
        "ALB", "31", "2024-03-10T08:00", received="2", visit="POST"
    )  # held: changed without a mark
    choice = baseline_day(seen(before, after, reported("ALB", "40", "2024-03-09")), ["ALB"])
    assert candidates(choice) == ["2024-03-10", "2024-03-09"]


# which draw of the day counts


def value(found: SubjectDays) -> str:
    choice = visit_day(found, found.schedule.protocol.visits[1], ["ALB"])
    assert choice.day is not None
    (one,) = choice.day.input_of("ALB").candidates
    return one.sent.observation.raw.value


def draw(text: str, clock: str, **more: str):
    lab = more.pop("lab", "")
    sent = reported("ALB", text, f"2024-03-10T{clock}", **more)
    return sent if not lab else sent.__class__(
        sent.measurement, sent.observation._replace(lab=lab), sent.run, sent.line, specimen=sent.specimen, visit=sent.visit
    )  # fmt: skip


@pytest.mark.parametrize(
    ("draws", "chosen"),
    [
        ([draw("1", "08:00"), draw("2", "07:00")], "2"),  # the earliest, neither the least nor the greatest
        ([draw("1", "08:00", visit="V2"), draw("2", "07:00")], "1"),
        ([draw("1", "09:00", visit="PRE"), draw("2", "07:00", visit="V2")], "1"),
        ([draw("1", "09:00", visit="what else"), draw("2", "07:00", visit="WEEK 2")], "1"),
        ([draw("1", "09:00", visit="WEEK 2"), draw("2", "07:00", visit="UNS")], "1"),
        ([draw("1", "09:00", visit="UNS"), draw("2", "07:00", visit="POST")], "1"),
        ([draw("1", "09:00", center="CN-01"), draw("2", "07:00", center="LAB")], "1"),
        ([draw("1", "09:00", center="CN-01"), draw("2", "07:00", center="ELSEWHERE")], "1"),
        ([draw("1", "09:00", center="LAB", visit="V2"), draw("2", "07:00", center="CN-01")], "1"),
        ([draw("1", "09:00", lab="A"), draw("2", "07:00", lab="B")], "1"),
        ([draw("1", "09:00", lab="B"), draw("2", "07:00", lab="")], "1"),
    ],
)
def test_the_draw_of_the_visit_counts_then_that_of_the_preferred_center_and_lab(draws, chosen):
    assert value(seen(*draws, lab_ranking=["A", "B"])) == chosen


def test_a_draw_whose_label_depends_on_a_decision_does_not_rule_out_the_others():
    labelled = reported(
        "ALB", "2", "2024-03-10T09:00", received="2", visit="V2"
    )  # held: changed without a mark
    found = seen(reported("ALB", "1", "2024-03-10T09:00"), labelled, reported("ALB", "3", "2024-03-10T07:00"))
    choice = visit_day(found, found.schedule.protocol.visits[1], ["ALB"])
    assert choice.day is not None
    assert {one.sent.observation.raw.value for one in choice.day.input_of("ALB").candidates} == {
        "1",
        "2",
        "3",
    }


def test_the_window_of_a_date():
    plan = schedule()
    assert [plan.study_day(day) for day in ("2024-03-09", "2024-03-10")] == [-1, 1]
    assert [visit.name if (visit := plan.visit_on(day)) else "" for day in ("2024-03-10", "2024-03-11")] == [
        "BASELINE",
        "",
    ]
