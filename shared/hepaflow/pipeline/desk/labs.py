"""Add versions of labs' papers, and find those that a center's files are read with."""

from hepaflow.domain.profile.labs import labs_named_by
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.journal import Draft, Event, EventKind, Head
from hepaflow.pipeline.desk.definitions import VersionTaken, written_event
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.profiles.labs import newest_labs
from hepaflow.pipeline.profiles.parse import LabFault, lab_from_toml
from hepaflow.pipeline.profiles.references import CatalogReferences, lab_faults
from hepaflow.pipeline.services import Missing, Services
from hepaflow.ports import Change, LabVersion
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


def labs_of_center(services: Services, study: str, center: str) -> tuple[LabVersion, ...]:
    """Return the newest papers of each lab that the newest profile of a feed of a center names, in order of their ids.

    Args:
        services: the ports.
        study: the study's id.
        center: the center's id.

    Raises:
        Missing: there is no such study, or the center is not part of it.
    """
    registry = services.registry
    definition = registry.definition(study)
    if definition is None:
        raise Missing("study")
    if center not in definition.centers:
        raise Missing("center")
    feeds = (MAIN_FEED, *definition.feeds_of(center))
    profiles = (registry.profile(study, center, feed=feed) for feed in feeds)
    named = frozenset[str]().union(*(labs_named_by(profile) for profile in profiles if profile))
    known = newest_labs(registry.lab_versions(study)) if named else {}
    return tuple(known[lab] for lab in sorted(named & known.keys()))
