"""Read a row that differs from an earlier row only in its number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hepaflow.domain.analytes.analytes import Analyte, Kind
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.model import Comparator, Conversion, Field, Flag, Observation, Raw, changed
from hepaflow.domain.normalize.checks import (
    differs,
    flag_faults,
    is_of_another_unit,
    size_fault,
    standard_conversion,
)
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.values.flags import flag_against, parse_flag
from hepaflow.domain.values.numbers import ratio_of, shown

# A number that has the same digits in every grammar of values; `1,5` only where the center declares the comma.
_PLAIN: Final = {
    mark: re.compile(rf"[0-9]{{1,7}}(?:{re.escape(mark or '.')}[0-9]{{1,7}})?") for mark in (".", ",", None)
}


@dataclass(frozen=True, slots=True)
class Example:
    """A row without issues, from which rows with another number are read.

    Attributes:
        observation: what the row says.
        analyte: its analyte.
        lab_flag: what its flag cell says, or None.
        decimal_mark: `.`, `,`, or None where the center declares none.
        standard: the conversion of its standardized result to the canonical unit; None where there is none.
    """

    observation: Observation
    analyte: Analyte
    lab_flag: Flag | None
    decimal_mark: str | None
    standard: Conversion | None

    def with_number(self, text: str, standardized: str) -> Observation | None:
        """Return the observation with another number; None if the row has to be read as a whole.

        That is so if a cell is not a plain number, or if anything is to be said about the number.

        Args:
            text: the value cell.
            standardized: the cell with the standardized result, or "".
        """
        number = self._plain(text)
        if number is None:
            return None
        said = self.observation
        way = said.conversion
        flag = None if said.range is None else flag_against(Comparator.EQ, number, said.range)
        if size_fault(self.analyte, Comparator.EQ, number, way) or flag_faults(self.lab_flag, flag):
            return None
        if standardized and not self._is_ours(standardized, number):
            return None
        raw = Raw(said.raw.analyte, text, said.raw.unit, said.raw.range, said.raw.flag)
        return changed(said, raw=raw, number=number, value=shown(number, way), flag=flag)

    def _plain(self, text: str) -> Decimal | None:
        return Decimal(text.replace(",", ".")) if _PLAIN[self.decimal_mark].fullmatch(text) else None

    def _is_ours(self, standardized: str, number: Decimal) -> bool:
        stated = self._plain(standardized)
        if stated is None:
            return False
        way = self.observation.conversion
        return self.standard is None or not differs(ratio_of(stated, self.standard), ratio_of(number, way))


def example_of(
    observation: Observation,
    cells: Mapping[Field, str],
    analyte: Analyte,
    rules: Rules,
    catalog: Catalog,
) -> Example | None:
    """Return the example that a row is for rows with another number; None if it is none.

    Args:
        observation: what the row says.
        cells: its cells.
        analyte: its analyte.
        rules: what the profile declares on its day.
        catalog: the units.
    """
    if observation.issues or observation.operator is not Comparator.EQ or observation.conversion.power:
        return None
    if analyte.kind is Kind.ORDINAL or analyte.findings:  # words and grades may be written as numbers
        return None
    if not _PLAIN[rules.decimal_mark].fullmatch(observation.raw.value) or observation.number is None:
        return None
    if observation.range and is_of_another_unit(observation.range, observation.conversion, analyte):
        return None  # said only of a value outside of the range
    standard = standard_conversion(cells.get(Field.STANDARD_UNIT, ""), analyte, rules, catalog)
    if cells.get(Field.VALUE_TEXT, "").strip() or (standard and standard.power):
        return None  # they say the number in another way
    lab_flag = parse_flag(observation.raw.flag, rules.flag_signs)
    return Example(observation, analyte, lab_flag, rules.decimal_mark, standard)
