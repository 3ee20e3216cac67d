"""Free text that names a person is recognized in every language; what laboratories write beside it is not."""

import pytest

from hepaflow.domain.screening.free_text import PersonalKind, person_kind, person_kind_in_reason
from hepaflow.domain.screening.personal import is_number_or_range

PRINTED = "11010519491231002X"  # the example that GB 11643-1999 prints
NAMES = [
    "Remark patient: John Smith", "轻度溶血 患者：李小明",
    "姓名：张三", "姓名张三", "姓名 李四 男", "患者：张三", "患者: 欧阳娜娜 今晨空腹", "轻度溶血，患者：李小明", "病人：王某", "姓名＝张三",
    "Patient: John Smith", "Patient: Smith, John", "PATIENT: SMITH, JOHN", "Patient name: jane roe", "name=John Smith",
    "Slightly hemolyzed. Patient name: Jane Roe", "Name: Hans Müller", "Nachname: Müller", "Patientenname: Müller",
    "Nom du patient: Dupont", "Prénom: Zoé", "Apellidos: García", "Patient: María García López", "Cognome: Rossi",
    "Nome do paciente: Silva", "Paciente: José da Silva", "Achternaam: Jansen", "氏名：山田太郎", "患者：山田太郎様",
    "성명: 김철수", "환자: 김철수", "Пациент: Иванов Пётр",
]  # fmt: skip
TELEPHONES = [
    "010-12345678", "(021)62345678", "0571-87654321转12", "座机 62345678", "电话：0571 8765432", "+86 10 62345678",
    "Tel: 030 1234567", "Telefon 030/1234567", "Tél. 01 23 45 67 89", "Teléfono: 912 345 678", "Telefono 06 1234567",
    "Telefone: 21 2345-6789", "Telefoon: 020 123 4567", "電話：045-123-4567", "03-1234-5678", "090-1234-5678",
    "전화번호: 02-123-4567", "010-1234-5678", "+49 30 1234567", "+49 (0)30 1234567", "+4915112345678", "0049 30 1234567",
    "+81-3-1234-5678", "+81 90 1234 5678", "+33 1 23 45 67 89", "+82 10-1234-5678", "+1 (555) 123-4567", "call +39 06 12345678 now",
]  # fmt: skip
PASSPORTS = [
    "护照号：E12345678", "护照E12345678", "Passport No. E12345678", "Reisepass-Nr. C01X00T47", "passeport n° 12AB34567",
    "Pasaporte: AAA123456", "Passaporto YA1234567", "Passaporte: FX123456", "Paspoort NW1234567", "パスポート番号TK1234567",
    "여권번호: M12345678", "P<CHNZHANG<<SAN<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
]  # fmt: skip
OLD_IDENTITIES = [
    "身份证 110105491231002",
    "110105491231002",
    "440524 的 440524800101001",
    "患者110105491231002男",
]
FACTS = [
    "DOB: 1960-01-02",
    "Geburtsdatum: 02.01.1960",
    "出生日期：1960-01-02",
    "生年月日：1960年01月02日",
    "SSN: 123-45-6789",
]
HARMLESS = [
    "Lot 030-12345678, lot 010-12345678", "barcode +49 30 1234567", "Ward 5 name: John Smith",
    # labels before something else
    "患者：禁食", "患者：高血压", "患者：黄疸", "患者：成人", "病人：男", "病人：周二复查", "Patient: fasting", "Patient: Not Fasting",
    "PATIENT: NOT FASTING", "Name: ALT", "Test name: Total Bilirubin", "Test name: Epstein Barr", "Code name: C49503",
    "姓名：未知", "Patient name: N/A", "Cell: atypical", "Contact: Lab", "患者", "Phone", "Geburtsdatum: unbekannt", "Initials: -",
    # staff, who are no patients
    "检验者：李四", "审核医师：王五", "Reviewed by: John Smith",
    # numbers of things
    "Barcode 110105491231002", "标本号：110105491231002", "条码 010-12345678", "Lot 010-12345678", "批号：G12345678",
    "Accession: A12345678", "E12345678", "01-701-1015", "02-701-1015", "Kit lot 2024-0312-1234", "rs12345678",
    "110105491331002",  # no month has the number 13
    "990105491231002",  # no province has the number 99
    "202403220830001", "20240322083000", "123456789012345", "DIN 58932-3", "ISO 15189:2012", "LOINC 1742-6",
    # dates, times, values, ranges
    "2024-03-22 08:30+08:00", "2024-03-22T00:30:00+08:00", "+1 2024-03-22 08:30", "+1 20240322", "02-11-2024", "01-12-2023",
    "+45", "++", "+12345", "1.5e+10", "1.84E10", "10^9/L", "0.10-0.45", "40-129", "3 - 12345678", "参考值: 3.5-5.5", "时间：08:30",
    "HCV RNA 1234567890123 IU/mL", "HBV DNA: 1840000 IU/mL", "Ratio 1:10", "CD3+45 cells", "标本溶血：建议复查", "Tel quel: à jeun",
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((PersonalKind.NAME, text) for text in NAMES),
        *((PersonalKind.TELEPHONE, text) for text in [*TELEPHONES, "13812345678"]),
        *((PersonalKind.PASSPORT, text) for text in PASSPORTS),
        *((PersonalKind.IDENTITY_NUMBER, text) for text in OLD_IDENTITIES),
        (PersonalKind.IDENTITY_NUMBER, PRINTED),
        *((PersonalKind.PERSONAL_FACT, text) for text in FACTS),
        (PersonalKind.EMAIL, "Kontakt: zhang@example.cn"),
    ],
)
def test_free_text_that_names_a_person_is_recognized(kind, text):
    assert person_kind(text) is kind


@pytest.mark.parametrize("text", HARMLESS)
def test_what_laboratories_write_is_no_person(text):
    assert person_kind(text) is None


@pytest.mark.parametrize(
    "text", ["18400000000", "18400000000 IU/mL", "120 - 18400000000", "+12345678", "<13812345678 copies/mL"]
)
def test_numbers_of_a_value_column_are_numbers(text):
    assert is_number_or_range(text)
    assert person_kind(text, is_quantity=True) is None


@pytest.mark.parametrize(
    "text", ["010-62345678", "13812345678 Zhang", "+49 30 1234567", "患者：张三", PRINTED]
)
def test_a_person_in_a_value_column_is_recognized(text):
    assert person_kind(text, is_quantity=True)


def test_a_reason_may_name_files_and_has_several_lines():
    file_id = "a" + "13912345678" + "b" * 52
    assert len(file_id) == 64
    assert person_kind_in_reason(f"See {file_id}.") is None
    assert person_kind_in_reason("See the letter of the center.\n患者：张三") is PersonalKind.NAME
