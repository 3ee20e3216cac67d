"""Find which subjects share specimens, from the specimens that files reported for them."""

import base64
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from hepaflow.domain.model import Panel

DAY: Final = len("2024-03-22")  # labs number their samples anew each day
SIGN: Final = 8  # characters of a sign; two specimens with one sign are looked at in vain, no more


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """That a specimen was reported for a subject; whether it counts is another matter.

    Attributes:
        subject: the subject's id as reported.
        sign: what is short for the specimen's id and the day of its collection.
    """

    subject: str
    sign: str


def sightings(panels: Iterable[Panel]) -> frozenset[Sighting]:
    """Return for which subjects panels report specimens that have an id."""
    return frozenset(
        Sighting(panel.subject, _sign(panel.specimen, panel.collected_at.wall[:DAY]))
        for panel in panels
        if panel.specimen
    )


def sharing(seen: Collection[Sighting], known: Iterable[Sighting]) -> dict[str, set[str]]:
    """Return who shares one of the seen specimens with whom.

    Args:
        seen: what one run reports.
        known: what is known of its center.
    """
    first = {one.sign: one.subject for one in seen}
    shared: dict[
        str, set[str]
    ] = {}  # nearly every specimen has one bearer, and a set for each takes 200 bytes
    for one in chain(seen, known):
        if first.get(one.sign, one.subject) != one.subject:
            shared.setdefault(one.sign, {first[one.sign]}).add(one.subject)
    links: dict[str, set[str]] = {}
    for subjects in shared.values():
        for subject in subjects:
            links.setdefault(subject, set()).update(subjects - {subject})
    return links


def _sign(specimen: str, day: str) -> str:
    digest = hashlib.sha256(f"{specimen}\0{day}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:SIGN]
