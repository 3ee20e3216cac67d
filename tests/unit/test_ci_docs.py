"""The example of docs/ci.md names what exists: targets of make, stages of samconfig.toml, an environment for each role."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
(WORKFLOW,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
JOBS = yaml.safe_load(WORKFLOW)["jobs"]
COMMANDS = [step["run"] for job in JOBS.values() for step in job["steps"] if "run" in step]
STAGES = tomllib.loads((ROOT / "samconfig.toml").read_text("utf-8"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_each_command_is_a_target_of_make_or_a_deployment_of_a_stage():
    named = {command.split()[1] for command in COMMANDS if command.startswith("make ")}
    deployed = [command for command in COMMANDS if not command.startswith("make ")]
    assert named <= TARGETS
    assert {"check", "build"} <= named
    assert all(command.startswith(".venv-sam/bin/sam deploy ") for command in deployed)
    assert {stage for command in deployed for stage in re.findall(r"--config-env (\S+)", command)} == {"prod"}
    assert "prod" in STAGES


@pytest.mark.parametrize("job", ["dev", "prod"])
def test_a_deployment_has_an_environment_and_a_role_and_no_key(job):
    assert JOBS[job]["environment"] == job
    assert JOBS[job]["permissions"] == {"contents": "read", "id-token": "write"}
    assert "secrets." not in WORKFLOW
    assert JOBS[job]["steps"][-2]["run"] == "make build"  # what is deployed is what is built here


def test_a_pull_request_cannot_deploy():
    assert JOBS["dev"]["if"] == "github.event_name == 'push'"
    assert (JOBS["dev"]["needs"], JOBS["prod"]["needs"]) == ("check", "dev")


def test_only_an_environment_of_the_repository_may_take_the_role():
    (policy,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    ((statement),) = json.loads(policy)["Statement"]
    assert statement["Condition"]["StringEquals"] == {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:OWNER/REPOSITORY:environment:prod",
    }


@pytest.mark.parametrize(("stage", "tag"), [("default", "dev"), ("prod", "prod")])
def test_each_stage_tags_its_resources(stage, tag):
    assert STAGES[stage]["deploy"]["parameters"]["tags"] == f"application=hepaflow stage={tag}"
