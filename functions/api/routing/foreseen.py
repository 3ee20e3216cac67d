"""Identify the problem that a failure of a use case is; loaded with the first failure, since it knows all use cases."""

from http import HTTPStatus

from api.http.problems import Problem
from hepaflow.pipeline.changes.hold_decisions import NotTogether
from hepaflow.pipeline.changes.void import NoSuchFile, ReasonMissing
from hepaflow.pipeline.desk.decide import NothingToDecide
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.desk.file_ids import SeveralFiles
from hepaflow.pipeline.desk.queries import (
    AskedOtherwise,
    DueDayPassed,
    MaskedRow,
    MaskedSpecimen,
    TooManyVersions,
    WrongQueryState,
)
from hepaflow.pipeline.desk.subject_results import NotYet, UnclearMoment
from hepaflow.pipeline.desk.uploads import UnfitUpload
from hepaflow.pipeline.jobs import IMPOSSIBLE
from hepaflow.pipeline.journal import Crowded
from hepaflow.pipeline.masked.arms import ArmUnfit
from hepaflow.pipeline.profiles.chinese import INVALID_IN_CHINESE, place_in_chinese, remedy_in_chinese
from hepaflow.pipeline.profiles.parse import ProfileFault
from hepaflow.pipeline.register.person.of_study import REFUSALS, EntryUnfit
from hepaflow.pipeline.services import Missing
from hepaflow.ports.limits import TooLong


def problem_of(error: Exception, *, chinese: bool = False) -> Problem:
    """Return the problem that a failure is.

    Args:
        error: what a route raised.
        chinese: what is wrong with a profile, a definition or the papers of a lab, in Chinese instead of English.

    Raises:
        Exception: the failure itself, which nobody foresaw.
    """
    match error:
        case ProfileFault():
            return _fault_problem(error, chinese=chinese)
        case EntryUnfit():
            return _entry_problem(error)
        case VersionTaken():
            return Problem(409, "The version must be the next one after the newest.", newest=error.newest)
    if type(error) not in _PROBLEMS:
        raise error
    status, detail = _PROBLEMS[type(error)]
    headers = {"Retry-After": "1"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    more = {"candidates": list(error.candidates)} if isinstance(error, SeveralFiles) else {}
    return Problem(status, detail or str(error), headers, **more)


def _fault_problem(error: ProfileFault, *, chinese: bool) -> Problem:
    if not chinese:
        faults = [{"at": one.where, "what": one.remedy, "found": one.found} for one in error.faults]
        return Problem(422, f"Invalid {error.what}.", errors=faults)
    faults = [
        {"at": place_in_chinese(one.where), "what": remedy_in_chinese(one.remedy), "found": one.found}
        for one in error.faults
    ]
    return Problem(422, INVALID_IN_CHINESE[error.what], {"Content-Language": "zh"}, errors=faults)


def _entry_problem(unfit: EntryUnfit) -> Problem:
    faults = [{"at": f"body.{unfit.field}".rstrip("."), "what": REFUSALS[unfit.fault]}]
    return Problem(422, "Invalid register entry.", errors=faults)


_PROBLEMS: dict[type[Exception], tuple[int, str]] = {
    **{kind: (409, detail) for kind, detail in IMPOSSIBLE.items()},
    NoSuchFile: (404, IMPOSSIBLE[NoSuchFile]),
    ReasonMissing: (422, IMPOSSIBLE[ReasonMissing]),
    Missing: (404, ""),
    UnfitUpload: (422, ""),
    NotYet: (422, "The journal has no such number yet."),
    UnclearMoment: (422, "`as_of` must be a journal number, or a time with its UTC offset."),
    NotTogether: (
        422,
        "Holds for this issue cannot be decided together, or not by this decision. Decide about each observation.",
    ),
    NothingToDecide: (409, "The observation already has this state."),
    SeveralFiles: (409, ""),
    VersionTaken: (409, ""),
    WrongQueryState: (409, ""),
    AskedOtherwise: (409, "This was asked before with another due day. Reopen that query to change it."),
    TooManyVersions: (409, "The query was reopened too often. Open another one."),
    ArmUnfit: (422, ""),
    MaskedRow: (
        403,
        "The study masks results from your role, and the row may have some. Ask about a measurement that you see.",
    ),
    MaskedSpecimen: (
        403,
        "The study masks day 1 from your role, and the query would show the specimen's id. Ask a data manager who is not masked.",
    ),
    DueDayPassed: (422, "The due day has passed; nothing was stored."),
    ProfileFault: (422, ""),
    TooLong: (413, ""),
    Crowded: (503, "Too many concurrent writes; nothing was changed. Try again."),
}
