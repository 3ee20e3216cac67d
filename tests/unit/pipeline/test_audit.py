import pytest
from tests.unit.pipeline.studies import GOOD, STUDY, started

from hepaflow.domain.study.journal import Head
from hepaflow.pipeline.journal import journal_fault
from local.memory import MemoryRegistry


@pytest.fixture
def registry():
    world = started()
    world.send(GOOD)
    return world.registry


def headed(registry: MemoryRegistry, head: Head) -> MemoryRegistry:
    """Return a registry of the same journal whose head item says this."""

    class Headed(MemoryRegistry):
        def head(self, study: str) -> Head:  # noqa: ARG002 the one study
            return head

    return Headed(journals=registry.journals)


def test_a_journal_that_was_left_alone_holds(registry):
    assert journal_fault(registry, STUDY) is None


def test_a_study_without_a_journal_holds(registry):
    assert journal_fault(registry, "OTHER") is None


def test_the_last_events_are_missed(registry):
    head = registry.head(STUDY)
    del registry.journals[STUDY][-1:]
    assert journal_fault(headed(registry, head), STUDY) == head.journal_number


def test_what_is_written_while_it_is_read_is_no_fault(registry):
    earlier = registry.journals[STUDY][-2].head
    assert journal_fault(headed(registry, earlier), STUDY) is None


def test_events_of_a_study_that_claims_to_have_none_are_a_fault(registry):
    assert journal_fault(headed(registry, Head()), STUDY) == 1
