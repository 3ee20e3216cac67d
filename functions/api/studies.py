"""Store and return a study's definition, version by version."""

from api.access import ANY, MANAGERS, allow
from api.parameters import Reason, Study
from api.problems import Problem
from api.records import VersionRecord
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.study import StudyDefinition
from hepaflow.pipeline.desk.onboarding import define_study
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


@router.put("/studies/<study>/definition", tags=["study"])
@allow(MANAGERS)
def put_definition(study: Study, reason: Reason, definition: StudyDefinition) -> VersionRecord:
    """Add a version of a study's definition.

    Stores the body as the next version. 409 returns the newest version if the given one is not the next.
    """
    if definition.study != study:
        raise Problem(422, "The definition is for another study.")
    desk = desk_of(router)
    event = define_study(desk.registry, desk.queue, desk.clock, caller_of(router).id, definition, reason)
    return VersionRecord(version=definition.version, journal_number=event.number)
