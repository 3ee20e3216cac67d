"""What the stack tells its functions: the one place that reads environment variables."""

import os

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """The environment of a function, as `template.yaml` sets it."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    intake_bucket: str = Field(alias="INTAKE_BUCKET")
    source_bucket: str = Field(alias="SOURCE_BUCKET")
    results_table: str = Field(alias="RESULTS_TABLE")

    @classmethod
    def from_environment(cls) -> "Settings":
        return cls.model_validate(os.environ)  # noqa: TID251 this is the module that may
