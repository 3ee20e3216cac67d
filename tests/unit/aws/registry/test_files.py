"""Everything that the registry keeps comes back from its items as it was."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.registries import FILE, NOON, STUDY, a_claim, a_decision, a_delivery, a_state

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.events import (
    packed_decision,
    packed_event,
    packed_head,
    unpacked_definition,
    unpacked_event,
    unpacked_head,
)
from hepaflow.aws.registry.files import (
    Collision,
    packed_claim,
    packed_delivery,
    packed_newest,
    packed_state,
    unpacked_claim,
    unpacked_delivery,
    unpacked_newest,
    unpacked_state,
)
from hepaflow.aws.registry.keys import Key
from hepaflow.aws.registry.subjects.items import (
    packed_in_dossier,
    packed_subjects,
    unpacked_dossier,
    unpacked_subjects,
)
from hepaflow.aws.registry.table import record_from_wire, record_to_wire
from hepaflow.aws.results.item_size import WRITE_UNIT, wire_size, write_units
from hepaflow.domain.fold.decisions import Decision
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.issues.places import Places
from hepaflow.domain.study.addresses import without_key
from hepaflow.domain.study.files import Claim, Delivery, FileState
from hepaflow.domain.study.journal import Draft, Event, Head, first_fault, following
from hepaflow.ports.newer import NewerData

TIMES = st.datetimes().map(lambda time: time.isoformat(timespec="milliseconds") + "Z")
DRAFTS = st.builds(Draft, details=st.dictionaries(st.text(), st.text() | st.integers()))
AT = "2024-03-24T12:00:00.000Z"
FILE_IDS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(st.builds(Delivery, received=TIMES))
def test_deliveries_come_back(delivery):
    place = keys.delivery_key(delivery).sk
    kept = unpacked_delivery(delivery.study, delivery.center, place, packed_delivery(delivery))
    assert kept == without_key(delivery)
    assert unpacked_delivery(delivery.study, delivery.center, place, packed_delivery(kept)) == kept


def test_delivery_of_before_that_has_its_key_comes_back():
    record = {"key": "S/C/zhang.csv", "status": "failed", "file_id": "f", "parent": ""}
    kept = unpacked_delivery("S", "C", "2024#v1", record)
    assert (kept.key, kept.key_hash) == ("S/C/zhang.csv", "")


@given(FILE_IDS, st.builds(Claim))
def test_claims_come_back(file_id, claim):
    assert unpacked_claim(file_id, packed_claim(file_id, claim)) == claim


@given(st.builds(FileState))
def test_states_come_back(state):
    assert unpacked_state(packed_state(state)) == state


@given(st.builds(Head))
def test_heads_come_back(head):
    assert unpacked_head(packed_head(head)) == head


def test_a_journal_without_events_has_a_head():
    assert unpacked_head(None) == Head()


@given(st.builds(Event, journal_number=st.integers(1, 10**9), draft=DRAFTS))
def test_events_come_back(event):
    assert unpacked_event(keys.padded_number(event.journal_number), packed_event(event)) == event


@given(DRAFTS)
def test_an_event_that_came_back_still_has_its_hash(draft):
    event = following(Head(), draft, NOON)
    assert first_fault([unpacked_event(keys.padded_number(1), packed_event(event))]) is None


@given(
    st.lists(
        st.builds(Decision, journal_number=st.integers(1, 10**9)), unique_by=lambda made: made.journal_number
    )
)
def test_decisions_come_back_in_journal_order(decisions):
    record = {keys.padded_number(made.journal_number): packed_in_dossier(made) for made in decisions}
    in_order = sorted(decisions, key=lambda made: made.journal_number)
    assert unpacked_dossier(record) == Dossier(decisions=tuple(in_order))


@given(st.dictionaries(st.text(min_size=1).filter(lambda name: name not in {"pk", "sk"}), st.text()))
def test_items_of_text_come_back(record):
    assert record_from_wire(record_to_wire(Key("a", "b"), record)) == (Key("a", "b"), record)


@given(st.sets(st.text(max_size=30)))
def test_subjects_come_back(subjects):
    parts = dict(packed_subjects(subjects))
    found = [subject for record in parts.values() for subject in unpacked_subjects(record)]
    assert found == sorted(subjects)


def test_more_subjects_than_one_item_holds_are_several_items():
    subjects = {f"受试者-{number:06}" for number in range(40_000)}
    parts = dict(packed_subjects(subjects))
    assert {subject for record in parts.values() for subject in unpacked_subjects(record)} == subjects
    # DynamoDB service quotas: 400 KB an item
    assert max(wire_size(record_to_wire(Key("", place), record)) for place, record in parts.items()) < 400_000


@pytest.mark.parametrize("written", ['"', "\\", "\x01"])
def test_list_of_subjects_that_grow_as_json_fits_into_items(written):
    """409,600 bytes an item (DynamoDB service quotas)."""
    subjects = {f"{number:05}".ljust(64, written) for number in range(6_000)}
    for place, record in packed_subjects(subjects):
        assert wire_size(record_to_wire(Key("", place), record)) <= 409_600


def test_the_same_subjects_have_the_same_place():
    assert list(packed_subjects(["b", "a"])) == list(packed_subjects(["a", "b"]))


@given(st.lists(st.integers(0, 10**12 - 1)))
def test_numbers_sort_as_text(numbers):
    assert sorted(map(keys.padded_number, numbers)) == [
        keys.padded_number(number) for number in sorted(numbers)
    ]


def test_keys_are_those_of_the_design():
    # docs/architecture.md, Stores
    file = "94fc896bd8200aa4" + "0" * 48
    assert keys.state_key("S", file) == ("S#file#94fc896bd8200aa4", "state")
    assert keys.claim_key("S", file, 2) == ("S#file#94fc896bd8200aa4", "claim#000002")
    assert keys.delivery_key(a_delivery()) == (
        "NCT03945487#delivery#CN-01",
        "2024-03-23T00:00:00.000Z#v1",
    )
    assert keys.event_key("S", 7) == ("S#journal", "000000000007")
    assert keys.head_key("S") == ("S#journal", "head")


def test_no_study_reads_the_partition_of_another():
    assert keys.definitions_partition("S#profile") != keys.profiles_partition("S", "study")


def test_a_claim_of_another_file_with_the_same_digits_is_a_collision():
    with pytest.raises(Collision):
        unpacked_claim("94fc896bd8200aa4" + "1" * 48, packed_claim("94fc896bd8200aa4" + "0" * 48, a_claim()))


@pytest.mark.parametrize(
    "record",
    [packed_delivery(a_delivery()), packed_claim("0" * 64, a_claim()), packed_state(a_state())],
    ids=["delivery", "claim", "state"],
)
def test_what_an_ingest_keeps_is_one_write_unit_each(record):
    assert (
        wire_size(record_to_wire(Key(f"{STUDY}#file#94fc896bd8200aa4", "claim#000001"), record)) <= WRITE_UNIT
    )


def test_a_decision_in_chinese_is_small():
    assert len(packed_decision(a_decision()).encode()) < WRITE_UNIT / 2


# DynamoDB developer guide, item sizes and formats: UTF-8 bytes of names and text; about a byte for two digits and
# one more for numbers; three bytes for a map and one for each entry
@pytest.mark.parametrize(
    ("wire", "size"),
    [
        ({"pk": {"S": "ab"}}, 4),
        ({"pk": {"S": "总胆"}}, 8),
        ({"n": {"N": str(Decimal("12.5"))}}, 5),
        ({"v": {"M": {"ALT": {"N": "1"}}}}, 1 + 3 + 1 + 3 + 3),
    ],
)
def test_sizes_are_dynamodb_s(wire, size):
    assert wire_size(wire) == size


# DynamoDB developer guide, read/write capacity modes: 1 KB each, begun ones count, transactions cost twice as much
@pytest.mark.parametrize(
    ("size", "transaction", "units"), [(1, False, 1), (1024, False, 1), (1025, False, 2), (1025, True, 4)]
)
def test_write_units_are_dynamodb_s(size, transaction, units):
    assert write_units(size, transaction=transaction) == units


def test_a_kind_that_we_do_not_write_has_no_size():
    with pytest.raises(ValueError, match="BOOL"):
        wire_size({"a": {"BOOL": True}})


# feeds


def test_the_base_of_a_claim_comes_back_and_claims_of_before_have_none():
    claim = replace(a_claim(), base=f"{FILE}#12")
    assert unpacked_claim(FILE, packed_claim(FILE, claim)) == claim
    assert "base" not in packed_claim(FILE, a_claim())
    wire = record_to_wire(Key(f"{STUDY}#file#94fc896bd8200aa4", "claim#000001"), packed_claim(FILE, claim))
    assert wire_size(wire) <= WRITE_UNIT


def test_feed_comes_back_with_delivery_claim_and_state():
    delivery = replace(without_key(a_delivery()), feed="edc")
    place = keys.delivery_key(delivery).sk
    assert unpacked_delivery(delivery.study, delivery.center, place, packed_delivery(delivery)) == delivery
    claim = replace(a_claim(), recipe=replace(a_claim().recipe, feed="edc"))
    assert unpacked_claim(FILE, packed_claim(FILE, claim)) == claim
    state = a_state()
    state = replace(state, history=(*state.history, replace(state.history[-1], feed="edc")))
    assert unpacked_state(packed_state(state)) == state


def test_items_of_the_feed_main_are_as_earlier_versions_wrote_them():
    assert "feed" not in {**packed_delivery(a_delivery()), **packed_claim(FILE, a_claim())}
    assert [len(seen) for seen in json.loads(packed_state(a_state())["history"])] == [7]


def test_state_of_another_feed_is_not_read_by_a_version_that_knows_none():
    """It took the last value for the places of lines."""
    state = a_state()
    state = replace(state, history=(replace(state.history[-1], feed="edc"),))
    *_, last = json.loads(packed_state(state)["history"])[0]
    assert last not in set(Places)


def test_newest_cumulative_files_of_several_feeds_come_back():
    newest = (Newest(7, FILE, AT), Newest(7, "", "", "edc"), Newest(7, FILE, AT, "chemistry"))
    assert unpacked_newest({keys.padded_number(7): packed_newest(newest)}) == newest


def test_newest_cumulative_file_of_an_earlier_version_is_that_of_main():
    assert unpacked_newest({keys.padded_number(7): f"{AT} {FILE}"}) == (Newest(7, FILE, AT),)


def test_definition_with_keys_of_a_newer_version_is_not_read():
    with pytest.raises(NewerData):
        unpacked_definition('{"study": "S", "version": 1, "title": "A trial", "wards": {}}')
