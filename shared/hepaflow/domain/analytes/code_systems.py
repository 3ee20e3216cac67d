"""Recognize LOINC, SNOMED CT and the specimen tables of HL7 v2 under every spelling of their names, and LOINC codes."""

import re
from enum import StrEnum
from functools import lru_cache


class CodeSystem(StrEnum):
    """Code systems whose codes name a test or a specimen."""

    LOINC = "LOINC"
    SNOMED = "SNOMED CT"
    SPECIMENS = "HL7 v2 0487"
    SPECIMEN_SOURCES = "HL7 v2 0070"


# Sources: HL7 v2 table 0396 (names and OIDs), FHIR R4 terminologies-systems (addresses); LNC, SNM and the like are usual mistakes
_VERSION = r"(?:[ _|-]*v?(?:ersion)?\.? ?\d+(?:\.\d+)*)?"
_SPELLINGS = {
    CodeSystem.LOINC: rf"lnc?(?:[ _|-]v?\d+(?:\.\d+)*)?|loincs?{_VERSION}|(?:urn:oid:)?2\.16\.840\.1\.113883\.6\.1"
    r"|(?:https?://)?(?:www\.)?loinc\.org/?(?:\|.*)?",
    CodeSystem.SNOMED: rf"(?:sct2?|snomed(?:[ _-]?ct)?){_VERSION}|(?:urn:oid:)?2\.16\.840\.1\.113883\.6\.96"
    r"|(?:https?://)?(?:www\.)?snomed\.info(?:/sct)?/?(?:[|/].*)?",
    CodeSystem.SPECIMENS: r"(?:hl7)?[ _-]?0487|.*[/:]v2[/-]0487/?(?:\|.*)?|(?:urn:oid:)?2\.16\.840\.1\.113883\.(?:18\.311|12\.487)",
    CodeSystem.SPECIMEN_SOURCES: r"(?:hl7)?[ _-]?0070|.*[/:]v2[/-]0070/?(?:\|.*)?|(?:urn:oid:)?2\.16\.840\.1\.113883\.12\.70",
}
_SYSTEMS = {system: re.compile(spelling, re.IGNORECASE) for system, spelling in _SPELLINGS.items()}
_LOINC_CODE = re.compile(r"(\d{1,7})-(\d)")
_WITHIN = re.compile(r"(?<![\d-])\d{1,7}-\d(?![\d-])")


@lru_cache(maxsize=1024)  # a file has few systems
def code_system(text: str) -> CodeSystem | None:
    """Return the code system that a name, an OID or an address means; None for any other.

    Examples:
        >>> [str(code_system(text)) for text in ("LN", "LOINC 2.68", "https://loinc.org/", "99LAB")]
        ['LOINC', 'LOINC', 'LOINC', 'None']
    """
    written = text.strip()
    return next((system for system, spelling in _SYSTEMS.items() if spelling.fullmatch(written)), None)


@lru_cache(maxsize=4096)  # codes repeat
def has_loinc_shape(code: str) -> bool:
    """Say whether a code has the shape and the check digit of LOINC (Users' Guide, appendix C: mod 10).

    Examples:
        >>> has_loinc_shape("1749-1"), has_loinc_shape("1749-2"), has_loinc_shape("ALB")
        (True, False, False)
    """
    found = _LOINC_CODE.fullmatch(code)
    if found is None:
        return False
    doubled = (int(digit) * (1 + (place + 1) % 2) for place, digit in enumerate(reversed(found[1])))
    return -sum(digit // 10 + digit % 10 for digit in doubled) % 10 == int(found[2])


@lru_cache(maxsize=4096)
def loinc_codes(text: str) -> tuple[str, ...]:
    """Return the codes of a LOINC cell, without the name or the address of LOINC around them.

    Examples:
        >>> loinc_codes("LOINC:1742-6"), loinc_codes("1742-6 1743-4"), loinc_codes("http://loinc.org/1742-6")
        (('1742-6',), ('1742-6', '1743-4'), ('1742-6',))
    """
    return tuple(dict.fromkeys(_WITHIN.findall(text))) or ((text,) if text else ())
