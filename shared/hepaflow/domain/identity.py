"""Compute the identity of a file from its bytes and its sender."""

import hashlib
from dataclasses import dataclass

FILE_ID_IN_KEYS = (
    16  # hex digits of a file id that stand in the keys of panels (docs/architecture.md, Stores)
)


@dataclass(frozen=True, slots=True)
class RunId:
    """Which pass over which file.

    Attributes:
        study: the study's id.
        center: the center's id within the study.
        file_id: see `file_id`; as read back from a panel's key, its first 16 digits.
        run_number: 1 for the first pass, counted upwards.
    """

    study: str
    center: str
    file_id: str
    run_number: int


def file_id(study: str, center: str, data: bytes) -> str:
    """Return the identity of a file: the same bytes from another center are another file.

    Args:
        study: without NUL characters, like every name of a profile.
        center: likewise.
        data: the bytes as they were sent.
    """
    digest = hashlib.sha256(f"{study}\0{center}\0".encode())
    digest.update(data)
    return digest.hexdigest()


def sha256(data: bytes) -> str:
    """Return the plain checksum, the one that the sender can compute too."""
    return hashlib.sha256(data).hexdigest()
