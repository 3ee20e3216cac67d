from hepaflow.domain.study.files import SETTLED, DeliveryStatus, FileState, FileStatus, Visible


def state(*history: Visible) -> FileState:
    return FileState("file", "C-01", FileStatus.COMMITTED, (1, 1, 0, 0, 0), history)


COMMITTED = Visible(3, 1, "2025-09-02")
VOIDED = Visible(5, 0, "2025-09-02")
RESTORED = Visible(8, 1, "2025-09-02")


def test_a_file_without_history_shows_nothing():
    assert state().visible() is None


def test_a_committed_file_shows_its_run():
    assert state(COMMITTED).visible() == COMMITTED


def test_before_its_commit_a_file_shows_nothing():
    assert state(COMMITTED).visible(2) is None


def test_from_the_number_of_its_commit_on_a_file_shows_its_run():
    assert state(COMMITTED).visible(3) == COMMITTED


def test_number_zero_is_before_everything():
    assert state(COMMITTED).visible(0) is None


def test_a_voided_file_shows_nothing():
    assert state(COMMITTED, VOIDED).visible() is None


def test_a_voided_file_still_shows_what_it_was_before():
    assert state(COMMITTED, VOIDED).visible(4) == COMMITTED


def test_a_restored_file_shows_nothing_for_the_time_between():
    whole = state(COMMITTED, VOIDED, RESTORED)
    assert [whole.visible(number) for number in (4, 7, 8)] == [COMMITTED, None, RESTORED]


def test_what_waits_or_failed_is_not_settled():
    assert set(DeliveryStatus) - SETTLED == {
        DeliveryStatus.RECEIVED,
        DeliveryStatus.AWAITING_PROFILE,
        DeliveryStatus.UNKNOWN,
        DeliveryStatus.FAILED,
    }
