"""Choose, of the ids that a message gives for its patient, the one by which the study knows the subject.

A message may list a citizen's number, an insurance number, the hospital's number and the study's id side by side, in any
order. Numbers of the citizen or the insured are never the subject. Of the others the profile decides (`[subject] pattern`
or `authority`); where it says nothing, an id of another kind comes before the hospital's own number.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.normalize.subjects import is_id_of_study
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.domain.screening.personal import is_number_of_a_person, shows_a_person

# Source: HL7 v2 table 0203, Identifier Type: given to a citizen, a driver, or a payer of taxes or insurance.
_PERSONAL: Final = frozenset(
    [
        "SS",
        "SB",
        "NI",
        "NIIP",
        "NH",
        "DL",
        "PPN",
        "PRC",
        "TAX",
        "CZ",
        "BC",
        "BR",
        "DFN",
        "HC",
        "JHN",
        "MA",
        "MC",
        "MCN",
        "MCD",
        "MCR",
        "MI",
        "PEN",
        "SN",
        "VS",
        "WC",
        "WCN",
    ]
)
_NATIONAL: Final = re.compile(
    r"NN[A-Z]{0,5}"
)  # v2-0203: national person identifier, with the code of the country
# Source: HL7 v2 table 0203: medical record, its temporary and regional forms, account and visit.
_HOSPITAL: Final = frozenset(["MR", "MRT", "RRI", "LR", "AN", "VN", "PNT"])
# Where a number has no type, its system or assigning authority says that it is a citizen's. Sources: FHIR R4 and its
# national profiles (US Core, HL7 Belgium, nictiz, NHS Digital, HL7 Germany, HL7 Denmark, Norway, Sweden, Italy), HL7 OIDs.
_CITIZEN_WORDS: Final = re.compile(
    r"(?:^|[^a-z])(?:us-?ssn|ssn|usssa|ssa|us-medicare|us-mbi|medicare|medicaid|ssin|niss|rijksregister\w*|nrn|bsn|nlminbiza|nhs(?:-?number)?"
    r"|chi-?number|kvid(?:-?10)?|kvnr|gkv|pkv|cpr(?:-?number)?|personnummer|samordningsnummer|fnr|fodselsnummer|hetu|pesel|nir|ins-nir"
    r"|insee|codicefiscale|codice-?fiscale|dni|nie|curp|cpf|cns|ahv(?:n13)?|aadhaar|abha|ihi|nhi|hkid|mynumber|jumin|rrn"
    r"|residentid|resident-?id(?:entity)?|idcard|identitycard|passport|driverslicense|citizen\w*|insurance\w*)(?:$|[^a-z])"
    r"|身份证|医保|社保|护照"
)
_CITIZEN_OIDS: Final = frozenset(
    [
        "2.16.840.1.113883.4.1",  # US social security number
        "2.16.840.1.113883.4.572",  # US Medicare
        "2.16.840.1.113883.4.927",  # US Medicare beneficiary
        "2.16.840.1.113883.2.1.4.1",  # NHS number
        "2.16.840.1.113883.2.4.6.3",  # Dutch BSN
        "1.2.208.176.1.2",  # Danish CPR
        "2.16.578.1.12.4.1.4.1",  # Norwegian birth number
        "1.2.752.129.2.1.3.1",  # Swedish personal number
        "1.2.250.1.213.1.4.8",  # French INS-NIR
        "2.16.840.1.113883.2.9.4.3.2",  # Italian fiscal code
        "1.2.246.21",  # Finnish HETU
        "1.2.276.0.76.4.8",  # German insurance number
        "1.2.40.0.10.1.4.3.1",  # Austrian social insurance number (ELGA)
        "2.16.756.5.32",  # Swiss AHVN13 (CH Core)
        "2.16.840.1.113883.3.4424.1.1.616",  # Polish PESEL (HL7 Poland)
        "2.16.840.1.113883.13.237",  # Brazilian CPF (RNDS)
        "2.16.156.10011.1.3",  # Chinese resident id (WS/T 500)
    ]
)


class PersonId(NamedTuple):
    """One id of a patient.

    Attributes:
        value: the id.
        kind: code of HL7 v2 table 0203, or "".
        authorities: who gives it: namespace and OID of CX.4, or the system of a FHIR identifier.
    """

    value: str
    kind: str = ""
    authorities: tuple[str, ...] = ()


def subject_of(ids: Iterable[PersonId], wanted: SubjectIds) -> str:
    """Return the subject's id, "" where there is none.

    Args:
        ids: as the message lists them; those without a value are passed over.
        wanted: `[subject]` of the profile.

    Raises:
        Refused: SUBJECT_AMBIGUOUS, where several could be meant; `found` stays empty.
    """
    possible = [
        one for one in ids if one.value and not is_citizens(one) and not _is_like_citizens(one, wanted)
    ]
    if wanted.authority is not None:
        possible = [one for one in possible if wanted.authority in (*one.authorities, one.kind)]
    if wanted.pattern is not None:
        fitting = [one for one in possible if is_id_of_study(one.value, wanted)]
        return _only(fitting or possible)
    return _only([one for one in possible if one.kind not in _HOSPITAL] or possible)


def is_citizens(one: PersonId) -> bool:
    """Say whether an id is that of a citizen or an insured person, by type, system, authority or form.

    Examples:
        >>> [
        ...     is_citizens(PersonId("900-00-0001", kind, (authority,)))
        ...     for kind, authority in (("SS", ""), ("", "http://hl7.org/fhir/sid/us-ssn"), ("PI", "TRIAL"))
        ... ]
        [True, True, False]
    """
    if one.kind in _PERSONAL or _NATIONAL.fullmatch(one.kind) or shows_a_person(one.value):
        return True
    known = (authority.casefold().removeprefix("urn:oid:") for authority in one.authorities)
    return any(text in _CITIZEN_OIDS or _CITIZEN_WORDS.search(text) for text in known)


def _is_like_citizens(one: PersonId, wanted: SubjectIds) -> bool:
    """Say whether an id without a type has the form of a citizen's number, and the profile does not say that the study's ids have it."""
    if one.kind or not is_number_of_a_person(one.value):
        return False
    return wanted.pattern is None or not is_id_of_study(one.value, wanted)


def _only(possible: list[PersonId]) -> str:
    values = {one.value for one in possible}
    if len(values) > 1:
        raise Refused(IssueCode.SUBJECT_AMBIGUOUS)
    return values.pop() if values else ""
