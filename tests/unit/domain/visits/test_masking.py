"""What somebody does not see: everything that the newest definition masks, or the one in force at the number of an answer."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from tests.support.day_reports import reported
from tests.support.visit_plans import RULES, SAME_DAY_ONE, VISITS, entry, planned

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.visits.masking import NOTHING_MASKED, mask_of
from hepaflow.domain.visits.schedule import schedule_of

ANALYTE = {"roles": ["monitor"], "analytes": ["HBDNA"]}
VISIT = {"roles": ["monitor"], "visits": [4]}
LATER = [{**one, "first_day": 19, "last_day": 32} if one["number"] == 4 else one for one in VISITS]


def same_day(masking, **rules):
    """Return a definition that masks this, and where day 1 is the same event in both arms."""
    return planned(masking=masking, reference_date=SAME_DAY_ONE, **rules)


def seen(mask, *reports, subject=None):
    return [
        (sent.measurement.analyte, sent.measurement.collected_at)
        for sent in mask.visible(reports, [subject or entry()])
    ]


@pytest.mark.parametrize(
    ("definitions", "role", "analytes"),
    [
        ([ANALYTE, None], "monitor", {"HBDNA"}),
        ([None, ANALYTE], "monitor", {"HBDNA"}),
        ([ANALYTE, VISIT], "monitor", {"HBDNA"}),
        ([VISIT, ANALYTE], "monitor", {"HBDNA"}),
        ([ANALYTE, {**ANALYTE, "analytes": ["BILI"]}], "monitor", {"HBDNA", "BILI"}),
        ([ANALYTE], "center", set()),
        ([None, None], "monitor", set()),
    ],
)
def test_what_any_definition_masks_is_masked(definitions, role, analytes):
    assert mask_of([planned(masking=one) for one in definitions], {role}).analytes == analytes


def test_a_definition_that_masks_nothing_from_a_masked_role_is_none():
    told = planned(masking={"roles": ["monitor"]}, reference_date=SAME_DAY_ONE)
    assert mask_of([told, None], {"monitor"}) == NOTHING_MASKED


def test_day_1_is_masked_if_any_definition_lets_it_show_the_arm():
    masking = {"roles": ["monitor"]}
    may_show, same = planned(masking=masking), planned(masking=masking, reference_date=SAME_DAY_ONE)
    told = [
        ([may_show], "monitor"),
        ([same, may_show], "monitor"),
        ([same], "monitor"),
        ([may_show], "center"),
    ]
    assert [mask_of(*one).hides_day_one for one in ((known, {role}) for known, role in told)] == [
        True, True, False, False,
    ]  # fmt: skip


def test_without_day_1_every_subject_has_the_same_schedule():
    definition = planned(masking={"roles": ["monitor"]})
    mask = mask_of([definition], {"monitor"})
    found = [mask.seen(schedule_of(definition, one)) for one in ((entry(),), (entry(baseline=None),), ())]
    assert found[0] == found[1] == found[2]
    assert (found[0].day_one, [reason.code for reason in found[0].why_no_day_one]) == (
        None,
        ["MASKED_DAY_ONE"],
    )
    assert NOTHING_MASKED.seen(schedule_of(definition, (entry(),))).day_one == entry().baseline


@pytest.mark.parametrize(
    ("masking", "rule", "left_out"),
    [
        ({}, {}, ("MASKED_DAY_ONE",)),
        ({}, {"reference_date": SAME_DAY_ONE}, ()),
        ({"analytes": ["ALB"]}, {"reference_date": SAME_DAY_ONE}, ("MASKED_ANALYTES",)),
        ({"visits": [4]}, {"reference_date": SAME_DAY_ONE}, ("MASKED_VISITS",)),
        ({"analytes": ["ALB"], "visits": [4]}, {}, ("MASKED_DAY_ONE", "MASKED_ANALYTES", "MASKED_VISITS")),
    ],
)
def test_codes_say_what_is_left_out(masking, rule, left_out):
    definition = planned(masking={"roles": ["monitor"], **masking}, **rule)
    assert mask_of([definition], {"monitor"}).left_out == left_out
    assert mask_of([definition], {"center"}).left_out == ()


def test_the_windows_of_both_definitions_are_masked():
    mask = mask_of([same_day(VISIT), same_day(VISIT, visits=LATER)], {"monitor"})
    days = [reported("BILI", "30", day) for day in ("2024-03-27", "2024-03-28", "2024-04-07", "2024-04-11")]
    assert seen(mask, *days) == [("BILI", "2024-03-27"), ("BILI", "2024-04-11")]


def test_a_visit_that_shares_a_day_with_a_masked_one_is_hidden():
    mask = mask_of([planned(masking={"roles": ["monitor"], "visits": [3]})], {"monitor"})
    wide = [{**one, "first_day": 18} if one["number"] == 4 else one for one in VISITS if one["number"] != 3]
    visits = planned(visits=wide).protocol.visits
    assert [mask.hides_visit(visit) for visit in visits] == [False, False, True]


def test_the_baseline_is_hidden_where_a_masked_visit_may_hold_it():
    screening = mask_of([planned(masking={"roles": ["monitor"], "visits": [1]})], {"monitor"})
    week_2 = mask_of([planned(masking={"roles": ["monitor"], "visits": [3]})], {"monitor"})
    protocol = planned().protocol
    assert (screening.hides_baseline(protocol), week_2.hides_baseline(protocol)) == (True, False)
    assert not screening.hides_baseline(planned(baseline=None).protocol)
    assert RULES["baseline"]


@pytest.mark.parametrize(
    ("first_day", "last_day", "is_hidden"),
    [(1, 3, True), (2, 3, False), (-6, -3, True), (-6, -4, False)],
)
def test_the_baseline_is_hidden_where_a_masked_visit_shares_one_day_with_its_rule(
    first_day, last_day, is_hidden
):
    """The rule has the days -3 to 1, and both of these days count."""
    masked = {
        "number": 9,
        "name": "DOSE",
        "target_day": first_day,
        "first_day": first_day,
        "last_day": last_day,
    }
    definition = same_day(
        {"roles": ["monitor"], "visits": [9]},
        visits=[masked],
        baseline={"first_day": -3, "last_day": 1, "day_one": "count"},
    )
    assert mask_of([definition], {"monitor"}).hides_baseline(definition.protocol) is is_hidden


@pytest.mark.parametrize(
    ("masked", "left"), [("BILI", ["range-reversed"]), ("HBDNA", ["range-reversed", "direct-over-total"])]
)
def test_an_issue_that_compares_a_result_with_a_masked_one_is_left_out(masked, left):
    """That the direct bilirubin is above the total one says something about the total one."""
    issues = Issue(IssueCode.RANGE_REVERSED), Issue(IssueCode.DIRECT_OVER_TOTAL)
    mask = mask_of([same_day({"roles": ["monitor"], "analytes": [masked]})], {"monitor"})
    (sent,) = mask.visible([replace(reported("BILDIR", "30"), issues=issues)], [entry()])
    assert [issue.code for issue in sent.issues] == left


def test_a_draw_with_one_row_of_a_masked_visit_is_masked_as_a_whole():
    mask = mask_of([same_day({"roles": ["monitor"], "visits": [2]})], {"monitor"})
    rows = (
        reported("BILI", "30", "2024-03-20", visit="V2"),
        reported("ALB", "30", "2024-03-20"),
        reported("ALB", "31", "2024-03-21", visit="UNS"),
    )
    assert seen(mask, *rows) == [("ALB", "2024-03-21")]


def test_without_day_1_or_with_a_part_of_a_date_every_draw_is_masked():
    mask = mask_of([same_day(VISIT)], {"monitor"})
    assert seen(mask, reported("BILI", "30", "2024-03-21"), subject=entry(baseline=None)) == []
    assert seen(mask, reported("BILI", "30", "2024-03")) == []


def test_the_day_of_a_draw_is_that_at_its_center():
    """23:30 in Shanghai on the day before the window is a day of it in Auckland; so it is in some zone if nobody stated one."""
    late = replace(reported("BILI", "30", "2024-04-03T23:30"), offset="+08:00")
    told = [same_day(VISIT)], {"monitor"}
    assert seen(mask_of(*told), late) == []
    assert seen(
        mask_of(*told, lambda centers: dict.fromkeys(centers, (ZoneInfo("Asia/Shanghai"),))), late
    ) == [("BILI", "2024-04-03T23:30")]
    assert (
        seen(mask_of(*told, lambda centers: dict.fromkeys(centers, (ZoneInfo("Pacific/Auckland"),))), late)
        == []
    )


DAILY = [reported("BILI", "30", f"2024-04-{day:02}") for day in range(1, 15)]
NO_RULE = {"reference_date": None}
OF_CONSENT = {"reference_date": {**SAME_DAY_ONE, "date": "consent"}}
INFUSED_ON_CONSENT = {"reference_date": {**RULES["reference_date"], "date": "consent"}}


@pytest.mark.parametrize(
    ("rules", "days"),
    [({"reference_date": SAME_DAY_ONE}, 7), (OF_CONSENT, 0), ({}, 0), (NO_RULE, 0)],
)
def test_where_the_gap_would_show_day_1_no_draw_is_seen(rules, days):
    """With a draw on each day, the days that are missing are the window of the masked visit, counted from day 1."""
    mask = mask_of([planned(masking=VISIT, **rules)], {"monitor"})
    assert len(seen(mask, *DAILY)) == days


def test_no_draw_is_seen_if_one_definition_masks_a_visit_and_another_one_day_1():
    mask = mask_of([same_day(VISIT), planned(masking=ANALYTE)], {"monitor"})
    assert seen(mask, *DAILY) == []


@pytest.mark.parametrize(("rules", "label"), [({}, ""), ({"reference_date": SAME_DAY_ONE}, "WEEK 2")])
def test_labels_of_visits_are_blank_where_day_1_is_hidden(rules, label):
    mask = mask_of([planned(masking=ANALYTE, **rules)], {"monitor"})
    (sent,) = mask.visible([reported("BILI", "30", "2024-03-24", visit="WEEK 2")], [entry()])
    assert sent.visit == label


@pytest.mark.parametrize(
    ("rules", "dates"),
    [
        ({}, {"baseline"}),
        ({"reference_date": SAME_DAY_ONE}, set()),
        (NO_RULE, {"baseline"}),
        (OF_CONSENT, {"baseline"}),
        (INFUSED_ON_CONSENT, {"baseline", "consent"}),
    ],
)
def test_dates_of_the_register_that_the_definition_does_not_declare_the_same_event_are_hidden(rules, dates):
    definition = planned(masking=ANALYTE, **rules)
    mask = mask_of([definition], {"monitor"})
    assert mask.hidden_dates == dates
    assert ("MASKED_DAY_ONE" in mask.left_out_of_register) == bool(dates)
    assert mask_of([definition], {"center"}).hidden_dates == set()
