"""Describe one delivered file on its way through the intake: everything that its steps need, fetched once."""

from dataclasses import dataclass, replace

from hepaflow.domain.identity import RunId, file_id
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.files import Claim, Delivery, FileState
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.profiles.labs import beside_papers
from hepaflow.pipeline.reading.open_file import Content, content_of
from hepaflow.pipeline.runs.file_run import FileRun, claimed_profile, within
from hepaflow.pipeline.services import Services


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A delivered file before its run is claimed; a lab file and a register take the same road.

    Attributes:
        delivery: the delivery, with the id of its file.
        data: the bytes as they were sent.
        content: the bytes with the format that they show.
        definition: the newest definition of the study; None where it has none.
    """

    delivery: Delivery
    data: bytes
    content: Content
    definition: StudyDefinition | None

    def state(self, services: Services) -> FileState | None:
        """Return the state of the file as it is now; None where no run of it has been committed."""
        view = services.registry.view(self.delivery.study, [self.delivery.file_id])
        return view.state(self.delivery.file_id)

    def run_id(self, claim: Claim) -> RunId:
        return RunId(self.delivery.study, self.delivery.center, self.delivery.file_id, claim.run_number)


def incoming(delivery: Delivery, data: bytes, definition: StudyDefinition | None) -> IncomingFile:
    """Identify a delivered file and detect its format.

    Args:
        delivery: the delivery, still without the id of its file.
        data: the bytes as they were sent.
        definition: the newest definition of the study; None where it has none.
    """
    named = replace(delivery, file_id=file_id(delivery.study, delivery.center, data))
    return IncomingFile(named, data, content_of(data), definition)


def claimed_run(file: IncomingFile, claim: Claim, known: Profile | None, services: Services) -> FileRun:
    """Return the run of a claim; only what is not known yet is fetched.

    Args:
        file: the delivered file.
        claim: the claim that holds.
        known: a version of the center's profile that was read already.
        services: the ports.

    Raises:
        ProfileGone: the registry lacks the profile of the claim.
    """
    recipe, definition = claim.recipe, file.definition
    if known is None or (known.feed, known.version) != (recipe.feed, recipe.profile_version):
        known = claimed_profile(file.delivery.study, claim, services)
    if definition is None or recipe.definition_version not in {0, definition.version}:
        definition = services.registry.definition(file.delivery.study, recipe.definition_version)
    profile = beside_papers(services.registry, within(definition, known), recipe.labs)
    return FileRun(file.run_id(claim), claim, file.content, profile, definition)
