"""A study's definition, version by version."""

from api.parameters import Reason, Study
from api.problems import Problem
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.study import StudyDefinition
from hepaflow.pipeline.desk.desk import Missing
from hepaflow.pipeline.desk.onboarding import define_study

router = new_router()


@router.get("/studies/<study>/definition", tags=["study"])
def definition(study: Study) -> StudyDefinition:
    found = desk_of(router).registry.definition(study)
    if found is None:
        raise Missing("study")
    return found


@router.put("/studies/<study>/definition", tags=["study"])
def define(study: Study, reason: Reason, definition: StudyDefinition) -> dict[str, int]:
    if definition.study != study:
        raise Problem(422, "The definition is another study's")
    desk = desk_of(router)
    event = define_study(desk.registry, desk.queue, desk.clock, caller_of(router).id, definition, reason)
    return {"version": definition.version, "number": event.number}
