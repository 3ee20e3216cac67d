"""Lists without a center are about every center that the caller may see, page by page, each entry once."""

from collections import Counter

import pytest
from tests.support.api_office import CENTER, CHANGED, HEADER, OTHER, STUDY, reply, request

from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.desk import paging, unmapped
from hepaflow.pipeline.ingest import ingest
from hepaflow.ports import Version

LISTS = {"files": "deliveries", "subjects": "subjects", "unmapped": "terms"}
UNKNOWN = "CN01-0001,2024-05-03,{name},12,furlong\n"
REGISTER = b"subject,center,status\nCN01-0007,CN-01,enrolled\n"


@pytest.fixture
def full(office):
    """The office with more files of both centers, terms that nobody knows, and a register."""
    for center, names in ((CENTER, ("Bilirubbin", "Albumine X")), (OTHER, ("Alttt",))):
        for day, name in enumerate(names, 10):
            office.send(f"{HEADER}{UNKNOWN.format(name=name)}".encode(), f"2024-05-{day}", center)
    key = f"{STUDY}/{RESERVED_CENTER}/register.csv"
    office.services.intake.put(key, Version("r1", "2024-05-20T00:00:00.000Z"), REGISTER)
    ingest(Delivery(STUDY, RESERVED_CENTER, key, "r1", "2024-05-20T00:00:00.000Z"), office.services)
    return office


def pages(office, noun, groups=None, **query):
    """Return the entries of all pages."""
    found, cursor = [], ""
    while cursor is not None:
        asked = {**query, **({"cursor": cursor} if cursor else {})}
        more = {"groups": f"[{groups}]"} if groups else {}
        page = reply(request(f"GET /studies/{STUDY}/{noun}", asked, **more), office.desk)
        assert page.status == 200, page.text
        found.append(page.json[LISTS[noun]])
        cursor = page.json["next"]
    return found


def entries(*args, **more):
    return [entry for page in pages(*args, **more) for entry in page]


def centers_of(listed):
    return [entry["center"] for entry in listed]


@pytest.mark.parametrize("noun", LISTS)
def test_list_without_a_center_is_that_of_each_center_after_the_other(full, noun):
    of_each = [entry for center in (CENTER, OTHER) for entry in entries(full, noun, center=center)]
    registers = entries(full, noun, center=RESERVED_CENTER) if noun == "files" else []
    assert sorted(map(str, entries(full, noun))) == sorted(map(str, of_each + registers))
    assert centers_of(entries(full, noun)) == sorted(centers_of(entries(full, noun)))
    assert {CENTER, OTHER} <= set(centers_of(entries(full, noun)))


@pytest.mark.parametrize("noun", LISTS)
@pytest.mark.parametrize("limit", ["1", "2", "3"])
def test_pages_of_any_size_hold_the_same_entries(full, noun, limit):
    small = pages(full, noun, limit=limit)
    assert max(map(len, small)) <= int(limit)
    assert [entry for page in small for entry in page] == entries(full, noun)


@pytest.mark.parametrize("centers", [1, 2, 20])
@pytest.mark.parametrize("limit", ["1", "2", "3", "4"])
def test_pages_of_unmapped_terms_hold_each_term_once(full, monkeypatch, limit, centers):
    monkeypatch.setattr(unmapped, "_CENTERS", centers)
    small = pages(full, "unmapped", limit=limit)
    assert max(map(len, small)) <= int(limit)
    assert max(len(set(centers_of(page))) for page in small) <= centers
    assert [entry for page in small for entry in page] == entries(full, "unmapped")


def test_last_page_of_unmapped_terms_is_not_empty(full):
    whole = len(entries(full, "unmapped"))
    assert [len(page) for page in pages(full, "unmapped", limit=str(whole))] == [whole]


@pytest.mark.parametrize("noun", LISTS)
@pytest.mark.parametrize("center", [CENTER, OTHER])
def test_user_of_a_center_sees_only_its_own(full, noun, center):
    seen = entries(full, noun, groups=f"{STUDY}/center-{center}")
    assert seen == entries(full, noun, center=center)
    assert set(centers_of(seen)) == {center}


@pytest.mark.parametrize("noun", LISTS)
def test_user_of_two_centers_sees_both_and_no_register(full, noun):
    groups = f"{STUDY}/center-{CENTER}, {STUDY}/center-{OTHER}"
    assert set(centers_of(entries(full, noun, groups=groups))) == {CENTER, OTHER}


@pytest.mark.parametrize("noun", LISTS)
def test_user_of_a_center_that_the_study_does_not_have_sees_nothing(full, noun):
    assert entries(full, noun, groups=f"{STUDY}/center-FR-09") == []


@pytest.mark.parametrize("noun", LISTS)
def test_cursor_of_a_manager_shows_a_center_no_more_than_its_own(full, noun):
    asked = {"limit": "1"}
    first = reply(request(f"GET /studies/{STUDY}/{noun}", asked), full.desk).json
    theirs = reply(
        request(
            f"GET /studies/{STUDY}/{noun}",
            {**asked, "cursor": first["next"]},
            groups=f"[{STUDY}/center-{CENTER}]",
        ),
        full.desk,
    )
    assert set(centers_of(theirs.json[LISTS[noun]])) <= {CENTER}


@pytest.mark.parametrize("noun", LISTS)
def test_center_that_is_not_there_is_not_found(full, noun):
    assert reply(request(f"GET /studies/{STUDY}/{noun}", {"center": "FR-09"}), full.desk).status == 404
    assert (
        reply(request(f"GET /studies/NOWHERE/{noun}", groups="[NOWHERE/data-manager]"), full.desk).status
        == 404
    )


def test_deliveries_of_one_name_are_found_at_every_center(full):
    (one,) = entries(full, "files", center=OTHER)[:1]
    assert entries(full, "files", name_hash=one["name_hash"]) == [one]


# counts of results


@pytest.fixture
def counted(full):
    """The office with a held value of one subject, and a registered subject without results."""
    full.send(CHANGED, "2024-05-15")
    return full


@pytest.mark.parametrize("limit", ["1", "3", "5000"])
def test_subjects_have_the_counts_of_their_results(counted, limit):
    results = reply(request(f"GET /studies/{STUDY}/results"), counted.desk).json["results"]
    holds = reply(request(f"GET /studies/{STUDY}/holds"), counted.desk).json["results"]
    listed = entries(counted, "subjects", counts="true", limit=limit)
    for noun, measured in (("current", results), ("held", holds)):
        wanted = Counter((one["center"], one["subject"]) for one in measured)
        assert {
            (one["center"], one["subject"]): one["results"][noun] for one in listed if one["results"][noun]
        } == wanted
        assert wanted
    assert [{**one, "results": None} for one in listed] == entries(counted, "subjects")


def test_page_with_counts_ends_where_one_request_has_told_all(counted, monkeypatch):
    monkeypatch.setattr(paging, "_ANSWERS", 1)
    found = pages(counted, "subjects", counts="true")
    assert max(map(len, found)) < len(entries(counted, "subjects"))
    assert [one["subject"] for page in found for one in page] == [
        one["subject"] for one in entries(counted, "subjects")
    ]


def test_center_counts_its_own_results_alone(counted):
    (one,) = entries(counted, "subjects", groups=f"{STUDY}/center-{OTHER}", counts="true")
    assert one["results"] == {"current": 1, "held": 0}  # of the other center there are more of this subject
