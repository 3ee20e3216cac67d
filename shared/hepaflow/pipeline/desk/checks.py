"""Check what a request names: study, center, subject."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import Held, MeasurementState
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.enrolment import seen_by
from hepaflow.domain.study.register import RESERVED_CENTER, Registered
from hepaflow.pipeline.masking.masked_services import hides_registers, is_masked_now
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.timeline import timeline

BETWEEN = "~"  # center and place in the position of a page; no id has it
Centers = Collection[str] | None  # the centers that a caller may see; None: all


def require_sender(services: Services, study: str, name: str) -> None:
    """Check that files may come under a name: a center's, or that of registers.

    Args:
        services: the ports.
        study: the study's id.
        name: the center's id, or the name that registers are sent under.

    Raises:
        Missing: there is no such study, or the center is not part of it.
    """
    if name != RESERVED_CENTER:
        require_center(services, study, name)
    else:
        require_study(services, study)


def require_study(services: Services, study: str) -> None:
    """Check that a study has a definition.

    Args:
        services: the ports.
        study: the study's id.

    Raises:
        Missing: there is no such study.
    """
    if services.registry.definition(study) is None:
        raise Missing("study")


def require_center(services: Services, study: str, center: str) -> None:
    """Check that the study's definition names a center.

    Args:
        services: the ports.
        study: the study's id.
        center: the center's id.

    Raises:
        Missing: there is no such study, or the center is not part of it.
    """
    definition = services.registry.definition(study)
    if definition is None:
        raise Missing("study")
    if center not in definition.centers:
        raise Missing("center")


def listed_centers(
    services: Services, study: str, center: str, centers: Collection[str] | None, *, registers: bool = False
) -> tuple[str, ...]:
    """Return the centers that a list is about, in order of their ids.

    Args:
        services: the ports.
        study: the study's id.
        center: the only one; "" for all that the caller may see.
        centers: the centers that the caller may see; None: all.
        registers: with the name that registers are sent under, for a caller who may see all of them.

    Raises:
        Missing: no such study or center.
    """
    if registers and hides_registers(services, study):
        registers = False
        if center == RESERVED_CENTER:  # as if none had been sent
            require_study(services, study)
            return ()
    if center:
        (require_sender if registers else require_center)(services, study, center)
        return (center,)
    definition = services.registry.definition(study)
    if definition is None:
        raise Missing("study")
    known = {*definition.centers, *([RESERVED_CENTER] if registers else [])}
    return tuple(sorted(known if centers is None else known.intersection(centers)))


def require_feed(services: Services, study: str, center: str, feed: str) -> None:
    """Check that the study's definition declares a feed of a center; every center has `main`.

    Args:
        services: the ports.
        study: the study's id.
        center: the center's id, or the name that registers are sent under.
        feed: the feed.

    Raises:
        Missing: the center has no such feed.
    """
    if feed == MAIN_FEED:
        return
    definition = services.registry.definition(study)
    if definition is None or feed not in definition.feeds_of(center):
        raise Missing("feed")


def may_see(centers: Collection[str] | None, entries: Sequence[Registered], measurement: Measurement) -> bool:
    """Return whether a caller may see a measurement: of a center that sent it, or that has the subject on that date.

    Args:
        centers: the centers that the caller may see; None: all.
        entries: what the study's register says of the subject at the journal number of the answer.
        measurement: the measurement.
    """
    if centers is None or measurement.center in centers:
        return True
    return not seen_by(entries, measurement.center, measurement.collected_at).isdisjoint(centers)


def shown_state(
    centers: Collection[str] | None, measurement: Measurement, answer: MeasurementState
) -> MeasurementState:
    """Return a state as a caller may read it: another subject is named to those who see all that its sender sent.

    Args:
        centers: the centers that the caller may see; None: all.
        measurement: the measurement, which the caller may see.
        answer: its state.
    """
    if centers is None or measurement.center in centers:  # `moved-suspect` names a subject of the same sender
        return answer
    return answer._replace(held=tuple(map(_without_subject, answer.held)))


def _without_subject(held: Held) -> Held:
    sent = held.sent
    issues = (
        replace(issue, found="") if issue.code is IssueCode.MOVED_SUSPECT else issue for issue in sent.issues
    )
    return replace(held, sent=replace(sent, issues=tuple(issues)))


def require_subject(services: Services, study: str, subject: str, centers: Collection[str] | None) -> None:
    """Check that a subject was ever sent, registered or decided about, at a center that the caller may see.

    Args:
        services: the ports.
        study: the study's id.
        subject: the subject's id.
        centers: the centers that the caller may see; None: all.

    Raises:
        Missing: none of these centers knows the subject.
    """
    masked = is_masked_now(services, study)
    if masked:
        known_of = timeline(services.registry, services.results, study, subject)
        sent = {place.center for place in known_of.answers}
    else:
        sent = {panel.run.center for panel in services.results.subject_panels(study, subject)}
    dossier = services.registry.view(study, [], [subject]).dossiers[subject]
    # decisions may be about masked results; a masked caller has what they moved among the answers
    moved = set() if masked else {decision.measurement.center for decision in dossier.decisions}
    registered = {center for entry in dossier.in_study() for center in entry.subject.centers}
    known = {*sent, *dossier.newest(), *registered, *dossier.owners(), *moved}
    if not (known if centers is None else known.intersection(centers)):
        raise Missing("subject")
