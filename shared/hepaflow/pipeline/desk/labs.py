"""Add versions of labs' papers."""

from hepaflow.domain.study.journal import Draft, Event, EventKind, Head
from hepaflow.pipeline.desk.definitions import VersionTaken, written_event
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.profiles.labs import newest_labs
from hepaflow.pipeline.profiles.parse import LabFault, lab_from_toml
from hepaflow.pipeline.profiles.references import CatalogReferences, lab_faults
from hepaflow.pipeline.services import Missing, Services
from hepaflow.ports import Change
from hepaflow.ports.limits import check_text


def add_lab(services: Services, actor: str, text: str, reason: str) -> Event:
    """Add a version of a lab's papers; the same version added again returns the event of the first time.

    Files that were read before keep the papers of their run, until they are read again.

    Args:
        services: the ports.
        actor: who adds it.
        text: the papers as TOML; they name study, lab and version.
        reason: why; recorded in the journal.

    Raises:
        TooLong: the text is larger than papers may be.
        LabFault: the text is not a lab's papers, or names what the catalog does not contain.
        Missing: there is no such study.
        VersionTaken: it is not the version after the newest.
    """
    check_text("A lab", text)
    lab = lab_from_toml(text)
    if faults := lab_faults(lab, CatalogReferences(services.catalog)):
        raise LabFault(tuple(faults))
    registry = services.registry
    if registry.definition(lab.study) is None:
        raise Missing("study")
    details: dict[str, str | int] = {"lab": lab.lab, "version": lab.version}

    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        present = newest_labs(registry.lab_versions(lab.study)).get(lab.lab)
        if present and lab_from_toml(present.text) == lab:
            return None
        newest = present.version if present else 0
        if lab.version != newest + 1:
            raise VersionTaken(newest)
        draft = Draft(EventKind.LAB_ADDED, actor, reason, details)
        return draft, Change(lab=(lab.lab, lab.version, text))

    event = append(registry, lab.study, services.clock, draw_up)
    return event or written_event(registry, lab.study, EventKind.LAB_ADDED, details)
