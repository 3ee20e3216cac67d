"""What the newest cumulative file of a center leaves out."""

from dataclasses import replace

import pytest
from tests.support.sent_reports import ALT, sent

from hepaflow.domain.fold.omission import NONE, Newest, marked, newest_at, newest_of
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.study.files import FileState, FileStatus, Visible

FIRST, SECOND, THIRD = (f"2024-05-0{day}T00:00:00.000Z" for day in (1, 2, 3))


def carried(file_id, received, *, cumulative=True, feed="main", **more):
    told = sent("40", **more)
    run = replace(told.run, file_id=file_id, received=received, cumulative=cumulative, feed=feed)
    return replace(told, run=run)


def omitted(*reports, newest):
    found = newest if isinstance(newest, tuple) else (newest,)
    return [answer.omitted for answer in marked(fold(reports), {ALT.center: found}).values()]


def state(file_id, received, n=1, *, cumulative=True, feed="main"):
    seen = Visible(1, n, received, cumulative=cumulative, feed=feed)
    return FileState(file_id, "CN-01", FileStatus.COMMITTED, (1, 1, 0, 0, 0), (seen,))


def test_what_the_newest_file_leaves_out_is_omitted_and_stays_current():
    (answer,) = marked(fold([carried("a", FIRST)]), {ALT.center: (Newest(2, "b", SECOND),)}).values()
    assert (answer.omitted, answer.current.run.file_id) == ("b", "a")


def test_what_the_newest_file_carries_is_not_omitted_whatever_one_between_left_out():
    assert omitted(carried("a", FIRST), carried("c", THIRD), newest=Newest(3, "c", THIRD)) == [""]


def test_what_only_incremental_files_carried_is_not_omitted():
    assert omitted(carried("a", FIRST, cumulative=False), newest=Newest(2, "b", SECOND)) == [""]


def test_what_a_cumulative_file_carried_is_omitted_also_where_another_value_is_current():
    revised = replace(carried("i", SECOND, cumulative=False), line=9)
    assert omitted(carried("a", FIRST), revised, newest=Newest(3, "c", THIRD)) == ["c"]


@pytest.mark.parametrize("newest", [NONE, Newest(4)])
def test_without_a_newest_file_nothing_is_omitted(newest):
    assert omitted(carried("a", FIRST), newest=newest) == [""]


def test_another_centers_file_omits_nothing():
    answers = fold([carried("a", FIRST)])
    assert marked(answers, {"DE-02": (Newest(2, "b", SECOND),)}) == answers


def test_the_newest_is_the_one_that_was_received_last():
    assert newest_of([state("b", SECOND), state("a", THIRD), state("c", FIRST)]).file_id == "a"


@pytest.mark.parametrize("other", [state("b", SECOND, n=0), state("b", SECOND, cumulative=False)])
def test_a_file_that_does_not_count_or_is_not_cumulative_is_never_the_newest(other):
    assert newest_of([other]) == NONE
    assert newest_of([other, state("a", FIRST)]).file_id == "a"


@pytest.mark.parametrize(("number", "found"), [(1, ""), (2, "a"), (4, "a"), (5, "b"), (9, "b")])
def test_at_an_earlier_number_the_newest_is_the_one_of_then(number, found):
    known = newest_at([Newest(2, "a", FIRST), Newest(5, "b", SECOND)], number)
    assert [one.file_id for one in known] == ([found] if found else [])


# several feeds


def test_file_of_another_feed_omits_nothing():
    newest = Newest(2, "b", SECOND, "haematology")
    assert omitted(carried("a", FIRST, feed="chemistry"), newest=(newest,)) == [""]


def test_what_one_feed_omits_is_omitted_although_another_feed_still_carries_it():
    both = (carried("a", FIRST, feed="chemistry"), carried("e", FIRST, feed="edc"))
    newest = (Newest(1, "e", FIRST, "edc"), Newest(2, "b", SECOND, "chemistry"))
    assert omitted(*both, newest=newest) == ["b"]


def test_of_two_feeds_that_omit_a_result_the_later_file_is_named():
    both = (carried("a", FIRST, feed="chemistry"), carried("e", FIRST, feed="edc"))
    newest = (Newest(1, "f", THIRD, "edc"), Newest(2, "b", SECOND, "chemistry"))
    assert omitted(*both, newest=newest) == ["f"]


def test_each_feed_has_its_newest_file():
    files = [state("a", THIRD, feed="edc"), state("b", SECOND, feed="chemistry")]
    assert newest_of(files, feed="chemistry") == Newest(0, "b", SECOND, "chemistry")
    assert newest_of(files) == NONE


def test_each_feed_has_the_newest_file_of_then():
    edc, chemistry, later = (
        Newest(2, "a", FIRST, "edc"),
        Newest(3, "b", FIRST, "chemistry"),
        Newest(5, "c", SECOND, "edc"),
    )
    known = (edc, chemistry, later)
    assert set(newest_at(known, 4)) == {edc, chemistry}
    assert set(newest_at(known, 5)) == {later, chemistry}
