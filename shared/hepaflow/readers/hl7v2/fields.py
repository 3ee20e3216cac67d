"""Read the fields of a result other than its value: analyte, unit, specimen, status and remarks."""

import re
from functools import lru_cache
from typing import NamedTuple

from hepaflow.domain.analytes.code_systems import CodeSystem, code_system, has_loinc_shape
from hepaflow.domain.model import Status
from hepaflow.domain.normalize.reported_unit import SEVERAL
from hepaflow.domain.values.flags import combined, flag_of
from hepaflow.domain.values.statements import NOT_ASKED
from hepaflow.readers.hl7v2.text import Marks, codings, first_component, split, unescaped
from hepaflow.readers.person_ids import PersonId
from hepaflow.readers.specimen_codes import other_name

_UCUM = "UCUM"
_TEN = re.compile(r"(?:[x×*] ?)?10", re.IGNORECASE)
_POWER = re.compile(r"-?[0-9]{1,2}(?: ?/|$)")
_LENGTH, _OF_LENGTH = re.compile(r"(?:^|[/0-9 ])[cdmuµ]?m$"), re.compile(r"[23](?: ?/|$)")
_SIGNS = ("<", ">")
_UNIT_CODES = frozenset(
    {"", "ISO+", "ANS+", "ISO", "ISO2955.83", "ISO2955"}
)  # table 0396: the code is the unit

# What OBX-11 means for the fold. Source: HL7 table 0085 (2.1 to 2.9). None: no result stands in the segment.
_STATUS = {
    "F": Status.FINAL,
    "V": Status.FINAL,  # verified: reviewed, no change of value, range or flag
    "B": Status.FINAL,  # appended: clarified, no change of value
    "U": Status.FINAL,  # final now, as sent before; a value that comes all the same is that one
    "C": Status.CORRECTED,
    "A": Status.CORRECTED,  # amended: the person's data were corrected, and with them perhaps the range
    "P": Status.PRELIMINARY,
    "R": Status.PRELIMINARY,  # entered, not verified
    "S": Status.PRELIMINARY,  # partial
    "I": Status.PRELIMINARY,  # pending: there is no value yet
    "D": Status.DELETED,
    "W": Status.DELETED,  # posted as wrong, for example for the wrong patient
    "X": Status.NOT_DONE,  # cannot be obtained
    "N": NOT_ASKED,
}
# OBR-25, asked only where OBX-11 is empty, against the standard. Source: HL7 table 0123. The others tell of no result.
_ORDER_STATUS = {
    "F": Status.FINAL,
    "C": Status.CORRECTED,
    "M": Status.CORRECTED,
    "P": Status.PRELIMINARY,
    "R": Status.PRELIMINARY,
    "A": Status.PRELIMINARY,
    "X": Status.NOT_DONE,
}
# Codes of HL7 table 0078 that say nothing about the range: change, susceptibility, the scale's end, a kit's answer.
_NO_RANGE = frozenset(
    [
        "<", ">", "U", "D", "B", "W", "S", "I", "R", "MS", "VS", "SDD", "SYN-R", "SYN-S", "NS", "NCL", "AC", "QCF",
        "TOX", "CAR", "OBX", "POS", "NEG", "IND", "DET", "ND", "RR", "WR", "NR", "IE", "E", "HM", "EXP", "UNE", "null",
    ]
)  # fmt: skip
_SEXES = {"M": "M", "F": "F", "O": "", "U": "", "A": "", "N": "", "C": ""}  # HL7 table 0001


class TestNames(NamedTuple):
    """What an OBX-3 calls the test; "" where it does not. Several LOINC codes are separated by blanks."""

    loinc: str
    code: str
    name: str


@lru_cache(maxsize=4096)  # a lab has few tests
def names(text: str, marks: Marks) -> TestNames:
    """Return the LOINC codes, wherever among the codings they are, and the lab's own code and name.

    A code without a system that has the shape of LOINC is the own code: it may speak against the name. A name of urine
    or a fluid in any of the codings is the name.
    """
    found = codings(text, marks)
    loinc = [coding for coding in found if code_system(coding.system) is CodeSystem.LOINC]
    own = [coding for coding in found if coding not in loinc and (coding.code or coding.text)]
    unnamed = [coding for coding in own if not coding.system and has_loinc_shape(coding.code)]
    told = [coding.text for coding in (*own, *loinc)]
    return TestNames(
        " ".join(dict.fromkeys(coding.code for coding in loinc if coding.code)),
        next((coding.code for coding in (*unnamed, *own)), ""),
        other_name((*told, _original(text, marks), *(coding.code for coding in own if unnamed))),
    )


class ObxUnit(NamedTuple):
    """The unit of an OBX-6, and what its other components call the unit, joined by `SEVERAL`."""

    unit: str
    others: str


@lru_cache(maxsize=4096)
def units(text: str, marks: Marks) -> ObxUnit:
    """Return the unit: UCUM if present, else the code, or the words beside a code of the lab's own."""
    parts = _with_powers([unescaped(part, marks).strip() for part in split(text, marks.component)])
    parts += [""] * (12 - len(parts))
    found = [(parts[at], parts[at + 1], parts[at + 2].upper()) for at in (0, 3, 9)]
    unit = next((code for code, _, system in found if code and system == _UCUM), "")
    if not unit:
        code, words, system = found[0]
        unit = code if code and system in _UNIT_CODES else words or code or parts[8]
    told = [code for code, _, system in found if system == _UCUM or system in _UNIT_CODES] + [
        words for _, words, _ in found
    ]
    return ObxUnit(unit, SEVERAL.join(dict.fromkeys(part for part in told if part and part != unit)))


def _with_powers(parts: list[str]) -> list[str]:
    """Join what the caret of a power has parted where it is not escaped: `10`, `3/mm`, `3`."""
    joined: list[str] = []
    for part in parts:
        last = joined[-1] if joined else ""
        is_power = _TEN.fullmatch(last) and _POWER.match(part)
        if is_power or (_LENGTH.search(last) and _OF_LENGTH.match(part)):
            joined[-1] += f"^{part}"
        else:
            joined.append(part)
    return joined


@lru_cache(maxsize=4096)
def flagged_operator(text: str, marks: Marks) -> str:
    """Return `<` or `>` where a flag says that the value lies off the scale of the instrument (table 0078)."""
    codes = (first_component(repetition, marks).strip() for repetition in split(text, marks.repetition))
    return "".join(dict.fromkeys(code for code in codes if code in _SIGNS))


@lru_cache(maxsize=4096)
def abnormal_flag(text: str, marks: Marks) -> str:
    """Return what the flags say about the range together; as they stand where they contradict each other."""
    codes = [first_component(repetition, marks).strip() for repetition in split(text, marks.repetition)]
    telling = list(dict.fromkeys(code for code in codes if code and code not in _NO_RANGE))
    if len(telling) < 2:
        return "".join(telling)
    flags = [flag_of(code) for code in telling]
    known = [found for found in flags if found is not None]
    together = combined(known) if len(known) == len(flags) else None
    return together or " ~ ".join(telling)


@lru_cache(maxsize=4096)
def coded_text(text: str, marks: Marks) -> str:
    """Return the text of a coded field (OBR-4, OBX-17), else its code."""
    code, name, _ = codings(split(text, marks.repetition)[0], marks)[0]
    return name or code


@lru_cache(maxsize=256)  # few combinations
def status(text: str, order: str, marks: Marks) -> str:
    """Return the status of a result by OBX-11, or by OBR-25 if OBX-11 is empty; a code of neither table unchanged.

    Args:
        text: OBX-11 as sent.
        order: OBR-25 of its order, as sent.
        marks: the separators of the message.
    """
    told = first_component(text, marks).strip()
    if told:
        return _STATUS.get(told, told)
    told = first_component(order, marks).strip()
    return _ORDER_STATUS.get(told, told)


def person_ids(text: str, marks: Marks) -> list[PersonId]:
    """Return the repetitions of PID-3: id (CX.1), assigning authority (CX.4) and type (CX.5)."""
    return [
        _person_id(split(repetition, marks.component), marks) for repetition in split(text, marks.repetition)
    ]


def _person_id(parts: list[str], marks: Marks) -> PersonId:
    value, _, _, authority, kind = [*parts, *[""] * 4][:5]
    named = (unescaped(part, marks).strip() for part in split(authority, marks.subcomponent))
    return PersonId(
        unescaped(value, marks).strip(), unescaped(kind, marks).strip(), tuple(filter(None, named))
    )


def administrative_sex(text: str, marks: Marks) -> str:
    told = first_component(text, marks).strip()
    return _SEXES.get(told.upper(), told)


class Test(NamedTuple):
    """The fields of an OBX that are the same whenever a lab reports the same about a test."""

    name: str
    unit: str
    range: str
    flag: str
    method: str
    status: str
    order_status: str


@lru_cache(maxsize=8192)
def told_of(test: Test, marks: Marks) -> tuple[str, ...]:
    """Return LOINC code, own code, name, unit, other units, range, flag, operator, method and status."""
    return (
        *names(test.name, marks),
        *units(test.unit, marks),
        unescaped(test.range, marks),
        abnormal_flag(test.flag, marks),
        flagged_operator(test.flag, marks),
        coded_text(test.method, marks),
        status(test.status, test.order_status, marks),
    )


def _original(text: str, marks: Marks) -> str:
    parts = split(text, marks.component)
    return unescaped(parts[8], marks).strip() if len(parts) > 8 else ""
