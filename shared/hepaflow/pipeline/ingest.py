"""Ingest one delivery: record, claim, read, commit, answer. Every step is idempotent (docs/architecture.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.addresses import with_feed
from hepaflow.domain.study.files import (
    SETTLED,
    UNKNOWN,
    Counts,
    Delivery,
    DeliveryStatus,
    FileState,
    FileStatus,
)
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.intake.announcements import announce_delivery
from hepaflow.pipeline.intake.archives import files_inside
from hepaflow.pipeline.intake.claim import claimed, known_of, profile_for, waits_for_pattern
from hepaflow.pipeline.intake.commit_file import commit, received_earlier
from hepaflow.pipeline.intake.delivery_receipt import keep_acknowledgement, keep_settled
from hepaflow.pipeline.intake.effects import keep_effect_input, tell_of_run
from hepaflow.pipeline.intake.incoming import IncomingFile, incoming
from hepaflow.pipeline.intake.routing import recorded, with_key
from hepaflow.pipeline.intake.values_now import standing
from hepaflow.pipeline.runs.commit import note_panels
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.recipe import visible_of
from hepaflow.pipeline.runs.run import Reading, keep_run, once, read_and_copy
from hepaflow.pipeline.runs.source_copy import keep_source
from hepaflow.pipeline.services import Services
from hepaflow.ports import Gone, TooLarge
from hepaflow.readers.sheet import LIMITS


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a delivery; `counts` and `is_refused` are those of its file."""

    status: DeliveryStatus
    file_id: str = ""
    counts: Counts = field(default_factory=Counts)
    is_refused: bool = False
    waits: bool = False  # a register that is to be confirmed

    @property
    def outcome(self) -> str:
        """Return `committed`, `refused` or `to-confirm` for a file that was read, else the status of the delivery."""
        if self.status is not DeliveryStatus.TAKEN_UP:
            return self.status
        if self.waits:
            return FileStatus.TO_CONFIRM
        return FileStatus.REFUSED if self.is_refused else FileStatus.COMMITTED


def ingest(delivery: Delivery, services: Services) -> Summary:
    """Take up one delivery. A retry, a rival and the same bytes under another name end in the same state.

    Raises:
        Unbalanced: the counts do not account for every row.
        Gone: the object was removed before anybody took it up.
    """
    kept, definition = recorded(delivery, services)
    if kept.study == UNKNOWN:
        return Summary(DeliveryStatus.UNKNOWN)  # its object stays in the intake
    kept = with_key(kept, delivery, services)
    if kept.status in SETTLED:
        return _done(kept, services)
    kept = with_feed(kept, definition)  # the feeds may have been declared since it was recorded
    try:  # of an object that is not found by its hash only the label is known, and no object has that as its key
        data = services.intake.read(kept.key, kept.version_id, LIMITS.bytes)
    except Gone:  # a rival has taken it up since: it marks a delivery before it removes the object
        return _taken_up_since(services.registry.record(kept), services)
    except TooLarge:
        return _too_large(kept, services)
    file = incoming(kept, data, definition)
    if kept.center == RESERVED_CENTER:
        return _take_up_register(file, services)
    inside = files_inside(file)
    return _take_up_all(file, inside, services) if inside else _take_up(file, services)


def _take_up_register(file: IncomingFile, services: Services) -> Summary:
    from hepaflow.pipeline.register.ingest_file import take_up_register  # few files are registers

    if waits_for_pattern(file.delivery, file.definition, services):
        return _waits(file.delivery, services)
    return _done(take_up_register(file, services), services)


def _take_up_all(
    archive: IncomingFile, inside: Sequence[tuple[Delivery, bytes]], services: Services
) -> Summary:
    """Take up every file inside an archive as a delivery of its own; done again, it is the same."""
    profile = profile_for(archive.delivery, archive.definition, services)
    if profile is None:
        return _waits(archive.delivery, services)
    for delivery, data in inside:
        kept = services.registry.record(delivery)
        if kept.status in SETTLED:
            _done(kept, services)
        else:
            _take_up(incoming(kept, data, archive.definition), services, profile)
    unpacked = replace(archive.delivery, status=DeliveryStatus.UNPACKED)
    services.registry.mark(unpacked)
    return _done(unpacked, services)


def _take_up(incoming_file: IncomingFile, services: Services, newest: Profile | None = None) -> Summary:
    """Take up a lab file; `newest` is the newest profile of its center, where it was read already."""
    known = known_of(incoming_file, services, newest)
    state, file = known.state, claimed(incoming_file, known, services)
    if file is None:
        return _waits(incoming_file.delivery, services)
    reading = None
    if state is None or file.claim.run_number > state.run_number:
        reading = read_and_copy(file, services.catalog, most_specimens=LIMITS.specimens)
        outcome = reading.outcome
        refusal = outcome.issues[0].code if outcome.refused else ""
        again = once(file, services.catalog, reading)
        keep_run(
            file,
            reading,
            services,
            lambda: keep_source(file, incoming_file.data, again, refusal, services),
            lambda: note_panels(file.id, outcome, services),
            # with the id of its file: whoever finds its dead letter looks whether the file counts
            lambda: services.registry.mark(incoming_file.delivery),
        )
        visible = visible_of(
            file.profile, 0 if outcome.refused else file.claim.run_number, file.claim.received, outcome.places
        )
        state = commit(file.id, visible, outcome, services, state)
    return _close(incoming_file, file, reading, state, services)


def _close(
    incoming_file: IncomingFile, file: FileRun, known: Reading | None, state: FileState, services: Services
) -> Summary:
    """Tell what became of the file or of the delivery, and only then empty the intake.

    Whoever committed may have died before the message about its effect was sent: then it is sent now.
    """
    delivery = incoming_file.delivery
    # a file that counts is read whole: earlier versions took up any number of specimens
    most = LIMITS.specimens if state.refusal else None
    reading = once(file, services.catalog, known, most)
    if known is None:
        keep_source(file, incoming_file.data, reading, state.refusal, services)
        keep_effect_input(file, reading, state, services)
    if file.claim.version_id == delivery.version_id:
        status = DeliveryStatus.TAKEN_UP
        tell_of_run(file.id, delivery.version_id, state, incoming_file.definition, services)
    else:
        status = DeliveryStatus.DUPLICATE
        state = received_earlier(delivery, state, services)
        keep_acknowledgement(delivery, state, standing(file.id, reading, state, services), services)
    closed = replace(delivery, status=status)
    services.registry.mark(closed)
    return _done(closed, services, state)


def _too_large(delivery: Delivery, services: Services) -> Summary:
    """Refuse a delivery that has more bytes than a file may have. Nothing of it was read, so it is no file."""
    refused = replace(delivery, status=DeliveryStatus.TOO_LARGE)
    services.registry.mark(refused)
    announce_delivery(refused, services.announcements)
    return _done(refused, services)


def _taken_up_since(delivery: Delivery, services: Services) -> Summary:
    """Return what a rival made of a delivery whose object is gone.

    Raises:
        Gone: nobody took it up. It is lost, so somebody has to be told.
    """
    if delivery.status not in SETTLED:
        raise Gone
    return _summary(delivery, _state(delivery, services))


def _waits(delivery: Delivery, services: Services) -> Summary:
    """Tell that a delivery waits, unless a rival has found a profile meanwhile; its object stays in the intake."""
    kept = services.registry.record(delivery)
    if kept.status in SETTLED:
        return _done(kept, services)
    announce_delivery(kept, services.announcements)
    return _summary(kept, _state(kept, services))


def _done(delivery: Delivery, services: Services, state: FileState | None = None) -> Summary:
    """Let the last answer stand over every earlier one, and empty the intake."""
    gone = delivery.parent or delivery.key_hash  # what came in an archive has no object of its own
    services.together(
        lambda: keep_settled(delivery, services),
        lambda: None if gone else services.intake.remove(delivery.key, delivery.version_id),
    )
    return _summary(delivery, state or _state(delivery, services))


def _state(delivery: Delivery, services: Services) -> FileState | None:
    if not delivery.file_id:
        return None
    return services.registry.view(delivery.study, [delivery.file_id]).state(delivery.file_id)


def _summary(delivery: Delivery, state: FileState | None) -> Summary:
    if state is None:
        return Summary(delivery.status, delivery.file_id)
    waits = state.status is FileStatus.TO_CONFIRM
    return Summary(delivery.status, delivery.file_id, Counts(*state.counts), bool(state.refusal), waits)
