from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from hepaflow.domain.study.register import ANY_SENDER, Registered, Subject, SubjectStatus

ENROLLED = SubjectStatus.ENROLLED


def entry(**more):
    return Registered(Subject(**{"id": "S-001", "center": "C-01", "status": ENROLLED, **more}), 1, "")


@pytest.mark.parametrize(
    "fault",
    [
        {"id": ""},
        {"id": " "},
        {"id": "Ｓ-001"},  # full-width: a file would be read as S-001
        {"id": "S" * 65},
        {"center": ""},
        {"sex": "X"},
        {"birth_year": 70},
        {"birth_year": 20700},
        {"baseline": "2024-13-01"},
        {"status": "randomised"},
        {"former_ids": ("S-001",)},
        {"former_ids": ("A", "A")},
        {"former_ids": tuple("ABCDEFGHI")},
        {"name": "Jane Roe"},
        {"rescreen_of": "S-001"},
        {"rescreen_of": "SCR-1", "former_ids": ("SCR-1",)},
        {"rescreen_of": "SCR-1", "former_ids_at": [{"center": "C-02", "id": "SCR-1"}]},
        {"former_ids_at": [{"center": "C-02", "id": "S-001"}]},
        {"former_ids": ("SCR-1",), "former_ids_at": [{"center": "C-02", "id": "SCR-1"}]},
        {"former_ids_at": [{"center": "C-02", "id": "SCR-1"}] * 2},
        {"transfers": [{"center": "C-01", "from": "2024-05-01"}]},  # it is there already
        {"transfers": [{"center": "C-02"}]},
        {"transfers": [{"center": "C-02", "from": "2024-05"}]},
        {"transfers": [{"center": "C-02", "from": "2024-05-02"}, {"center": "C-03", "from": "2024-05-01"}]},
        {"transfers": [{"center": "C-02", "from": "2024-05-01"}, {"center": "C-03", "from": "2024-05-01"}]},
        {"transfers": [{"center": "C-02", "from": "2024-05-01"}, {"center": "C-02", "from": "2024-05-02"}]},
        {"consent": "2024-03-02", "consent_withdrawn": "2024-03-01"},
        {"birth_year": 1970, "death": "1969"},
        {"birth_year": 1970, "death": "1969-12-31"},
        {"death": "2024-02-30"},
        {"death": "2024-13"},
        {"death": "24-03-01"},
        {"death": "2024-03-01T10:00"},
        {"death": "0970"},
    ],
)
def test_what_the_register_cannot_say_is_refused(fault):
    with pytest.raises(ValidationError):
        entry(**fault)


WHOLE = {
    "sex": "F",
    "birth_year": 1970,
    "baseline": date(2024, 3, 1),
    "former_ids": ("SCR-1",),
    "former_ids_at": [{"center": "C-02", "id": "7"}],
    "transfers": [{"center": "C-02", "from": "2024-05-01"}, {"center": "C-01", "from": "2024-06-01"}],
    "rescreen_of": "S-000",
    "consent": date(2024, 2, 1),
    "consent_withdrawn": date(2024, 2, 1),
    "death": "2024-07",
}


def test_a_subject_comes_back_from_its_text():
    known = entry(**WHOLE).subject
    assert Subject.model_validate_json(known.model_dump_json(exclude_defaults=True)) == known


def test_an_entry_that_an_earlier_release_stored_is_read():
    stored = '{"id":"S-001","center":"C-01","sex":"F","birth_year":1970,"baseline":"2024-03-01","status":"enrolled","former_ids":["SCR-1"]}'
    told = {name: WHOLE[name] for name in ("sex", "birth_year", "baseline", "former_ids")}
    assert Subject.model_validate_json(stored) == entry(**told).subject


@pytest.mark.parametrize(
    "name", ["transfers", "rescreen_of", "consent", "consent_withdrawn", "death", "former_ids_at"]
)
def test_what_only_the_study_s_register_knows_is_told_from_the_rest(name):
    assert entry(**{name: WHOLE[name]}).subject.needs_study_register


def test_an_entry_of_a_center_needs_no_study_register():
    told = {name: WHOLE[name] for name in ("sex", "birth_year", "baseline", "former_ids")}
    assert not entry(**told).subject.needs_study_register


@pytest.mark.parametrize(("of_study", "sender"), [(False, "C-01"), (True, ANY_SENDER)])
def test_a_former_id_is_the_center_s_or_everybody_s(of_study, sender):
    at = [{"center": "C-02", "id": "7"}]
    known = replace(entry(former_ids=("SCR-1",), former_ids_at=at), of_study=of_study)
    assert known.former_ids() == {(sender, "SCR-1"), ("C-02", "7")}
