"""What a center was told of one delivery: also while its file waits, and where it failed."""

import pytest
from tests.support.api_office import CENTER, FIRST, STUDY, clock, reply, request
from tests.support.studies import study_definition

from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.failures import fail

HERE = f"/studies/{STUDY}"


@pytest.fixture
def waiting(empty):
    """An office without profiles, to which a center has sent a file."""
    definition = study_definition(STUDY, CENTER)
    define_study(empty.desk.registry, empty.desk.queue, clock, "dm", definition, "start")
    empty.send(FIRST, "2024-04-03")
    return empty


def the_delivery(office, groups=f"[{STUDY}/data-manager]"):
    listed = reply(request(f"GET {HERE}/files", {"center": CENTER}, groups=groups), office.desk)
    return listed.json["deliveries"][0]


def told(office, version_id, **more):
    path = f"GET {HERE}/centers/{CENTER}/deliveries/{version_id}/receipt"
    return reply(request(path, **more), office.desk)


def test_a_file_that_waits_for_its_profile_is_answered(waiting):
    answer = told(waiting, the_delivery(waiting)["version_id"])
    assert (answer.status, answer.json["outcome"], answer.json["who"]) == (
        200, "awaiting-profile", "data manager",
    )  # fmt: skip


def test_a_file_that_failed_on_our_side_is_answered(office):
    fail(
        Delivery(STUDY, CENTER, f"{STUDY}/{CENTER}/a.csv", "v9", "2024-05-02T00:00:00.000Z"), office.services
    )
    answer = told(office, "v9")
    assert (answer.json["outcome"], answer.json["who"]) == ("failed", "nobody")


def test_a_file_that_was_taken_up_is_answered_with_the_place_of_its_receipt(office):
    delivery = the_delivery(office)
    answer = told(office, delivery["version_id"]).json
    assert answer["receipts"] == f"{STUDY}/{CENTER}/{delivery['file_id']}/"


def test_the_answer_is_a_page_for_people_too(waiting):
    answer = told(waiting, the_delivery(waiting)["version_id"], query={"format": "html"})
    assert answer.kind == "text/html; charset=utf-8"
    assert "文件正在等待该中心的配置" in answer.body.decode()


def test_the_center_itself_may_read_it(waiting):
    own = f"[{STUDY}/center-{CENTER}]"
    answer = told(waiting, the_delivery(waiting, own)["version_id"], groups=own)
    assert answer.json["outcome"] == "awaiting-profile"


def test_a_delivery_that_there_is_not_has_no_answer(office):
    assert told(office, "none-such").status == 404
