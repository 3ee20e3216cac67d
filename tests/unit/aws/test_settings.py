import pytest
from pydantic import ValidationError

from hepaflow.aws.settings import Settings


def test_settings_are_what_the_stack_tells(monkeypatch):
    monkeypatch.setenv("INTAKE_BUCKET", "intake")
    monkeypatch.setenv("SOURCE_BUCKET", "source")
    monkeypatch.setenv("RESULTS_TABLE", "results")
    assert Settings.from_environment() == Settings(
        intake_bucket="intake", source_bucket="source", results_table="results"
    )


def test_a_setting_that_is_missing_stops_the_function(monkeypatch):
    monkeypatch.delenv("RESULTS_TABLE", raising=False)
    with pytest.raises(ValidationError, match="RESULTS_TABLE"):
        Settings.from_environment()
