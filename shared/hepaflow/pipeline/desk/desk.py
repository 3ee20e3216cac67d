"""What the people who use hepaflow need from outside: data managers, statisticians, centers."""

from collections.abc import Collection
from dataclasses import dataclass, field

from hepaflow.domain.register import RESERVED_CENTER
from hepaflow.domain.vocabulary import Catalog
from hepaflow.pipeline.chronicle import Clock
from hepaflow.pipeline.intake.announcing import Silence
from hepaflow.ports import Announcements, Files, Queue, Registry, Results, Uploads


class Missing(Exception):  # noqa: N818 an answer, not an error
    """There is no such thing; `what` names its kind, never itself."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")
        self.what = what


@dataclass(frozen=True, slots=True)
class Desk:
    """What a question or a decision needs from outside."""

    registry: Registry
    results: Results
    receipts: Files
    uploads: Uploads
    queue: Queue
    catalog: Catalog
    clock: Clock
    source: Files
    announcements: Announcements = field(default_factory=Silence)


def require_sender(desk: Desk, study: str, name: str) -> None:
    """Check that files may come under a name: a center's, or that of registers.

    Raises:
        Missing: likewise.
    """
    if name != RESERVED_CENTER:
        require_center(desk, study, name)
    elif desk.registry.definition(study) is None:
        raise Missing("study")


def require_center(desk: Desk, study: str, center: str) -> None:
    """Check that the study's definition names a center.

    Raises:
        Missing: there is no such study, or the center is not part of it.
    """
    definition = desk.registry.definition(study)
    if definition is None:
        raise Missing("study")
    if center not in definition.centers:
        raise Missing("center")


def require_subject(desk: Desk, study: str, subject: str, centers: Collection[str] | None) -> None:
    """Check that a subject was ever sent, registered or decided about, at a center that a caller may see (None: all).

    Raises:
        Missing: else.
    """
    sent = {panel.run.center for panel in desk.results.subject_panels(study, subject)}
    dossier = desk.registry.view(study, [], [subject]).dossiers[subject]
    moved = {decision.measurement.center for decision in dossier.decisions}
    known = {*sent, *dossier.newest(), *dossier.owners(), *moved}
    if not (known if centers is None else known.intersection(centers)):
        raise Missing("subject")
