"""Build a study with visits whose subject has liver panels, and ask about them."""

from datetime import date
from typing import Any

from tests.support.api_office import CENTER, HEADER, OTHER, STUDY, SUBJECT, Office, clock, profile
from tests.support.studies import study_definition
from tests.support.visit_plans import RULES

from hepaflow.catalog.loader import Catalog
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.register.entries import put_subject

DAY_ONE = date(2024, 3, 10)
UNITS = {
    "BILI": "umol/L", "ALB": "g/L", "INR": "1", "CREAT": "umol/L", "SODIUM": "mmol/L", "PLAT": "10*9/L", "AST": "U/L",
    "ALT": "U/L", "ALP": "U/L", "HBDNA": "IU/mL",
}  # fmt: skip
SCREENING = {"BILI": "34.2", "ALB": "28", "INR": "1.5", "CREAT": "88.4", "SODIUM": "130", "PLAT": "80"}
WEEK_2 = {"BILI": "51.3", "ALB": "31", "INR": "1.8", "CREAT": "106", "SODIUM": "133", "PLAT": "<75"}


def panel(day: str, values: dict[str, str], subject: str = SUBJECT) -> bytes:
    """Return a file with one specimen."""
    rows = [f"{subject},{day} 08:30,{name},{value},{UNITS[name]}\n" for name, value in values.items()]
    return (HEADER + "".join(rows)).encode()


def planned_study(**rules: Any) -> StudyDefinition:
    """Return the definition of the study with the visits of `tests.support.visit_plans`."""
    told = {key: rule for key, rule in {**RULES, **rules}.items() if rule is not None}
    return study_definition(
        STUDY, CENTER, OTHER, central_labs=(OTHER,), protocol=Protocol.model_validate(told)
    )


def open_trial(office: Office, catalog: Catalog, **rules: Any) -> Office:
    """Begin the study, register a woman born in 1961, and send her panels of the screening and week 2."""
    desk = office.desk
    define_study(desk.registry, desk.queue, clock, "dm", planned_study(**rules), "start")
    for center in (CENTER, OTHER):
        add_profile(desk.registry, desk.queue, catalog, clock, "dm", profile(center), "start")
    told = {"sex": "F", "birth_year": 1961, "baseline": DAY_ONE, "status": SubjectStatus.ENROLLED}
    put_subject(desk, STUDY, Subject(id=SUBJECT, center=CENTER, **told), 1, "dm", "enrolment")
    office.send(panel("2024-02-25", SCREENING), "2024-02-27")
    office.send(panel("2024-03-24", WEEK_2), "2024-03-26")
    return office
