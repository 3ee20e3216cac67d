"""For which subjects a center's specimens were reported, many in one item: about ten bytes a specimen."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from hepaflow.aws.registry_table import Record
from hepaflow.domain.fold.sightings import SIGN, Sighting

_LONGEST = 300_000  # bytes of one item, safely below DynamoDB's 400 KB
_AROUND = 6  # quotes, colon, comma


def packed_sightings(seen: Iterable[Sighting]) -> Iterator[tuple[str, Record]]:
    """Yield place and item of each part; the same sightings have the same place."""
    part: dict[str, str] = {}
    size = 0
    for one in sorted(seen):
        length = SIGN + (0 if one.subject in part else len(one.subject.encode()) + _AROUND)
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
