"""What names a person is found; what only looks like it passes. All persons here are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepaflow.domain.personal import file_name_shows_a_person, names_a_person, shows_a_person


@pytest.mark.parametrize(
    "header",
    [
        "Name", "Patient Name", "Patient_Name", "PATIENT-NAME", "patient's name", "Full name", "Last Name", "Surname",
        "Initials", "Phone", "Phone No.", "Tel.", "Mobile No", "Telephone number", "Contact number", "E-mail", "Email address",
        "Address", "Zip code", "DOB", "D.O.B.", "Date of Birth", "Birth date", "BRTHDTC", "National ID", "ID card no.",
        "Passport No.", "SSN", "MRN", "Medical record number", "Hospital No.", "Physician", "Doctor name",
        "姓名", "姓　名", "患者姓名", "病人姓名", "受试者姓名缩写", "名字", "身份证号", "身份证号码", "证件号码", "护照号",
        "联系电话", "手机号", "家属联系方式", "家庭住址", "地址", "电子邮箱", "微信号", "出生日期", "出生年月", "生日", "住院号",
        "门诊号", "病案号", "病历号", "医保卡号", "社保号", "就诊卡号", "送检医生", "审核医师",
    ],
)  # fmt: skip
def test_a_header_that_announces_a_person_is_found(header):
    assert names_a_person(header)


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
