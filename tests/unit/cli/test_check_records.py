"""`hepaflow check` says by its exit status that test data are not stored."""

import json

import pytest
from click.testing import CliRunner
from tests.support.profiles import profile_toml
from tests.unit.readers.fhir.fhir_resources import observation
from tests.unit.readers.hl7v2.hl7_messages import OBR, OBX, PID, message, msh

from hepaflow.cli.lab.check import check

LABEL = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (message(msh(processing="T"), PID, OBR, OBX), 1),
        (message(msh(processing="P^T"), PID, OBR, OBX), 0),
        (json.dumps(observation(meta={"security": [LABEL]})).encode(), 1),
        (json.dumps(observation()).encode(), 0),
    ],
    ids=["training", "production", "HTEST", "FHIR"],
)
def test_exit_status_and_report_name_test_data(data, status, tmp_path):
    (tmp_path / "file").write_bytes(data)
    kind = "hl7v2" if data.startswith(b"MSH") else "fhir"
    profile = profile_toml("STUDY", "C-01", {}, file=f'format = "{kind}"')
    (tmp_path / "profile.toml").write_text(profile, encoding="utf-8")
    run = CliRunner().invoke(check, [str(tmp_path / "file"), "--profile", str(tmp_path / "profile.toml")])
    assert (run.exit_code, "test-data" in run.output) == (status, status == 1)
