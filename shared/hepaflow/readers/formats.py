"""Choose the reader of a file by its content, and refuse a format that the profile does not allow."""

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.parts import FileFormat, FileLayout
from hepaflow.readers.archive import ARCHIVES, unpacked
from hepaflow.readers.layouts.arrangement import PLAIN, Arrangement
from hepaflow.readers.sheet import LIMITS, Limits, Sheet
from hepaflow.readers.sniff import OtherFormat, file_format, is_blank
from hepaflow.readers.table import too_large

_NAMES = {
    FileFormat.DELIMITED: "no Excel workbook, HL7, FHIR or CDISC",
    FileFormat.WORKBOOK: "an Excel workbook",
    FileFormat.HL7V2: "HL7 v2 messages",
    FileFormat.FHIR: "FHIR resources",
    FileFormat.CDISC: "a CDISC dataset",
    FileFormat.JSON: "JSON records",
}

_CODES = {
    OtherFormat.HTML: IssueCode.FILE_NOT_XLSX,
    OtherFormat.OLD_EXCEL: IssueCode.FILE_NOT_XLSX,
    OtherFormat.BINARY_EXCEL: IssueCode.FILE_NOT_XLSX,
    OtherFormat.EXCEL_2003: IssueCode.FILE_NOT_XLSX,
    OtherFormat.ODS: IssueCode.FILE_NOT_XLSX,
    OtherFormat.ODM_XML: IssueCode.FILE_XML,
    OtherFormat.LAB_XML: IssueCode.FILE_XML,
    OtherFormat.CLINICAL_DOCUMENT: IssueCode.FILE_XML,
    OtherFormat.FHIR_XML: IssueCode.FILE_XML,
    OtherFormat.XML: IssueCode.FILE_XML,
    OtherFormat.SAS: IssueCode.FILE_CDISC_VERSION,
    OtherFormat.CPORT: IssueCode.FILE_CDISC_VERSION,
}  # those with a remedy of their own; the others are file-format


def shown_format(data: bytes, limits: Limits = LIMITS) -> FileFormat | OtherFormat:
    """Return the format that the content of a file shows.

    Raises:
        Refused: file-too-large, file-empty, file-damaged.
    """
    if len(data) > limits.bytes:
        raise too_large(len(data), "bytes")
    if is_blank(data):
        raise Refused(IssueCode.FILE_EMPTY)
    return file_format(data)


def read_table(
    data: bytes,
    layout: FileLayout,
    limits: Limits = LIMITS,
    arrangement: Arrangement = PLAIN,
) -> Sheet:
    """Read a file in the declared format, or, where none is declared, in the one that the content shows.

    Args:
        data: the file.
        layout: what the profile declares.
        limits: what one file may hold.
        arrangement: how the file is laid out, and the headers that the profile names.

    Raises:
        Refused: file-too-large, file-empty, and what `read_as` refuses.
    """
    return read_as(data, shown_format(data, limits), layout, limits, arrangement)


def read_as(
    data: bytes,
    found: FileFormat | OtherFormat,
    layout: FileLayout,
    limits: Limits = LIMITS,
    arrangement: Arrangement = PLAIN,
) -> Sheet:
    """Read a file in the format that its content shows.

    Args:
        data: the file.
        found: its format, from `shown_format`.
        layout: what the profile declares; another format there refuses the file.
        limits: what one file may hold.
        arrangement: how the file is laid out, and the headers that the profile names.

    Raises:
        Refused: file-format, file-not-xlsx, file-xml, file-cdisc-version, archive-nested, and what the format's reader refuses.
    """
    if found in ARCHIVES:  # one that came by itself was unpacked before: it cannot be, or lies within another
        unpacked(data, limits)
        raise Refused(IssueCode.ARCHIVE_NESTED, found)
    if isinstance(found, OtherFormat):
        raise Refused(_CODES.get(found, IssueCode.FILE_FORMAT), found)
    if layout.format not in (None, found):
        raise Refused(IssueCode.FILE_FORMAT, _NAMES[found])
    return _read(data, found, layout, limits, arrangement)


def _read(
    data: bytes,
    found: FileFormat,
    layout: FileLayout,
    limits: Limits,
    arrangement: Arrangement,
) -> Sheet:
    # imported when a file needs them: a format's libraries stay out of the cold start of the others
    match found:
        case FileFormat.DELIMITED:
            from hepaflow.readers.delimited.delimited import read_delimited

            return read_delimited(data, layout, limits, arrangement)
        case FileFormat.WORKBOOK:
            from hepaflow.readers.workbook.workbook import read_workbook

            return read_workbook(data, layout, limits, arrangement)
        case FileFormat.HL7V2:
            from hepaflow.readers.hl7v2.messages import read_hl7v2

            return read_hl7v2(data, layout, limits, arrangement.ids, names_labs=arrangement.names_labs)
        case FileFormat.FHIR:
            from hepaflow.readers.fhir.observations import read_fhir

            return read_fhir(data, layout, limits, arrangement.ids, names_labs=arrangement.names_labs)
        case FileFormat.CDISC:
            from hepaflow.readers.cdisc.lb import read_cdisc

            return read_cdisc(data, layout, limits, names_labs=arrangement.names_labs)
        case FileFormat.JSON:
            from hepaflow.readers.records.records import read_records

            return read_records(data, layout, limits)
