"""Claim the run of a delivered file: the first worker claims it, and every retry and rival uses that claim (law 2)."""

from dataclasses import replace

from hepaflow.domain.identity import sha256
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.files import Claim, Delivery, DeliveryStatus, FileState, FileStatus, Recipe
from hepaflow.pipeline.intake.delivery_receipt import keep_waiting
from hepaflow.pipeline.intake.incoming import IncomingFile, claimed_run
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.recipe import recipe_with
from hepaflow.pipeline.services import Services

FIRST_RUN = 1


def claimed(
    file: IncomingFile, state: FileState | None, services: Services, newest: Profile | None = None
) -> FileRun | None:
    """Return the run that the claim of a file names; None where no profile says how to read it.

    Another recipe than the claim names reads as another run, also where a rival of other code claimed the file a
    moment ago. A settled file is not read again, but for a refused one under a newer profile: whoever sends it again
    has been told to. A file that counts is read again only where a data manager wants it.

    Args:
        file: the delivered file.
        state: the file as it is now; None where no run of it has been committed.
        services: the ports.
        newest: the newest profile of the center, where it was read already.
    """
    registry, delivery = services.registry, file.delivery
    if state is not None and state.status is not FileStatus.REFUSED:
        settled = registry.claim_of(delivery.study, delivery.file_id, state.run_number)
        return claimed_run(file, settled, newest, services) if settled else None
    claim = registry.latest_claim(delivery.study, delivery.file_id)
    if claim is None:
        newest = newest or profile_for(delivery, services)
        if newest is None:
            return None
        first = first_claim(file, recipe_with(file.definition, newest.version, services))
        claim = registry.claim(delivery.study, delivery.file_id, first)
    elif state is not None and claim.run_number <= state.run_number:
        newest = newest or registry.profile(delivery.study, delivery.center)
    while (recipe := _wanted(file, claim, state, newest, services)) != claim.recipe:
        claim = registry.claim(delivery.study, delivery.file_id, next_claim(file, claim, recipe))
    return claimed_run(file, claim, newest, services)


def first_claim(file: IncomingFile, recipe: Recipe) -> Claim:
    """Return the claim of the first run of a file."""
    delivery = file.delivery
    return Claim(
        FIRST_RUN, delivery.center, sha256(file.data), delivery.received, delivery.version_id, recipe
    )


def next_claim(file: IncomingFile, claim: Claim, recipe: Recipe) -> Claim:
    """Return the claim of the run after a claimed one; the file's time of receipt stays.

    Args:
        file: the file as it was delivered now.
        claim: the claim of the run before.
        recipe: what the next run reads with.
    """
    return replace(claim, run_number=claim.run_number + 1, recipe=recipe, version_id=file.delivery.version_id)


def _wanted(
    file: IncomingFile, claim: Claim, state: FileState | None, newest: Profile | None, services: Services
) -> Recipe:
    """Return the recipe that a new or refused file has to be read with; that of the claim where it is settled."""
    if state is None or claim.run_number > state.run_number:
        return recipe_with(file.definition, claim.recipe.profile_version, services)
    if newest is None or newest.version <= claim.recipe.profile_version:
        return claim.recipe
    return recipe_with(file.definition, newest.version, services)


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
