"""Which of a patient's ids is the subject's. Types are those of HL7 v2 table 0203; all numbers are made up."""

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.readers.person_ids import PersonId, is_citizens, subject_of

STUDY_ID = PersonId("T01-0001", "PI", ("TRIAL",))
HOSPITAL_ID = PersonId("H12345", "MR", ("HOSP",))
OTHER_ID = PersonId("R-9", "", ("REGISTRY",))


@pytest.mark.parametrize(
    "one",
    [
        PersonId("900-00-0001", "SS"),
        PersonId("123456782", "NNNLD"),
        PersonId("123456782", "", ("NLMINBIZA",)),
        PersonId("X", "PPN"),
        PersonId("X", "MC"),
        PersonId("X", "", ("http://hl7.org/fhir/sid/us-ssn",)),
        PersonId("X", "", ("USSSA", "2.16.840.1.113883.4.1")),
        PersonId("X", "", ("urn:oid:2.16.840.1.113883.2.1.4.1",)),
        PersonId("X", "", ("https://fhir.nhs.uk/Id/nhs-number",)),
        PersonId("X", "", ("http://fhir.nl/fhir/NamingSystem/bsn",)),
        PersonId("X", "", ("https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin",)),
        PersonId("X", "", ("http://fhir.de/sid/gkv/kvid-10",)),
        PersonId("X", "", ("urn:oid:1.2.208.176.1.2",)),
        PersonId("11010519491231002X"),  # the example of GB 11643-1999
    ],
)
def test_number_of_a_citizen_or_an_insured_person_is_never_the_subject(one):
    assert is_citizens(one)
    assert subject_of([one], SubjectIds()) == ""
    assert subject_of([one, STUDY_ID], SubjectIds()) == STUDY_ID.value


@pytest.mark.parametrize(
    "one",
    [
        STUDY_ID,
        HOSPITAL_ID,
        PersonId("X", "", ("urn:trial",)),
        PersonId("X", "", ("http://hospital.example/ids/ssnake",)),
        PersonId("X", "", ("CENTRAL-LAB",)),
        PersonId("X", "ANON", ("urn:oid:2.999.1",)),
        PersonId("X", "", ("https://trial.example/niedersachsen",)),
        PersonId("X", "", ("NHSTRIAL",)),
        PersonId("X", "RI", ("PASSAU",)),
        PersonId("X", "PT", ("https://ctms.example/fhir/subject",)),
    ],
)
def test_id_of_a_study_or_a_hospital_is_not_a_citizens(one):
    assert not is_citizens(one)


@pytest.mark.parametrize("number", ["123-45-6789", "RSSMRA85T10A562S"])
def test_number_without_a_type_in_the_form_of_a_citizens_is_not_the_subject(number):
    assert subject_of([PersonId(number)], SubjectIds()) == ""
    assert subject_of([PersonId(number)], SubjectIds(pattern="T01-[0-9]{4}")) == ""


def test_number_in_that_form_is_the_subject_where_the_profile_or_its_type_says_so():
    assert (
        subject_of([PersonId("123-45-6789")], SubjectIds(pattern="[0-9]{3}-[0-9]{2}-[0-9]{4}"))
        == "123-45-6789"
    )
    assert subject_of([PersonId("123-45-6789", "PI")], SubjectIds()) == "123-45-6789"


def test_id_of_another_kind_comes_before_the_hospitals():
    assert subject_of([HOSPITAL_ID, STUDY_ID], SubjectIds()) == STUDY_ID.value


def test_hospital_number_alone_is_the_subject():
    assert subject_of([HOSPITAL_ID], SubjectIds()) == HOSPITAL_ID.value


def test_pattern_chooses_among_ids_of_one_kind():
    assert subject_of([OTHER_ID, STUDY_ID], SubjectIds(pattern="T01-[0-9]{4}")) == STUDY_ID.value


def test_pattern_may_choose_the_hospital_number():
    assert subject_of([STUDY_ID, HOSPITAL_ID], SubjectIds(pattern="H[0-9]+")) == HOSPITAL_ID.value


def test_prefix_of_the_lab_does_not_count_for_the_pattern():
    wanted = SubjectIds(pattern="T01-[0-9]{4}", strip="LAB:")
    assert subject_of([OTHER_ID, PersonId("LAB:T01-0001")], wanted) == "LAB:T01-0001"


@pytest.mark.parametrize("authority", ["TRIAL", "PI"])
def test_authority_of_the_profile_chooses(authority):
    assert subject_of([OTHER_ID, STUDY_ID], SubjectIds(authority=authority)) == STUDY_ID.value


def test_authority_that_no_id_has_gives_no_subject():
    assert subject_of([HOSPITAL_ID], SubjectIds(authority="TRIAL")) == ""


def test_several_possible_ids_are_refused():
    with pytest.raises(Refused) as refused:
        subject_of([STUDY_ID, OTHER_ID], SubjectIds())
    assert (refused.value.issue.code, refused.value.issue.found) == (IssueCode.SUBJECT_AMBIGUOUS, "")


def test_same_id_twice_is_one():
    assert subject_of([STUDY_ID, STUDY_ID._replace(authorities=("LIS",))], SubjectIds()) == STUDY_ID.value
