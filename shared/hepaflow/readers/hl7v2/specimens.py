"""Read the specimen of a result: its type, its id, and the lab's remarks about its condition."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from hepaflow.catalog.loader import load
from hepaflow.domain.analytes.specimen_words import blood_of_tube, tells_other_specimen
from hepaflow.domain.model import Condition
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.conditions import condition_in, labels_other_specimen, tells_unusable
from hepaflow.readers.hl7v2.text import Marks, codings, split, unescaped
from hepaflow.readers.specimen_codes import Coding, specimen_word, tapped_site

# HL7 tables 0493 (SPM-24) and 0490 (SPM-21)
_CONDITIONS = {
    "HEM": Condition.HEMOLYZED,
    "RH": Condition.HEMOLYZED,
    "CLOT": Condition.CLOTTED,
    "RC": Condition.CLOTTED,
    "QS": Condition.INSUFFICIENT,
}
UNKNOWN_SPECIMEN = "[no known specimen]"
_NEW_SENTENCE = re.compile(r"[A-Z][a-z]|[^\x00-\x7f]|[A-Z][A-Z ]{2,30}:")
_LONGEST_REMARK = 400  # characters of one sentence
_NARRATIVE = "narrative"
_UNFINISHED = re.compile(
    r"(?:\b(?:no|not|non|without|of|in|on|with|from|for|and|or|the|a|an|see|new|another|previous)|无|非|不|未见?|没有)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def specimen_kind(text: str, marks: Marks) -> str:
    """Return the kind of specimen of SPM-4."""
    found = codings(split(text, marks.repetition)[0], marks)
    return specimen_word(found, found[0].text or found[0].code)


@lru_cache(maxsize=256)
def specimen_site(text: str, marks: Marks) -> str:
    """Return the body site or the collection method (SPM-7, SPM-8, OBX-20) where it speaks of a tap, else ""."""
    return tapped_site(coding for part in split(text, marks.repetition) for coding in codings(part, marks))


@lru_cache(maxsize=256)
def source_site(text: str, marks: Marks) -> str:
    """Return the same from OBR-15: its collection method and its body site, each a component."""
    parts = split(split(text, marks.repetition)[0], marks.component)[2:6]
    words = (unescaped(inner, marks).strip() for part in parts for inner in split(part, marks.subcomponent))
    return tapped_site(Coding(text=word) for word in words)


@lru_cache(maxsize=256)
def specimen_source(text: str, marks: Marks) -> str:
    """Return the kind of specimen of OBR-15, the field for it until HL7 2.5; its coding may stand one level deeper.

    Only known words come further: some systems put the one who ordered there.
    """
    told = split(text, marks.repetition)[0]
    if marks.subcomponent and marks.subcomponent in (inner := split(told, marks.component)[0]):
        told = inner.replace(marks.subcomponent, marks.component)
    kind = specimen_kind(told, marks)
    is_listed = canonical_text(kind).casefold() in load().specimens
    is_known = is_listed or tells_other_specimen(kind) or bool(blood_of_tube(kind))
    return kind if is_known or not kind else UNKNOWN_SPECIMEN


@lru_cache(maxsize=256)
def specimen_id(text: str, marks: Marks) -> str:
    """Return the lab's own id of a specimen (SPM-2, second component), else that of who ordered."""
    placer, filler, *_ = [*split(split(text, marks.repetition)[0], marks.component), ""]
    ids = (unescaped(split(part, marks.subcomponent)[0], marks).strip() for part in (filler, placer))
    return next(filter(None, ids), "")


def condition(codes: Iterable[str], remarks: Sequence[str], marks: Marks) -> str:
    """Return the one condition of a specimen that its codes or remarks state, "" if none; a remark gives nothing else.

    Args:
        codes: fields of codes (SPM-21, SPM-24) as sent; they come before remarks.
        remarks: the text of each NTE (NTE-3) as sent, in the order of the message.
        marks: the separators of the message.
    """
    for text in filter(None, codes):
        for repetition in split(text, marks.repetition):
            for code, name, _ in codings(repetition, marks):
                if found := _CONDITIONS.get(code) or condition_in(name) or condition_in(code):
                    return found
    return next((found for part in _sentences(_lines(remarks, marks)) if (found := condition_in(part))), "")


def remark_tells_unusable(remarks: Sequence[str], marks: Marks) -> bool:
    """Say whether a remark (NTE-3) says that the result is of somebody else, or not to be used."""
    return any(tells_unusable(part) for part in _sentences(_lines(remarks, marks)))


def _lines(remarks: Sequence[str], marks: Marks) -> Iterator[str]:
    return (unescaped(part, marks) for text in remarks for part in split(text, marks.repetition))


@lru_cache(maxsize=256)
def is_unusable(text: str, marks: Marks) -> bool:
    """Say whether the lab rejected a specimen (SPM-21) for another reason than a condition that is stored with the result."""
    return bool(text.strip()) and not condition([text], (), marks)


def _sentences(lines: Iterable[str]) -> Iterator[str]:
    """Remarks; a line that goes on with a sentence stays with it, or `no` above `hemolysis` would be lost. `SPECIMEN: ASCITES` ends one."""
    sentence = ""
    for line in (part.strip() for whole in lines for part in whole.splitlines() if part.strip()):
        if _NEW_SENTENCE.match(line) and not _UNFINISHED.search(sentence):
            yield sentence
            sentence = ""
        sentence = f"{sentence} {line}"
        if labels_other_specimen(sentence):
            yield sentence
            sentence = ""
        if len(sentence) > _LONGEST_REMARK:  # no remark on a specimen
            sentence = _NARRATIVE
    yield sentence
