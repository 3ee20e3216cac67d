"""Try a draft of a profile on a stored file; nothing but the answer is stored."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

from hepaflow.domain.identity import RunId
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.files import Counts, FileState, FileStatus
from hepaflow.pipeline.changes.preview import Difference, between, difference_to_json
from hepaflow.pipeline.changes.supposition import Supposed, SupposedPanels, supposed_state
from hepaflow.pipeline.profiles.labs import beside_papers
from hepaflow.pipeline.reading.open_file import content_of
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.file_run import FileRun, within
from hepaflow.pipeline.runs.receipt import stored_issues
from hepaflow.pipeline.runs.recipe import recipe_of, visible_of
from hepaflow.pipeline.runs.run import read, stored_panels
from hepaflow.pipeline.runs.source_copy import source_of
from hepaflow.pipeline.runs.subjects import subjects_of
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.standpoints import Standpoint
from hepaflow.writers.tables import write_issues

_FIRST = 20  # places that an answer shows of each code
_NONE = 0  # no run counts
_NUMBERS = ("rows", "accepted", "held", "rejected", "skipped")
FoundByCode = dict[str, list[str]]  # by issue code, where it stands in the lab's own file


@dataclass(frozen=True, slots=True)
class Trial:
    """What a draft would change.

    Attributes:
        refused: the issue code for which the file would be refused, or "".
        before: row accounting of the file as it stands.
        after: of the file as the draft reads it.
        found_before: the issues of the file as it stands.
        found_after: as the draft finds them.
        difference: of current values.
    """

    refused: str
    before: Counts
    after: Counts
    found_before: FoundByCode
    found_after: FoundByCode
    difference: Difference


def try_profile(draft: Profile, file_id: str, journal_number: int, services: Services) -> Trial:
    """Read a stored file by a draft, and compare the outcome with the values at a journal number.

    Args:
        draft: the draft of the profile; it names study, center and feed.
        file_id: the file.
        journal_number: the number at which current values are compared.
        services: the ports.

    Raises:
        Missing: the center has no such file, or its receipt is lost.
        SourceGone: no copy of the file was kept.
        ReadOtherwise: only rows of the file are kept, and the draft reads other cells.
    """
    study, registry = draft.study, services.registry
    state = registry.view(study, [file_id]).state(file_id)
    claim = registry.claim_of(study, file_id, state.run_number) if state else None
    if state is None or claim is None or (state.file_id, state.center) != (file_id, draft.center):
        raise Missing("file")
    data = source_of(study, file_id, claim, services)
    definition = registry.definition(study)
    recipe = recipe_of(definition, draft, services)
    profile = beside_papers(registry, within(definition, draft), recipe.labs)
    run = RunId(study, draft.center, file_id, claim.run_number)
    file = FileRun(run, replace(claim, recipe=recipe), content_of(data), profile, definition)
    outcome = read(file, services.catalog).outcome
    return Trial(
        outcome.issues[0].code if outcome.refused else "",
        Counts(*state.counts),
        outcome.counts,
        _stood(study, state, services),
        _found(_listed(outcome)),
        _difference(draft, state, outcome, journal_number, services),
    )


def trial_to_json(trial: Trial) -> dict[str, Any]:
    """Return the answer as it is kept."""
    return {
        "refused": trial.refused,
        "counts": {
            name: {"before": getattr(trial.before, name), "after": getattr(trial.after, name)}
            for name in _NUMBERS
        },
        "issues": [
            _code(code, trial.found_before.get(code, []), trial.found_after.get(code, []))
            for code in sorted({*trial.found_before, *trial.found_after})
        ],
        "difference": difference_to_json(trial.difference),
    }


def _code(code: str, before: list[str], after: list[str]) -> dict[str, Any]:
    known, found = set(before), set(after)
    return {
        "code": code,
        "before": len(before),
        "after": len(after),
        "gone": [line for line in dict.fromkeys(before) if line not in found][:_FIRST],
        "new": [line for line in dict.fromkeys(after) if line not in known][:_FIRST],
    }


def _difference(
    draft: Profile, state: FileState, outcome: Outcome, number: int, services: Services
) -> Difference:
    counts = not outcome.refused and state.status is not FileStatus.VOIDED
    run = RunId(draft.study, draft.center, state.file_id, state.run_number + 1)
    visible = visible_of(
        draft, run.run_number if counts else _NONE, state.history[-1].received, outcome.places
    )
    supposed = (Supposed(run, visible, tuple(stored_panels(run, outcome))),)
    panels = SupposedPanels(services.results, supposed)
    stood = RunId(draft.study, draft.center, state.file_id, state.run_number)
    among = panels.subjects | subjects_of(stood, services)
    before = Standpoint(services.registry, services.results, number)
    after = Standpoint(supposed_state(services.registry, supposed), panels, number)
    return between(draft.study, before, after, among)


def _stood(study: str, state: FileState, services: Services) -> FoundByCode:
    run = RunId(study, state.center, state.file_id, state.run_number)
    kept = stored_issues(run, services)
    if kept is None:
        raise Missing("receipt")
    return _found(csv.DictReader(StringIO(kept.decode("utf-8"), newline="")))


def _listed(outcome: Outcome) -> Iterable[dict[str, str]]:
    text = StringIO(newline="")
    write_issues(outcome.issues, text, places=outcome.places)
    text.seek(0)
    return csv.DictReader(text)


def _found(issues: Iterable[dict[str, str]]) -> FoundByCode:
    found: FoundByCode = {}
    for issue in issues:
        found.setdefault(issue["code"], []).append(issue["line"])
    return found
