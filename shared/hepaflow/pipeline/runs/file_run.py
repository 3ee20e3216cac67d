"""Describe one run over a file: everything that its steps need, fetched once."""

from dataclasses import dataclass, replace

from hepaflow.domain.identity import RunId
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.files import Claim
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.profiles.labs import beside_papers
from hepaflow.pipeline.reading.open_file import Content, open_content
from hepaflow.pipeline.services import Services
from hepaflow.readers.sheet import Sheet


class ProfileGone(Exception):
    """A claim names a profile version that the registry does not hold: our fault."""


@dataclass(frozen=True, slots=True)
class FileRun:
    """One run over a file; every step of the run takes it.

    Attributes:
        id: study, center, file and number of the run.
        claim: receipt and recipe of the run.
        content: the bytes, with the format that they show.
        profile: the profile version that the recipe names, within the study (see `within`), beside the papers of its labs.
        definition: the definition version that the recipe names; None where the study has none.
    """

    id: RunId
    claim: Claim
    content: Content
    profile: Profile
    definition: StudyDefinition | None

    def opened(self) -> tuple[Sheet, Profile]:
        """Parse the file from its beginning; return its rows and the profile adjusted to its format.

        Raises:
            Refused: the file cannot be read as the profile declares it.
            ReadOtherwise: the copy that was kept lacks what the profile reads.
        """
        return open_content(self.content, self.profile)


def file_run(study: str, file_id: str, claim: Claim, content: Content, services: Services) -> FileRun:
    """Fetch what a claimed run reads with.

    Args:
        study: the study's id.
        file_id: the file.
        claim: the claim of the run.
        content: the bytes, with the format that they show.
        services: the ports.

    Raises:
        ProfileGone: the registry lacks the profile of the claim.
    """
    definition = services.registry.definition(study, claim.recipe.definition_version)
    declared = within(definition, claimed_profile(study, claim, services))
    profile = beside_papers(services.registry, declared, claim.recipe.labs)
    return FileRun(RunId(study, claim.center, file_id, claim.run_number), claim, content, profile, definition)


def within(definition: StudyDefinition | None, profile: Profile) -> Profile:
    """Return the profile with the study's pattern of subject ids where the center declares none of its own."""
    if definition is None or profile.subject.pattern is not None:
        return profile
    subject = profile.subject.model_copy(update={"pattern": definition.subject_pattern})
    return profile.model_copy(update={"subject": subject})


def numbered(file: FileRun, n: int) -> FileRun:
    """Return the same run under another number."""
    return replace(file, id=replace(file.id, run_number=n), claim=replace(file.claim, run_number=n))


def claimed_profile(study: str, claim: Claim, services: Services) -> Profile:
    """Return the profile version that a claim names.

    Args:
        study: the study's id.
        claim: the claim; it names center, feed and version.
        services: the ports.

    Raises:
        ProfileGone: the registry lacks it.
    """
    version, feed = claim.recipe.profile_version, claim.recipe.feed
    profile = services.registry.profile(study, claim.center, version, feed=feed)
    if profile is None:
        raise ProfileGone(f"{study} {claim.center} {feed} {version}")
    return profile
