"""What a data manager decides about a report or a measurement."""

from typing import Annotated, ClassVar, Literal

from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import BaseModel, ConfigDict, Field

from api.parameters import Counted, Study
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import Measurement, Row
from hepaflow.pipeline.desk.decide import Ruling, decide

router = new_router()
Text = Annotated[str, Field(min_length=1, max_length=256)]
Why = Annotated[str, Field(min_length=1, max_length=500)]


class AboutReport(BaseModel):
    """A decision about one report, named by file, line and analyte."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["accept", "set-aside", "release"]
    subject: Text
    analyte: Text
    file_id: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    line: Counted
    reason: Why

    to: ClassVar[str] = ""

    def about(self) -> Row:
        return self.file_id, self.line, self.analyte


class Move(BaseModel):
    """What a report was sent about belongs to another subject; the report is named as its subject's results name it."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["move-subject"]
    subject: Text
    to: Text
    analyte: Text
    file_id: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    line: Counted
    reason: Why

    def about(self) -> Row:
        return self.file_id, self.line, self.analyte


class AboutMeasurement(BaseModel):
    """A decision about a measurement, named as the results name it."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["retire"]
    subject: Text
    analyte: Text
    center: Text
    collected_at: Text
    specimen_type: Annotated[str, Field(max_length=64)] = ""
    specimen: Annotated[str, Field(max_length=256)] = ""
    reason: Why
    to: ClassVar[str] = ""

    def about(self) -> Measurement:
        return Measurement(
            self.center, self.subject, self.analyte, self.specimen_type, self.collected_at, self.specimen
        )


@router.post("/studies/<study>/decisions", tags=["decision"])
def decide_route(
    study: Study, decision: Annotated[AboutReport | AboutMeasurement | Move, Body(discriminator="kind")]
) -> dict[str, int]:
    """Write a decision to the journal; the same decision again is acknowledged with the number it has."""
    ruling = Ruling(
        DecisionKind(decision.kind), decision.subject, decision.about(), decision.reason, decision.to
    )
    return {"number": decide(desk_of(router), study, caller_of(router).id, ruling)}
