"""Check the keys of `[file]` that say how a table is laid out."""

import re
from collections.abc import Collection, Iterator, Mapping

from hepaflow.domain.model import Field
from hepaflow.domain.profile.fields import Fault, as_key
from hepaflow.domain.profile.parts import FileLayout, SubjectIds

_ABOVE = frozenset({Field.SUBJECT, Field.COLLECTED_AT, Field.COLLECTED_TIME, Field.SPECIMEN, Field.SPECIMEN_TYPE, Field.VISIT, Field.PANEL, Field.SEX, Field.AGE})  # fmt: skip
_CARRIED = _ABOVE | {Field.SITE, Field.ANALYTE}  # what groups rows; a result is never carried to another row
_TABLES = frozenset({None, "delimited", "workbook"})
_NAMES_OF_PROGRAMS = ("Sheet1", "Tabelle1", "Feuil1", "Hoja1", "Foglio1", "工作表1")  # of a new sheet


def arrangement_faults(
    file: FileLayout, columns: Mapping[Field, str], wide: Collection[str], ids: SubjectIds
) -> Iterator[Fault]:
    """Yield what is wrong with the keys that say how a table is laid out.

    Args:
        file: `[file]` of the profile.
        columns: its `[columns]`.
        wide: the headers of its `[wide]`.
        ids: its `[subject]`.
    """
    yield from _formats(file)
    yield from _lists(file, columns)
    if file.across and file.layout == "wide":
        yield Fault("[file] layout", "wide", "remove it: with across, analytes have no columns")
    if file.across and file.header_rows != 1:
        remedy = "remove it: across names a field for each row of the header"
        yield Fault("[file] header_rows", str(file.header_rows), remedy)
    if file.header_rows == 0:
        yield from _by_place(columns, wide)
    declared = {
        "sheet_name": file.sheet_name,
        "above": Field.SUBJECT in file.above,
        "across": Field.SUBJECT in file.across,
    }
    if key := next((key for key, is_declared in declared.items() if is_declared), ""):
        yield from _subject_elsewhere(file, ids, key)


def _formats(file: FileLayout) -> Iterator[Fault]:
    declared = {
        "header_rows": file.header_rows != 1,
        "fill_down": bool(file.fill_down),
        "above": bool(file.above),
        "across": bool(file.across),
        "sheet_name": file.sheet_name is not None,
    }
    for key, is_declared in declared.items():
        if is_declared and file.format not in _TABLES:
            yield Fault(f"[file] {key}", "", f"remove it: it is for tables, not for {file.format}")
    if file.sheet_name is not None and file.format == "delimited":
        yield Fault("[file] sheet_name", file.sheet_name, "remove it: only a workbook has sheets")


def _lists(file: FileLayout, columns: Mapping[Field, str]) -> Iterator[Fault]:
    elsewhere = {"fill_down": {*file.above, *file.across}, "above": {*file.across}, "across": set[Field]()}
    for key, fields, possible in (
        ("fill_down", file.fill_down, _CARRIED),
        ("above", file.above, _ABOVE),
        ("across", file.across, _ABOVE),
    ):
        for number, field in enumerate(fields, 1):
            where = f"[file] {key}[{number}]"
            if field not in possible:
                yield Fault(where, field, f"remove it, or write one of: {' '.join(sorted(possible))}")
            elif field not in columns:
                yield Fault(where, field, f"add [columns] {field}, or remove it here")
            elif field in fields[: number - 1]:
                yield Fault(where, field, "name it once")
            elif field in elsewhere[key]:
                yield Fault(where, field, "name it in one of fill_down, above and across")
    if file.sheet_name and Field.SUBJECT in {*file.above, *file.fill_down, *file.across}:
        yield Fault(
            "[file] sheet_name",
            file.sheet_name,
            "remove it, or remove subject from fill_down, above and across",
        )


def _by_place(columns: Mapping[Field, str], wide: Collection[str]) -> Iterator[Fault]:
    places = [(f"[columns] {field}", header) for field, header in columns.items()]
    for where, header in (*places, *((f"[wide] {as_key(header)}", header) for header in wide)):
        if not re.fullmatch("[1-9][0-9]{0,4}", header):
            yield Fault(
                where,
                header,
                'write the place of the column, from "1": header_rows = 0 says that there is no header',
            )


def _subject_elsewhere(file: FileLayout, ids: SubjectIds, key: str) -> Iterator[Fault]:
    """Yield what is wrong if the subject is in a text that may name a person, too."""
    if ids.pattern is None:
        yield Fault("[subject] pattern", "", f"add it: with {key}, only the part that matches it is read")
    elif key == "sheet_name" and (
        fitting := [name for name in _NAMES_OF_PROGRAMS if re.fullmatch(ids.pattern, name)]
    ):
        yield Fault("[subject] pattern", ids.pattern, f"write a narrower one: {fitting[0]} matches it, too")
    if file.keep == "original":
        yield Fault(
            "[file] keep", "original", f"remove it: with {key}, a text that may name a person would be kept"
        )
