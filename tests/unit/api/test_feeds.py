"""Feeds over HTTP: profiles of their own, forms for their folder, deliveries that name them."""

import pytest
from tests.support.api_office import CENTER, STUDY

AT = f"/studies/{STUDY}/centers/{CENTER}"


@pytest.fixture
def declared(office, ask):
    """The office, after the definition has declared a feed."""
    known = ask(f"GET /studies/{STUDY}/definition").json
    known |= {"version": known["version"] + 1, "feeds": {CENTER: ["chemistry"]}}
    assert ask(f"PUT /studies/{STUDY}/definition", {"reason": "feeds"}, known).status == 200
    return office


def text(ask, feed, version=1):
    lines = ask(f"GET {AT}/profile", {"version": "1"}).text.splitlines()
    kept = [f"version = {version}" if line.startswith("version") else line for line in lines]
    return "\n".join([f'feed = "{feed}"', *kept])


def put(ask, place, body):
    return ask(f"PUT {AT}/{place}", {"reason": "onboarding"}, body)


def test_profile_of_a_feed_is_kept_beside_that_of_main(declared, ask):
    chemistry = text(ask, "chemistry")
    assert put(ask, "feeds/chemistry/profile", chemistry).json["version"] == 1
    assert ask(f"GET {AT}/feeds/chemistry/profile").text == chemistry
    assert ask(f"GET {AT}/feeds/main/profile").text == ask(f"GET {AT}/profile").text


@pytest.mark.parametrize("place", ["profile", "feeds/main/profile"])
def test_profile_of_a_feed_does_not_go_to_another(declared, ask, place):
    answer = put(ask, place, text(ask, "chemistry"))
    assert (answer.status, answer.json["detail"]) == (422, "The profile is for another feed.")


@pytest.mark.parametrize("call", ["GET", "PUT"])
def test_feed_that_is_not_declared_is_not_there(declared, ask, call):
    place = "feeds/edc/profile"
    answer = put(ask, place, text(ask, "edc")) if call == "PUT" else ask(f"GET {AT}/{place}")
    assert answer.status == 404


def test_form_of_a_feed_is_for_its_folder(declared, ask):
    asked = {"name": "a.csv", "size": 1, "sha256": "0" * 64}
    form = ask(f"POST {AT}/uploads", None, {**asked, "feed": "chemistry"}).json
    assert form["fields"]["key"] == f"{STUDY}/{CENTER}/chemistry/a.csv"
    assert ask(f"POST {AT}/uploads", None, {**asked, "feed": "edc"}).status == 404


def test_rerun_names_only_a_feed_that_is_declared(declared, ask):
    listed = ask(f"GET /studies/{STUDY}/files", {"center": CENTER}).json["deliveries"][0]
    place = f"POST /studies/{STUDY}/files/{listed['file_id']}/rerun"
    assert ask(place, None, {"reason": "wrong feed", "feed": "edc"}).status == 404
    assert ask(place, None, {"reason": "wrong feed", "feed": "chemistry"}).status == 409  # without a profile


def test_delivery_names_its_feed(office, ask):
    deliveries = ask(f"GET /studies/{STUDY}/files", {"center": CENTER}).json["deliveries"]
    assert {one["feed"] for one in deliveries} == {"main"}
