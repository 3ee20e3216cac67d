"""Normalize one row of named cells."""

from datetime import date

from tests.support.profiles import EVERY_FIELD, made_profile

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field, Observation
from hepaflow.domain.normalize.normalize import normalize
from hepaflow.domain.profile.on_date import rules_on


def rules(**declared):
    head = {"columns": EVERY_FIELD, "file": {"decimal_mark": "."}}
    return rules_on(made_profile(**head | declared), date(2024, 7, 1))


def normalized(catalog, declared=None, /, **cells):
    return normalize({Field(name): text for name, text in cells.items()}, rules(**declared or {}), catalog)


def codes(answer) -> list[IssueCode]:
    return [issue.code for issue in (answer.issues if isinstance(answer, Observation) else answer)]


BILIRUBIN = {"analyte": "TBIL", "value": "2.2", "unit": "mg/dL"}
