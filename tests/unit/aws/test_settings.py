import pytest
from pydantic import ValidationError

from hepaflow.aws.settings import Settings

NAMES = [
    "INTAKE_BUCKET",
    "SOURCE_BUCKET",
    "RECEIPTS_BUCKET",
    "RESULTS_TABLE",
    "REGISTRY_TABLE",
    "INGEST_QUEUE_URL",
    "EFFECT_QUEUE_URL",
]


def test_settings_are_what_the_stack_tells(monkeypatch):
    for name in NAMES:
        monkeypatch.setenv(name, name.lower())
    assert Settings.from_environment() == Settings(**{name.lower(): name.lower() for name in NAMES})


@pytest.mark.parametrize("missing", NAMES)
def test_a_setting_that_is_missing_stops_the_function(monkeypatch, missing):
    for name in NAMES:
        monkeypatch.setenv(name, name.lower())
    monkeypatch.delenv(missing)
    with pytest.raises(ValidationError, match=missing):
        Settings.from_environment()
