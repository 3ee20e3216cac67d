"""What is known about one subject id."""

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.study.register import ANY_SENDER, FormerId, Registered, Subject


def entry(number, center="C-01", status="enrolled", *, of_study=False):
    subject = Subject.model_validate({"id": "S-001", "center": center, "status": status})
    return Registered(subject, number, "", number, of_study=of_study)


def in_study(*entries):
    return list(Dossier(entries=entries).in_study())


def test_nobody_said_anything():
    assert in_study() == []


def test_the_newest_entry_of_the_study_s_register_stands_alone():
    copy, first, second = entry(1, "LAB"), entry(2, of_study=True), entry(3, of_study=True)
    assert in_study(copy, first, second) == [second]


def test_until_there_is_one_the_newest_entry_of_every_center_stands():
    known = entry(1), entry(2, "LAB"), entry(3)
    assert in_study(*known) == [known[2], known[1]]


def test_an_entry_in_error_stands_only_alone():
    wrong, right = entry(1, "LAB", "entered-in-error"), entry(2)
    assert in_study(wrong, right) == [right]
    assert in_study(wrong) == [wrong]


def test_after_a_return_to_centers_registers_older_copies_stay_gone():
    known = entry(1, "LAB"), entry(2, of_study=True), entry(3, "C-02")
    assert in_study(*known) == [known[1], known[2]]


def test_a_former_id_belongs_to_whom_its_sender_or_everybody_means():
    known = Dossier(
        belonging=(FormerId(1, ANY_SENDER, "S-001"), FormerId(2, "C-02", "S-002"), FormerId(3, "C-03", ""))
    )
    assert [known.owner(center) for center in ("C-01", "C-02", "C-03")] == ["S-001", "S-002", "S-001"]
    assert Dossier().owner("C-01") == ""
