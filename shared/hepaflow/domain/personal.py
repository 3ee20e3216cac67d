"""Detect what names a person in a lab file: headers, and shapes of values."""

import re
from itertools import pairwise

from hepaflow.domain.text import fold

# header words as they stand alone (folded, lower case, without spaces, underscores and hyphens)
_HEADERS = frozenset(
    [
        "name", "patientname", "patname", "fullname", "firstname", "lastname", "surname", "givenname",
        "familyname", "middlename", "initials", "subjectname", "participantname", "ptname", "phone",
        "phonenumber", "telephone", "telephonenumber", "tel", "mobile", "mobilephone", "mobilenumber",
        "cellphone", "cell", "address", "homeaddress", "street", "postcode", "zipcode", "email",
        "emailaddress", "mail", "dob", "birthdate", "dateofbirth", "birthday", "birthdt", "brthdtc",
        "patientdob", "nationalid", "nationalidnumber", "idcard", "idcardno", "idcardnumber",
        "identitycard", "ssn", "socialsecuritynumber", "passport", "passportno", "passportnumber", "mrn",
        "medicalrecordnumber", "medicalrecordno", "hospitalnumber", "hospitalno", "contactnumber",
        "contactno", "qq", "qq号", "微信", "微信号", "名字", "患者名", "病人名", "患者名字", "病人名字", "insurancenumber",
        "insuranceno", "patientphone", "subjectphone", "physician", "physicianname", "doctor", "doctorname",
    ]
)  # fmt: skip
# Chinese header words that name a person wherever they stand in a header (产生日期, 发生日期 are no birthdays)
_HEADERS_ZH = re.compile(
    "姓名|身份证|证件号|护照|电话|手机|联系方式|住址|地址|邮箱|出生日期|出生年月|(?<![产发])生日"
    "|住院号|门诊号|病案号|病历号|医保号|医保卡|诊疗卡|就诊卡|社保|医生|医师"
)
_STROKES = re.compile(r"[ _\-.:#]|'s?")
_COUNTED = re.compile(r"(?:no|number)$")  # Phone No.
_SEPARATORS = re.compile("[,;|、]")
_IDENTITY = re.compile(r"(?<![0-9])([1-9][0-9]{16}[0-9Xx])(?![0-9])")
_MOBILE = re.compile(r"(?<![0-9.])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9.])")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_NAME_PARTS = re.compile(r"[._/!\s]+")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
_CHECK = "10X98765432"


def names_a_person(header: str) -> bool:
    """Say whether a header announces a name, identity, phone, address or birth date.

    Examples:
        >>> [names_a_person(header) for header in ("患者姓名", "Patient_Name", "项目名称", "Test name")]
        [True, True, False, False]
    """
    key = _STROKES.sub("", fold(header).casefold())
    known = key in _HEADERS or _COUNTED.sub("", key) in _HEADERS
    return known or _HEADERS_ZH.search(key) is not None


def labels_a_person(title: str) -> bool:
    """Say whether a line of text names a person behind a label.

    Examples:
        >>> [
        ...     labels_a_person(title)
        ...     for title in ("姓名：张三", "Ward 5, Patient name: Zhang San", "Test name: ALT", "姓名：")
        ... ]
        [True, True, False, False]
    """
    parts = fold(title).split(":")
    return any(
        text.strip() != "" and names_a_person(_SEPARATORS.split(label)[-1]) for label, text in pairwise(parts)
    )


def file_name_shows_a_person(name: str) -> bool:
    """Say whether the name of a file, of its folder or of its archive names a person.

    Examples:
        >>> [
        ...     file_name_shows_a_person(name)
        ...     for name in ("姓名_张三.csv", "13912345678.xlsx", "2024-03 CN-01.csv")
        ... ]
        [True, True, False]
    """
    stem = fold(name).replace("_", ":").replace("-", ":")
    return labels_a_person(stem) or any(map(shows_a_person, (name, *_NAME_PARTS.split(name))))


def shows_a_person(text: str) -> bool:
    """Say whether a text holds an 18-digit Chinese identity number, a mobile number or an e-mail address."""
    if len(text) < 6:
        return False
    folded = fold(text)
    if any(_has_valid_check_digit(match.group(1)) for match in _IDENTITY.finditer(folded)):
        return True
    return _MOBILE.search(folded) is not None or _EMAIL.search(folded) is not None


def _has_valid_check_digit(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17].upper()
