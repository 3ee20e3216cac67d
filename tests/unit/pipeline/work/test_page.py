"""The work list is bounded: how many requests it takes does not depend on how many files wait."""

from collections import Counter
from dataclasses import replace

import pytest
from tests.support.profiles import ENGLISH, profile_toml
from tests.support.studies import study_definition
from tests.unit.pipeline.studies import fixed_clock

from hepaflow.domain.study.files import Delivery, DeliveryStatus
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.work.page import MOST_AT_ONCE, work_page
from hepaflow.ports import Version
from local.memory import memory_services, tell_effects

STUDY = "S"
HEADER = "Subject,Collected,Test,Result,Units\n"


class Counting:
    """A port whose calls are counted, and how many items each returns."""

    def __init__(self, port):
        self._port, self.calls = port, Counter()

    def __getattr__(self, name):
        self.calls[name] += 1
        return getattr(self._port, name)


def desk_of(catalog, centers, files):
    """Return a study of some centers that have sent some files each: every one has a hold and an unmapped name."""
    desk = memory_services(catalog, fixed_clock)
    definition = study_definition(STUDY, *centers)
    define_study(desk.registry, desk.queue, fixed_clock, "dm", definition, "r")
    for center in centers:
        text = profile_toml(STUDY, center, ENGLISH, time_zone="UTC")
        add_profile(desk.registry, desk.queue, catalog, fixed_clock, "dm", text, "r")
        for number in range(files):
            key, received = f"{STUDY}/{center}/{number}", f"2024-04-01T00:00:00.{number:03}Z"
            rows = (
                f"{center}-1,2024-03-22,ALT,9{number:05},U/L\n{center}-1,2024-03-22,Unheard{number},1,U/L\n"
            )
            desk.intake.put(key, Version("v", received), (HEADER + rows).encode())
            ingest(Delivery(STUDY, center, key, "v", received), desk)
        waiting = Delivery(STUDY, center, f"{STUDY}/{center}/w", "w", "2024-04-02T00:00:00.000Z")
        desk.registry.record(replace(waiting, status=DeliveryStatus.AWAITING_PROFILE))
    tell_effects(desk, desk.queue)
    return desk


def all_pages(desk):
    counted = Counting(desk.registry)
    seen = replace(desk, registry=counted)
    pages, after, first = [], "", Counter()
    while not pages or after:
        page = work_page(seen, STUDY, "", after, None, MOST_AT_ONCE)
        pages.append(page.items)
        first = first or Counter(counted.calls)
        after = page.more
    return pages, first


@pytest.mark.parametrize("files", [1, 8])
def test_everything_but_holds_of_twenty_centers_is_one_page_with_four_requests_for_each_center(
    catalog, files
):
    centers = [f"C-{number:02}" for number in range(20)]
    pages, calls = all_pages(desk_of(catalog, centers, files))
    assert Counter(item.kind for item in pages[0]) == {"awaiting-profile": 20, "unmapped": 20}
    assert {item.count for item in pages[0] if item.kind == "unmapped"} == {files}
    assert (calls["deliveries"], calls["unmapped"], calls["listed_queries"]) == (
        21,
        20,
        20,
    )  # and those of no center
    assert calls["view"] == 20  # states of the files with unmapped terms
    assert sum(calls.values()) == 84  # and the definition, the papers of labs, the register files
    assert sum(item.count for page in pages[1:] for item in page) == 20 * files


def test_a_page_has_fifty_centers(catalog):
    centers = [f"C-{number:02}" for number in range(51)]
    pages, _ = all_pages(desk_of(catalog, centers, 0))
    assert [len(page) for page in pages] == [50, 1, 0]


def test_files_in_a_folder_that_is_not_a_center_are_one_entry_for_staff(catalog):
    desk = desk_of(catalog, ["C-01", "C-02"], 0)
    sent = [("C-99", "a", "03"), ("C-98", "b", "02"), ("C-99", "c", "04")]
    for center, name, day in sent:
        key, received = f"{STUDY}/{center}/{name}.csv", f"2024-04-{day}T00:00:00.000Z"
        desk.intake.put(key, Version("v", received), HEADER.encode())
        ingest(Delivery(STUDY, center, key, "v", received), desk)
    desk.intake.put("T/C-99/d.csv", Version("v", "2024-04-01T00:00:00.000Z"), HEADER.encode())
    ingest(Delivery("T", "C-99", "T/C-99/d.csv", "v", "2024-04-01T00:00:00.000Z"), desk)

    def unknown(centers, center=""):
        items = work_page(desk, STUDY, center, "", centers, MOST_AT_ONCE).items
        return [
            (one.center, one.name, one.count, one.since[:10]) for one in items if one.kind == "center-unknown"
        ]

    assert unknown(None) == [("", "", 3, "2024-04-02")]
    assert unknown(frozenset({"C-01"})) == unknown(None, "C-01") == []
    wider = study_definition(STUDY, "C-01", "C-02", "C-98").model_copy(update={"version": 2})
    define_study(desk.registry, desk.queue, fixed_clock, "dm", wider, "r")
    assert unknown(None) == [("", "", 2, "2024-04-03")]
