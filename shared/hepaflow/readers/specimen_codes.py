"""Read what a coded specimen is: by the words beside it, else by its code in HL7 v2 tables or SNOMED CT."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hepaflow.domain.analytes.code_systems import CodeSystem, code_system
from hepaflow.domain.analytes.specimen_words import (
    tells_other_specimen,
    tells_someone_else,
    tells_tapped_site,
)


class Coding(NamedTuple):
    """A code, the words for it, and the name or address of its system."""

    code: str = ""
    text: str = ""
    system: str = ""


_FLUIDS = "ABS AMN ASP BIFL CYST DIAF DRN DUFL EXG FLU GAST MAR PAFL PUS SEM SMN SNV SWT TISS VITF VOM WND WNDA WNDD WNDE"
# HL7 tables 0487 and 0070. The blood of an umbilical cord or a blood bag is not the subject's, and is not listed.
_HL7 = {
    **dict.fromkeys(("SER",), "serum"),
    **dict.fromkeys(("PLAS", "PPP", "PRP"), "plasma"),
    **dict.fromkeys(("BLD", "WB", "BLDV", "BLDC", "BLDA"), "blood"),
    **dict.fromkeys(("UR", "URC", "URT", "URNS", "CUR"), "urine"),
    **dict.fromkeys(("PRT",), "ascites"),
    **dict.fromkeys(("PLR",), "pleural fluid"),
    **dict.fromkeys(("CSF",), "CSF"),
    **dict.fromkeys(("STL",), "stool"),
    **dict.fromkeys(("SPT", "SPTC", "SPTT"), "sputum"),
    **dict.fromkeys(("SAL",), "saliva"),
    **dict.fromkeys(_FLUIDS.split(), "fluid"),
}
# SNOMED CT, specimen hierarchy
_SNOMED = {
    "119364003": "serum",
    "119361006": "plasma",
    "119297000": "blood",
    "258580003": "blood",  # whole
    "122555007": "blood",  # venous
    "122554006": "blood",  # capillary
    "122552005": "blood",  # arterial
    **dict.fromkeys(("122575003", "258574006", "276833005"), "urine"),  # any, mid-stream, 24 hours
    **dict.fromkeys(("309201001", "168139001"), "ascites"),  # ascitic, peritoneal fluid
    "418564007": "pleural fluid",
    "258450006": "CSF",
    "119339001": "stool",
    "119334006": "sputum",
    "119342007": "saliva",
    # body fluid, dialysate, drainage, pericardial, synovial, amniotic, bronchoalveolar, seminal, bone marrow
    **dict.fromkeys(
        (
            "309051001",
            "258454002",
            "258455001",
            "122571007",
            "119332005",
            "119373006",
            "258607008",
            "119347001",
        ),
        "fluid",
    ),
    "119359002": "bone marrow",
}
_WORDS = {**_HL7, **_SNOMED}  # some write a SNOMED code under the system of table 0487
_SITES = {"15425007": "peritoneum", "3120008": "pleura"}  # SNOMED CT, body structures
_SYSTEMS = {CodeSystem.SNOMED, CodeSystem.SPECIMENS, CodeSystem.SPECIMEN_SOURCES}


def specimen_word(codings: Sequence[Coding], lab_word: str) -> str:
    """Return the word for a specimen: any that speaks of urine, a fluid or a donor, else that of a known code, else the lab's own.

    Words that name another specimen win over a code of blood: of the two the safer one.
    """
    told = [coding.text or coding.code for coding in codings]
    known = (
        _WORDS.get(coding.code.upper(), "") for coding in codings if code_system(coding.system) in _SYSTEMS
    )
    apart = (next(filter(tells, told), "") for tells in (tells_other_specimen, tells_someone_else))
    found = next(filter(None, (*apart, *known)), "")
    return found or _HL7.get(lab_word.upper(), lab_word)


def tapped_site(codings: Iterable[Coding]) -> str:
    """Return the body site, or the way of collection, that speaks of a tap or of somebody else; "" for all others, which stay unread."""
    for coding in codings:
        words = coding.text or _SITES.get(coding.code, coding.code)
        if tells_tapped_site(words) or tells_someone_else(words):
            return words
    return ""


def other_name(names: Iterable[str]) -> str:
    """Return the first of the names of a test that speaks of urine or a fluid, else the first name."""
    told = [name for name in names if name]
    return next(filter(tells_other_specimen, told), "") or next(iter(told), "")
