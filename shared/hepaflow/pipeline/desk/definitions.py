"""Add versions of study definitions and profiles; files that waited for one are processed."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import chain

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.profile.fields import Fault, as_key
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.addresses import expected_delivery
from hepaflow.domain.study.feeds import UNDECLARED
from hepaflow.domain.study.files import SETTLED, UNKNOWN, Delivery, DeliveryStatus
from hepaflow.domain.study.fold_rules import FIRST_VERSION, NEWEST_VERSION
from hepaflow.domain.study.journal import Draft, Event, EventKind, Head
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.profiles.labs import missing_papers
from hepaflow.pipeline.profiles.parse import DefinitionFault, ProfileFault, check_against, profile_from_toml
from hepaflow.pipeline.profiles.patterns import definition_faults
from hepaflow.pipeline.profiles.references import CatalogReferences
from hepaflow.pipeline.runs.commit import feed_details
from hepaflow.pipeline.services import Clock
from hepaflow.ports import Change, Deliveries, Journal, Queue, Registry
from hepaflow.ports.limits import check_text

_NEW_KEYS = ("feeds", "central_labs", "transfer_days", "protocol")


class VersionTaken(Exception):
    """The version exists, or is not the one after the newest; `newest` says which that is."""

    def __init__(self, newest: int) -> None:
        super().__init__(f"the newest version is {newest}")
        self.newest = newest


def define_study(  # noqa: PLR0913, PLR0917 each part comes from another place
    registry: Registry,
    queue: Queue,
    clock: Clock,
    actor: str,
    definition: StudyDefinition,
    reason: str,
    check: Callable[[Head, StudyDefinition], None] = lambda _head, _present: None,
) -> Event:
    """Add a version of a study's definition, and have the files taken up that nobody expected before.

    The same once more is our own earlier success: whoever added it may have died before telling the files.

    Args:
        registry: the registry.
        queue: the ingest queue.
        clock: the time.
        actor: who adds it.
        definition: the next version.
        reason: why.
        check: is given the head of the journal and the definition in force; raises where the new one may not follow.

    Raises:
        TooLong: it is larger than a definition may be.
        DefinitionFault: its pattern of subject ids can take too long, or it lacks a center that has data, or a feed that
            has a profile or waiting files.
        VersionTaken: it is not the version after the newest.
    """
    study = definition.study
    if faults := definition_faults(definition):
        raise DefinitionFault(tuple(faults))
    check_text("A definition", definition.model_dump_json())

    def draw_up(head: Head) -> tuple[Draft, Change] | None:
        present = registry.definition(study)
        if present is not None and _same(present, definition):
            return None
        newest = present.version if present else 0
        if definition.version != newest + 1:
            raise VersionTaken(newest)
        if present is not None:
            _keep_centers(registry, present, definition)
            _keep_feeds(registry, present, definition)
            check(head, present)
        before = _fold_version(present) if present else FIRST_VERSION
        named = definition.fold_version or (before if present else NEWEST_VERSION)
        whole = definition.model_copy(update={"fold_version": named})
        draft = Draft(EventKind.STUDY_DEFINED, actor, reason, {"version": definition.version})
        labs, labs_before = set(definition.central_labs), set(present.central_labs if present else ())
        change = Change(
            definition=(definition.version, _as_kept(whole)),
            fold_version=None if named == before else named,
            central_labs=None if labs == labs_before else frozenset(labs),
        )
        return draft, change

    event = append(registry, study, clock, draw_up)
    waiting = [*_waiting_for_pattern(registry, definition), *_waiting_for_feed(registry, definition)]
    queue.send(unexpected(registry, definition) + waiting)
    return event or written_event(registry, study, EventKind.STUDY_DEFINED, {"version": definition.version})


def add_profile(  # noqa: PLR0913, PLR0917 each part comes from another place
    registry: Registry, queue: Queue, catalog: Catalog, clock: Clock, actor: str, text: str, reason: str
) -> Event:
    """Add a version of the profile of a center's feed, and queue the center's waiting files.

    The same version added again returns the event of the first time. The files are queued again, because the earlier
    attempt may have ended before that.

    Args:
        registry: the registry.
        queue: the ingest queue.
        catalog: the known analytes and units.
        clock: returns the time of the event.
        actor: who adds it.
        text: the profile as TOML; it names study, center and version.
        reason: why; recorded in the journal.

    Raises:
        TooLong: the text is larger than a profile may be.
        ProfileFault: the text is not a valid profile, or names what the catalog does not contain, or a feed that the
            study's definition does not declare, or a center that the study does not have.
        VersionTaken: it is not the version after the newest.
    """
    check_text("A profile", text)
    profile = profile_from_toml(text)
    if faults := check_against(profile, CatalogReferences(catalog)):
        raise ProfileFault(tuple(faults))
    study, center, feed = profile.study, profile.center, profile.feed
    details: dict[str, str | int] = {"center": center, "version": profile.version, **feed_details(feed)}

    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        _check_feed(registry, profile)
        _check_centers(registry, profile)
        if faults := missing_papers(registry, profile):
            raise ProfileFault(faults)
        present = registry.profile(study, center, feed=feed)
        if present == profile:
            return None
        newest = present.version if present else 0
        if profile.version != newest + 1:
            raise VersionTaken(newest)
        draft = Draft(EventKind.PROFILE_ADDED, actor, reason, details)
        return draft, Change(profile=(center, feed, profile.version, text))

    event = append(registry, study, clock, draw_up)
    queue.send([waiting for waiting in registry.deliveries(study, center) if _waits(waiting.status)])
    return event or written_event(registry, study, EventKind.PROFILE_ADDED, details)


def _check_feed(registry: Registry, profile: Profile) -> None:
    """Refuse a profile of a feed that the study does not declare: no file would ever be read with it."""
    if profile.feed == MAIN_FEED:
        return
    definition = registry.definition(profile.study)
    if definition is None or profile.feed not in definition.feeds_of(profile.center):
        raise ProfileFault((Fault("feed", profile.feed, "declare the feed in the study's definition first"),))


def _check_centers(registry: Registry, profile: Profile) -> None:
    """Refuse a profile of a sender for several centers that names one which the study does not have."""
    if not profile.centers:
        return
    definition = registry.definition(profile.study)
    known = definition.centers if definition else ()
    faults = [
        Fault(f"[centers] {as_key(word)}", one.center, "write the id of a center of the study's definition")
        for word, one in profile.centers.items()
        if one.center not in known
    ]
    if faults:
        raise ProfileFault(tuple(faults))


def _keep_centers(registry: Registry, present: StudyDefinition, definition: StudyDefinition) -> None:
    """Refuse a definition without a center that has data: its results would be in no answer any more."""
    study = definition.study
    faults = [
        Fault("centers", center, "keep it: the center has files, subjects or register entries")
        for center in present.centers
        if center not in definition.centers and _has_data(registry, study, center)
    ]
    if faults:
        raise DefinitionFault(tuple(faults))


def _keep_feeds(registry: Registry, present: StudyDefinition, definition: StudyDefinition) -> None:
    """Refuse a definition without a feed that has a profile or waiting files: they would be read as those of `main`.

    A center that loses its last feed has no folders that are no feeds any more: what waits in these counts, too.
    """
    study = definition.study
    faults: list[Fault] = []
    for center, feeds in present.feeds.items():
        left = definition.feeds_of(center)
        removed = [feed for feed in feeds if feed not in left]
        waiting = _waiting_by_feed(registry, study, center) if removed else {}
        for feed in removed:
            if registry.profile(study, center, feed=feed) is not None:
                faults.append(Fault(f"feeds {center}", feed, "keep it: the feed has a profile"))
            elif count := waiting.get(feed):
                advice = f"keep it and add its profile: {_files_wait(count)} for it"
                faults.append(Fault(f"feeds {center}", feed, advice))
        if removed and not left and (count := waiting.get(UNDECLARED)):
            advice = (
                f"keep a feed: {_files_wait(count)} in folders that are no feeds, and `main` would read them"
            )
            faults.append(Fault(f"feeds {center}", removed[-1], advice))
    if faults:
        raise DefinitionFault(tuple(faults))


def _waiting_by_feed(registry: Registry, study: str, center: str) -> Counter[str]:
    """Count the deliveries of a center that are not settled; each would be read by the next definition."""
    return Counter(one.feed for one in registry.deliveries(study, center) if one.status not in SETTLED)


def _files_wait(count: int) -> str:
    return "1 file waits" if count == 1 else f"{count} files wait"


def _has_data(registry: Registry, study: str, center: str) -> bool:
    kept = chain(registry.deliveries(study, center), registry.subjects(study, center))
    return next(kept, None) is not None


def _waiting_for_pattern(registry: Registry, definition: StudyDefinition) -> list[Delivery]:
    """Return the deliveries that wait because the pattern of the version before can take too long."""
    before = registry.definition(definition.study, definition.version - 1) if definition.version > 1 else None
    if before is None or not definition_faults(before):
        return []
    return [
        delivery
        for name in (RESERVED_CENTER, *definition.centers)
        for delivery in registry.deliveries(definition.study, name)
        if _waits(delivery.status)
    ]


def _waiting_for_feed(registry: Registry, definition: StudyDefinition) -> list[Delivery]:
    """Return the deliveries that wait at a center whose feeds differ from those of the version before."""
    before = registry.definition(definition.study, definition.version - 1) if definition.version > 1 else None
    return [
        delivery
        for center in definition.centers
        if before is not None and definition.feeds_of(center) != before.feeds_of(center)
        for delivery in registry.deliveries(definition.study, center)
        if _waits(delivery.status)
    ]


def _as_kept(definition: StudyDefinition) -> str:
    """Return a definition as JSON; without keys that are new it is as earlier versions wrote it, and can read it."""
    return definition.model_dump_json(exclude={name for name in _NEW_KEYS if not getattr(definition, name)})


def _fold_version(definition: StudyDefinition) -> int:
    return definition.fold_version or FIRST_VERSION


def _same(present: StudyDefinition, definition: StudyDefinition) -> bool:
    """Say whether a definition is the one that is kept, where it leaves the version of the fold's rules open."""
    named = definition.fold_version or present.fold_version
    return present == definition.model_copy(update={"fold_version": named})


def _waits(status: DeliveryStatus) -> bool:
    return status is DeliveryStatus.AWAITING_PROFILE


def written_event(registry: Journal, study: str, kind: EventKind, details: Mapping[str, str | int]) -> Event:
    """Return the event of a kind that has these details.

    Args:
        registry: where the journal is kept.
        study: whose journal.
        kind: of the event.
        details: of the event.
    """
    return next(
        event
        for event in registry.events(study)
        if event.draft.kind is kind and event.draft.details == details
    )


def unexpected(registry: Deliveries, definition: StudyDefinition) -> list[Delivery]:
    """Return the deliveries under `unknown` that lie in a folder of a study's centers."""
    waiting = (left for left in registry.deliveries(UNKNOWN, UNKNOWN) if left.status not in SETTLED)
    return [found for left in waiting if (found := expected_delivery(left, definition))]
