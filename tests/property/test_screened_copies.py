"""A file whose original was replaced by a screening is read again with the same results: for every example."""

from dataclasses import replace
from operator import attrgetter

import pytest
from tests.support.copies import EXAMPLES, parts
from tests.support.screened import screened
from tests.support.studies import study_definition
from tests.unit.pipeline.studies import FIRST, World, fixed_clock

from hepaflow.domain.identity import RunId, file_id
from hepaflow.pipeline.changes.rerun_choice import rerun_file
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.runs import recipe
from hepaflow.pipeline.runs.source_copy import source_key
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import StoredFile


def panels_of(world: World, run: RunId):
    """Return the panels of a run, without the run."""
    found = [
        stored.panel
        for kept in world.results.stored.values()
        for stored in kept.values()
        if stored.run.run_number == run.run_number
    ]
    return sorted(found, key=attrgetter("subject", "lines"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example[0].name)
def test_replaced_file_is_read_again_with_the_same_results(example, monkeypatch):
    path, toml = example
    profile = profile_from_toml(toml.read_text("utf-8"))
    world, study = World(), profile.study
    definition = study_definition(study, profile.center)
    define_study(world.registry, world.queue, fixed_clock, "ann", definition, "start")
    world.add_profile(toml.read_text("utf-8"))
    (data,) = parts(path)
    world.send(data, FIRST, name=path.name, center=profile.center, study=study)
    run = RunId(study, profile.center, file_id(study, profile.center, data), 1)
    world.source.put(StoredFile(source_key(run), data, "application/octet-stream"))
    last = world.registry.head(study).journal_number
    subjects = list(world.registry.subjects(study, profile.center))

    def answers():
        return [
            repr(timeline(world.registry, world.results, study, one, as_of=last).answers) for one in subjects
        ]

    before = answers()
    confirm = screened(world, study=study)["confirm"]
    (counted,) = screened(world, confirm, study=study)["centers"]
    assert counted["replaced"] == 1
    assert world.source.get(source_key(run)) != data
    monkeypatch.setattr(recipe, "VERSION", "9.9.9")  # every file is read again
    wish = RequestedRerun(
        study, profile.center, "ann", "upgraded", "", world.registry.head(study).journal_number
    )
    outcome = rerun_file(wish, run.file_id, world.services)
    assert (outcome.effect, outcome.left, outcome.difference.altered) == ("done", (), ())
    assert panels_of(world, replace(run, run_number=2)) == panels_of(world, run) != []
    assert answers() == before != []
