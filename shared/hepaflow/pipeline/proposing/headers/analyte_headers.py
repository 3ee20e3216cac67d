"""Split a header into the name of an analyte and its unit."""

import re
from collections.abc import Iterator

from hepaflow.domain.analytes.resolve import analytes_named, can_have
from hepaflow.domain.analytes.specimen_words import tells_other_specimen, tells_someone_else
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.profile.parts import WideColumn
from hepaflow.domain.text import canonical_text

_LONGEST = 200  # characters of a header
_LETTERS = re.compile(r"(.+)_([A-Za-z]{2,6})")  # the name of a variable can hold no slash
_BETWEEN = re.compile(r"[(\[,/ _]*[(\[, _]")  # a name and its unit


def analyte_column(header: str, catalog: Catalog, stated: str = "") -> WideColumn | None:
    """Return what a header names, `ALT (U/L)` or `总胆红素`, where it names one analyte.

    Args:
        header: the header.
        catalog: the known analytes and units.
        stated: the unit that a row of units below states.
    """
    if len(header) > _LONGEST:
        return None
    for name, unit in [*_with_units(canonical_text(header)), (header, stated), (header, "")]:
        meant = analytes_named(name, unit, catalog) or frozenset()
        if len(meant) == 1 and (not unit or can_have(unit, catalog.analytes[next(iter(meant))], catalog)):
            return WideColumn(analyte=next(iter(meant)), unit=unit or None)
    return _of_variable(header, catalog) or _below_a_group(header, catalog, stated)


def _of_variable(header: str, catalog: Catalog) -> WideColumn | None:
    """Return what the name of a variable says, `tbili_mgdl`, if its last letters are one unit of the analyte."""
    found = _LETTERS.fullmatch(header)
    if found is None:
        return None
    name, letters = found.groups()
    units = (f"{letters[:at]}/{letters[at:]}" for at in range(1, len(letters)))
    columns = [
        WideColumn(analyte=next(iter(meant)), unit=unit)
        for unit in units
        if len(meant := analytes_named(name, unit, catalog) or frozenset()) == 1
        and can_have(unit, catalog.analytes[next(iter(meant))], catalog)
    ]
    return columns[0] if len(columns) == 1 else None


def _below_a_group(header: str, catalog: Catalog, stated: str) -> WideColumn | None:
    """Return what `Liver panel ALT` names: a name below the name of a group, if the group tells no other specimen."""
    if tells_other_specimen(header) or tells_someone_else(header):
        return None
    words = header.split(" ")
    for first in range(1, min(len(words), _LONGEST_GROUP + 1)):
        if _GROUP.fullmatch(canonical_text(" ".join(words[:first])).casefold()):
            column = analyte_column(" ".join(words[first:]), catalog, stated)
            if column is not None:
                return column
    return None


# what labs write above the columns of a group of analytes
_GROUP = re.compile(
    r"(?:(?:liver|renal|kidney|hepatic|coagulation|clotting|electrolytes?|chemistry|biochemistry|ha?ematology|blood|serum|other|others|lipids?|basic|metabolic|tumou?r)"
    r"(?: (?:panel|function|functions|tests?|profile|enzymes?|markers?|count|values|results))*"
    r"|leberwerte|nierenwerte|gerinnung|weitere|blutbild|klinische chemie|elektrolyte|肝功能?|肾功能?|凝血功能?|凝血|电解质|血常规|生化|其他|其它|血脂|肿瘤标志物)"
)
_LONGEST_GROUP = 5  # words


def _with_units(header: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a header into name and unit, the longest unit first: `10^9 /L` is not `/L`."""
    for between in _BETWEEN.finditer(header):
        name, unit = header[: between.start()], header[between.end() :]
        if not re.search(r"[(\[]", unit):
            unit = unit.rstrip(")] ")
        for opening, closing in ("()", "[]"):
            if name.count(opening) > name.count(closing):  # 总胆红素(TBIL,μmol/L)
                name += closing
        if name and unit and not unit.startswith("/"):
            yield name, unit
