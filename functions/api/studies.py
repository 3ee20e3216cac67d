"""Store and return a study's definition, version by version."""

from api.access import ANY, MANAGERS, allow
from api.effects import difference_of
from api.parameters import ConfirmQuery, Reason, Study
from api.problems import Problem
from api.records import VersionRecord
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.study import StudyDefinition
from hepaflow.pipeline.reruns.differences import as_told
from hepaflow.pipeline.reruns.rule_changes import RulesChangeResults, redefine_study
from hepaflow.pipeline.services import Missing

router = new_router()
_TO_CONFIRM = (
    "The new version of the fold's rules changes current results. Send the request again with `confirm`."
)


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
def put_definition(
    study: Study, reason: Reason, definition: StudyDefinition, confirm: ConfirmQuery = ""
) -> VersionRecord:
    """Add a version of a study's definition.

    Stores the body as the next version. 409 returns the newest version if the given one is not the next. If another
    `fold_version` changes current results, 409 returns the `difference` over all centers with a `confirm` digest, and
    nothing is stored; send the request again with it.
    """
    if definition.study != study:
        raise Problem(422, "The definition is for another study.")
    desk = desk_of(router)
    try:
        event = redefine_study(desk, caller_of(router).id, definition, reason, confirm)
    except RulesChangeResults as found:
        shown = difference_of(study, as_told(found.difference)).model_dump()
        raise Problem(409, _TO_CONFIRM, difference=shown, confirm=found.confirm) from None
    return VersionRecord(version=definition.version, journal_number=event.number)
