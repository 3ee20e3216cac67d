"""Decode the fields of an HL7 v2 message: separators, escapes, character set."""

import re
from dataclasses import dataclass
from functools import lru_cache

from hepaflow.domain.analytes.code_systems import code_system
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.readers.specimen_codes import Coding

NULL_FIELD = '""'  # HL7 2.x, 2.5.3: the field is to be emptied; here it says no more than an empty one

# HL7 table 0211, and what systems write for it in practice; as `_charset_key` leaves them.
_CHARSETS = {
    "ASCII": "ascii",
    "ISOIR6": "ascii",
    **{f"{prefix}8859/{part}": f"iso8859-{part}" for prefix in ("", "ISO") for part in (*range(1, 10), 15)},
    **{f"ISO8859{part}": f"iso8859-{part}" for part in (*range(1, 10), 15)},
    "WINDOWS1252": "cp1252",
    "CP1252": "cp1252",
    # Without a byte order mark the header reads as ASCII: of all forms of Unicode only this one does.
    **dict.fromkeys(("UNICODE", "UNICODEUTF8", "UTF8"), "utf-8"),
    **dict.fromkeys(("GB180302000", "GB18030", "GBK", "GB2312"), "gb18030"),  # each a part of the first
    **dict.fromkeys(("BIG5",), "cp950"),  # with Microsoft's additions, as systems in Taiwan write it
    **dict.fromkeys(("KSX1001",), "cp949"),
    "ISOIR14": "shift_jis",  # its single bytes are JIS X 0201
    "ISOIR87": "iso2022_jp",
    "ISOIR159": "iso2022_jp_1",
}
_STROKES = re.compile(r"[ _-]")
_SHOWN = re.compile(r"[A-Za-z0-9/ _.-]{1,24}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True, eq=False)  # one object a set of separators: known by identity
class Marks:
    """The separators that a message declares (MSH-1, MSH-2); "" where it declares none of a kind.

    Attributes:
        codec: character set of the message, for escapes that give bytes.
    """

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str
    truncation: str
    codec: str


@lru_cache(maxsize=256)  # the messages of a file declare the same
def marks_of(field: str, declared: str, codec: str) -> Marks | None:
    r"""Return the separators of MSH-1 and MSH-2; None if they cannot be separators.

    They cannot if there are too few or too many, if two are the same, or if one is a letter, a digit or a blank.

    Args:
        field: the field separator, MSH-1.
        declared: the encoding characters, MSH-2: one to five, in the order of HL7.
        codec: the character set of the message, as Python names it.

    Examples:
        >>> marks_of("|", "^~\\&", "utf-8").subcomponent
        '&'
    """
    separators = field + declared
    if not 1 <= len(declared) <= 5 or len(set(separators)) < len(separators):
        return None
    if any(mark.isalnum() or mark.isspace() or not mark.isprintable() for mark in separators):
        return None
    component, repetition, escape, subcomponent, truncation = (*declared, *[""] * (5 - len(declared)))
    return Marks(field, component, repetition, escape, subcomponent, truncation, codec)


def split(text: str, separator: str) -> list[str]:
    """Split at a separator that the message may not have."""
    return text.split(separator) if separator else [text]


def first_component(text: str, marks: Marks) -> str:
    """The first component of the first repetition, in plain text."""
    return unescaped(split(split(text, marks.repetition)[0], marks.component)[0], marks)


def unescaped(text: str, marks: Marks) -> str:
    """A text with its escapes resolved; "" for HL7's null."""
    if text == NULL_FIELD:
        return ""
    return unescape(text, marks) if marks.escape and marks.escape in text else text


def codings(text: str, marks: Marks) -> list[Coding]:
    """Return the codings of a CE or CWE: code, text and system, three times.

    The system is the name of CWE.3, 6 and 12, or the OID of CWE.14, 17 and 20 where that says more.
    """
    parts = [unescaped(part, marks).strip() for part in split(text, marks.component)]
    parts += [""] * (20 - len(parts))
    return [
        Coding(parts[at], parts[at + 1], _system(parts[at + 2], parts[oid]))
        for at, oid in ((0, 13), (3, 16), (9, 19))
    ]


def _system(name: str, oid: str) -> str:
    return oid if oid and (not name or (code_system(oid) and not code_system(name))) else name


def unescape(text: str, marks: Marks) -> str:
    r"""Resolve the escapes of HL7 v2.5.1, 2.7; what is none of them stays as it stands.

    Examples:
        >>> unescape(r"A\T\B \X41\ \.br\C 5\6", marks_of("|", "^~\\&", "utf-8"))
        'A&B A \nC 5\\6'
    """
    return _escapes(marks.escape).sub(lambda found: _resolved(found, marks), text)


@lru_cache(maxsize=16)
def _escapes(mark: str) -> re.Pattern[str]:
    escape = re.escape(mark)
    return re.compile(
        rf"{escape}(?:([FSTREPHN])|X((?:[0-9A-Fa-f]{{2}})++)|\.([a-z]{{2}})[+-]?[0-9]{{0,4}}){escape}"
    )


def _resolved(found: re.Match[str], marks: Marks) -> str:
    letter, digits, format_ = found.groups()
    if format_:  # a new line, or how the text is to be laid out
        return "\n" if format_ in ("br", "sp", "ce") else " "
    if digits:
        return _bytes_as_text(digits, marks.codec) or found[0]
    return {
        "F": marks.field,
        "S": marks.component,
        "T": marks.subcomponent,
        "R": marks.repetition,
        "E": marks.escape,
        "P": marks.truncation,
    }.get(letter, "")  # H and N: highlighting begins and ends


def _bytes_as_text(digits: str, codec: str) -> str:
    """The characters that hexadecimal digits give; "" for what the character set does not have, or no text holds."""
    try:
        text = bytes.fromhex(digits).decode(codec)
    except UnicodeDecodeError:
        return ""
    return "" if _CONTROLS.search(text) else text


@lru_cache(maxsize=256)
def codec_of(declared: str, marks: Marks, otherwise: str) -> str:
    """Return the codec for MSH-18, or the profile's where it says nothing.

    Args:
        declared: MSH-18; the first repetition is the character set, the further ones those that ISO 2022 escapes
            switch to, which only Japanese systems use.
        marks: separators of the message.
        otherwise: the encoding that the profile declares.

    Raises:
        Refused: file-encoding.
    """
    sets = [
        text.strip() for text in split(declared, marks.repetition) if text.strip() not in ("", NULL_FIELD)
    ]
    if not sets:
        return otherwise
    codecs = [_CHARSETS.get(_STROKES.sub("", text.upper())) for text in sets]
    if None in codecs:
        unknown = sets[codecs.index(None)]
        raise Refused(
            IssueCode.FILE_ENCODING, f"MSH-18: {unknown if _SHOWN.fullmatch(unknown) else 'not known'}"
        )
    japanese = [codec for codec in codecs if codec and codec.startswith("iso2022")]
    return max(japanese, default=codecs[0] or otherwise)
