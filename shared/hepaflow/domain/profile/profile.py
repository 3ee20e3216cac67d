"""Define a center's profile, one version, and refuse one that contradicts itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from hepaflow.domain import model
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.specimen_words import tells_other_specimen
from hepaflow.domain.analytes.units import unit_key
from hepaflow.domain.model import Field, SpecimenKind
from hepaflow.domain.profile import fields, periods
from hepaflow.domain.profile.arrangement_faults import arrangement_faults
from hepaflow.domain.profile.centers import center_faults
from hepaflow.domain.profile.date_column_faults import date_column_faults, stated_dates
from hepaflow.domain.profile.fields import Contradictions, Fault, as_key
from hepaflow.domain.profile.parts import (
    MAIN_FEED,
    Declaration,
    Declared,
    DeclaredRange,
    FileLayout,
    Identifier,
    NonEmptyText,
    ServedCenter,
    SpellingEntry,
    SubjectIds,
    UnitEntry,
    Whole,
    WideColumn,
    WideEntry,
)
from hepaflow.domain.screening.personal import names_a_person, surrounds_a_person
from hepaflow.domain.text import canonical_text


class FhirExtensions(Declared):
    """`[fhir]`: what the extensions of a lab's FHIR resources mean.

    Attributes:
        harmless_modifiers: URLs of modifier extensions that do not change results; any other one holds the result.
    """

    harmless_modifiers: tuple[NonEmptyText, ...] = ()


ANY_ID = SubjectIds()  # of a profile that says nothing about ids


def _mappable(columns: dict[model.Field, str]) -> dict[model.Field, str]:
    if filled := model.READER_FIELDS.intersection(columns):
        raise ValueError(f"a profile cannot map {', '.join(sorted(filled))}")
    return columns


class Profile(Declared):
    """One version of the profile of a center's feed. A stored version never changes; a correction is a new version."""

    study: Identifier
    center: Identifier
    feed: Identifier = MAIN_FEED
    version: Whole
    time_zone: Annotated[str, AfterValidator(fields.time_zone)] | None = None
    language: Literal["en", "zh"] = "en"
    file: FileLayout = FileLayout()
    columns: Annotated[dict[model.Field, NonEmptyText], AfterValidator(_mappable)] = {}
    wide: dict[NonEmptyText, WideEntry] = {}
    subject: SubjectIds = SubjectIds()
    centers: dict[NonEmptyText, ServedCenter] = {}
    fhir: FhirExtensions = FhirExtensions()
    analytes: dict[NonEmptyText, NonEmptyText] = {}
    units: dict[NonEmptyText, UnitEntry] = {}
    unit_spellings: dict[NonEmptyText, SpellingEntry] = {}
    specimens: dict[str, model.SpecimenKind] = {}
    status: dict[NonEmptyText, model.Status] = {}
    operators: dict[NonEmptyText, model.Comparator] = {}
    findings: dict[NonEmptyText, model.Finding | Literal["missing"]] = {}
    declare: tuple[Declaration, ...] = ()
    lab: Identifier | None = None
    labs: dict[NonEmptyText, Identifier] = {}
    ranges: tuple[DeclaredRange, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if faults := tuple(contradictions(self)):
            raise Contradictions(faults)
        return self


_OF_BLOOD = (SpecimenKind.SERUM, SpecimenKind.PLASMA, SpecimenKind.BLOOD)

_DATE = Field.COLLECTED_AT

_SELF_DESCRIBING = ("hl7v2", "fhir", "cdisc")

_NAMING = (Field.ANALYTE, Field.CODE, Field.LOINC)

OF_ONE_RESULT = (
    *_NAMING,
    Field.VALUE,
    Field.UNIT,
    Field.RANGE,
    Field.RANGE_LOW,
    Field.RANGE_HIGH,
    Field.FLAG,
    Field.OPERATOR,
    Field.VALUE_TEXT,
    Field.UNIT_TEXT,
    Field.STANDARD_VALUE,
    Field.STANDARD_UNIT,
)


def contradictions(profile: "Profile") -> Iterator[Fault]:
    """Yield everything in a profile that contradicts something else in it."""
    if profile.file.format not in {None, "workbook"} and profile.file.sheet is not None:
        yield Fault("[file] sheet", profile.file.sheet, 'remove it, or write format = "workbook"')
    yield from _ids(profile)
    yield from center_faults(profile.columns, profile.centers)
    yield from _kept(profile)
    yield from arrangement_faults(profile.file, profile.columns, profile.wide, profile.subject)
    yield from date_column_faults(profile.file, profile.columns, profile.wide)
    yield from _layout(profile)
    yield from _headers(profile)
    yield from _range_columns(profile)
    yield from _words(profile)
    yield from _labs(profile)
    yield from periods.period_faults(profile.wide, profile.units, profile.declare, profile.ranges)


def _ids(profile: "Profile") -> Iterator[Fault]:
    ids = profile.subject
    if ids.prefix is not None and ids.pattern is None:
        yield Fault("[subject] pattern", "", "add it: it decides which ids need the prefix")
    if ids.separator is not None and Field.SITE not in profile.columns:
        remedy = "remove it, or add [columns] site: the header of the column with the site"
        yield Fault("[subject] separator", ids.separator, remedy)


def _kept(profile: "Profile") -> Iterator[Fault]:
    file = profile.file
    if file.keep == "original" and file.personal_columns == "drop":
        remedy = 'remove it: what personal_columns = "drop" drops would be kept with the original'
        yield Fault("[file] keep", "original", remedy)
    if file.keep_columns and file.keep != "laboratory":
        yield Fault("[file] keep_columns", "", f'remove it, or remove keep = "{file.keep}"')
    for number, header in enumerate(file.keep_columns, 1):
        if names_a_person(header) or surrounds_a_person(header):
            remedy = "remove it: a column that names a person is never kept"
            yield Fault(f"[file] keep_columns[{number}]", header, remedy)


def _layout(profile: "Profile") -> Iterator[Fault]:
    if profile.file.format in _SELF_DESCRIBING:
        return _self_describing(profile)
    return _wide_layout(profile) if profile.file.layout == "wide" else _long_layout(profile)


def _self_describing(profile: "Profile") -> Iterator[Fault]:
    """Such a format says itself what its cells are; only of a CDISC dataset may a profile choose other columns."""
    says = f"remove it: {profile.file.format} says itself what its cells are"
    if profile.file.layout == "wide":
        yield Fault("[file] layout", "wide", says)
    if profile.file.header_row is not None:
        yield Fault("[file] header_row", str(profile.file.header_row), says)
    if profile.wide:
        yield Fault("[wide]", "", says)
    if profile.file.calendar is not None:
        yield Fault("[file] calendar", profile.file.calendar, says)
    if profile.columns and profile.file.format != "cdisc":
        yield Fault("[columns]", "", says)


def _long_layout(profile: "Profile") -> Iterator[Fault]:
    yield from _needed(profile, (Field.SUBJECT, Field.COLLECTED_AT, Field.VALUE))
    if not any(field in profile.columns for field in _NAMING):
        remedy = "add it: the header of the column that names the analyte; or add code, or loinc"
        yield Fault("[columns] analyte", "", remedy)
    if profile.wide:
        yield Fault("[wide]", "", 'write layout = "wide" in [file], or remove [wide]')


def _wide_layout(profile: "Profile") -> Iterator[Fault]:
    yield from _needed(profile, (Field.SUBJECT, Field.COLLECTED_AT))
    for field in OF_ONE_RESULT:
        if header := profile.columns.get(field):
            remedy = "remove it: in the wide layout [wide] says what each column holds"
            yield Fault(f"[columns] {field}", header, remedy)
    if not profile.wide:
        yield Fault("[wide]", "", 'add one entry a column: "header" = {analyte = "…", unit = "…"}')


def _needed(profile: "Profile", fields: Iterable[Field]) -> Iterator[Fault]:
    for field in fields:
        if field not in profile.columns:
            yield Fault(f"[columns] {field}", "", "add it: the header of that column in the file")


def _headers(profile: "Profile") -> Iterator[Fault]:
    places = [(header, f"[columns] {field}") for field, header in profile.columns.items()]
    places += [(header, f"[wide] {as_key(header)}") for header in profile.wide]
    places += [
        (header, f"[wide] date_column {as_key(header)}")
        for header in dict.fromkeys(date_columns(profile.wide).values())
    ]
    places += list(
        dict.fromkeys(
            (header, f"[wide] unit_column {as_key(header)}") for header in unit_columns(profile.wide).values()
        )
    )
    used: dict[str, str] = {}
    for header, where in places:
        other = used.setdefault(canonical_text(header), where)
        if other != where:
            yield Fault(where, header, f"name another column: {other} reads this one")


def date_columns(wide: "Mapping[str, WideColumn | tuple[WideColumn, ...]]") -> dict[str, str]:
    """Return, by header of a wide column, the header of the column with its dates, where the profile names one."""
    return {header: date for header, entry in wide.items() for date in stated_dates(entry) if date}


def read_columns(profile: "Profile", *, is_by_visit: bool) -> tuple[tuple[Field, str], ...]:
    """Return field and header of the columns that are read, apart from those of `[wide]`.

    Args:
        profile: the profile.
        is_by_visit: each row has one date; the date columns of visits are no longer there.
    """
    dates = () if is_by_visit else tuple(dict.fromkeys(date_columns(profile.wide).values()))
    own = ((field, name) for field, name in profile.columns.items() if not (dates and field is _DATE))
    return (*own, *((_DATE, name) for name in dates))


def unit_columns(wide: "Mapping[str, WideColumn | tuple[WideColumn, ...]]") -> dict[str, str]:
    """Return, by header of a wide column, the header of the column with its units, where the profile names one."""
    entries = {header: column if isinstance(column, tuple) else (column,) for header, column in wide.items()}
    named = {
        header: next((one.unit_column for one in several if one.unit_column), None)
        for header, several in entries.items()
    }
    return {header: unit for header, unit in named.items() if unit}


def _range_columns(profile: "Profile") -> Iterator[Fault]:
    for field in (Field.RANGE_LOW, Field.RANGE_HIGH):
        if Field.RANGE in profile.columns and (header := profile.columns.get(field)):
            yield Fault(
                f"[columns] {field}", header, "remove it, or remove range: a file has one or the other"
            )


def _words(profile: "Profile") -> Iterator[Fault]:
    rest = profile.analytes.get("*", "ignore")
    if rest != "ignore":
        yield Fault('[analytes] "*"', rest, 'write "ignore": all other names cannot mean one analyte')
    yield from _read_alike("[analytes]", profile.analytes, name_key)
    yield from _read_alike("[status]", profile.status, lambda word: canonical_text(word).casefold())
    yield from _read_alike("[specimens]", profile.specimens, lambda word: canonical_text(word).casefold())
    for word, kind in profile.specimens.items():
        if kind in _OF_BLOOD and tells_other_specimen(word):
            remedy = 'write "other" or "ignore": the word itself says that the specimen is not blood'
            yield Fault(f"[specimens] {as_key(word)}", kind, remedy)
    spellings = profile.unit_spellings
    for_all = {text: unit for text, unit in spellings.items() if isinstance(unit, str)}
    yield from _read_alike("[unit_spellings]", for_all, unit_key)
    for code, units in spellings.items():
        if not isinstance(units, str):
            yield from _read_alike(f"[unit_spellings.{as_key(code)}]", units, unit_key)


def _labs(profile: "Profile") -> Iterator[Fault]:
    """Yield what is wrong with the words for labs."""
    has_own_columns = profile.file.format in _SELF_DESCRIBING
    if profile.labs and Field.LAB not in profile.columns and not has_own_columns:
        yield Fault(
            "[columns] lab", "", "add it: the header of the column that names the lab; or remove [labs]"
        )
    yield from _read_alike("[labs]", profile.labs, lambda word: canonical_text(word).casefold())


def _read_alike(table: str, meanings: Mapping[str, str], read_as: Callable[[str], str]) -> Iterator[Fault]:
    """Yield a fault for each entry that is read as the same text as an earlier one and means something else."""
    seen: dict[str, str] = {}
    for text, meaning in meanings.items():
        other = seen.setdefault(read_as(text), text)
        if meanings[other] != meaning:
            yield Fault(
                f"{table} {as_key(text)}",
                meaning,
                f"keep one meaning: {as_key(other)} is read as the same text",
            )
