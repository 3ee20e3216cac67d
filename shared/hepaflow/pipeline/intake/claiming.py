"""Which run a file is taken up with: the first worker claims it, and every retry and rival uses that claim (law 2)."""

from dataclasses import replace

from hepaflow.domain.files import Claim, Delivery, DeliveryStatus, FileState, FileStatus, Recipe
from hepaflow.domain.identity import sha256
from hepaflow.domain.profile import Profile
from hepaflow.pipeline.intake.delivery_receipts import keep_waiting
from hepaflow.pipeline.intake.services import Services
from hepaflow.pipeline.runs.recipes import recipe_of

_FIRST_RUN = 1


def claimed(delivery: Delivery, data: bytes, services: Services, state: FileState | None) -> Claim | None:
    """Return the claim that holds for the file; None where no profile says how to read it.

    Another recipe than the claim names reads as another run, also where a rival of other code claimed the file a
    moment ago. A settled file is not read again, but for a refused one under a newer profile: whoever sends it again
    has been told to. A file that counts is read again only where a data manager wants it.
    """
    registry = services.registry
    if state is not None and state.status is not FileStatus.REFUSED:
        return registry.claim_of(delivery.study, delivery.file_id, state.run)
    claim = registry.latest_claim(delivery.study, delivery.file_id)
    if claim is None:
        profile = profile_for(delivery, services)
        if profile is None:
            return None
        claim = registry.claim(delivery.study, delivery.file_id, _first(delivery, data, profile, services))
    while (recipe := _wanted(delivery, claim, state, services)) != claim.recipe:
        wanted = replace(claim, n=claim.n + 1, recipe=recipe, version_id=delivery.version_id)
        claim = registry.claim(delivery.study, delivery.file_id, wanted)
    return claim


def _wanted(delivery: Delivery, claim: Claim, state: FileState | None, services: Services) -> Recipe:
    """Return the recipe that a new or refused file has to be read with; that of the claim where it is settled."""
    if state is None or claim.n > state.run:
        return recipe_of(delivery.study, claim.recipe.profile_version, services)
    newest = services.registry.profile(delivery.study, delivery.center)
    if newest is None or newest.version <= claim.recipe.profile_version:
        return claim.recipe
    return recipe_of(delivery.study, newest.version, services)


def profile_for(delivery: Delivery, services: Services) -> Profile | None:
    """Return the newest profile; where there is none, the delivery waits, and whoever adds one finds it waiting."""
    registry = services.registry
    profile = registry.profile(delivery.study, delivery.center)
    if profile is None:
        keep_waiting(delivery, services)
        registry.mark(replace(delivery, status=DeliveryStatus.AWAITING_PROFILE))
        # it may have come before the mark was there to be seen
        profile = registry.profile(delivery.study, delivery.center)
    return profile


def _first(delivery: Delivery, data: bytes, profile: Profile, services: Services) -> Claim:
    recipe = recipe_of(delivery.study, profile.version, services)
    return Claim(_FIRST_RUN, delivery.center, sha256(data), delivery.received, delivery.version_id, recipe)
