"""What a run met that nobody knows, as items of text: one for each text and run."""

from hepaflow.aws.registry_table import Record
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId, sha256
from hepaflow.domain.unmapped import Unmapped, UnmappedKind

_HASHED = 16  # digits of the text's hash, which puts the same text of all files side by side
_BETWEEN = "\n"


def unmapped_place(run: RunId, unmapped: Unmapped) -> str:
    name = sha256("\0".join(unmapped.names).encode())[:_HASHED]
    return f"{name}#{run.file_id[:FILE_ID_IN_KEYS]}#{run.number}"


def packed_unmapped(unmapped: Unmapped) -> Record:
    return {
        "kind": unmapped.kind,
        "text": unmapped.text,
        "analyte": unmapped.analyte,
        "count": str(unmapped.count),
        "examples": _BETWEEN.join(unmapped.examples),
    }


def unpacked_unmapped(study: str, center: str, place: str, record: Record) -> tuple[RunId, Unmapped]:
    _, file_id, number = place.split("#")
    examples = tuple(example for example in record["examples"].split(_BETWEEN) if example)
    unmapped = Unmapped(
        UnmappedKind(record["kind"]), record["text"], record["analyte"], int(record["count"]), examples
    )
    return RunId(study, center, file_id, int(number)), unmapped
