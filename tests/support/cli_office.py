"""Answer the requests of the command line from a desk in memory, without a network."""

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from tests.support.api_office import STUDY, Office, reply, request

from hepaflow.pipeline.jobs import work_off

ADDRESS = "http://127.0.0.1:9"


def token(*groups: str) -> str:
    """Return an access token of these groups, without a signature: nothing here checks it."""
    claims = base64.urlsafe_b64encode(json.dumps({"cognito:groups": list(groups)}).encode()).decode()
    return f"h.{claims.rstrip('=')}.s"


def answering(office: Office, monkeypatch: Any, *roles: str) -> None:
    """Let every request go to the desk, as a user with these roles of the study; what becomes a job is done at once."""
    groups = [f"{STUDY}/{role}" for role in roles or ("data-manager",)]

    def send(method: str, url: str, **asked: Any) -> requests.Response:
        query = dict(asked.get("params") or parse_qsl(urlsplit(url).query, keep_blank_values=True))
        body = asked.get("json", asked.get("data"))
        headers = {name.lower(): value for name, value in asked["headers"].items()}
        event = request(
            f"{method} {urlsplit(url).path}",
            query,
            body.decode() if isinstance(body, bytes) else body,
            groups=f"[{' '.join(groups)}]",
            **headers,
        )
        told = reply(event, office.desk)
        while office.desk.queue.calls:
            work_off(office.desk.queue.calls.pop(0), office.services)
        answer = requests.Response()
        answer.status_code, answer._content, answer.headers = told.status, told.body, told.headers
        return answer

    monkeypatch.setattr("requests.request", send)
    monkeypatch.setattr("hepaflow.cli.remote.jobs._PAUSE", 0)
    monkeypatch.setenv("HEPAFLOW_API", ADDRESS)
    monkeypatch.setenv("HEPAFLOW_TOKEN", token(*groups))
