"""A person in an id is recognized; ids as laboratories write them are not. All persons here are made up."""

import pytest

from hepaflow.domain.screening.free_text import PersonalKind, person_kind
from hepaflow.domain.screening.ids import id_shows_a_person
from hepaflow.domain.screening.personal import file_name_shows_a_person

PERSONS = [
    "Mrs. Jane Doe 123-45-6789", "Mrs Jane Doe", "MRS. DOE", "Mr. P. Smith 12", "Ms. O'Neill", "Miss Roe", "Frau Müller", "Herr Schmidt 4",
    "Mme Dupont", "Mlle. Petit", "Sra. Ibáñez", "Signora Rossi", "Mevr. Jansen", "Господин Петров", "Dr. House", "Prof. Novak 3",
    "Jane Doe", "JANE DOE 0012", "Doe, Jane", "DOE,JANE", "DOE^JANE", "ROE^RICHARD^^^", "Smith John 24-0031", "jane doe", "Zhang San 0012",
    "Wang Xiaoming", "Nguyen Van Anh", "Hans-Peter Meier",
    "123-45-6789", "SSN 123-45-6789", "123.456.789-09", "756.1234.5678.97", "RSSMRA85T10A562S", "11010519491231002X", "A 11010519491231002X",
    "jane.doe@example.org", "+49 30 1234567", "Tel: 030 1234567", "电话：0571 8765432", "护照号E12345678",
    "张三", "张三 0012", "欧阳娜娜-01", "S-01 李小明", "患者：张三", "姓名张三", "王先生", "张三先生", "2024-001(陈冠希)",
]  # fmt: skip
IDS = [
    "", "S-2024-00123", "BL 24 0031", "2024/123 A", "2024/123-A", "H24-00345", "24:A0012345", "A12345678", "E12345678", "0012345", "LAB-1", "C24031512",
    "240131-0031", "310124-1234", "240131-123A", "900-00-0001", "101-0001", "01-701-1015", "0131.24.0007", "S24 0031 EDTA", "SP/24/00123/B",
    "13812345678", "20240322083000", "202403150000000123", "320102202403150012", "110105491231002", "010-12345678", "90-1234-5678",
    "12345^LAB", "24-00123^BEAKER", "OBX.1.2", "urn:oid:1.2.3.4", "1.2.840.113619.2.5", "a4f0c1d2-9b3e-4c5d-8e7f-001122334455",
    "Serum 12", "Red Top 3", "Tube A", "Visit 1 Serum", "Screening Visit", "Day 1 Pre Dose", "Cohort A Subject 3", "Liver Biopsy 2", "Left Lobe 1",
    "BLOOD, EDTA", "Serum, Frozen", "St. Jude 24-001", "St Mary 12", "Mayo Clinic 0031", "Mount Sinai 7", "Johns Hopkins Hospital 4", "Lal PathLabs 24001",
    "Thomas Hospital 12", "Central Lab 0031", "LAB CORP 12", "QUEST 0012345", "CHEN-2024-0012", "WANG0012", "MARTIN 24", "LIU-3",
    "血清-001", "全血", "黄管", "黄头管3", "白管", "蓝帽", "石蜡块12", "标本0012", "样本 24-001", "条码：240001", "武汉-0012", "江苏 24", "罗氏-12", "方案A", "肝穿2", "2024-03-07 凌晨1:30",
    "LI HEPARIN 3", "Li Heparin", "MS 2024 01", "LC-MS 12", "MR 0012", "SR. CREATININE", "Sr. Bilirubin",
]  # fmt: skip
REMARKS = [
    "Mrs. Jane Doe fasted", "called Mr. Smith", "联系张三先生", "患者李女士今晨空腹", "123-45-6789", "RSSMRA85T10A562S", "Frau Müller nüchtern",
    "Patient Mr Doe",
]  # fmt: skip
NO_REMARKS = [
    "LC-MS Method", "MS Analysis", "MR imaging", "Sr. Creatinine", "Sr. Bilirubin Total", "Miss dose", "Missed Visit", "Ms-dose", "called to Dr. Lal",
    "Dr. Lal PathLabs", "St. Jude", "Mayo", "Mayo Clinic", "同仁医院", "Johns Hopkins", "Lady Hardinge Hospital", "成年女士", "任何女士", "女士", "Accession 123-45-6789",
    "lot 123-45-6789", "0123-45-67890", "50-00-0", "1-123-45-6789", "Curie Institute", "Frauenklinik", "Herrenhausen", "MSD 2024",
]  # fmt: skip


@pytest.mark.parametrize("text", PERSONS)
def test_an_id_that_names_a_person_is_recognized(text):
    assert id_shows_a_person(text)


@pytest.mark.parametrize("text", IDS)
def test_ids_of_laboratories_name_nobody(text):
    assert not id_shows_a_person(text)


@pytest.mark.parametrize("text", REMARKS)
def test_a_title_with_a_name_and_a_citizens_number_in_free_text_are_recognized(text):
    assert person_kind(text) in (PersonalKind.NAME, PersonalKind.IDENTITY_NUMBER)


@pytest.mark.parametrize("text", NO_REMARKS)
def test_names_of_laboratories_and_methods_are_no_persons(text):
    assert person_kind(text) is None


@pytest.mark.parametrize(
    "name",
    [
        "Mrs. Jane Doe.csv",
        "Mrs_Jane_Doe.csv",
        "results 123-45-6789.xlsx",
        "张三先生.csv",
        "Frau Müller 2024-03.csv",
    ],
)
def test_a_name_of_a_file_with_a_title_or_a_citizens_number_shows_a_person(name):
    assert file_name_shows_a_person(name)


@pytest.mark.parametrize(
    "name",
    ["2024-03 CN-01.csv", "LC-MS.csv", "S1_US-02_2024-03-22.csv", "ms_results.csv", "Dr Lal PathLabs.csv"],
)
def test_names_of_files_as_labs_write_them_pass(name):
    assert not file_name_shows_a_person(name)
