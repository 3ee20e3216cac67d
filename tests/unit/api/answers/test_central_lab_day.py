"""The visit of a central lab's result is that of the day at the subject's center, also if the lab lies in another zone."""

from tests.support.answer_office import SCREENING, panel
from tests.support.api_office import OTHER, STUDY, SUBJECT, clock
from tests.support.profiles import profile_toml

from hepaflow.pipeline.desk.definitions import add_profile


def test_a_central_lab_in_another_zone_does_not_move_a_day(trial, ask, catalog):
    """9 a.m. of day 2 in Shanghai is 9 p.m. of day 1 in New York. It is not the baseline, which is the screening of day -14."""
    text = profile_toml(STUDY, OTHER, version=2, time_zone="America/New_York")
    add_profile(trial.desk.registry, trial.desk.queue, catalog, clock, "dm", text, "it moved")
    sent = panel("2024-03-10", {**SCREENING, "ALB": "40"}).replace(b"08:30", b"21:00")
    trial.send(sent, "2024-03-12", OTHER)
    told = ask(f"GET /studies/{STUDY}/subjects/{SUBJECT}/scores").json
    (albi,) = [one for one in told["scores"] if one["visit"] is None and one["score"] == "ALBI"]
    assert (albi["day"], albi["answer"]["value"]) == ("2024-02-25", "-1.37")
