"""Read a row that differs from an earlier row only in its number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hepaflow.domain.analytes.analytes import Analyte, Kind
from hepaflow.domain.model import Comparator, Field, Flag, Observation, ParsedValue
from hepaflow.domain.normalize.checks import computed_flag, flag_faults, is_of_another_unit, value_faults
from hepaflow.domain.values.flags import parse_flag
from hepaflow.domain.values.numbers import shown

# A number that has the same digits in every grammar of values; `1,5` only where the center declares the comma.
_PLAIN: Final = {
    mark: re.compile(rf"[0-9]{{1,7}}(?:{re.escape(mark or '.')}[0-9]{{1,7}})?") for mark in (".", ",", None)
}
_BESIDE_THE_NUMBER: Final = (Field.VALUE_TEXT, Field.STANDARD_VALUE)  # they repeat it in another way


@dataclass(frozen=True, slots=True)
class Example:
    """A row without issues, from which rows with another number are read.

    Attributes:
        observation: what the row says.
        analyte: its analyte.
        lab_flag: what its flag cell says, or None.
        decimal_mark: `.`, `,`, or None where the center declares none.
    """

    observation: Observation
    analyte: Analyte
    lab_flag: Flag | None
    decimal_mark: str | None

    def with_number(self, text: str) -> Observation | None:
        """Return the observation with another value cell; None if the row has to be read as a whole.

        That is so if the cell is not a plain number, or if anything is to be said about the number.
        """
        if not _PLAIN[self.decimal_mark].fullmatch(text):
            return None
        said = self.observation
        number = Decimal(text.replace(",", "."))
        way, value = said.conversion, ParsedValue(number)
        flag = computed_flag(value, said.range)
        if value_faults(self.analyte, value, way) or flag_faults(self.lab_flag, flag):
            return None
        return said._replace(
            raw=said.raw._replace(value=text), number=number, value=shown(number, way), flag=flag
        )


def example_of(
    observation: Observation,
    cells: Mapping[Field, str],
    analyte: Analyte,
    decimal_mark: str | None,
    flag_signs: str | None,
) -> Example | None:
    """Return the example that a row is for rows with another number; None if it is none.

    Args:
        observation: what the row says.
        cells: its cells.
        analyte: its analyte.
        decimal_mark: as the center declares it.
        flag_signs: what `<` and `>` in the flag column mean to the center.
    """
    if observation.issues or observation.operator is not Comparator.EQ or observation.conversion.power:
        return None
    if analyte.kind is Kind.ORDINAL or analyte.findings:  # words and grades may be written as numbers
        return None
    if not _PLAIN[decimal_mark].fullmatch(observation.raw.value) or observation.number is None:
        return None
    if observation.range and is_of_another_unit(observation.range, observation.conversion, analyte):
        return None  # said only of a value outside of the range
    if any(cells.get(field, "").strip() for field in _BESIDE_THE_NUMBER):
        return None
    return Example(observation, analyte, parse_flag(observation.raw.flag, flag_signs), decimal_mark)
