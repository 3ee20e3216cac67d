"""A delivery is taken up: steps 0 to 9 of a file's way, each of them harmless when done again (docs/architecture.md)."""

from dataclasses import dataclass, field, replace

from hepaflow import VERSION
from hepaflow.domain.files import SETTLED, Claim, Delivery, DeliveryStatus, FileState, FileStatus, Recipe
from hepaflow.domain.identity import file_id, sha256
from hepaflow.domain.profile import Profile
from hepaflow.domain.vocabulary import Catalog
from hepaflow.pipeline.chronicle import Clock
from hepaflow.pipeline.commit import commit, received_earlier
from hepaflow.pipeline.outcome import Counts
from hepaflow.pipeline.receipts import keep_acknowledgement, keep_unknown
from hepaflow.pipeline.running import keep_source, run
from hepaflow.pipeline.standing import standing
from hepaflow.ports import Files, Gone, Intake, Registry, Results

UNKNOWN = "unknown"
_FIRST_RUN = 1


@dataclass(frozen=True, slots=True)
class Services:
    """What an ingest needs from outside."""

    intake: Intake
    source: Files
    receipts: Files
    results: Results
    registry: Registry
    catalog: Catalog
    clock: Clock


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a delivery; `counts` are those of its file."""

    status: DeliveryStatus
    file_id: str = ""
    counts: Counts = field(default_factory=Counts)


def ingest(delivery: Delivery, services: Services) -> Summary:
    """Take up one delivery. A retry, a rival and the same bytes under another name end in the same state.

    Raises:
        Unbalanced: the counts do not account for every row.
        Gone: the object was removed before anybody took it up.
    """
    kept = services.registry.record(addressed(delivery, services.registry))
    if kept.status in SETTLED:
        return _done(kept, services)
    if kept.study == UNKNOWN:
        return _unknown(kept, services)
    try:
        data = services.intake.read(kept.key, kept.version_id)
    except Gone:  # a rival has taken it up since: it marks a delivery before it removes the object
        return _taken_up_since(services.registry.record(kept), services)
    named = replace(kept, file_id=file_id(kept.study, kept.center, data))
    state = services.registry.view(named.study, [named.file_id]).state(named.file_id)
    claim = _claim(named, data, services, state)
    if claim is None:
        return Summary(DeliveryStatus.AWAITING_PROFILE, named.file_id)
    if state is None or claim.n > state.run:
        outcome = run(named, data, claim, services)
        state = commit(named, claim, outcome, services, state)
    return _close(named, data, claim, state, services)


def addressed(delivery: Delivery, registry: Registry) -> Delivery:
    """Return the delivery under its study and center; under `unknown` where its key names none that exists."""
    definition = registry.definition(delivery.study)
    if definition is None or delivery.center not in definition.centers:
        return replace(delivery, study=UNKNOWN, center=UNKNOWN)
    return delivery


def _claim(delivery: Delivery, data: bytes, services: Services, state: FileState | None) -> Claim | None:
    """Return the claim that holds for the file; None where no profile says how to read it.

    Another recipe than the claim names reads as another run, also where a rival of other code claimed the file a
    moment ago. A settled file is not read again, but for a refused one under a newer profile: whoever sends it again
    has been told to.
    """
    registry = services.registry
    claim = registry.latest_claim(delivery.study, delivery.file_id)
    if claim is None:
        profile = _profile(delivery, registry)
        if profile is None:
            return None
        claim = registry.claim(delivery.study, delivery.file_id, _first(delivery, data, profile, services))
    while (recipe := _wanted(delivery, claim, state, services)) != claim.recipe:
        wanted = replace(claim, n=claim.n + 1, recipe=recipe, version_id=delivery.version_id)
        claim = registry.claim(delivery.study, delivery.file_id, wanted)
    return claim


def _wanted(delivery: Delivery, claim: Claim, state: FileState | None, services: Services) -> Recipe:
    """Return the recipe that the file has to be read with; that of the claim where it is settled."""
    if state is None or claim.n > state.run:
        return _ours(delivery, claim.recipe.profile_version, services)
    newest = services.registry.profile(delivery.study, delivery.center)
    if state.status is not FileStatus.REFUSED or newest is None:
        return claim.recipe
    newer = newest.version > claim.recipe.profile_version
    return _ours(delivery, newest.version, services) if newer else claim.recipe


def _profile(delivery: Delivery, registry: Registry) -> Profile | None:
    """Return the newest profile; where there is none, the delivery waits, and whoever adds one finds it waiting."""
    profile = registry.profile(delivery.study, delivery.center)
    if profile is None:
        registry.mark(replace(delivery, status=DeliveryStatus.AWAITING_PROFILE))
        # it may have come before the mark was there to be seen
        profile = registry.profile(delivery.study, delivery.center)
    return profile


def _first(delivery: Delivery, data: bytes, profile: Profile, services: Services) -> Claim:
    recipe = _ours(delivery, profile.version, services)
    return Claim(_FIRST_RUN, delivery.center, sha256(data), delivery.received, delivery.version_id, recipe)


def _ours(delivery: Delivery, profile_version: int, services: Services) -> Recipe:
    definition = services.registry.definition(delivery.study)
    return Recipe(profile_version, services.catalog.version, VERSION, definition.version if definition else 0)


def _close(delivery: Delivery, data: bytes, claim: Claim, state: FileState, services: Services) -> Summary:
    """Keep the source copy, say what became of the delivery, and only then empty the intake."""
    keep_source(delivery, data, state, claim, services)
    status = DeliveryStatus.TAKEN_UP
    if claim.version_id != delivery.version_id:
        status = DeliveryStatus.DUPLICATE
        state = received_earlier(delivery, state, services)
        keep_acknowledgement(delivery, state, standing(delivery, data, claim, state, services), services)
    closed = replace(delivery, status=status)
    services.registry.mark(closed)
    return _done(closed, services)


def _taken_up_since(delivery: Delivery, services: Services) -> Summary:
    """Return what a rival made of a delivery whose object is gone.

    Raises:
        Gone: nobody took it up. It is lost, so somebody has to be told.
    """
    if delivery.status not in SETTLED:
        raise Gone
    return _summary(delivery, services)


def _unknown(delivery: Delivery, services: Services) -> Summary:
    """Answer a delivery that nobody can be asked about; its object stays in the intake."""
    keep_unknown(delivery, services)
    services.registry.mark(replace(delivery, status=DeliveryStatus.UNKNOWN))
    return Summary(DeliveryStatus.UNKNOWN)


def _done(delivery: Delivery, services: Services) -> Summary:
    if delivery.status is not DeliveryStatus.UNKNOWN:
        services.intake.remove(delivery.key, delivery.version_id)
    return _summary(delivery, services)


def _summary(delivery: Delivery, services: Services) -> Summary:
    if not delivery.file_id:
        return Summary(delivery.status)
    state = services.registry.view(delivery.study, [delivery.file_id]).state(delivery.file_id)
    return Summary(delivery.status, delivery.file_id, Counts(*state.counts) if state else Counts())
