"""What names a person is found; what only looks like it passes. All persons here are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepaflow.domain.screening.citizens import has_an_identity_number
from hepaflow.domain.screening.personal import (
    file_name_shows_a_person,
    is_number_of_a_person,
    names_a_person,
    shows_a_person,
    surrounds_a_person,
)


@pytest.mark.parametrize(
    "header",
    [
        "Name", "Patient Name", "Patient_Name", "PATIENT-NAME", "patient's name", "Full name", "Last Name", "Surname",
        "Initials", "Phone", "Phone No.", "Tel.", "Mobile No", "Telephone number", "Contact number", "E-mail", "Email address",
        "Address", "DOB", "D.O.B.", "Date of Birth", "Birth date", "BRTHDTC", "National ID", "ID card no.",
        "Passport No.", "SSN", "MRN", "Medical record number", "Hospital No.",
        "姓名", "姓　名", "患者姓名", "病人姓名", "受试者姓名缩写", "名字", "身份证号", "身份证号码", "证件号码", "护照号",
        "联系电话", "手机号", "家属联系方式", "家庭住址", "地址", "电子邮箱", "微信号", "出生日期", "出生年月", "生日", "住院号",
        "门诊号", "病案号", "病历号", "医保卡号", "社保号", "就诊卡号",
    ],
)  # fmt: skip
def test_a_header_that_announces_a_person_is_found(header):
    assert names_a_person(header)


IDENTIFYING = {
    "en": "Patient|Patient Full Name|PATIENT NAME|PatientName|patientFirstName|Pt. Initials|Last|Given|Surname/Forename|NHS Number|NHS No.|"
    "MRN#|Hosp No|DOB (dd/mm/yyyy)|Date of Birth (DOB)|Next of kin|Emergency contact|Home phone|Social security no.|Bed/MRN|"
    "Ward, patient name|Health insurance number|Subject initials|Aadhaar",
    "zh": "患者|受检者|姓|姓名拼音|患者信息|家属|联系人|卡号|身份证|手机号|出生时间|年龄生日|住院ID|登记号|床号/住院号|病区 姓名|监护人电话",
    "de": "Nachname|Vorname|Patientenname|Name, Vorname|Geburtsdatum|Geburtstag|Geb.-Datum|Geburtsname|KV-Nummer|Versichertennummer|Straße|"
    "Straße/Hausnummer|Telefon|Anschrift|Krankenkassennummer|Fallnummer|Angehörige",
    "fr": "Nom|Prénom|Nom de naissance|Nom du patient|Date de naissance|Né(e) le|Numéro de sécurité sociale|Adresse|Téléphone|Courriel|Nom et prénom",
    "es": "Nombre|Apellidos|Nombre y apellidos|Nombre del paciente|Fecha de nacimiento|F. nacimiento|DNI|Nº Historia clínica|Dirección|Teléfono|"
    "Correo electrónico",
    "it": "Nome|Cognome|Cognome e nome|Data di nascita|Codice fiscale|Indirizzo|Telefono|Tessera sanitaria|Paziente",
    "pt": "Nome do paciente|Sobrenome|Data de nascimento|CPF|Endereço|Nome da mãe|Telemóvel|Cartão SUS|Prontuário",
    "nl": "Naam|Achternaam|Voorletters|Naam patiënt|Geboortedatum|BSN|Burgerservicenummer|Adres|Telefoonnummer|Woonplaats",
    "ja": "氏名|患者氏名|患者|フリガナ|ｶﾅ氏名|生年月日|電話番号|住所|被保険者番号|診察券番号|カルテ番号",
    "ko": "이름|환자명|성명|생년월일|주민등록번호|전화번호|주소|병록번호",
    "ru": "Ф.И.О.|Фамилия|Дата рождения|Пациент|СНИЛС|Телефон",
}
SURROUNDING = {
    "en": "Physician|Doctor name|Referring physician|Requesting doctor|GP|Verified by|Collected By|Technician|Ward|Ward name|Bed No.|YOB|Year of birth|"
    "Birth year|Zip code|Postcode|Ethnicity|Employer|Department",
    "zh": "审核者|审核人|采样人|检验者|报告人|送检医生|审核医师|审核医师姓名|民族|床号|病区|科室|申请科室|出生年份|工作单位|邮编",
    "de": "Einsender|Arzt|Behandelnder Arzt|Station|Freigegeben von|Validiert von|Geburtsjahr|PLZ|Abteilung|Laborantin",
    "fr": "Médecin|Prescripteur|Validé par|Année de naissance|Code postal|Chambre",
    "es": "Médico solicitante|Validado por|Cama|Año de nacimiento|Código postal",
    "it": "Medico richiedente|Reparto|Letto|Validato da|Anno di nascita",
    "pt": "Médico|Leito|Enfermaria|Validado por|Ano de nascimento",
    "nl": "Arts|Huisarts|Afdeling|Geboortejaar|Gevalideerd door",
    "ja": "医師|主治医|採血者|検査者|病棟|診療科|郵便番号",
    "ko": "의사|검사자|병동|진료과|우편번호",
    "ru": "Врач|Отделение|Год рождения",
}
HARMLESS = {
    "en": "Test name|Analyte name|Lab name|Name of test|Specimen name|Study name|Site name|File name|Comment|Patient ID|Patient number|Subject|"
    "Last result|First visit|Collection date|Date|Birth weight|Family of test|Mobile fraction|Cell count|Address bus|Bedside|Contact time|"
    "Unit name|Parameter name|Visit date|Street drug screen|Hospital|Medical history|Result date|Sent by date",
    "zh": "备注|项目名称|检验项目|检验名称|检验日期|报告日期|审核时间|采集时间|采样日期|检查项目|标本名称|样本类型|患者编号|受试者编号|受检者编号|姓氏试验项目|名称|检测方法|"
    "结果|单位|科学计数|研究编号|卡马西平",
    "de": "Kommentar|Testname|Name des Tests|Analyt|Ergebnis|Einheit|Untersuchung|Patientennummer|Entnahmedatum|Referenzbereich|Bestimmung|Probenart|Gebinde",
    "fr": "Nom de l'analyse|Nom du test|Résultat|Unité|Commentaire|Date de prélèvement|Valeur|Norme",
    "es": "Nombre de la prueba|Prueba|Resultado|Unidad|Comentario|Fecha de extracción|Valor de referencia",
    "it": "Nome esame|Esame|Risultato|Unità|Commento|Data prelievo",
    "pt": "Nome do exame|Exame|Resultado|Unidade|Data da coleta|Observação",
    "nl": "Naam bepaling|Bepaling|Uitslag|Eenheid|Opmerking|Afnamedatum",
    "ja": "検査名|検査項目名|項目名|結果|単位|基準値|採血日時|検体名|報告日|備考",
    "ko": "검사명|검사항목|결과|단위|참고치|채혈일시|비고",
    "ru": "Название теста|Результат|Единица|Дата взятия",
}


def headers(listed):
    return [
        pytest.param(header, id=f"{of}-{header}") for of, text in listed.items() for header in text.split("|")
    ]


@pytest.mark.parametrize("header", headers(IDENTIFYING))
def test_header_of_an_identifying_column_names_a_person(header):
    assert names_a_person(header)
    assert not surrounds_a_person(header)


@pytest.mark.parametrize("header", headers(SURROUNDING))
def test_header_about_staff_or_place_only_surrounds_a_person(header):
    assert surrounds_a_person(header)
    assert not names_a_person(header)


@pytest.mark.parametrize("header", headers(HARMLESS))
def test_header_of_a_laboratory_column_is_harmless(header):
    assert not names_a_person(header)
    assert not surrounds_a_person(header)


@pytest.mark.parametrize(
    "header",
    [
        "Test name", "Analyte", "Item name", "Lab name", "Unit", "Result", "Subject ID", "Phosphate", "Telopeptide", "Cell count",
        "Email-ALT", "Specimen No.", "Number", "No.", "Sex", "Age", "Visit", "Ammonia", "Namenda", "Addressed",
        "项目名称", "检验项目", "受试者编号", "结果", "单位", "参考范围", "地中海贫血", "采集时间", "报告日期", "产生日期", "发生日期",
        "条码号", "标本号", "名称", "生化", "电解质", "手工法",
        "",
    ],
)  # fmt: skip
def test_a_header_of_a_lab_file_passes(header):
    assert not names_a_person(header)


# --- identity numbers, built as GB 11643-1999 §4.1 and §6 and ISO 7064 MOD 11-2 say


def check_character(seventeen: str) -> str:
    """The sum of all digits times 2^(place from the right, the check being place 0) must be 1 modulo 11."""
    total = sum(int(digit) * 2**place for place, digit in enumerate(reversed(seventeen), 1))
    return "0123456789X"[(1 - total) % 11]


def identity(seventeen: str) -> str:
    return seventeen + check_character(seventeen)


PLACES = st.from_regex(r"[1-6][0-9]{5}", fullmatch=True)
BIRTHS = st.dates().map(lambda day: f"{day:%Y%m%d}".zfill(8))
ORDERS = st.integers(0, 999).map(lambda order: f"{order:03}")
SEVENTEEN = st.builds(lambda *parts: "".join(parts), PLACES, BIRTHS, ORDERS)


def test_the_example_of_the_standard_has_the_check_character_that_it_prints():
    """GB 11643-1999 prints 11010519491231002X and 440524188001010014."""
    assert (identity("11010519491231002"), identity("44052418800101001")) == (
        "11010519491231002X",
        "440524188001010014",
    )


@given(SEVENTEEN, st.sampled_from(["{}", "身份证{}", "ID:{} ", "({})", "张三{}男"]))
def test_a_valid_identity_number_is_found_wherever_it_stands(seventeen, around):
    assert shows_a_person(around.format(identity(seventeen)))


def test_a_number_whose_birthday_does_not_exist_is_no_identity_number():
    """30 February; the same number with 28 February is one."""
    assert [has_an_identity_number(identity(f"11010519490{day}002")) for day in ("230", "228")] == [
        False,
        True,
    ]


@given(SEVENTEEN, st.integers(1, 10))
def test_an_identity_number_with_a_wrong_check_character_is_another_number(seventeen, shift):
    right = "0123456789X".index(check_character(seventeen))
    assert not shows_a_person(seventeen + "0123456789X"[(right + shift) % 11])


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",  # full-width
    ],
)
def test_an_identity_number_is_found_in_any_spelling(text):
    assert shows_a_person(text)


@pytest.mark.parametrize("text", ["9440524188001010014", "4405241880010100140"])
def test_a_longer_number_is_no_identity_number(text):
    assert not shows_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "13812345678", "138-1234-5678", "138 1234 5678", "+8613812345678", "+86 138 1234 5678", "8613812345678", "联系家属19912345678",
        "１３８１２３４５６７８",
    ],
)  # fmt: skip
def test_a_mobile_number_is_found(text):
    assert shows_a_person(text)


@pytest.mark.parametrize(
    "text", ["zhang.san@example.com", "a@b.cn", "邮箱:x+y@mail.example.org。", "ｚ＠ｅｘａｍｐｌｅ．ｃｏｍ"]
)
def test_an_email_address_is_found(text):
    assert shows_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "12.3", "<0.50", "1.3812345678", "13812345678.5", "12812345678", "138123456789", "013812345678", "20240322083000",
        "5.2×10^9/L", "阴性(-)", "地中海贫血基因检测", "标本轻度溶血，建议复查", "2024-03-22 08:30", "3@5", "x@y", "CN01-0001",
    ],
)  # fmt: skip
def test_what_labs_write_into_results_and_remarks_passes(text):
    assert not shows_a_person(text)


@pytest.mark.parametrize(
    "name", ["张三_13912345678.csv", "姓名：张三.xlsx", "Patient name_Jane Roe.csv", "jane@example.org.csv"]
)
def test_a_file_name_may_show_a_person(name):
    assert file_name_shows_a_person(name)


@pytest.mark.parametrize(
    "name",
    ["march.csv", "CN-01_2024-03-22.xlsx", "检验结果_肝功能.csv", "20240322083000.hl7", "a.zip!/b.csv"],
)
def test_an_ordinary_file_name_shows_nobody(name):
    assert not file_name_shows_a_person(name)


CITIZENS = [
    "123-45-6789",
    "880101-1234567",
    "RSSMRA85T10A562S",
    "123.456.789-09",
    "756.1234.5678.97",
    "010190-1234",
    "800101-123A",
    "131052-308T",
]
IDS = [
    "900-00-0001", "000-12-3456", "666-12-3456", "123-00-6789", "123-45-0000", "101-0001", "CN01-0101", "123456789", "001-001-0001", "991301-1234567",
    "US01-123-45-6789", "S-001", "2024-03-22", "101.001.001", "990001-1234", "13812345678",
]  # fmt: skip


@pytest.mark.parametrize("text", [*CITIZENS, "11010519491231002X", "jane@example.org"])
def test_the_printed_form_of_a_citizens_number_is_recognized(text):
    assert is_number_of_a_person(text)


@pytest.mark.parametrize("text", IDS)
def test_an_id_of_a_study_is_no_citizens_number(text):
    assert not is_number_of_a_person(text)
