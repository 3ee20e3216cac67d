"""Recognize the kind of a JSON document by its first names, without reading on."""

import codecs
import re

from hepaflow.domain.profile.parts import FileFormat
from hepaflow.readers.records.letters import plain_letters

_HEAD = (
    1 << 16
)  # bytes: a Dataset-JSON may list its columns, and a resource its narrative, before what names it
_STRING = rb'"(?:[^"\\]|\\.)*+"'
_DOCUMENT = re.compile(
    rb"\s*(?:\{\s*(?:\}|" + _STRING + rb"\s*:)|\[\s*(?:\]|[\[{]|" + _STRING + rb"\s*[,\]]))", re.DOTALL
)
_NAMES = re.compile(rb'"(?:(resourceType)|(datasetJSONVersion|itemGroupOID|clinicalData|referenceData))"\s*:')
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def json_kind(data: bytes) -> FileFormat | None:
    r"""Return which of the formats in JSON a document is; None where it does not begin as JSON does.

    Examples:
        >>> json_kind(b'{"status": "final", "resourceType": "Observation"}')
        <FileFormat.FHIR: 'fhir'>
        >>> json_kind(rb'{"resource\u0054ype": "Observation"}')
        <FileFormat.FHIR: 'fhir'>
        >>> json_kind(b'{"subject": "S1"}')
        <FileFormat.JSON: 'json'>
    """
    head = plain_letters(_utf_8(data[:_HEAD]))
    if not _DOCUMENT.match(head):
        return None
    found = _NAMES.search(head)
    if found is None:
        return FileFormat.JSON
    return FileFormat.FHIR if found[1] else FileFormat.CDISC


def _utf_8(head: bytes) -> bytes:
    """JSON is UTF-8 (RFC 8259); of UTF-16 it is told what it is, so that its reader can say what is wrong."""
    codec = _UTF_16.get(head[:2])
    if codec is not None:
        return head[2:].decode(codec, "ignore").encode("utf-8", "ignore")
    return head.removeprefix(codecs.BOM_UTF8)
