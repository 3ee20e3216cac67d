"""Normalize one row of named cells."""

from datetime import date

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import MAPPABLE, Field, Observation
from hepaflow.domain.normalize.normalize import normalize
from hepaflow.domain.profile.on_date import rules_on
from hepaflow.domain.profile.profile import Profile

COLUMNS = {field: f"<{field}>" for field in MAPPABLE if field is not Field.RANGE}


def rules(**declared):
    head = {"study": "NCT03945487", "center": "CN-01", "version": 1, "columns": COLUMNS}
    profile = Profile.model_validate({**head, "file": {"decimal_mark": "."}, **declared})
    return rules_on(profile, date(2024, 7, 1))


def normalized(catalog, declared=None, /, **cells):
    return normalize({Field(name): text for name, text in cells.items()}, rules(**declared or {}), catalog)


def codes(answer) -> list[IssueCode]:
    return [issue.code for issue in (answer.issues if isinstance(answer, Observation) else answer)]


BILIRUBIN = {"analyte": "TBIL", "value": "2.2", "unit": "mg/dL"}
