"""Detect text decoded with the wrong encoding (mojibake)."""

import re
from functools import lru_cache

# U+FFFD stands for what could not be decoded. In UTF-8 and read as GB 18030 it is 锟斤拷, and a byte order mark 锘.
_LOST = re.compile("\ufffd|锟斤|斤拷|锟絊|^锘")
_ASKED_FOR = re.compile(r"(?=.*[?]{3})[?\s_]+")
# Chinese written as GB 18030 and read as Latin-1: no language has four such letters and signs in a row.
# Control characters of C1 stand in no text; read so, they are bytes of traditional characters.
_LATIN_RUN = re.compile("[\u00a1-\u00ff]{4}|[\u0080-\u009f]")
# The bytes of a text by its characters under Windows-1252, which has holes that Latin-1 fills.
_BYTES = {
    bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(256)
} | {chr(byte): byte for byte in range(256)}  # fmt: skip
_UTF_8_HAN = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")
_MOSTLY = 0.75  # of the bytes: what is at the end of a text is often cut off, and replaced by a question mark


@lru_cache(maxsize=4096)  # a lab's names and units repeat
def is_garbled(text: str) -> bool:
    r"""Tell text whose characters were lost on the way.

    Examples:
        >>> [
        ...     is_garbled(text)
        ...     for text in (
        ...         "总胆红素",
        ...         "鎬昏儐绾㈢礌",
        ...         "æ€»èƒ†çº¢ç´\xa0",
        ...         "×ÜµÎºìËØ",
        ...         "Größe",
        ...         "Âµmol/L",
        ...         "µmol/L",
        ...     )
        ... ]
        [False, True, True, True, False, True, False]
    """
    if _LOST.search(text) or _LATIN_RUN.search(text):
        return True
    return _is_utf_8_in_latin(text) or _is_utf_8_in_chinese(text)


def is_blotted_out(text: str) -> bool:
    """Tell a name of which a program that knows no Chinese has left question marks."""
    return "?" in text and _ASKED_FOR.fullmatch(text) is not None


def _is_utf_8_in_latin(text: str) -> bool:
    try:
        bytes(_BYTES[mark] for mark in text).decode()
    except (KeyError, UnicodeDecodeError):
        return False
    return not text.isascii()  # sequences of several bytes that are right by chance are hardly ever met


def _is_utf_8_in_chinese(text: str) -> bool:
    written = text.encode("gb18030")
    high = sum(byte > 0x7F for byte in written)
    han = sum(map(len, _UTF_8_HAN.findall(written)))
    return han >= 6 and han >= high * _MOSTLY
