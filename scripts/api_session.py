"""A data manager at a desk in memory, whose questions and answers are kept: where nothing depends on the time of day."""

import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from api.http.served import SignInSettings
from api.routing.answer import answer
from hepaflow.catalog.loader import load
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.users.roles import KnownRoles
from hepaflow.ports import UploadForm, Version
from local.memory import MemoryIntake, MemoryQueue, memory_services, tell_effects
from local.pump import Context

Json = dict[str, Any]
STUDY, CENTER = "LIVER-2", "US-01"
_USER = "ann"
_START = datetime(2025, 9, 1, 8, tzinfo=UTC)
_CONTEXT: Any = Context("ApiFunction", 1769)


class _Forms:
    """Forms as S3 signs them, with the key of its documentation."""

    def form(self, key: str, size: int, sha256: str, seconds: int) -> UploadForm:  # noqa: ARG002 a form shows no size
        fields = {
            "x-amz-checksum-algorithm": "SHA256",
            "x-amz-checksum-sha256": b64encode(bytes.fromhex(sha256)).decode(),
            "key": key,
            "x-amz-algorithm": "AWS4-HMAC-SHA256",
            "x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20250901/us-east-1/s3/aws4_request",
            "x-amz-date": "20250901T080000Z",
            "policy": "eyJleHBpcmF0aW9uIjogIjIwMjUtMDktMDFUMDg6MTU6MDBaIn0=",
            "x-amz-signature": "0" * 64,
        }
        return UploadForm("https://intake-example.s3.us-east-1.amazonaws.com/", fields, seconds)


class _Issuer:
    """An issuer that knows the data manager."""

    def user_claims(self, _header: str) -> Json:
        return {"sub": _USER, "name": "Ann Lee"}


@dataclass(slots=True)
class Session:
    """A data manager at a desk, and what was said so far: by route, `body` or status, media type and name."""

    desk: Services
    services: Services
    intake: MemoryIntake
    queue: MemoryQueue
    told: dict[str, Json] = field(default_factory=dict)
    known: defaultdict[str, KnownRoles] = field(default_factory=lambda: defaultdict(KnownRoles))
    _days: Iterator[int] = field(default_factory=lambda: count(1))

    def send(self, text: str, name: str, center: str = CENTER) -> str:
        """Have a file taken up; return its id."""
        ingest(self.arrived(text, name, center), self.services)
        tell_effects(self.services, self.queue)
        return file_id(STUDY, center, text.encode())

    def arrived(self, text: str, name: str, center: str = CENTER) -> Delivery:
        key, received = f"{STUDY}/{center}/{name}", f"2025-08-{next(self._days):02}T08:00:00.000Z"
        version = urlsafe_b64encode(sha256(name.encode()).digest()[:24]).decode()  # looks like one of S3
        self.intake.put(key, Version(version, received), text.encode())
        return Delivery(STUDY, center, key, version, received)

    def ask(
        self,
        route: str,
        named: str,
        body: object = None,
        query: Json | None = None,
        role: str = "data-manager",
        **places: str,
    ) -> Any:
        """Call a route in a role, keep what was asked and answered under a name, return the answer."""
        method, _, path = route.partition(" ")
        path = path.format(**{"study": STUDY, "center": CENTER, **places})
        kind = "application/toml" if isinstance(body, str) else "application/json"
        said = answer(
            _event(method, path, query, body, kind, role), _CONTEXT, self.desk, SignInSettings(), self.known
        )
        text = b64decode(said["body"]).decode() if said["isBase64Encoded"] else said["body"]
        status, given = str(said["statusCode"]), said["headers"]["Content-Type"].partition(";")[0]
        shown = json.loads(text) if given.endswith("json") else text
        at = self.told.setdefault("problems" if status >= "4" else route, {})
        if body is not None and status < "4":
            at.setdefault("body", {}).setdefault(kind, {})[named] = body
        at.setdefault(status, {}).setdefault(given, {})[named] = shown
        return shown


def _event(method: str, path: str, query: Json | None, body: object, kind: str, role: str) -> Json:
    claims = {
        "sub": _USER if role == "data-manager" else "ben",
        "token_use": "access",
        "iat": "1756713600",
        "cognito:groups": f"[{STUDY}/{role}]",
    }
    return {
        "version": "2.0", "rawPath": path, "rawQueryString": "", "queryStringParameters": query or {},
        "headers": {"content-type": kind, "authorization": "Bearer TOKEN"}, "isBase64Encoded": False,
        "requestContext": {
            "http": {"method": method, "path": path}, "stage": "$default", "authorizer": {"jwt": {"claims": claims}},
        },
        "body": body if isinstance(body, str) else json.dumps(body) if body is not None else None,
    }  # fmt: skip


def new_session() -> Session:
    """Return a session in an empty stack, whose clock goes on by a minute whenever it is looked at."""
    minutes = count()
    intake, queue = MemoryIntake(), MemoryQueue()

    def clock() -> datetime:
        return _START + timedelta(minutes=next(minutes))

    services = memory_services(load(), clock, intake=intake, queue=queue, uploads=_Forms(), issuer=_Issuer())
    return Session(services, services, intake, queue)
