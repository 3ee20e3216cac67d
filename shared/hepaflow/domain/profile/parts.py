"""Define the parts of a profile: one model for each table and entry."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    StringConstraints,
    Tag,
)

from hepaflow.domain import model
from hepaflow.domain.profile import fields
from hepaflow.domain.values.calendars import Calendar

MAIN_FEED = "main"  # of files that name no feed

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Identifier = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
]

NonEmptyText = Annotated[str, StringConstraints(min_length=1)]

Whole = Annotated[int, Strict(), Field(ge=1)]

Switch = Annotated[bool, Strict()]

IGNORE = "ignore"

EVERYTHING_ELSE = "*"


def _day(value: object) -> object:
    if isinstance(value, int | float | Decimal):  # pydantic would count seconds since 1970
        raise ValueError("write a day, as 2024-07-01")  # noqa: TRY004 pydantic turns only ValueError into a fault
    return value


def _shape(value: object) -> str | None:
    match value:
        case str():
            return "text"
        case list() | tuple():
            return "entries"
        case Mapping() | BaseModel():
            return "table"
        case _:
            return None


Day = Annotated[date, BeforeValidator(_day)]


class Declared(BaseModel):
    """Part of a profile: immutable, unknown keys are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True, defer_build=True
    )


class FileFormat(StrEnum):
    """File formats that hepaflow reads."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    HL7V2 = "hl7v2"
    FHIR = "fhir"
    CDISC = "cdisc"
    JSON = "json"


class Dated(Declared):
    """Entry that applies to collection dates from `from` to `to`, both included."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class FileLayout(Declared):
    """`[file]`: how to read the bytes of a file.

    Attributes:
        format: the expected format; a file of another format is refused.
        encoding: encoding of the text.
        delimiter: the character between two cells.
        decimal_mark: the decimal mark of numbers.
        layout: "long" (one row for each result) or "wide" (one column for each analyte).
        dates: patterns of dates that are not ISO 8601, such as "%d/%m/%Y".
        transfer: "cumulative" if each file contains all earlier results, too.
        changes: what to do with a changed value that is not marked as corrected: "hold" or "accept" the later one.
        personal_columns: what to do with columns that name persons: "refuse" the file or "drop" the columns.
        keep: what is kept of a file: its mapped columns and those that the catalog knows as "laboratory" content, the
            "mapped" columns alone, or the "original", if the lab has declared that its files name nobody.
        keep_columns: headers of further columns that are kept.
        specimen_identifies: true if specimen ids distinguish results of one subject, analyte and time.
        sheet: the sheet of a workbook; without it, every visible one that has the headers of the profile.
        header_row: the row of the header; without it, the first row that is not blank.
        header_rows: how many rows the header has; their cells are joined with a space; 0 if there is no header, and columns are
            named by their places, from "1".
        fill_down: fields whose blank cells mean "as above"; a field ends what those after it carry down.
        above: fields that are not in a column, but in lines above the rows, each behind the label that `[columns]` names.
        across: fields that the header says about the columns of results, one row of the header for each: analytes are down.
        sheet_name: "subject" if the subject is in the name of the sheet.
        flag_signs: what `<` and `>` in the flag column mean: off the "scale" of the instrument, or out of the "range".
        calendar: the calendar of dates, if it is not the Gregorian one.
        obx14: HL7 v2: "use" OBX-14 as the time of collection, or "ignore" it; without it, hepaflow uses it only for older results.
    """

    format: FileFormat | None = None
    encoding: Annotated[str, AfterValidator(fields.encoding)] = "utf-8"
    delimiter: Annotated[str, StringConstraints(strip_whitespace=False), AfterValidator(fields.delimiter)] = (
        ","
    )
    decimal_mark: Literal[".", ","] | None = None
    layout: Literal["long", "wide"] = "long"
    dates: Annotated[
        tuple[Annotated[NonEmptyText, AfterValidator(fields.date_pattern)], ...],
        AfterValidator(fields.date_patterns),
    ] = ()
    transfer: Literal["incremental", "cumulative"] = "incremental"
    changes: Literal["hold", "accept"] = "hold"
    personal_columns: Literal["refuse", "drop"] = "refuse"
    keep: Literal["laboratory", "mapped", "original"] = "laboratory"
    keep_columns: tuple[NonEmptyText, ...] = ()
    specimen_identifies: Switch = False
    sheet: NonEmptyText | None = None
    header_row: Whole | None = None
    header_rows: Annotated[int, Strict(), Field(ge=0, le=5)] = 1
    fill_down: tuple[model.Field, ...] = ()
    above: tuple[model.Field, ...] = ()
    across: tuple[model.Field, ...] = ()
    sheet_name: Literal["subject"] | None = None
    flag_signs: Literal["scale", "range"] | None = None
    calendar: Calendar | None = None
    obx14: Literal["ignore", "use"] | None = None


class SubjectIds(Declared):
    """`[subject]`: the form of subject ids, and what the lab adds to them or leaves out.

    Attributes:
        pattern: regular expression that the whole id must match.
        strip: prefix that the lab adds to the study's id.
        prefix: begin of the id that the lab leaves out; it is added if the id matches `pattern` only with it.
        separator: what is between site and number if `[columns] site` is mapped; without it, a hyphen.
        authority: of the ids that a message lists for a patient, the one of this assigning authority (HL7 v2 CX.4), of
            this system (FHIR), or of this type (HL7 table 0203) is the subject's.
    """

    pattern: Annotated[NonEmptyText, AfterValidator(fields.regular_expression)] | None = None
    strip: NonEmptyText | None = None
    prefix: NonEmptyText | None = None
    separator: str | None = None
    authority: NonEmptyText | None = None


class ServedCenter(Declared):
    """`[centers]`: a center for which the sender may send, and the form of the ids of its subjects.

    Attributes:
        center: the center's id in the study.
        pattern: regular expression that the whole id of each of its subjects matches, and no id of another center.
    """

    center: Identifier
    pattern: Annotated[NonEmptyText, AfterValidator(fields.regular_expression)]


class WideColumn(Dated):
    """`[wide]`: one analyte column of a file with one row for each specimen.

    Attributes:
        analyte: analyte code.
        unit: the unit, unless a cell of `unit_column` states another.
        unit_column: header of the column with the unit of each value.
        date_column: header of the column with the date of each value, if a row has several dates.
    """

    analyte: NonEmptyText
    unit: NonEmptyText | None = None
    unit_column: NonEmptyText | None = None
    date_column: NonEmptyText | None = None


class DatedUnit(Dated):
    """`[units]`: the unit of an analyte in rows without a unit."""

    unit: str


class Declaration(Dated):
    """`[[declare]]`: a fact that a conversion needs and the file does not contain."""

    analyte: NonEmptyText
    unit: NonEmptyText
    basis: NonEmptyText


class DeclaredRange(Dated):
    """`[[ranges]]`: the lab's own reference range, for rows without one; ages in years, both ends included."""

    analyte: NonEmptyText
    unit: NonEmptyText
    low: Decimal | None = None
    high: Decimal | None = None
    sex: Literal["M", "F"] | None = None
    age_from: Annotated[Decimal, Field(ge=0)] | None = None
    age_to: Annotated[Decimal, Field(ge=0)] | None = None
    method: NonEmptyText | None = None


WideEntry = Annotated[
    Annotated[WideColumn, Tag("table")] | Annotated[tuple[WideColumn, ...], Tag("entries")],
    Discriminator(_shape, "shape", 'write {analyte = "…", unit = "…"}, or a list of them with from and to'),
]

UnitEntry = Annotated[
    Annotated[str, Tag("text")] | Annotated[tuple[DatedUnit, ...], Tag("entries")],
    Discriminator(_shape, "shape", 'write "unit", or a list of {unit = "…", from = …, to = …}'),
]

SpellingEntry = Annotated[
    Annotated[NonEmptyText, Tag("text")] | Annotated[dict[NonEmptyText, NonEmptyText], Tag("table")],
    Discriminator(_shape, "shape", 'write "unit", or [unit_spellings.CODE] for one analyte'),
]
