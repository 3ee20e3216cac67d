"""Read the profile named on the command line, or report what is wrong with it."""

from pathlib import Path

import click

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.profiles.parse import ProfileFault, check_against, profile_from_toml
from hepaflow.pipeline.profiles.references import CatalogReferences
from hepaflow.pipeline.profiles.unfinished import unfinished


def read_profile(path: Path, catalog: Catalog) -> Profile:
    """Return the profile of a file.

    Raises:
        ClickException: what is wrong with it.
    """
    try:
        profile = profile_from_toml(path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise click.ClickException(f"{path.name} is not UTF-8 text: save the profile as UTF-8") from None
    except ProfileFault as fault:
        raise click.ClickException(f"{path.name} is not a valid profile:\n{fault}") from None
    if todos := unfinished(profile):
        told = "\n".join(str(fault) for fault in todos)
        raise click.ClickException(f"{path.name} is a draft that is not finished:\n{told}")
    if faults := check_against(profile, CatalogReferences(catalog)):
        told = "\n".join(str(fault) for fault in faults)
        raise click.ClickException(f"{path.name} names codes or units that are not in the catalog:\n{told}")
    return profile
