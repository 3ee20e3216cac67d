"""An answer names a journal number, and the same number always gives the same answer."""

from dataclasses import dataclass
from typing import Any

from tests.unit.pipeline.studies import GOOD, SECOND, STUDY, started

from hepaflow.pipeline.timeline import timeline

CHANGED = GOOD.replace(b"45", b"46")


@dataclass
class Meanwhile:
    """Results that are read just before, or just after, something else happens."""

    port: Any
    happens: Any
    first: bool

    def subject_panels(self, study, subject):
        if self.first:
            self.happens()
        panels = list(self.port.subject_panels(study, subject))
        if not self.first:
            self.happens()
        return iter(panels)


def asked_while_another_file_comes(*, first):
    world = started()
    world.send(GOOD)
    results = Meanwhile(world.results, lambda: world.send(CHANGED, SECOND, name="late.csv"), first)
    during = timeline(world.registry, results, STUDY, "S-001")
    after = timeline(world.registry, world.results, STUDY, "S-001", during.journal_number)
    return during, after


def test_a_file_committed_after_the_panels_were_read_is_not_half_in_the_answer():
    during, after = asked_while_another_file_comes(first=False)
    assert during == after


def test_a_file_committed_before_the_panels_were_read_is_not_half_in_the_answer():
    during, after = asked_while_another_file_comes(first=True)
    assert during == after
