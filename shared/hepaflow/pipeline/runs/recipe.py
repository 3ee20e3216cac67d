"""Choose the recipe to read a file with now, and say how a run under a profile counts."""

from hepaflow import VERSION
from hepaflow.domain.issues.places import Places
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.files import Recipe, Visible
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.profiles.labs import papers_number
from hepaflow.pipeline.profiles.patterns import check_patterns
from hepaflow.pipeline.services import Services

UNPLACED = 0  # the journal number comes with the event


class NoProfile(LookupError):
    """The center has no profile yet."""


def recipe_with(
    definition: StudyDefinition | None, profile_version: int, feed: str, labs: int, services: Services
) -> Recipe:
    """Return a recipe of this code and this catalog, with a definition that was read already.

    Args:
        definition: the study's definition; None, which counts as version 0, where the study has none.
        profile_version: the version of the profile.
        feed: the feed whose profile it is.
        labs: the journal number of the newest papers of its labs.
        services: the ports.
    """
    definition_version = definition.version if definition else 0
    return Recipe(profile_version, services.catalog.version, VERSION, definition_version, feed, labs)


def recipe_of(definition: StudyDefinition | None, profile: Profile, services: Services) -> Recipe:
    """Return a recipe with a profile, and with the newest papers of its labs.

    Args:
        definition: the study's definition.
        profile: the profile.
        services: the ports.
    """
    labs = papers_number(services.registry, profile)
    return recipe_with(definition, profile.version, profile.feed, labs, services)


def wanted_recipe(study: str, center: str, feed: str, services: Services) -> Recipe:
    """Return the newest recipe of a center's feed.

    Args:
        study: the study's id.
        center: the center's id.
        feed: the feed.
        services: the ports.

    Raises:
        NoProfile: the feed has no profile.
        PatternRefused: the pattern of subject ids can take too long.
    """
    profile = services.registry.profile(study, center, feed=feed)
    definition = services.registry.definition(study)
    if profile is None:
        raise NoProfile
    check_patterns(definition, profile)
    return recipe_of(definition, profile, services)


def visible_of(profile: Profile, run_number: int, received: str, places: Places) -> Visible:
    """Return how a run counts for the fold; the journal number is still open.

    Args:
        profile: the profile that read the run.
        run_number: the run; 0: no run of the file counts.
        received: receipt of the file, UTC ISO 8601 with milliseconds.
        places: how the lines of the file are to be shown.
    """
    return Visible(
        UNPLACED,
        run_number,
        received,
        accept_changes=profile.file.changes == "accept",
        specimen_identifies=profile.file.specimen_identifies,
        cumulative=profile.file.transfer == "cumulative",
        places=places,
        feed=profile.feed,
    )
