from datetime import date

import pytest
from pydantic import ValidationError

from hepaflow.domain.study.study import StudyDefinition

LEAST = {"study": "NCT03945487", "version": 1, "title": "A trial"}


def test_a_study_needs_a_name_a_version_and_a_title():
    defined = StudyDefinition.model_validate(LEAST)
    assert (defined.start, defined.subject_pattern, defined.centers) == (None, None, ())


def test_centers_stand_in_the_order_in_which_analysis_prefers_them():
    assert StudyDefinition.model_validate({**LEAST, "centers": ["C-02", "C-01"]}).centers == ("C-02", "C-01")


def test_a_definition_comes_back_from_json_as_it_was():
    whole = StudyDefinition.model_validate(
        {**LEAST, "start": date(2024, 1, 1), "subject_pattern": "S-[0-9]{3}", "centers": ["C-01"]}
    )
    assert StudyDefinition.model_validate_json(whole.model_dump_json()) == whole


@pytest.mark.parametrize(
    "wrong",
    [
        {"centers": ["C-01", "C-01"]},
        {"version": 0},
        {"study": "a/b"},
        {"study": "a#b"},
        {"centers": ["C#1"]},
        {"centers": ["C-01", "register"]},  # where registers of subjects are sent
        {"centers": ["unknown"]},  # where deliveries are kept that nobody expected
        {"study": "register"},
        {"study": "unknown"},
        {"title": ""},
        {"subject_pattern": ""},
        {"subject_pattern": "S-[0-9"},
        {"sponsor": "nobody asked"},
        {"centers": ["C-01"], "transfer_days": {"C-02": 31}},
        {"centers": ["C-01"], "central_labs": ["LAB"]},  # whoever sends is one of the centers
        {"centers": ["LAB"], "central_labs": ["LAB", "LAB"]},
    ],
    ids=str,
)
def test_what_a_definition_may_not_say(wrong):
    with pytest.raises(ValidationError):
        StudyDefinition.model_validate({**LEAST, **wrong})
