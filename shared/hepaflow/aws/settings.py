"""Read the environment variables that the stack sets; no other module reads them."""

import os
from dataclasses import MISSING, dataclass, fields


class MissingSetting(LookupError):
    """The stack did not set an environment variable that every function needs; the message is its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The environment of a function, as `template.yaml` sets it, under the names of the fields in capitals."""

    intake_bucket: str
    source_bucket: str
    receipts_bucket: str
    results_table: str
    registry_table: str
    ingest_queue_url: str
    effect_queue_url: str
    announcements_topic: str | None = None  # only functions that announce have it
    jwt_issuer: str = ""  # only the API gets these five
    login_client_id: str = ""
    login_scopes: str = ""
    loopback_port: int = 0
    groups_claim: str = "cognito:groups"

    @classmethod
    def from_environment(cls) -> "Settings":
        """Return what the stack set.

        Raises:
            MissingSetting: it did not set all that every function needs.
        """
        told = {
            field.name: text
            for field in fields(cls)
            if (text := os.environ.get(field.name.upper())) is not None  # noqa: TID251 this is the module that may
        }
        for field in fields(cls):
            if field.default is MISSING and field.name not in told:
                raise MissingSetting(field.name.upper())
        port = int(told.pop("loopback_port", "0"))
        return cls(**told, loopback_port=port)
