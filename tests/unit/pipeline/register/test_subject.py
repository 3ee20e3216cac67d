"""An entry of the register takes effect once what it alters in current results was shown and confirmed."""

import pytest
from tests.support import trap
from tests.unit.pipeline.studies import CENTER, FIRST, HEADER, SECOND, STUDY, THIRD, profile, started

from hepaflow.domain.study.jobs import Job, JobKind, JobStatus
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.jobs import ask, found_job, work_off
from hepaflow.pipeline.register.outcome import RegisterEffect, register_outcome_to_json
from hepaflow.pipeline.register.subject import RequestedSubject, enter_subject, fits_a_request

WITH_REGISTERS_OF_CENTERS = 2
PERSON = f"{HEADER},Sex"


@pytest.fixture
def world():
    return started(fold_version=WITH_REGISTERS_OF_CENTERS)


def wish(name=trap.ONE, version=1, confirm="", center=CENTER, **more):
    said = {"id": name, "center": center, "status": "enrolled", **more}
    return RequestedSubject(STUDY, Subject(**said), version, "ann", "informed consent", confirm)


def turns(outcome):
    told = register_outcome_to_json(outcome)["difference"]
    return told["added"], told["removed"], told["different"]


def confirmed(services, **more):
    shown = enter_subject(wish(**more), services)
    return enter_subject(wish(**more, confirm=shown.confirm), services)


def test_the_first_entry_of_a_center_holds_nothing_before_that_is_confirmed(world):
    world.send(trap.center_file())
    before = world.registry.head(STUDY)
    shown = enter_subject(wish(), world.desk)
    assert (shown.effect, turns(shown)) == (RegisterEffect.TO_CONFIRM, (0, trap.ALL - trap.OF_ONE, 0))
    assert (trap.counts(world), world.registry.head(STUDY)) == (trap.ALL, before)


def test_confirmed_it_takes_effect_and_earlier_numbers_stay_as_they_were(world):
    world.send(trap.center_file())
    before = world.registry.head(STUDY).journal_number
    done = confirmed(world.desk)
    assert (done.effect, turns(done), done.journal_number) == (RegisterEffect.DONE, (0, 108, 0), before + 1)
    assert (trap.counts(world), trap.counts(world, before)) == (trap.OF_ONE, trap.ALL)


def test_the_difference_is_counted_by_center_and_by_subject(world):
    world.send(trap.center_file())
    told = register_outcome_to_json(enter_subject(wish(), world.desk))
    assert told["centers"] == [{"center": CENTER, "added": 0, "removed": 108, "different": 0}]
    assert [(one["subject"], one["removed"]) for one in told["subjects"]] == [
        (one, 12) for one in trap.OTHERS
    ]


def test_what_names_another_difference_is_answered_with_the_new_one(world):
    world.send(trap.center_file())
    shown = enter_subject(wish(), world.desk)
    world.send(f"{HEADER}\nS-001,2024-04-01,ALT,40,U/L,final\n".encode(), SECOND, name="april.csv")
    again = enter_subject(wish(confirm=shown.confirm), world.desk)
    assert (again.effect, turns(again)) == (RegisterEffect.TO_CONFIRM, (0, 109, 0))
    assert enter_subject(wish(confirm=again.confirm), world.desk).effect is RegisterEffect.DONE


def test_a_digest_is_that_of_one_entry(world):
    world.send(trap.center_file())
    shown = enter_subject(wish(), world.desk)
    assert enter_subject(wish(sex="F", confirm=shown.confirm), world.desk).effect is RegisterEffect.TO_CONFIRM


def test_the_same_request_again_gives_the_same_answer(world):
    world.send(trap.center_file())
    done = confirmed(world.desk)
    assert confirmed(world.desk) == done
    assert enter_subject(wish(), world.desk) == done


def test_what_alters_nothing_takes_effect_at_once(world):
    done = enter_subject(wish(), world.desk)
    assert (done.effect, turns(done)) == (RegisterEffect.DONE, (0, 0, 0))


def test_a_subject_whose_results_wait_is_registered_once_what_comes_to_count_is_confirmed(world):
    enter_subject(wish("S-100"), world.desk)
    world.send(trap.center_file())
    shown = enter_subject(wish(), world.desk)
    assert (shown.effect, turns(shown)) == (RegisterEffect.TO_CONFIRM, (trap.OF_ONE, 0, 0))


def test_another_sex_is_shown_before_it_holds_results():
    world = started(more='sex = "Sex"', fold_version=WITH_REGISTERS_OF_CENTERS)
    enter_subject(wish(), world.desk)
    world.send(f"{PERSON}\n{trap.ONE},2024-03-01,ALT,40,U/L,final,M\n".encode(), SECOND)
    shown = enter_subject(wish(version=2, sex="F"), world.desk)
    assert (shown.effect, turns(shown)) == (RegisterEffect.TO_CONFIRM, (0, 1, 0))
    assert enter_subject(wish(version=2, sex="M"), world.desk).effect is RegisterEffect.DONE


def test_results_that_come_to_a_subject_from_a_former_id_are_shown(world):
    enter_subject(wish(), world.desk)
    enter_subject(wish("S-001"), world.desk)
    world.send(f"{HEADER}\nSCR-1,2024-03-01,ALT,40,U/L,final\n".encode(), THIRD)
    shown = enter_subject(wish(version=2, former_ids=("SCR-1",)), world.desk)
    assert turns(shown) == (1, 0, 0)
    gone = confirmed(world.desk, version=2, former_ids=("SCR-1",))
    assert (turns(gone), turns(enter_subject(wish(version=3), world.desk))) == ((1, 0, 0), (0, 1, 0))


def test_a_version_that_is_not_the_next_one_has_no_difference(world):
    world.send(trap.center_file())
    with pytest.raises(VersionTaken):
        enter_subject(wish(version=2), world.desk)


def test_few_subjects_are_looked_at_while_the_caller_waits(world):
    world.send(trap.center_file())
    assert fits_a_request(wish(), world.desk)


def test_the_many_subjects_of_a_center_are_looked_at_by_a_job(world):
    rows = (f"S-{one:03},2024-03-01,ALT,40,U/L,final" for one in range(101))
    world.send("\n".join((HEADER, *rows)).encode())
    assert not fits_a_request(wish(), world.desk)
    assert fits_a_request(wish(center="C-02"), world.desk)


def test_an_entry_is_a_job_too(world):
    world.send(trap.center_file())
    asked = {
        "subject": wish().subject.model_dump_json(),
        "version": "1",
        "reason": "informed consent",
        "confirm": "",
    }
    number = world.registry.head(STUDY).journal_number
    job = ask(world.desk, Job(STUDY, JobKind.SUBJECT, "ann", number, asked))
    assert work_off(job.call, world.desk).status is JobStatus.DONE
    assert found_job(world.desk, STUDY, job.id)[1] == register_outcome_to_json(
        enter_subject(wish(), world.desk)
    ) | {"version": 1}


def test_a_center_without_entries_keeps_its_results(world):
    world.add_profile(profile(center="C-02"))
    world.send(trap.center_file(), FIRST, center="C-02")
    assert turns(enter_subject(wish(), world.desk)) == (0, 0, 0)
