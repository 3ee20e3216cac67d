"""Build files with the reference ranges of the lab, and ask about the safety of their subject."""

from typing import Any

from tests.support.answer_office import UNITS, open_trial
from tests.support.api_office import CENTER, SUBJECT, Office, clock, empty_office, profile

from hepaflow.catalog.loader import Catalog
from hepaflow.pipeline.desk.definitions import add_profile

LIMITS = {"ALT": "5-40", "AST": "5-40", "ALP": "40-125", "BILI": "3-21", "ALB": "35-55", "PLAT": "100-300"}
NORMAL = {"ALT": "30", "AST": "30", "BILI": "15", "ALP": "80"}
BASELINE, DAY_8, DAY_16, DAY_29 = "2024-03-08", "2024-03-17", "2024-03-25", "2024-04-07"


def ranged(day: str, values: dict[str, str], subject: str = SUBJECT) -> bytes:
    """Return a file with one specimen and the ranges of the lab."""
    rows = [
        f"{subject},{day} 08:30,{name},{value},{UNITS[name]},{LIMITS.get(name, '')}\n"
        for name, value in values.items()
    ]
    return ("Subject,Collected,Test,Result,Units,Range\n" + "".join(rows)).encode()


def safety_trial(catalog: Catalog, **rules: Any) -> Office:
    """Begin a study with grades by CTCAE v5.0, whose center sends ranges."""
    office = open_trial(empty_office(catalog), catalog, **{"ctcae": "5.0", **rules})
    desk = office.desk
    text = profile(CENTER, 'range = "Range"\n', version=2)
    add_profile(desk.registry, desk.queue, catalog, clock, "dm", text, "ranges")
    return office
