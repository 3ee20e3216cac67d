"""Check the date columns of a wide file whose rows have several dates."""

from collections.abc import Iterator, Mapping

from hepaflow.domain.model import Field
from hepaflow.domain.profile.fields import Fault, as_key
from hepaflow.domain.profile.parts import FileLayout, WideColumn
from hepaflow.domain.text import canonical_text

_TABLES = frozenset({None, "delimited", "workbook"})
OF_ONE_DATE = (
    Field.COLLECTED_TIME,
    Field.SPECIMEN,
    Field.VISIT,
    Field.REVISED_AT,
    Field.RECORD,
    Field.CONDITION,
)


def stated_dates(entry: WideColumn | tuple[WideColumn, ...]) -> tuple[str | None, ...]:
    """Return the date columns that the entries of one wide column name, each once."""
    several = (entry,) if isinstance(entry, WideColumn) else entry
    return tuple(
        {
            canonical_text(one.date_column) if one.date_column else None: one.date_column for one in several
        }.values()
    )


def date_column_faults(
    file: FileLayout, columns: Mapping[Field, str], wide: Mapping[str, WideColumn | tuple[WideColumn, ...]]
) -> Iterator[Fault]:
    """Yield what is wrong with the date columns of `[wide]`.

    Args:
        file: `[file]` of the profile.
        columns: its `[columns]`.
        wide: its `[wide]`.
    """
    dates = {header: stated_dates(entry) for header, entry in wide.items()}
    if any(date for several in dates.values() for date in several):
        yield from _entries(dates)
        yield from _columns(columns)
        yield from _file(file)


def _entries(dates: Mapping[str, tuple[str | None, ...]]) -> Iterator[Fault]:
    for header, several in dates.items():
        if None in several:
            remedy = "add it: other columns have one, and a value has the date of its own visit"
            yield Fault(f"[wide] {as_key(header)}.date_column", "", remedy)
        elif len(several) > 1:
            found = ", ".join(filter(None, several))
            yield Fault(f"[wide] {as_key(header)}.date_column", found, "name one column in all entries")


def _columns(columns: Mapping[Field, str]) -> Iterator[Fault]:
    for field in OF_ONE_DATE:
        if field in columns:
            remedy = "remove it: with date_column, a row has several dates, and this column has one cell"
            yield Fault(f"[columns] {field}", columns[field], remedy)


def _file(file: FileLayout) -> Iterator[Fault]:
    if file.header_rows == 0:
        yield Fault("[file] header_rows", "0", "remove it: date_column needs a header")
    if file.format not in _TABLES:
        yield Fault("[file] format", f"{file.format}", "remove date_column: it is for tables")
    for key, fields in (("fill_down", file.fill_down), ("above", file.above)):
        if Field.COLLECTED_AT in fields:
            remedy = "remove it: with date_column, dates are in columns"
            yield Fault(f"[file] {key}", Field.COLLECTED_AT, remedy)
