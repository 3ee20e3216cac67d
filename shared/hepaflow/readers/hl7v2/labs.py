"""Read which lab measured a result: the producer (OBX-15) and the performing organization (OBX-23)."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from hepaflow.domain.labs.names import code_in, lab_names
from hepaflow.domain.model import Field
from hepaflow.readers.hl7v2.orders import Order
from hepaflow.readers.hl7v2.text import Marks, codings, split, unescaped
from hepaflow.readers.sheet import Row

HL7_LAB = {Field.LAB_NAMES: "OBX-15, OBX-23"}
_PRODUCER, _ORGANIZATION = 15, 23


def with_labs(rows: Iterable[Row], order: Order, line: int, marks: Marks) -> Iterator[Row]:
    """Yield the rows of an order, each with the cell of its labs; the order itself has none.

    Args:
        rows: the rows.
        order: the order.
        line: the line of its message.
        marks: the separators of the message.
    """
    observations = {line + ordinal: observation for ordinal, observation, _ in order.observations}
    for place, cells in rows:
        observation = observations.get(place, [])
        organization = observation[_ORGANIZATION] if len(observation) > _ORGANIZATION else ""
        producer = observation[_PRODUCER] if observation else ""
        yield place, [*cells, _named(producer, organization, marks)]


@lru_cache(maxsize=4096)  # a file has few labs
def _named(producer: str, organization: str, marks: Marks) -> str:
    producers = (_coded(one, marks) for one in split(producer, marks.repetition))
    organizations = (_organization(one, marks) for one in split(organization, marks.repetition))
    return lab_names((*filter(None, producers), *filter(None, organizations)))


def _coded(text: str, marks: Marks) -> list[str]:
    """Return the words of a CWE: its codes with their systems, its texts and the original text."""
    named = [(code_in(one.system, one.code), one.text) for one in codings(text, marks)]
    parts = _parts(text, marks)
    return [word for word in (*(word for pair in named for word in pair), parts[8]) if word]


def _organization(text: str, marks: Marks) -> list[str]:
    """Return the words of an XON: its name, and its id by each name of the authority that assigned it."""
    parts = _parts(text, marks)
    authority = split(text, marks.component)[5:6]
    namespace, universal = [
        *(unescaped(part, marks) for part in split("".join(authority), marks.subcomponent)),
        "",
        "",
    ][:2]
    systems = [system for system in (namespace, universal) if system.strip()] or [""]
    ids = [code_in(system, own) for own in (parts[9], parts[2]) for system in systems]
    return [word for word in (parts[0], *ids) if word]


def _parts(text: str, marks: Marks) -> list[str]:
    parts = [unescaped(part, marks).strip() for part in split(text, marks.component)]
    return [*parts, *[""] * (10 - len(parts))]
