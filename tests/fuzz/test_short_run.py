"""Some hundred mutants a reader end in results or in a refusal whose rows add up; `make fuzz` reads 100,000."""

import pytest
from tests.fuzz.reading import Report, fault_of, large_mutant, mutant
from tests.fuzz.seeds import READERS

MUTANTS = range(500)


@pytest.mark.parametrize("reader", READERS)
def test_no_mutant_ends_in_anything_but_results_or_a_refusal(reader):
    report = Report()
    faults = {number: fault_of(*mutant(reader, number), report, str(number)) for number in MUTANTS}
    assert {number: fault for number, fault in faults.items() if fault} == {}
    assert report.outcomes["read"] >= len(MUTANTS) // 20  # what is refused at once says little


@pytest.mark.parametrize("reader", READERS)
def test_a_mutant_is_known_by_its_number(reader):
    assert [mutant(reader, number) for number in range(5)] == [mutant(reader, number) for number in range(5)]


@pytest.mark.parametrize("reader", READERS)
def test_a_large_input_is_as_large_as_it_is_said_to_be(reader):
    data, _ = large_mutant(reader, 1)
    assert 4_000_000 < len(data) < 6_000_000 or reader == "archive"  # whose number of files is limited
