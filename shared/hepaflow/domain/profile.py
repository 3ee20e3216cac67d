"""What a center declares about its files: the profile of `[study]/[center]`, one version."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

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
    model_validator,
)

from hepaflow.domain import model, profile_fields, profile_rules
from hepaflow.domain.profile_faults import Contradictions

Name = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Text = Annotated[str, StringConstraints(min_length=1)]
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
    """A part of a profile: never changed once read, no key that hepaflow does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)


class FileFormat(StrEnum):
    """The formats that a reader exists for."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    HL7V2 = "hl7v2"
    FHIR = "fhir"
    CDISC = "cdisc"
    JSON = "json"


class Dated(Declared):
    """Something that holds for collection dates from `from` to `to`, both included."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class FileLayout(Declared):
    """`[file]`: how the bytes are to be read."""

    format: FileFormat | None = None
    encoding: Annotated[str, AfterValidator(profile_fields.encoding)] = "utf-8"
    delimiter: Annotated[
        str, StringConstraints(strip_whitespace=False), AfterValidator(profile_fields.delimiter)
    ] = ","
    decimal_mark: Literal[".", ","] | None = None
    layout: Literal["long", "wide"] = "long"
    dates: Annotated[
        tuple[Annotated[Text, AfterValidator(profile_fields.date_pattern)], ...],
        AfterValidator(profile_fields.date_patterns),
    ] = ()
    transfer: Literal["incremental", "cumulative"] = "incremental"
    changes: Literal["hold", "accept"] = "hold"
    personal_columns: Literal["refuse", "drop"] = "refuse"
    specimen_identifies: Switch = False
    sheet: Text | None = None
    header_row: Whole | None = None


class SubjectIds(Declared):
    """`[subject]`: what the study's subject ids look like and how the lab's become one.

    Attributes:
        pattern: regular expression that the whole id must match.
        strip: leading text that the lab puts before the study's id.
    """

    pattern: Annotated[Text, AfterValidator(profile_fields.regular_expression)] | None = None
    strip: Text | None = None


class WideColumn(Dated):
    """`[wide]`: one analyte column of a file with one specimen a row."""

    analyte: Text
    unit: Text | None = None


class DatedUnit(Dated):
    """`[units]`: the unit that an analyte has when the file names none."""

    unit: str


class Declaration(Dated):
    """`[[declare]]`: a fact that a conversion needs and the file does not carry."""

    analyte: Text
    unit: Text
    basis: Text


class DeclaredRange(Dated):
    """`[[ranges]]`: the lab's own reference range; ages in years, both ends included."""

    analyte: Text
    unit: Text
    low: Decimal | None = None
    high: Decimal | None = None
    sex: Literal["M", "F"] | None = None
    age_from: Annotated[Decimal, Field(ge=0)] | None = None
    age_to: Annotated[Decimal, Field(ge=0)] | None = None
    method: Text | None = None


WideEntry = Annotated[
    Annotated[WideColumn, Tag("table")] | Annotated[tuple[WideColumn, ...], Tag("entries")],
    Discriminator(_shape, "shape", 'write {analyte = "…", unit = "…"}, or a list of them with from and to'),
]
UnitEntry = Annotated[
    Annotated[str, Tag("text")] | Annotated[tuple[DatedUnit, ...], Tag("entries")],
    Discriminator(_shape, "shape", 'write "unit", or a list of {unit = "…", from = …, to = …}'),
]
Spelling = Annotated[
    Annotated[Text, Tag("text")] | Annotated[dict[Text, Text], Tag("table")],
    Discriminator(_shape, "shape", 'write "unit", or [unit_spellings.CODE] for one analyte'),
]


class Profile(Declared):
    """One version of what a center declares; never edited in place."""

    study: Name
    center: Name
    version: Whole
    time_zone: Annotated[str, AfterValidator(profile_fields.time_zone)] | None = None
    file: FileLayout = FileLayout()
    columns: dict[model.Field, Text] = {}
    wide: dict[Text, WideEntry] = {}
    subject: SubjectIds = SubjectIds()
    analytes: dict[Text, Text] = {}
    units: dict[Text, UnitEntry] = {}
    unit_spellings: dict[Text, Spelling] = {}
    status: dict[Text, model.Status] = {}
    declare: tuple[Declaration, ...] = ()
    ranges: tuple[DeclaredRange, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if faults := tuple(profile_rules.faults(self)):
            raise Contradictions(faults)
        return self
