"""Claim the run of a delivered file: the first worker claims it, and every retry and rival uses that claim (law 2)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from hepaflow.domain.identity import sha256
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.addresses import with_feed
from hepaflow.domain.study.feeds import UNDECLARED
from hepaflow.domain.study.files import Claim, Delivery, DeliveryStatus, FileState, FileStatus, Recipe
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.intake.delivery_receipt import (
    keep_waiting,
    keep_waiting_for_feed,
    keep_waiting_for_pattern,
)
from hepaflow.pipeline.intake.incoming import IncomingFile, claimed_run
from hepaflow.pipeline.profiles.patterns import PatternRefused, check_patterns
from hepaflow.pipeline.runs.base import newest_base
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.recipe import recipe_of, recipe_with
from hepaflow.pipeline.services import Services

FIRST_RUN = 1


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file when it is to be claimed; all of it is read at once, for nothing of it depends on the rest.

    Attributes:
        state: the file as it is now; None where no run of it has been committed.
        claim: its latest claim.
        usable: the newest profile of the feed, and what tells the center if there is none that can be used.
    """

    state: FileState | None
    claim: Claim | None
    usable: "_Usable"


def known_of(file: IncomingFile, services: Services, newest: Profile | None = None) -> Known:
    """Read what is known of a file.

    Args:
        file: the delivered file.
        services: the ports.
        newest: the newest profile of the feed, where it was read already.
    """
    delivery = file.delivery
    found = services.together(
        lambda: file.state(services),
        lambda: services.registry.latest_claim(delivery.study, delivery.file_id),
        lambda: (keep_waiting, newest) if newest else _usable(delivery, file.definition, services),
    )
    return Known(*found)


def claimed(file: IncomingFile, known: Known, services: Services) -> FileRun | None:
    """Return the run that the claim of a file names; None where no profile says how to read it.

    Another recipe than the claim names reads as another run, also where a rival of other code claimed the file a
    moment ago. A settled file is not read again, but for a refused one under a newer profile, or that of another feed:
    whoever sends it again has been told to. A voided one is read again by another feed, once that has a profile. A file
    that counts is read again only where a data manager wants it.

    Args:
        file: the delivered file.
        known: what is known of it.
        services: the ports.
    """
    registry, delivery = services.registry, file.delivery
    state, claim, newest = known.state, known.claim, None
    if state is not None and state.status is not FileStatus.REFUSED:
        settled = _claim_of(state.run_number, file, known, services)
        if settled is None or state.status is not FileStatus.VOIDED or settled.recipe.feed == delivery.feed:
            return claimed_run(file, settled, known.usable[1], services) if settled else None
        newest = profile_for(delivery, file.definition, services, known.usable)
        if newest is None:
            return None
    if claim is None:
        newest = newest or profile_for(delivery, file.definition, services, known.usable)
        if newest is None:
            return None
        recipe = recipe_of(file.definition, newest, services)
        first = replace(first_claim(file, recipe), base=newest_base(delivery.study, newest, services))
        claim = registry.claim(delivery.study, delivery.file_id, first)
    elif state is not None and claim.run_number <= state.run_number:
        newest = (
            newest or known.usable[1] or registry.profile(delivery.study, delivery.center, feed=delivery.feed)
        )
    while (recipe := _wanted(file, claim, state, newest, services)) != claim.recipe:
        claim = registry.claim(delivery.study, delivery.file_id, next_claim(file, claim, recipe))
    run = claimed_run(file, claim, newest or known.usable[1], services)
    return run if state is not None or not _refused(run) else _claimed_anew(file, claim, services)


def _claim_of(number: int, file: IncomingFile, known: Known, services: Services) -> Claim | None:
    if known.claim is not None and known.claim.run_number == number:
        return known.claim
    return services.registry.claim_of(file.delivery.study, file.delivery.file_id, number)


def _refused(run: FileRun) -> bool:
    try:
        check_patterns(run.definition, run.profile)
    except PatternRefused:
        return True
    return False


def _claimed_anew(file: IncomingFile, claim: Claim, services: Services) -> FileRun | None:
    """Return the next run, under the newest profile, of a file that was claimed before patterns were checked."""
    delivery = file.delivery
    newest = profile_for(delivery, file.definition, services)
    if newest is None:
        return None
    recipe = recipe_of(file.definition, newest, services)
    claim = services.registry.claim(delivery.study, delivery.file_id, next_claim(file, claim, recipe))
    return claimed_run(file, claim, newest, services)


def first_claim(file: IncomingFile, recipe: Recipe) -> Claim:
    """Return the claim of the first run of a file."""
    delivery = file.delivery
    return Claim(
        FIRST_RUN, delivery.center, sha256(file.data), delivery.received, delivery.version_id, recipe
    )


def next_claim(file: IncomingFile, claim: Claim, recipe: Recipe) -> Claim:
    """Return the claim of the run after a claimed one; the file's time of receipt stays, and the base of its panels.

    Args:
        file: the file as it was delivered now.
        claim: the claim of the run before.
        recipe: what the next run reads with.
    """
    version_id = file.delivery.version_id
    return replace(claim, run_number=claim.run_number + 1, recipe=recipe, version_id=version_id, by="")


def _wanted(
    file: IncomingFile, claim: Claim, state: FileState | None, newest: Profile | None, services: Services
) -> Recipe:
    """Return the recipe that a new, refused or voided file has to be read with; that of the claim where it is settled.

    A claim that was left for the feed of a voided run is passed over. So is the feed of a run that counted once, where
    another feed refused the file since: the file was voided in between, and only a re-run makes that feed count again.
    """
    before = claim.recipe
    other = newest is not None and newest.feed != before.feed
    if state is None or claim.run_number > state.run_number:
        if newest is not None and other and state is not None and state.status is FileStatus.VOIDED:
            return recipe_of(file.definition, newest, services)
        return recipe_with(file.definition, before.profile_version, before.feed, before.labs, services)
    if newest is None or (not other and newest.version <= before.profile_version):
        return before
    if other and any(seen.run_number and seen.feed == newest.feed for seen in state.history):
        return before
    return recipe_of(file.definition, newest, services)


def profile_for(
    delivery: Delivery,
    definition: StudyDefinition | None,
    services: Services,
    usable: "_Usable | None" = None,
) -> Profile | None:
    """Return the newest profile; where there is none, the delivery waits, and whoever adds one finds it waiting.

    A stored profile whose pattern can take too long reads no file: the delivery waits for the next version.

    Args:
        delivery: the delivery.
        definition: the newest definition of the study.
        services: the ports.
        usable: the newest profile, where it was read already.
    """
    registry = services.registry
    keep, profile = usable or _usable(delivery, definition, services)
    if profile is None:
        keep(delivery, services)
        registry.mark(replace(delivery, status=DeliveryStatus.AWAITING_PROFILE))
        # it may have come before the mark was there to be seen
        _, profile = _usable(delivery, registry.definition(delivery.study), services)
    return profile


def waits_for_pattern(delivery: Delivery, definition: StudyDefinition | None, services: Services) -> bool:
    """Say whether a register waits because the study's pattern can take too long; then it is told so.

    Args:
        delivery: the register.
        definition: the newest definition of the study.
        services: the ports.
    """
    try:
        check_patterns(definition)
    except PatternRefused:
        keep_waiting_for_pattern(delivery, services)
        services.registry.mark(replace(delivery, status=DeliveryStatus.AWAITING_PROFILE))
        return True
    return False


def still_waits(delivery: Delivery, services: Services) -> bool:
    """Say whether a delivery waits, or failed, and nothing that it waits for is there yet.

    Args:
        delivery: the delivery as it is kept.
        services: the ports.
    """
    if delivery.status is not DeliveryStatus.AWAITING_PROFILE:
        return delivery.status in {DeliveryStatus.UNKNOWN, DeliveryStatus.FAILED}
    definition = services.registry.definition(delivery.study)
    if delivery.center != RESERVED_CENTER:
        return _usable(delivery, definition, services)[1] is None
    try:
        check_patterns(definition)
    except PatternRefused:
        return True
    return False


_Usable = tuple[Callable[[Delivery, Services], None], Profile | None]


def _usable(delivery: Delivery, definition: StudyDefinition | None, services: Services) -> _Usable:
    sent = with_feed(delivery, definition)
    if sent.feed == UNDECLARED:
        return keep_waiting_for_feed, None
    profile = services.registry.profile(sent.study, sent.center, feed=sent.feed)
    try:
        check_patterns(definition, profile)
    except PatternRefused:
        return keep_waiting_for_pattern, None
    return keep_waiting, profile
