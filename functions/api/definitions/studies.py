"""Serve the definition of a study, version by version."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from api.http.access import ANY, MANAGERS, allow
from api.http.parameters import ConfirmQuery, Reason, Study
from api.http.problems import Problem
from api.http.records import VersionRecord
from api.http.served import caller_of, desk_of, new_router
from api.jobs import accepted, answers
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.study.jobs import JobKind
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.changes.rule_changes import OtherRules, add_definition
from hepaflow.pipeline.services import Missing

router = new_router()


@router.get("/studies/<study>/definition", tags=["study"])
@allow(ANY)
def get_definition(study: Study) -> StudyDefinition:
    """Get the definition of a study.

    Returns the newest version.
    """
    found = desk_of(router).registry.definition(study)
    if found is None:
        raise Missing("study")
    return found


@router.put("/studies/<study>/definition", tags=["study"], responses=answers(VersionRecord))
@allow(MANAGERS, unmasked=True)
def put_definition(
    study: Study, reason: Reason, definition: StudyDefinition, confirm: ConfirmQuery = ""
) -> Response[Any]:
    """Add a version of a study's definition.

    Stores the body as the next version. 409 returns the newest version if the given one is not the next. 422 if a center
    that has data is left out, the pattern can take too long, or a key stands twice in one object. Another `fold_version` is a job (202). If current results
    change, its answer has the `difference` over all centers and a `confirm` digest, and nothing is stored; send the request
    again with it.
    """
    if definition.study != study:
        raise Problem(422, "The definition is for another study.")
    if kind := person_kind(definition.title):
        raise Problem(422, f"The title holds personal data ({kind}). Write it without; nothing was stored.")
    desk, actor = desk_of(router), caller_of(router).id
    try:
        event = add_definition(desk, actor, definition, reason)
    except OtherRules:
        asked = {"definition": definition.model_dump_json(), "reason": reason, "confirm": confirm}
        return accepted(desk, study, JobKind.DEFINITION, actor, asked)
    record = VersionRecord(version=definition.version, journal_number=event.journal_number)
    return Response(200, "application/json", record.model_dump())
