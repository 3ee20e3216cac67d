"""Record what a data manager decides about an observation or a measurement."""

from typing import Annotated, ClassVar, Literal

from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import BaseModel, ConfigDict, Field

from api.access import MANAGERS, allow
from api.parameters import Counted, Study
from api.records import DecisionRecord
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import Measurement, Row
from hepaflow.pipeline.desk.decide import Ruling, decide

router = new_router()
Text = Annotated[str, Field(min_length=1, max_length=256)]
Why = Annotated[str, Field(min_length=1, max_length=500, description="Reason recorded in the audit trail.")]


class ObservationDecisionRequest(BaseModel):
    """A decision about one observation, named by file, line and analyte."""

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


class MoveMeasurementRequest(BaseModel):
    """Move a measurement to another subject; one of its observations names it."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["move-subject"]
    subject: Text
    to: Annotated[Text, Field(description="The subject to whom the measurement belongs.")]
    analyte: Text
    file_id: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    line: Counted
    reason: Why

    def about(self) -> Row:
        return self.file_id, self.line, self.analyte


class RetireMeasurementRequest(BaseModel):
    """Retire a measurement, named as the results name it."""

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


DecisionRequest = Annotated[
    ObservationDecisionRequest | RetireMeasurementRequest | MoveMeasurementRequest, Body(discriminator="kind")
]


@router.post("/studies/<study>/decisions", tags=["decision"])
@allow(MANAGERS)
def record_decision(study: Study, decision: DecisionRequest) -> DecisionRecord:
    """Record a decision.

    Writes a decision to the journal. Repeating a decision is safe: the answer has the journal number that it already has.
    """
    ruling = Ruling(
        DecisionKind(decision.kind), decision.subject, decision.about(), decision.reason, decision.to
    )
    return DecisionRecord(journal_number=decide(desk_of(router), study, caller_of(router).id, ruling))
