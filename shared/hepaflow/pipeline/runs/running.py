"""One run over a file: read under the claim's recipe, write panels and receipt; nothing of it is visible yet."""

from datetime import datetime

from hepaflow.domain.files import Claim, Delivery
from hepaflow.domain.identity import RunId
from hepaflow.domain.profile import Profile
from hepaflow.domain.study import StudyDefinition
from hepaflow.pipeline.reading.one_file import read_file
from hepaflow.pipeline.reading.opening import Bytes
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.unmapped import unmapped_in
from hepaflow.pipeline.runs.receipts import keep_receipt
from hepaflow.pipeline.runs.workplace import Workplace


class Unbalanced(Exception):  # noqa: N818 names the state of the counts
    """Rows got lost or were counted twice: our fault, so nothing of the file is kept."""


class ProfileGone(Exception):  # noqa: N818 names the state of the registry
    """A claim names a profile version that the registry does not hold: our fault."""


def run(delivery: Delivery, data: bytes, claim: Claim, services: Workplace) -> Outcome:
    """Read a file as its claim says, write its panels and its receipt; the same claim writes the same bytes."""
    outcome = read_as_claimed(delivery, data, claim, services)
    keep_run(
        RunId(delivery.study, delivery.center, delivery.file_id, claim.n), data, claim, outcome, services
    )
    return outcome


def keep_run(address: RunId, data: Bytes, claim: Claim, outcome: Outcome, services: Workplace) -> None:
    """Write what a run gave: its panels and its receipt."""
    services.results.write(address, outcome.panels)
    services.registry.note_unmapped(address, unmapped_in(outcome))
    keep_receipt(address, data, claim, profile_of(address.study, claim, services), outcome, services)


def read_as_claimed(delivery: Delivery, data: bytes, claim: Claim, services: Workplace) -> Outcome:
    """Read a file as its claim says.

    Raises:
        Unbalanced: the counts do not account for every row.
    """
    return read_by(profile_of(delivery.study, claim, services), data, claim, services)


def read_by(profile: Profile, data: Bytes, claim: Claim, services: Workplace) -> Outcome:
    """Read a file by a profile, be it that of the claim or a draft; everything else is as the claim says.

    Raises:
        Unbalanced: the counts do not account for every row.
    """
    definition = services.registry.definition(profile.study, claim.recipe.definition_version)
    outcome = read_file(
        data,
        _within(definition, profile),
        services.catalog,
        datetime.fromisoformat(claim.received),
        study_start=definition.start if definition else None,
    )
    if not outcome.counts.balanced():
        raise Unbalanced(claim.sha256)
    return outcome


def _within(definition: StudyDefinition | None, profile: Profile) -> Profile:
    """Return the profile with the study's pattern of subject ids where the center declares none of its own."""
    if definition is None or profile.subject.pattern is not None:
        return profile
    subject = profile.subject.model_copy(update={"pattern": definition.subject_pattern})
    return profile.model_copy(update={"subject": subject})


def profile_of(study: str, claim: Claim, services: Workplace) -> Profile:
    version = claim.recipe.profile_version
    profile = services.registry.profile(study, claim.center, version)
    if profile is None:
        raise ProfileGone(f"{study} {claim.center} {version}")
    return profile
