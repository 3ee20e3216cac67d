"""Escape control characters before printing."""

import json
import unicodedata

_STEERS = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, format and half characters, line and paragraph separators


def visible(text: str) -> str:
    """Cell text in one line, without the characters that would steer a terminal."""
    return "".join("�" if unicodedata.category(mark) in _STEERS else mark for mark in text)


def escaped(mark: str) -> str:
    """A character of JSON text, written out if it would steer a terminal; only strings hold such."""
    return json.dumps(mark)[1:-1] if mark != "\n" and unicodedata.category(mark) in _STEERS else mark
