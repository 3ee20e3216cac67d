"""Reports of the real public files that several modules ask for."""

from pathlib import Path

import pytest
from tests.support.real_files import EICU, sent_in

from hepaflow.domain.fold.measurement import RunObservation


@pytest.fixture(scope="session")
def eicu(real_data: Path, catalog) -> list[RunObservation]:
    return sent_in((real_data / "eicu" / "eicu_demo_lab_open.csv").read_bytes(), EICU, catalog)
