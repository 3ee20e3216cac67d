"""Build trials whose draws lie on the same days and have the same values; the lab's names of their visits follow the arm.

A column of a table, the id of a specimen, a raw text of an analyte and a word that no profile knows name the visit of a draw.
"""

from datetime import date, timedelta
from typing import Any

from tests.support.answer_office import planned_study
from tests.support.api_office import CENTER, OTHER, STUDY, SUBJECT, Office, clock
from tests.support.masked_worlds import ARMS
from tests.support.moved_worlds import ROLES
from tests.support.profiles import ENGLISH, profile_toml

from hepaflow.catalog.loader import Catalog
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.register.entries import put_subject

MASKING: dict[str, Any] = {"roles": ROLES}
WAIT = {"A": 0, "B": 3, "": 5}  # days until day 1: the visits of the same draws follow from it
DRAWN = (date(2024, 4, 1), date(2024, 4, 4), date(2024, 4, 9))
COLUMNS = range(1, 16)  # one for each study day
BY_VISIT = f"""study = "{STUDY}"
center = "{CENTER}"
version = 1
time_zone = "Asia/Shanghai"
[file]
layout = "wide"
decimal_mark = "."
[columns]
subject = "Subject"
collected_at = "Collected"
[wide]
""" + "".join(
    f'"{name}_day{day}" = {{analyte = "{code}", unit = "{unit}", date_column = "date_day{day}"}}\n'
    for day in COLUMNS
    for name, code, unit in (("bili", "BILI", "umol/L"), ("alt", "ALT", "U/L"))
)
WORDS = [f"day {day}" for day in COLUMNS]
BY_SPECIMEN = profile_toml(
    STUDY,
    OTHER,
    {**ENGLISH, "specimen": "Barcode", "range": "Limits", "flag": "Flag", "visit": "Visit"},
    file="specimen_identifies = true",
    more="[analytes]\n" + "".join(f'"ALT (day {day})" = "ALT"\n' for day in COLUMNS),
)
HEADER = "Subject,Collected,Test,Result,Units,Barcode,Limits,Flag,Visit\n"


def study_day(arm: str, day: date) -> int:
    """Return the study day of a draw in a world, as the lab counts it."""
    return (day - DRAWN[0]).days + 6 - WAIT[arm]


def by_visit(arm: str) -> bytes:
    """Return a table with columns for each study day."""
    header = ",".join(f"date_day{day},bili_day{day},alt_day{day}" for day in COLUMNS)
    cells = dict.fromkeys(COLUMNS, ",,")
    for count, day in enumerate(DRAWN):
        cells[study_day(arm, day)] = (
            f"{day},{20 + count},furlong" if count == 1 else f"{day},{20 + count},{40 + count}"
        )
    return f"Subject,{header}\n{SUBJECT},{','.join(cells.values())}\n".encode()


def by_specimen(arm: str) -> bytes:
    """Return rows whose specimens have the study day in their ids, two of them at one time, one sent twice."""
    rows = []
    for count, day in enumerate(DRAWN):
        number = study_day(arm, day)
        for part in ("SER", "PLA") if count == 0 else ("SER",):
            beside = f"{SUBJECT}-D{number}-{part},0-40 (day {number}),d{number},Day {number}\n"
            rows.append(f"{SUBJECT},{day} 08:30,ALT (day {number}),{50 + count},U/L,{beside}")
            rows.append(f"{SUBJECT},{day} 08:30,Day {number} marker,3,U/L,{beside}")
    again = f"{SUBJECT}-D{study_day(arm, DRAWN[1])}-SER,0-40,H,\n"
    rows.append(f"{SUBJECT},{DRAWN[1]} 09:00,ALT,51,U/L,{again}")  # possibly the same result
    return (HEADER + "".join(rows)).encode()


def named_world(office: Office, catalog: Catalog, arm: str) -> Office:
    """Fill an empty desk with a trial in which day 1 of the subject depends on the arm, and with it the names of visits.

    Args:
        office: the desk.
        catalog: the catalog.
        arm: the arm.
    """
    desk = office.desk
    define_study(desk.registry, desk.queue, clock, "dm", planned_study(masking=MASKING), "start")
    for text in (BY_VISIT, BY_SPECIMEN):
        add_profile(desk.registry, desk.queue, catalog, clock, "dm", text, "start")
    day_one = DRAWN[0] - timedelta(days=5 - WAIT[arm])
    entry = Subject(
        id=SUBJECT, center=CENTER, baseline=day_one, sex="F", birth_year=1961, status=SubjectStatus.ENROLLED
    )
    put_subject(desk, STUDY, entry, 1, "dm", "enrolment")
    office.send(by_visit(arm), "2024-05-01")
    office.send(by_specimen(arm), "2024-05-02", OTHER)
    return office


def all_worlds(make: Any, catalog: Catalog) -> dict[str, Office]:
    """Return the worlds by arm, each on a desk that `make` returns."""
    return {arm: named_world(make(catalog), catalog, arm) for arm in ARMS}
