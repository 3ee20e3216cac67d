"""Convert what is known of subjects to items, and back: dossiers, the register, lists of subjects and specimens."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from hepaflow.aws.registry.events import packed_decision, unpacked_decision
from hepaflow.aws.registry.growing import by_number
from hepaflow.aws.registry.table import Record
from hepaflow.domain.fold.decisions import Decision
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.suspicion.sightings import SIGN, Sighting
from hepaflow.domain.study.register import FormerId, Registered, Subject

Kept = Decision | Registered | FormerId  # what stands in a dossier
_ENTRY, _FORMER = "entry", "former"
_AT, _VERSION = "at", "version"
_OF_STUDY = "study"  # of an entry: it is in the study's register
_LINK = "link#"  # begins the name of an attribute; all others are numbers
_LINKS_AT_ONCE = 100  # an expression has at most 4 KB (DynamoDB service quotas)


def packed_entry(entry: Registered) -> Record:
    return {
        _ENTRY: entry.subject.model_dump_json(exclude_defaults=True),
        _VERSION: str(entry.version),
        _AT: entry.at,
        "number": str(entry.journal_number),
        **({_OF_STUDY: "1"} if entry.of_study else {}),
    }


def unpacked_entry(record: Record) -> Registered:
    subject = Subject.model_validate_json(record[_ENTRY])
    return Registered(
        subject, int(record[_VERSION]), record[_AT], int(record["number"]), of_study=_OF_STUDY in record
    )


def packed_in_dossier(*kept: Kept) -> str:
    """Everything but the number, which is the name of the attribute; several where they are former ids of one number."""
    match kept:
        case (Decision() as decision,):
            return packed_decision(decision)
        case (Registered() as entry,):
            subject = entry.subject.model_dump(mode="json", exclude_defaults=True)
            study = {_OF_STUDY: True} if entry.of_study else {}
            return _json({_ENTRY: subject, _VERSION: entry.version, _AT: entry.at, **study})
        case _:
            formers = (one for one in kept if isinstance(one, FormerId))
            return _json({_FORMER: [part for one in formers for part in (one.center, one.subject)]})


def packed_links(others: Iterable[str]) -> Iterator[Record]:
    """Yield parts of what is added to a dossier; each link is an attribute of its own."""
    wanted = sorted(others)
    for start in range(0, len(wanted), _LINKS_AT_ONCE):
        yield {f"{_LINK}{other}": other for other in wanted[start : start + _LINKS_AT_ONCE]}


def unpacked_dossier(record: Record | None) -> Dossier:
    told, links = dict[str, str](), set[str]()
    for name, text in (record or {}).items():
        if name.startswith(_LINK):
            links.add(text)
        else:
            told[name] = text
    kept = [one for number, text in by_number(told) for one in _unpacked(number, json.loads(text))]
    return Dossier(
        tuple(one for one in kept if isinstance(one, Decision)),
        tuple(one for one in kept if isinstance(one, Registered)),
        tuple(one for one in kept if isinstance(one, FormerId)),
        frozenset(links),
    )


def _unpacked(number: int, known: dict[str, Any]) -> Iterator[Kept]:
    if _ENTRY in known:
        subject = Subject.model_validate(known[_ENTRY])
        yield Registered(subject, known[_VERSION], known[_AT], number, of_study=_OF_STUDY in known)
    elif _FORMER in known:
        senders, owners = known[_FORMER][::2], known[_FORMER][1::2]
        for sender, owner in zip(senders, owners, strict=True):
            yield FormerId(number, sender, owner)
    else:
        yield replace(unpacked_decision(known), journal_number=number)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


_LONGEST = 300_000  # bytes of one item, safely below DynamoDB's 400 KB


def packed_subjects(subjects: Iterable[str]) -> Iterator[tuple[str, Record]]:
    """Yield place and item of each part of a list; the same subjects have the same place."""
    part: list[str] = []
    size = 0
    for subject in sorted(subjects):
        length = len(json.dumps(subject, ensure_ascii=False).encode()) + 2  # comma, space
        if part and size + length > _LONGEST:
            yield _list_item(part)
            part, size = [], 0
        part.append(subject)
        size += length
    if part:
        yield _list_item(part)


def unpacked_subjects(record: Record) -> list[str]:
    subjects: list[str] = json.loads(record["subjects"])
    return subjects


def _list_item(part: list[str]) -> tuple[str, Record]:
    text = json.dumps(part, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32], {"subjects": text}


_LONGEST = 300_000  # bytes of one item, safely below DynamoDB's 400 KB

_AROUND = 4  # quotes of the signs, colon, comma


def packed_sightings(seen: Iterable[Sighting]) -> Iterator[tuple[str, Record]]:
    """Yield place and item of each part; the same sightings have the same place."""
    part: dict[str, str] = {}
    size = 0
    for one in sorted(seen):
        length = SIGN + (0 if one.subject in part else len(_json(one.subject).encode()) + _AROUND)
        if part and size + length > _LONGEST:
            yield _item(part)
            part, size = {}, 0
        part[one.subject] = part.get(one.subject, "") + one.sign
        size += length
    if part:
        yield _item(part)


def unpacked_sightings(record: Record) -> Iterator[Sighting]:
    signs: dict[str, str] = json.loads(record["signs"])
    for subject, packed in signs.items():
        for start in range(0, len(packed), SIGN):
            yield Sighting(subject, packed[start : start + SIGN])


def _item(part: dict[str, str]) -> tuple[str, Record]:
    text = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32], {"signs": text}
