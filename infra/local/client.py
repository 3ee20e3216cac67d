"""A program that uses the HTTP API: the same against the stack on this machine and against a deployed one."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

Json = dict[str, Any]
_SECONDS = 60  # that one call may take, and that a file may wait for its receipt


class Refusal(Exception):  # noqa: N818 an answer that says no
    """The API said no; the text is its problem document."""


@dataclass(frozen=True, slots=True)
class Client:
    """Calls the API of one study as one user.

    Attributes:
        address: where the API listens.
        token: the user's access token.
        study: the study's id.
    """

    address: str
    token: str = field(repr=False)
    study: str

    def define(self, title: str, start: str, centers: list[str]) -> Json:
        body = {"study": self.study, "version": 1, "title": title, "start": start, "centers": centers}
        answer: Json = self._call("PUT", "/definition", params={"reason": "demonstration"}, json=body)
        return answer

    def add_profile(self, center: str, text: str) -> Json:
        headers = {"Content-Type": "application/toml"}
        reason = {"reason": "onboarding"}
        path = f"/centers/{center}/profile"
        answer: Json = self._call("PUT", path, params=reason, headers=headers, data=text.encode())
        return answer

    def upload(self, center: str, name: str, data: bytes) -> None:
        """Ask for a form for exactly these bytes, and send them with it."""
        announced = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        form = self._call("POST", f"/centers/{center}/uploads", json=announced)
        answer = requests.post(
            form["url"], data=form["fields"], files={"file": (name, data)}, timeout=_SECONDS
        )
        answer.raise_for_status()

    def files(self, center: str) -> list[Json]:
        """Return the deliveries of a center, in order of receipt."""
        found: list[Json] = self._call("GET", "/files", params={"center": center})["files"]
        return found

    def settled(self, center: str, count: int, pause: Callable[[], None]) -> list[Json]:
        """Wait until so many deliveries of a center have become a file; return them."""
        ends = time.monotonic() + _SECONDS
        while time.monotonic() < ends:
            known = [sent for sent in self.files(center) if sent["file_status"]]
            if len(known) >= count:
                return known
            pause()
        raise TimeoutError(f"no receipt for a file of {center} within {_SECONDS} seconds")

    def issues(self, file_id: str) -> list[Json]:
        found: list[Json] = self._call("GET", f"/files/{file_id}/issues")
        return found

    def results(self, subject: str, analyte: str, as_of: int | None = None) -> Json:
        asked = {"analyte": analyte} | ({} if as_of is None else {"as_of": str(as_of)})
        answer: Json = self._call("GET", f"/subjects/{subject}/results", params=asked)
        return answer

    def accept(self, subject: str, report: Json, analyte: str, reason: str) -> Json:
        """Make a held report the current one."""
        named = {"subject": subject, "analyte": analyte, "file_id": report["file_id"], "line": report["line"]}
        answer: Json = self._call("POST", "/decisions", json={"kind": "accept", "reason": reason, **named})
        return answer

    def _call(self, method: str, path: str, **asked: Any) -> Any:  # JSON of any shape
        headers = {"Authorization": f"Bearer {self.token}", **asked.pop("headers", {})}
        url = f"{self.address}/studies/{self.study}{path}"
        answer = requests.request(method, url, headers=headers, timeout=_SECONDS, **asked)
        if not answer.ok:
            raise Refusal(f"{method} {path}: {answer.status_code} {answer.text}")
        return json.loads(answer.content) if answer.content else None
