"""Find the file that the beginning of an id names, as receipts and lists print ids."""

from collections.abc import Collection

from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.masking.masked_services import hides_registers
from hepaflow.pipeline.services import Missing, Services

WHOLE = 64  # digits of a file id
_MOST = 9  # candidates that are named


class SeveralFiles(Exception):
    """The beginning of an id fits several files; `candidates` has the first of them."""

    def __init__(self, candidates: tuple[str, ...]) -> None:
        super().__init__("Several files have an id that begins so. Write more digits of it.")
        self.candidates = candidates


def whole_file_id(services: Services, study: str, text: str, centers: Collection[str] | None) -> str:
    """Return the id of the one file that an id or its beginning names.

    Args:
        services: the ports.
        study: the study's id.
        text: a whole id, or its first digits.
        centers: the centers that the caller may see; None: all.

    Raises:
        Missing: no file of these centers has such an id.
        SeveralFiles: several files have.
    """
    if len(text) == WHOLE:
        return text
    definition = services.registry.definition(study)
    if definition is None:
        raise Missing("study")
    registers = () if hides_registers(services, study) else (RESERVED_CENTER,)
    senders = (*definition.centers, *registers) if centers is None else tuple(centers)
    known = sorted(
        {
            state.file_id
            for center in senders
            for state in services.registry.files(study, center)
            if state.file_id.startswith(text)
        }
    )
    if not known:
        raise Missing("file")
    if len(known) > 1:
        raise SeveralFiles(tuple(known[:_MOST]))
    return known[0]
