import pytest

from hepaflow.aws.settings import MissingSetting, Settings

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
    with pytest.raises(MissingSetting, match=missing):
        Settings.from_environment()


def test_the_port_is_a_number(monkeypatch):
    for name in NAMES:
        monkeypatch.setenv(name, name.lower())
    monkeypatch.setenv("LOOPBACK_PORT", "8765")
    assert Settings.from_environment().loopback_port == 8765
