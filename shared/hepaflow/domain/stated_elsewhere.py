"""Compare our conversion with the standardized result in the file (LBSTRESN)."""

from fractions import Fraction

from hepaflow.domain.analytes import Analyte
from hepaflow.domain.cells import Cells
from hepaflow.domain.issues import Refused
from hepaflow.domain.model import Conversion, Field, Operator, Reported
from hepaflow.domain.numbers import converted, is_beyond_reach
from hepaflow.domain.reported_unit import meant_unit
from hepaflow.domain.rules import Rules
from hepaflow.domain.values import parse_value
from hepaflow.domain.vocabulary import Catalog

_ALLOWED = Fraction(5, 1000)  # of ours: a result standardized with three significant digits lies within it


def is_stated_otherwise(
    row: Cells, value: Reported, way: Conversion, analyte: Analyte, rules: Rules, catalog: Catalog
) -> bool:
    """Say whether the standardized result of a row is another one than ours: more than 0.5 % from it.

    A limit beside an exact result is another one, too. What cannot be compared says nothing: no number on one side, an exact number
    beside a limit, a unit that leads nowhere.
    """
    text = row.text(Field.STANDARD_VALUE)
    if not text or value.number is None:
        return False
    try:
        stated = parse_value(text, rules.decimal_mark)
        their_way = meant_unit(row.text(Field.STANDARD_UNIT), analyte, rules, catalog).conversion
    except Refused:
        return False
    if stated.number is not None and value.operator is Operator.EQ and stated.operator is not Operator.EQ:
        return True
    if (
        stated.number is None
        or stated.operator is not value.operator
        or is_beyond_reach(stated.number, their_way)
    ):
        return False
    ours = converted(value.number, way)
    return abs(converted(stated.number, their_way) - ours) > _ALLOWED * abs(ours)
