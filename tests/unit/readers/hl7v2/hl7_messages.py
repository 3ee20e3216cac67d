"""HL7 v2 messages as labs send them, made up; and the cells that the reader gives for them."""

from hepaflow.domain.issues.issues import Issue, Refused
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.hl7v2.messages import read_hl7v2
from hepaflow.readers.sheet import LIMITS, Limits

MSH = r"MSH|^~\&|LIS|LAB|HEPA|TRIAL|20240322120000||ORU^R01^ORU_R01|1|P|2.5.1"
PID = "PID|1||CN01-0001^^^TRIAL^MR||Doe^Jane||19610615|F|||1 Main St^^Town||5551234"
OBR = "OBR|1|P1|S1^LIS|24325-3^Hepatic function panel^LN|||202403220830|||||||||1^Doc^Tor||||||20240322113000|||F"
OBX = "OBX|1|NM|ALT^Alanine aminotransferase^L^1742-6^ALT in serum^LN||45|U/L|9-50|N|||F"


def msh(charset: str = "", processing: str = "P", kind: str = "ORU^R01^ORU_R01") -> str:
    return rf"MSH|^~\&|LIS|LAB|HEPA|TRIAL|20240322120000||{kind}|1|{processing}|2.5.1|||||CHN|{charset}"


def segment(name: str, cells: dict[int, str]) -> str:
    """A segment by the numbers of its fields."""
    return "|".join([name, *(cells.get(number, "") for number in range(1, max(cells) + 1))])


def obx(cells: dict[int, str] | None = None, **more: str) -> str:
    """A result of ALT, 45 U/L, but for the fields given; `f5="46"` is OBX-5."""
    usual = {2: "NM", 3: "ALT^ALT^L", 5: "45", 6: "U/L", 11: "F"}
    return segment("OBX", {**usual, **(cells or {}), **{int(name[1:]): text for name, text in more.items()}})


def obr(**cells: str) -> str:
    usual = {3: "S1^LIS", 4: "LFT^Liver panel^L", 7: "202403220830", 25: "F"}
    return segment("OBR", {**usual, **{int(name[1:]): text for name, text in cells.items()}})


def spm(**cells: str) -> str:
    return segment("SPM", {int(name[1:]): text for name, text in cells.items()})


def message(*segments: str, end: str = "\r") -> bytes:
    return "".join(f"{part}{end}" for part in segments).encode()


def result(*segments: str) -> bytes:
    """A message with one order and these segments below it."""
    return message(MSH, PID, OBR, *segments)


Row = dict[Field, str]


def read(data: bytes, encoding: str = "utf-8", limits: Limits = LIMITS) -> tuple[dict[int, Row], list[Issue]]:
    """Rows by line, each with its cells by field, and what was set aside."""
    sheet = read_hl7v2(data, FileLayout(encoding=encoding), limits)
    fields = {header: field for field, header in sheet.columns.items()}
    rows = {
        line: dict(zip((fields[header] for header in sheet.header), cells, strict=True))
        for line, cells in sheet.rows
    }
    return rows, sheet.asides


def row(data: bytes, encoding: str = "utf-8") -> Row:
    """The one row of a file."""
    rows, _ = read(data, encoding)
    (only,) = rows.values()
    return only


def refusal(data: bytes, encoding: str = "utf-8", limits: Limits = LIMITS) -> Issue | None:
    try:
        read(data, encoding, limits)
    except Refused as refused:
        return refused.issue
    return None
