"""An archive of lab files: each file inside is a file of its own, and says in which archive it came."""

import gzip

import pytest
from tests.support.archives import BOTH, ONE, TWO, packed
from tests.unit.pipeline.studies import CENTER, SECOND, STUDY, World, profile, started

from hepaflow.domain.identity import file_id
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.pipeline.ingest import ingest


def inside(world, archive=BOTH):
    """Return what was delivered in an archive, in order."""
    parent = file_id(STUDY, CENTER, archive)
    return [one for one in world.registry.deliveries(STUDY, CENTER) if one.parent == parent]


def test_every_file_inside_counts():
    world = started()
    world.send(BOTH, name="both.zip")
    assert [world.state(data).status for data in (ONE, TWO)] == [FileStatus.COMMITTED] * 2


def test_every_file_inside_is_a_delivery_that_names_its_archive():
    world = started()
    world.send(BOTH, name="both.zip")
    assert [(one.file_id, one.status) for one in inside(world)] == [
        (file_id(STUDY, CENTER, data), DeliveryStatus.TAKEN_UP) for data in (ONE, TWO)
    ]


def test_the_archive_itself_is_unpacked_and_leaves_the_intake():
    world = started()
    assert world.send(BOTH, name="both.zip").status is DeliveryStatus.UNPACKED
    assert world.left_in_intake() == []


def test_a_file_in_gzip_is_the_file():
    world = started()
    world.send(gzip.compress(ONE, mtime=0), name="one.csv.gz")
    assert world.state(ONE).status is FileStatus.COMMITTED


def test_a_file_that_came_alone_before_is_a_duplicate_inside():
    world = started()
    world.send(ONE, name="one.csv")
    world.send(BOTH, SECOND, name="both.zip")
    assert [one.status for one in inside(world)] == [DeliveryStatus.DUPLICATE, DeliveryStatus.TAKEN_UP]


def test_a_bad_file_inside_blocks_no_other():
    world = started()
    world.send(packed(one=b"%PDF-1.7", two=TWO), name="both.zip")
    assert (world.state(b"%PDF-1.7").status, world.state(TWO).status) == (
        FileStatus.REFUSED,
        FileStatus.COMMITTED,
    )


def test_taking_it_up_again_changes_nothing():
    world = started()
    delivery = world.arrive(BOTH, name="both.zip")
    ingest(delivery, world.services)
    before = world.snapshot()
    ingest(delivery, world.services)
    assert world.snapshot() == before


def test_an_archive_waits_as_a_whole_for_its_profile():
    world = World()
    world.define()
    delivery = world.arrive(BOTH, name="both.zip")
    assert ingest(delivery, world.services).status is DeliveryStatus.AWAITING_PROFILE
    world.add_profile(profile())
    ingest(delivery, world.services)
    assert [world.state(data).status for data in (ONE, TWO)] == [FileStatus.COMMITTED] * 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOTH[:-30], IssueCode.FILE_DAMAGED),
        (gzip.compress(bytes(20_000_000), mtime=0), IssueCode.FILE_TOO_LARGE),
        (packed(), IssueCode.FILE_EMPTY),
    ],
)
def test_an_archive_that_cannot_be_unpacked_is_a_refused_file_that_says_why(data, code):
    world = started()
    world.send(data, name="both.zip")
    assert (world.state(data).status, world.state(data).refusal) == (FileStatus.REFUSED, code)


def test_an_archive_within_an_archive_is_refused_by_name():
    world = started()
    world.send(packed(inner=BOTH, two=TWO), name="outer.zip")
    assert world.state(BOTH).refusal == IssueCode.ARCHIVE_NESTED
    assert world.state(TWO).status is FileStatus.COMMITTED


def test_a_name_in_the_archive_reaches_no_receipt():
    world = started()
    world.send(packed(张三=ONE), name="both.zip")
    assert not any("张三".encode() in data or b"\\u5f20" in data for data, _ in world.receipts.kept.values())
