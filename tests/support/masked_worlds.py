"""Build trials that differ only in what the definition masks: a subject of arm A, of arm B, and of none."""

from datetime import date

from tests.support.answer_office import SCREENING, UNITS, WEEK_2, planned_study
from tests.support.api_office import (
    CENTER,
    HEADER,
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
from tests.support.visit_plans import SAME_DAY_ONE

from hepaflow.catalog.loader import Catalog
from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.identity import file_id
from hepaflow.domain.masked.masked import StudyArms
from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.domain.study.jobs import Job, JobKind
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.domain.study.user_names import KeptName
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.desk.queries import open_query
from hepaflow.pipeline.jobs import ask, work_off
from hepaflow.pipeline.masked.arms import RequestedArm, declare_arms, record_arm
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.services import Services
from hepaflow.ports import LabVersion

ARMS = ("A", "B", "")
MASKING = {
    "roles": ["data-manager", "monitor", "statistician", "center"],
    "analytes": ["ALB"],
    "visits": [4],
}
SECOND = "CN01-0002"
DAY_ONE = date(2024, 3, 10)
INFUSION = "2024-04-07"  # day 29, in the window of the masked visit
ALBUMIN = {"A": "19.37", "B": "28", "": "30"}  # of the screening
VISITED = HEADER.replace("\n", ",Visit\n")
SEEN = f"{SUBJECT},2024-03-25,BILI,52,umol/L,\n{SUBJECT},2024-03-25,BILI,61,umol/L,\n{SECOND},2024-03-26,ALT,40,furlong,\n"
TREATED = (
    f"{SUBJECT},{INFUSION} 08:30,BILI,77.7,umol/L,\n{SUBJECT},{INFUSION} 08:30,ALT,12,furlong,\n"
    f"{SUBJECT},{INFUSION} 08:30,PLAT,9999,10*9/L,\n{SUBJECT},{INFUSION} 08:30,CREAT,1.1,umol/L,\n"
    f"{SUBJECT},2024-03-27 09:00,BILI,78.8,umol/L,Infusion 2\n{SUBJECT},2024-03-27 09:00,INR,1.9,1,\n"
    f"{SUBJECT},2024-04,BILI,79.9,umol/L,\n{SUBJECT},{INFUSION},ALB,1937,g/L,\n"
    f"{SUBJECT},{INFUSION},Cell dose,3,umol/L,\n{SUBJECT},{INFUSION},ALT,3,cubit,\n"  # words that nobody else writes
)
MIXED = {"A": TREATED, "B": f"{SUBJECT},2024-03-24 08:30,ALB,12,g/L,\n", "": ""}  # behind what everybody sees
CENTRAL = {"A": f"{SUBJECT},{INFUSION},BILI,80.1,umol/L,\n", "B": "", "": ""}


def files(arm: str) -> dict[str, bytes]:
    """Return the files of a world by a name of each."""
    screening = {**{name: value for name, value in SCREENING.items() if name != "ALB"}, "ALB": ALBUMIN[arm]}
    week_2 = {name: value for name, value in WEEK_2.items() if name != "ALB"}
    return {
        "screening": _panel("2024-02-25", screening),
        "week 2": _panel("2024-03-24", week_2),
        "mixed": (VISITED + SEEN + MIXED[arm]).encode(),
        "central": f"{VISITED}{SECOND},2024-03-28,BILI,20,umol/L,\n{CENTRAL[arm]}".encode(),
    }


def _panel(day: str, values: dict[str, str]) -> bytes:
    rows = (f"{SUBJECT},{day} 08:30,{name},{value},{UNITS[name]},\n" for name, value in values.items())
    return (VISITED + "".join(rows)).encode()


def measurement(analyte: str, at: str) -> Measurement:
    return Measurement(CENTER, SUBJECT, analyte, "", at)


SHOWN = measurement("BILI", "2024-03-24T08:30")
HIDDEN = {
    "A": measurement("BILI", f"{INFUSION}T08:30"),
    "B": measurement("ALB", "2024-03-24T08:30"),
    "": measurement("ALB", "2024-02-25T08:30"),
}


def masked_world(office: Office, catalog: Catalog, arm: str) -> Office:
    """Fill an empty desk with the trial of a subject of an arm; "" for none. Day 1 is the randomization for everybody.

    Each world has the same files, events, subjects and visible rows.

    Args:
        office: the desk.
        catalog: the catalog.
        arm: the arm.
    """
    desk = office.desk
    planned = planned_study(masking=MASKING, reference_date=SAME_DAY_ONE)
    define_study(desk.registry, desk.queue, clock, "dm", planned, "start")
    for center in (CENTER, OTHER):
        text = profile(center, 'visit = "Visit"\n')
        add_profile(desk.registry, desk.queue, catalog, clock, "dm", text, "start")
    told = {"sex": "F", "birth_year": 1961, "status": SubjectStatus.ENROLLED}
    for subject, day_one in ((SUBJECT, DAY_ONE), (SECOND, date(2024, 3, 12))):
        entry = Subject(id=subject, center=CENTER, baseline=day_one, **told)
        put_subject(desk, STUDY, entry, 1, "dm", "enrolment")
    desk.registry.labs[STUDY, LAB, 1] = LabVersion(LAB, 1, 1, lab_toml())
    desk.registry.keep_name(STUDY, USER, None, KeptName(NAME, 1, 1, "2024-04-01T00:00:00.000Z"))
    sent = files(arm)
    for name, day in (("screening", "2024-02-27"), ("week 2", "2024-03-26"), ("mixed", "2024-04-09")):
        office.send(sent[name], day)
    office.send(sent["central"], "2024-04-10", OTHER)
    randomize(desk, arm)
    decide(desk, STUDY, "udm", Ruling(DecisionKind.RETIRE, SUBJECT, HIDDEN[arm], f"haemolysed {arm}"))
    for about in (SHOWN, HIDDEN[arm]):
        question = QueryVersion(QueryState.OPEN, f"Is the {about.analyte} right?", "2024-06-30")
        open_query(desk, STUDY, "udm", about, question)
    try_profile(desk, file_of(arm, "mixed"))
    return office


def randomize(desk: Services, arm: str) -> None:
    """Record the arm of the subject, or of another one for the world where he has none."""
    if arm:
        declare_arms(desk, STUDY, "us", 1, StudyArms(arms={"A": "active", "B": "placebo"}), "protocol")
        record_arm(desk, STUDY, "us", RequestedArm(SUBJECT, 1, arm), "randomization list")
    else:
        declare_arms(desk, STUDY, "us", 1, StudyArms(arms={"A": "active"}), "protocol")
        record_arm(desk, STUDY, "us", RequestedArm(SECOND, 1, "A"), "randomization list")


def try_profile(desk: Services, file: str) -> None:
    """Have a job try another version of the profile on a file."""
    head = desk.registry.head(STUDY).journal_number
    draft = {"profile": profile(CENTER, 'visit = "Visit"\n', version=2), "file_id": file}
    asked = Job(STUDY, JobKind.TRIAL, "udm", head, draft)
    work_off(ask(desk, asked).call, desk)


def job_of(office: Office) -> str:
    """Return the id of the job of a world."""
    return next(job.id for job in office.desk.registry.jobs.values())


def file_of(arm: str, name: str) -> str:
    """Return the id of a file of a world."""
    return file_id(STUDY, OTHER if name == "central" else CENTER, files(arm)[name])
