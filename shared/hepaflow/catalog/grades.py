"""Load the table of CTCAE grades by version."""

from functools import cache

from hepaflow.catalog.loader import rows
from hepaflow.domain.grades.table import GradeTable, grade_table


@cache
def grade_table_of(version: str) -> GradeTable:
    """Return the grades of one version of CTCAE.

    Raises:
        KeyError: the catalog does not have the version.
    """
    table = grade_table(version, rows("grades"))
    if not table:
        raise KeyError(version)
    return table
