"""Translate what hepaflow itself found in a file as a whole: the names of formats, counts and limits."""

import re
from collections.abc import Mapping
from typing import Final

from hepaflow.domain.issues.issues import IssueCode

# codes whose `found` is a word of hepaflow's, not a cell of the lab's
_OF_FILES: Final = frozenset(
    {
        IssueCode.FILE_EMPTY,
        IssueCode.FILE_TOO_LARGE,
        IssueCode.FILE_FORMAT,
        IssueCode.FILE_NOT_XLSX,
        IssueCode.FILE_XML,
        IssueCode.FILE_CDISC_VERSION,
        IssueCode.FILE_NOT_TEXT,
        IssueCode.FILE_ENCODING,
        IssueCode.FILE_DAMAGED,
        IssueCode.ARCHIVE_NESTED,
        IssueCode.RECORD_DAMAGED,
        IssueCode.SHEET_HIDDEN,
    }
)
_NAMES: Final[Mapping[str, str]] = {
    "an Excel workbook of before 2007 (XLS)": "2007 年以前的 Excel 工作簿（XLS）",
    "a binary Excel workbook (XLSB)": "二进制 Excel 工作簿（XLSB）",
    "an OpenDocument spreadsheet (ODS)": "OpenDocument 电子表格（ODS）",
    "a Word document": "Word 文档",
    "an Office document of before 2007": "2007 年以前的 Office 文档",
    "a ZIP archive": "ZIP 压缩包",
    "a PDF document": "PDF 文档",
    "a PNG image": "PNG 图片",
    "a JPEG image": "JPEG 图片",
    "a GIF image": "GIF 图片",
    "a TIFF image": "TIFF 图片",
    "a gzip archive": "gzip 压缩包",
    "a bzip2 archive": "bzip2 压缩包",
    "an xz archive": "xz 压缩包",
    "a zstd archive": "zstd 压缩包",
    "a 7z archive": "7z 压缩包",
    "a RAR archive": "RAR 压缩包",
    "an RTF document": "RTF 文档",
    "a web page (HTML)": "网页（HTML）",
    "an Excel workbook of 2003 (XML Spreadsheet)": "Excel 2003 工作簿（XML 电子表格）",
    "a PowerPoint presentation": "PowerPoint 演示文稿",
    "a CDISC ODM document (XML)": "CDISC ODM 文档（XML）",
    "a CDISC LAB document (XML)": "CDISC LAB 文档（XML）",
    "an HL7 clinical document (C-CDA, XML)": "HL7 临床文档（C-CDA，XML）",
    "FHIR resources in XML": "XML 格式的 FHIR 资源",
    "an XML document": "XML 文档",
    "a JSON document": "JSON 文档",
    "a SAS data set": "SAS 数据集",
    "a SAS transport file of PROC CPORT": "PROC CPORT 生成的 SAS 传输文件",
    "a SAS transport file of version 8": "第 8 版 SAS 传输文件",
    "a Parquet file": "Parquet 文件",
    "a SQLite database": "SQLite 数据库",
    "an archive without a file": "不含文件的压缩包",
    "a ZIP archive that is not packed by Deflate": "未采用 Deflate 压缩的 ZIP 压缩包",
    "no Excel workbook, HL7, FHIR or CDISC": "不是 Excel 工作簿、HL7、FHIR 或 CDISC 文件",
    "an Excel workbook": "Excel 工作簿",
    "HL7 v2 messages": "HL7 v2 消息",
    "FHIR resources": "FHIR 资源",
    "a CDISC dataset": "CDISC 数据集",
    "JSON records": "JSON 记录",
    "end": "文件末尾",
    "nested": "嵌套过深",
    "name twice": "名称重复",
}
_COUNTED: Final[tuple[tuple[str, str], ...]] = (
    ("bytes", "字节"),
    ("bytes unpacked", "字节（解压后）"),
    ("bytes in a line", "字节（一行中）"),
    ("bytes in a row", "字节（一行中）"),
    ("bytes in a message", "字节（一条消息中）"),
    ("characters in a cell", "个字符（一个单元格中）"),
    ("characters in a row", "个字符（一行中）"),
    ("rows", "行"),
    ("columns", "列"),
    ("cells between the first and the last", "个单元格（首尾之间）"),
    ("specimens", "份标本"),
    ("records", "条记录"),
    ("components", "个组分"),
    ("results in one record", "个结果（一条记录中）"),
    ("results in a message", "个结果（一条消息中）"),
    ("files in the archive", "个文件（压缩包中）"),
    ("parts in the archive", "个部分（压缩包中）"),
    ("blocks in the archive", "个数据块（压缩包中）"),
)
_FORMS: Final = (
    *((re.compile(f"([0-9,]+) {english}"), rf"\1 {chinese}") for english, chinese in _COUNTED),
    (re.compile(r"rows: ([0-9,]+), columns: ([0-9,]+)"), r"\1 行、\2 列"),
    (re.compile(r"JSON with ([0-9]+) arrays of records"), r"含 \1 个记录数组的 JSON"),
    (re.compile(r"HL7 v2 messages of (.+), not ORU or OUL"), r"\1 类型的 HL7 v2 消息，不是 ORU 或 OUL"),
    (re.compile(r"the datasets? (.+)"), r"数据集 \1"),
    (re.compile(r"text that is parted by (.+), not by (.+)"), r"以 \1 分隔的文本，而不是以 \2 分隔"),
    (re.compile(r"byte ([0-9A-F]+)"), r"字节 \1"),
    (re.compile(r"(.+): not known"), r"\1：未知的编码"),
    (re.compile(r"(.+): no byte order mark"), r"\1：没有字节顺序标记"),
)


def chinese_found(code: str, found: str) -> str:
    """Return what was found in a file as a whole in Chinese; a cell of the lab's stays as it is.

    Args:
        code: the issue code.
        found: the text of the issue.

    Examples:
        >>> chinese_found("file-format", "a PDF document"), chinese_found("unit-unknown", "end")
        ('PDF 文档', 'end')
    """
    if code not in _OF_FILES:
        return found
    if found in _NAMES:
        return _NAMES[found]
    return next((form.sub(zh, found) for form, zh in _FORMS if form.fullmatch(found)), found)
