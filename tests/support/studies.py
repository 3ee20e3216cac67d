"""Build definitions of studies."""

from typing import Any

from hepaflow.domain.study.study import StudyDefinition


def study_definition(study: str, *centers: str, version: int = 1, **more: Any) -> StudyDefinition:
    """Return the definition of a trial.

    Args:
        study: its code.
        centers: their codes.
        version: of the definition.
        more: further fields of the definition.
    """
    return StudyDefinition(study=study, version=version, title="A trial", centers=centers, **more)
