import gzip
import io
import lzma
import sqlite3
import zipfile
import zlib

import pytest
from tests.unit.readers.workbook.packages import repacked, written

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.parts import FileFormat, FileLayout
from hepaflow.readers.formats import read_table
from hepaflow.readers.sheet import Limits
from hepaflow.readers.sniff import OtherFormat, file_format

WORKBOOK = written([["a", "b"], [1, "x"]])
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)


def archive(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in names:
            target.writestr(
                name, b"application/vnd.oasis.opendocument.spreadsheet" if name == "mimetype" else b"x"
            )
    return out.getvalue()


def sqlite():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (a)")
    data = connection.serialize()
    connection.close()
    return data


def refusal(data, layout=FileLayout(), limits=Limits()):  # noqa: B008 frozen
    with pytest.raises(Refused) as caught:
        list(read_table(data, layout, limits).rows)
    return caught.value.issue


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
        (b"GIF89a", "a GIF image"),
        (b"II*\0\x08\0\0\0", "a TIFF image"),
        (b"MM\0*\0\0\0\x08", "a TIFF image"),
        (lzma.compress(b"a,b\n1,2\n"), "an xz archive"),
        (b"BZh91AY&SY", "a bzip2 archive"),
        (b"\x28\xb5\x2f\xfd\x04", "a zstd archive"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "a 7z archive"),
        (b"Rar!\x1a\x07\x01\0", "a RAR archive"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (sqlite(), "a SQLite database"),
        (b"{\\rtf1\\ansi", "an RTF document"),
        (archive("ppt/presentation.xml"), "a PowerPoint presentation"),
        (archive("word/document.xml"), "a Word document"),
        (COMPOUND + "WordDocument\0".encode("utf-16-le"), "an Office document of before 2007"),
    ],
)
@pytest.mark.parametrize("declared", [None, "delimited", "workbook"])
def test_what_no_reader_exists_for_is_refused_by_its_name(data, expected, declared):
    issue = refusal(data, FileLayout(format=declared))
    assert (issue.code, issue.found) == (IssueCode.FILE_FORMAT, expected)


XLSX, XML, CDISC = IssueCode.FILE_NOT_XLSX, IssueCode.FILE_XML, IssueCode.FILE_CDISC_VERSION
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\r\n'


@pytest.mark.parametrize(
    ("data", "code", "found"),
    [
        (b"<html><table>", XLSX, "a web page (HTML)"),
        (b"\xef\xbb\xbf\r\n <TABLE border=1>", XLSX, "a web page (HTML)"),
        (b"<!DOCTYPE html>\n<html>", XLSX, "a web page (HTML)"),
        (
            DECLARATION + b'<?mso-application progid="Excel.Sheet"?>\r\n<Workbook>',
            XLSX,
            "an Excel workbook of 2003 (XML Spreadsheet)",
        ),
        (archive("xl/workbook.bin"), XLSX, "a binary Excel workbook (XLSB)"),
        (archive("mimetype", "content.xml"), XLSX, "an OpenDocument spreadsheet (ODS)"),
        (COMPOUND + "Workbook\0".encode("utf-16-le"), XLSX, "an Excel workbook of before 2007 (XLS)"),
        (COMPOUND + "Book\0".encode("utf-16-le"), XLSX, "an Excel workbook of before 2007 (XLS)"),
        (b'<?xml version="1.0"?>\n<Workbook>', XML, "an XML document"),
        (DECLARATION + b"<ODMX>", XML, "an XML document"),
        (
            DECLARATION + b'<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3">',
            XML,
            "a CDISC ODM document (XML)",
        ),
        (b'<odm:ODM xmlns:odm="x">', XML, "a CDISC ODM document (XML)"),
        (DECLARATION + b'<GTP ModelVersion="01-0-01">', XML, "a CDISC LAB document (XML)"),
        (
            DECLARATION
            + b'<?xml-stylesheet type="text/xsl" href="CDA.xsl"?>\n<!-- a -->\n<ClinicalDocument xmlns="urn:hl7-org:v3">',
            XML,
            "an HL7 clinical document (C-CDA, XML)",
        ),
        (DECLARATION + b'<Bundle xmlns="http://hl7.org/fhir">', XML, "FHIR resources in XML"),
        (bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011"), CDISC, "a SAS data set"),
        (b"**COMPRESSED** **COMPRESSED** **COM", CDISC, "a SAS transport file of PROC CPORT"),
    ],
)
@pytest.mark.parametrize("declared", [None, "delimited", "cdisc"])
def test_what_a_lab_can_save_otherwise_is_refused_with_a_remedy_of_its_own(data, code, found, declared):
    issue = refusal(data, FileLayout(format=declared))
    assert (issue.code, issue.found) == (code, found)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ('<?xml version="1.0" encoding="UTF-16"?>\n<root/>', XML, "an XML document"),
        (
            '<?xml version="1.0" encoding="UTF-16"?>\r\n<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3">',
            XML,
            "a CDISC ODM document (XML)",
        ),
        ("<ClinicalDocument>", XML, "an HL7 clinical document (C-CDA, XML)"),
        ("<html><table>", XLSX, "a web page (HTML)"),
    ],
)
def test_a_document_in_utf_16_is_refused_by_its_name(codec, text, code, found):
    issue = refusal(text.encode(codec), FileLayout())
    assert (issue.code, issue.found) == (code, found)


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("text", ["<5,Subject\n1,2\n", "Subject,Test\nS-001,<5\n", "＜xml,b\n1,2\n"])
def test_a_table_in_utf_16_is_a_table(codec, text):
    assert file_format(text.encode(codec)) is FileFormat.DELIMITED


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "a gzip archive"),
        (archive("readme.txt"), "a ZIP archive"),
        (archive("export/results.xlsx"), "a ZIP archive"),
    ],
)
@pytest.mark.parametrize("declared", [None, "delimited", "workbook"])
def test_an_archive_that_nobody_has_unpacked_is_told(data, found, declared):
    issue = refusal(data, FileLayout(format=declared))
    assert (issue.code, issue.found) == (IssueCode.ARCHIVE_NESTED, found)


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,2\n",
        "受试者,结果\n".encode("gb18030"),
        "a,b\n".encode("utf-16"),
        b"BZ,b\n",
        b"<5,b\n",
        b"<p,b\n",
        b"{a},b\n",
        b"MSH,b\n",
        b"PK,b\n",
        b"",
    ],
)
def test_what_has_no_mark_is_delimited_text(data):
    assert file_format(data) == FileFormat.DELIMITED


def test_an_archive_with_a_workbook_in_it_is_a_workbook():
    assert file_format(WORKBOOK) == FileFormat.WORKBOOK
    assert (
        file_format(repacked(WORKBOOK, lambda name, xml: (name.replace("/", "\\"), xml)))
        == FileFormat.WORKBOOK
    )


def test_an_archive_without_a_file_is_empty():
    assert refusal(archive()).code is IssueCode.FILE_EMPTY


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!000", FileFormat.CDISC),
        (b"HEADER RECORD*******LIBV8   HEADER RECORD!!!!!!!000", FileFormat.CDISC),
        (b'{"datasetJSONCreationDateTime": "2024-01-01", "datasetJSONVersion": "1.1.0"}', FileFormat.CDISC),
        *(
            (zlib.compress(b'{"datasetJSONVersion": "1.1.0"}', level), FileFormat.CDISC)
            for level in (0, 1, 6, 9)
        ),
        (b'{"resourceType": "Bundle"}', FileFormat.FHIR),
        (b'[\n  {"a": "1"}]', FileFormat.JSON),
        (b"MSH|^~\\&|LAB|", FileFormat.HL7V2),
        (b"\x0bMSH|^~\\&|LAB|", FileFormat.HL7V2),
        (b"FHS#*!/@#LAB#", FileFormat.HL7V2),
        (b"MSH,ALT,AST\n1,2,3\n", FileFormat.DELIMITED),
        (b"x,y\n1,2\n", FileFormat.DELIMITED),
        (b"x^2,y\n1,2\n", FileFormat.DELIMITED),
        (b"[mg/dL],b\n1,2\n", FileFormat.DELIMITED),
    ],
)
def test_formats_are_told_by_their_content(data, format_):
    assert file_format(data) == format_


def test_each_format_is_told_by_a_different_phrase():
    assert len({*OtherFormat}) == len(OtherFormat)


@pytest.mark.parametrize("declared", [None, "delimited"])
def test_delimited_text_is_read(declared):
    assert list(read_table(b"a,b\n1,2\n", FileLayout(format=declared)).rows) == [(2, ["1", "2"])]


@pytest.mark.parametrize("declared", [None, "workbook"])
def test_a_workbook_is_read(declared):
    assert list(read_table(WORKBOOK, FileLayout(format=declared)).rows) == [(2, ["1", "x"])]


def test_a_workbook_written_with_backslashes_is_read():
    data = repacked(WORKBOOK, lambda name, xml: (name.replace("/", "\\"), xml))
    assert list(read_table(data, FileLayout()).rows) == [(2, ["1", "x"])]


@pytest.mark.parametrize(
    ("data", "declared", "found"),
    [
        (WORKBOOK, "delimited", "an Excel workbook"),
        (b"a,b\n1,2\n", "workbook", "no Excel workbook, HL7, FHIR or CDISC"),
    ],
)
def test_a_format_other_than_declared_is_refused(data, declared, found):
    issue = refusal(data, FileLayout(format=declared))
    assert (issue.code, issue.found) == (IssueCode.FILE_FORMAT, found)


def test_a_workbook_with_a_password_is_told():
    assert refusal(COMPOUND + "EncryptedPackage".encode("utf-16-le")).code == IssueCode.FILE_PASSWORD


@pytest.mark.parametrize("declared", [None, "delimited", "workbook"])
@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n\n", b"\xff\xfe", b"\xfe\xff"]
)
def test_nothing_is_an_empty_file_whatever_is_declared(data, declared):
    assert refusal(data, FileLayout(format=declared)).code == IssueCode.FILE_EMPTY


def test_a_file_of_nul_bytes_is_not_an_empty_one():
    assert refusal(bytes(100)).code == IssueCode.FILE_NOT_TEXT


def test_an_archive_that_is_cut_off_is_damaged():
    assert refusal(WORKBOOK[:-40]).code == IssueCode.FILE_DAMAGED


def test_a_file_over_the_limit_is_refused_with_its_size():
    issue = refusal(b"a,b\n" + b"1,2\n" * 500, limits=Limits(bytes=2003))
    assert (issue.code, issue.found) == (IssueCode.FILE_TOO_LARGE, "2,004 bytes")


def test_a_file_at_the_limit_is_read():
    assert len(list(read_table(b"a,b\n" + b"1,2\n" * 500, FileLayout(), Limits(bytes=2004)).rows)) == 500
