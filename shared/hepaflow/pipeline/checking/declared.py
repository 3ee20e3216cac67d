"""Find what the server would read a file of a center with, from the texts that it gives its users."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.profile.labs import Lab, labs_named_by, with_papers
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.fold_rules import FIRST_VERSION, NEWEST_VERSION
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.profiles.parse import lab_from_toml, profile_from_toml
from hepaflow.pipeline.profiles.patterns import PatternRefused, check_patterns
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.pipeline.reading.rows import Progress, no_progress
from hepaflow.pipeline.runs.file_run import within


@dataclass(frozen=True, slots=True)
class DeclaredNow:
    """What is declared for the files of a feed now.

    Attributes:
        profile: the profile within the study, beside the papers of its labs.
        study_start: earlier collection days are noted.
        fold_version: version of the rules by which rows of one measurement are compared.
        labs_without_papers: labs that the profile names, whose papers are not at hand: the server reads with them.
    """

    profile: Profile
    study_start: date | None
    fold_version: int
    labs_without_papers: tuple[str, ...]


def declared_now(profile_text: str, definition_text: str, papers: Iterable[str] = ()) -> DeclaredNow | None:
    """Return what the server would read a file with that came now; None if the file would wait for another version.

    Args:
        profile_text: the newest profile of the feed (TOML).
        definition_text: the newest definition of the study (JSON).
        papers: the newest papers of labs (TOML); those of labs that the profile does not name are not used.

    Raises:
        ProfileFault: this version of hepaflow cannot read the profile.
        ValidationError: nor the definition.
    """
    profile = profile_from_toml(profile_text)
    definition = StudyDefinition.model_validate_json(definition_text)
    try:
        check_patterns(definition, profile)
    except PatternRefused:
        return None
    return declared_by(profile, definition, map(lab_from_toml, papers))


def declared_by(profile: Profile, definition: StudyDefinition | None, labs: Iterable[Lab]) -> DeclaredNow:
    """Return what a file is read with.

    Args:
        profile: the profile of the feed.
        definition: the study's definition; None if it is not at hand.
        labs: the papers of labs; those of labs that the profile does not name are not used.
    """
    named = labs_named_by(profile)
    known = {lab.lab: lab for lab in labs if lab.lab in named}
    return DeclaredNow(
        with_papers(within(definition, profile), {name: known[name] for name in sorted(known)}),
        definition.start if definition else None,
        (definition.fold_version or FIRST_VERSION) if definition else NEWEST_VERSION,
        tuple(sorted(named - known.keys())),
    )


def read_declared(
    data: bytes,
    declared: DeclaredNow,
    catalog: Catalog,
    received: datetime,
    *,
    progress: Progress = no_progress,
) -> Outcome:
    """Read one file with what is declared for it.

    Args:
        data: the file.
        declared: what is declared.
        catalog: the known analytes and units.
        received: the time that counts as its arrival, with a zone.
        progress: told the line reached, now and then.
    """
    return read_file(
        data,
        declared.profile,
        catalog,
        received,
        study_start=declared.study_start,
        fold_version=declared.fold_version,
        progress=progress,
    )
