"""Read the environment variables that the stack sets; no other module reads them."""

import os

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """The environment of a function, as `template.yaml` sets it; one set for all but the topic."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    intake_bucket: str = Field(alias="INTAKE_BUCKET")
    source_bucket: str = Field(alias="SOURCE_BUCKET")
    receipts_bucket: str = Field(alias="RECEIPTS_BUCKET")
    results_table: str = Field(alias="RESULTS_TABLE")
    registry_table: str = Field(alias="REGISTRY_TABLE")
    ingest_queue_url: str = Field(alias="INGEST_QUEUE_URL")
    effect_queue_url: str = Field(alias="EFFECT_QUEUE_URL")
    announcements_topic: str | None = Field(
        None, alias="ANNOUNCEMENTS_TOPIC"
    )  # only who announces is told it
    jwt_issuer: str = Field("", alias="JWT_ISSUER")  # only the API gets these five
    login_client_id: str = Field("", alias="LOGIN_CLIENT_ID")
    login_scopes: str = Field("", alias="LOGIN_SCOPES")
    loopback_port: int = Field(0, alias="LOOPBACK_PORT")
    groups_claim: str = Field("cognito:groups", alias="GROUPS_CLAIM")

    @classmethod
    def from_environment(cls) -> "Settings":
        return cls.model_validate(os.environ)  # noqa: TID251 this is the module that may
