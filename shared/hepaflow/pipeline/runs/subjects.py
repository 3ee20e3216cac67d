"""Find the subjects that a run contains."""

from hepaflow import VERSION
from hepaflow.domain.fold.targets.deletions import has_deletions
from hepaflow.domain.identity import RunId
from hepaflow.domain.study.files import Claim
from hepaflow.pipeline.reading.open_file import content_of
from hepaflow.pipeline.runs.file_run import file_run
from hepaflow.pipeline.runs.run import read
from hepaflow.pipeline.runs.source_copy import SourceGone, source_of
from hepaflow.pipeline.services import Services
from hepaflow.readers.copied import ReadOtherwise


def subjects_of(run: RunId, services: Services) -> frozenset[str]:
    """Return the subjects of a run, found by reading once more what it read.

    Other code or another catalog may read otherwise, and of some files nothing was kept: then all subjects of the
    center are meant. A deletion by id alone may mean any of them, too.
    """
    claim = services.registry.claim_of(run.study, run.file_id, run.run_number)
    if claim is not None and _is_ours(claim, services):
        try:
            data = source_of(run.study, run.file_id, claim, services)
            file = file_run(run.study, run.file_id, claim, content_of(data), services)
            outcome = read(file, services.catalog).outcome
            if has_deletions(outcome.issues):
                return _of_center(run, services)
            return frozenset(panel.subject for panel in outcome.panels)
        except (SourceGone, ReadOtherwise):  # of a copy: an earlier profile read other columns
            return _of_center(run, services)
    return _of_center(run, services)


def _is_ours(claim: Claim, services: Services) -> bool:
    recipe = claim.recipe
    return (recipe.code_version, recipe.catalog_version) == (VERSION, services.catalog.version)


def _of_center(run: RunId, services: Services) -> frozenset[str]:
    return frozenset(services.registry.subjects(run.study, run.center))
