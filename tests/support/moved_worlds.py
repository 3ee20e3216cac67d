"""Build trials in which the arm moves day 1: the first infusion of a treated subject, the randomization of a control, or none yet.

All that a masked role may see is the same: files, number of events, rows. The days of the visits' labels follow the arm.
"""

from datetime import date, timedelta
from typing import Any

from tests.support.answer_office import SCREENING, UNITS, planned_study
from tests.support.api_office import (
    CENTER,
    LAB,
    NAME,
    OTHER,
    STUDY,
    SUBJECT,
    USER,
    Office,
    clock,
    lab_toml,
    profile,
)
from tests.support.masked_worlds import ALBUMIN, SECOND, SHOWN, VISITED, randomize, try_profile

from hepaflow.catalog.loader import Catalog
from hepaflow.domain.identity import file_id
from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.domain.study.register import RESERVED_CENTER, Subject, SubjectStatus
from hepaflow.domain.study.user_names import KeptName
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.desk.queries import open_query
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.ports import LabVersion

ROLES = ["data-manager", "monitor", "statistician", "center"]
DAY_ONE_ALONE: dict[str, Any] = {"roles": ROLES}
WITH_ANALYTE: dict[str, Any] = {"roles": ROLES, "analytes": ["ALB"]}
WITH_VISIT: dict[str, Any] = {"roles": ROLES, "analytes": ["ALB"], "visits": [4]}
DAY_ONE = {"A": date(2024, 3, 10), "B": date(2024, 3, 8), "": None}
OTHERS = {
    "A": "2024-03-14",
    "B": "2024-03-15",
    "": "2024-03-16",
}  # what a register file says of the second subject
DRAWN, DAYS = (date(2024, 3, 21), date(2024, 4, 3)), 6  # a draw on each day, also in windows of each world


def moved_world(office: Office, catalog: Catalog, arm: str, masking: dict[str, Any]) -> Office:
    """Fill an empty desk with the trial of a subject of an arm; "" for one who waits.

    Args:
        office: the desk.
        catalog: the catalog.
        arm: the arm.
        masking: what the definition masks beside day 1.
    """
    desk = office.desk
    define_study(desk.registry, desk.queue, clock, "dm", planned_study(masking=masking), "start")
    for center in (CENTER, OTHER):
        text = profile(center, 'visit = "Visit"\n')
        add_profile(desk.registry, desk.queue, catalog, clock, "dm", text, "start")
    _register(office, arm)
    desk.registry.labs[STUDY, LAB, 1] = LabVersion(LAB, 1, 1, lab_toml())
    desk.registry.keep_name(STUDY, USER, None, KeptName(NAME, 1, 1, "2024-04-01T00:00:00.000Z"))
    office.send(_screening(arm, masking), "2024-02-27")
    office.send(daily(arm), "2024-04-20")
    office.send(f"{VISITED}{SECOND},2024-03-28,BILI,20,umol/L,\n".encode(), "2024-04-21", OTHER)
    randomize(desk, arm)
    open_query(desk, STUDY, "udm", SHOWN, QueryVersion(QueryState.OPEN, "Is it right?", "2024-06-30"))
    try_profile(desk, file_id(STUDY, CENTER, daily(arm)))
    return office


def _register(office: Office, arm: str) -> None:
    """Write four entries and a register file: whose second entry it is depends on the arm."""
    told = {"sex": "F", "birth_year": 1961, "status": SubjectStatus.ENROLLED}

    def put(subject: str, day: date | None, version: int) -> None:
        entry = Subject(id=subject, center=CENTER, baseline=day, **told)
        put_subject(office.desk, STUDY, entry, version, "udm", f"day 1 of arm {arm}")

    put(SUBJECT, DAY_ONE["A"] if arm == "A" else None, 1)
    put(SECOND, date(2024, 3, 12), 1)
    put(*((SUBJECT, DAY_ONE["B"]) if arm == "B" else (SECOND, date(2024, 3, 13))), 2)
    office.send(register_file(arm), "2024-03-30", RESERVED_CENTER)


def register_file(arm: str) -> bytes:
    """Return the register file of a world."""
    return f"subject,center,baseline\n{SECOND},{CENTER},{OTHERS[arm]}\n".encode()


def _screening(arm: str, masking: dict[str, Any]) -> bytes:
    values = {**SCREENING, "ALB": ALBUMIN[arm if "analytes" in masking else "A"]}
    rows = (f"{SUBJECT},2024-02-25 08:30,{name},{value},{UNITS[name]},\n" for name, value in values.items())
    return (VISITED + "".join(rows)).encode()


def daily(arm: str) -> bytes:
    """Return a draw on each day; the one that the lab calls week 2 has its label, and one is labelled as after a dose."""
    day_one = DAY_ONE[arm]
    labels = {day_one + timedelta(days=14): "Week 2", day_one + timedelta(days=28): "POST"} if day_one else {}
    days = [start + timedelta(days=passed) for start in DRAWN for passed in range(DAYS)]
    rows = (f"{SUBJECT},{day} 08:30,BILI,52,umol/L,{labels.get(day, '')}\n" for day in days)
    return (VISITED + "".join(rows)).encode()
