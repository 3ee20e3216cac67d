"""The subjects that a center's files named, many in one item: a file costs a write unit or two, not one a subject."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from hepaflow.aws.registry_table import Record

_LONGEST = 300_000  # bytes of one item, safely below DynamoDB's 400 KB


def packed_subjects(subjects: Iterable[str]) -> Iterator[tuple[str, Record]]:
    """Yield place and item of each part of a list; the same subjects have the same place."""
    part: list[str] = []
    size = 0
    for subject in sorted(subjects):
        length = len(subject.encode()) + 4  # quotes, comma, space
        if part and size + length > _LONGEST:
            yield _item(part)
            part, size = [], 0
        part.append(subject)
        size += length
    if part:
        yield _item(part)


def unpacked_subjects(record: Record) -> list[str]:
    subjects: list[str] = json.loads(record["subjects"])
    return subjects


def _item(part: list[str]) -> tuple[str, Record]:
    text = json.dumps(part, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32], {"subjects": text}
