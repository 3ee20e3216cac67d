"""Check single keys of a profile, and word its faults for the data manager."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_DIRECTIVE = re.compile("%(.?)")
_DIRECTIVES = frozenset("YymbBdjHIMSpfz")
_NEEDS = (("d", "mbB"), ("H", "dj"), ("I", "dj"), ("I", "p"), ("p", "I"), ("M", "HI"), ("S", "M"), ("f", "S"))
_ISO = ("%Y-%m-%d", "%Y%m%d")


def time_zone(name: str) -> str:
    """Return the name of a zone that the IANA database knows.

    Raises:
        ValueError: it does not know the name.
    """
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # not there, not a name, a folder of zones
        raise ValueError('write an IANA zone, region and city, such as "Asia/Shanghai"') from None
    return name


def encoding(name: str) -> str:
    """Return the name of a text encoding that Python can read.

    Raises:
        ValueError: Python cannot read it.
    """
    try:
        "".encode(name)
    except (LookupError, ValueError):  # unknown, or not an encoding of text
        raise ValueError('write the name of an encoding, such as "utf-8", "gb18030" or "cp1252"') from None
    return name


def delimiter(mark: str) -> str:
    """Return a character that can separate two cells.

    Raises:
        ValueError: it is not one character, or one that cells contain.
    """
    if len(mark) != 1 or mark.isalnum() or mark in "\"'\r\n":
        raise ValueError(r'write the one character between two cells: ",", ";", "|" or, for a tab, "\t"')
    return mark


def regular_expression(pattern: str) -> str:
    """Return a pattern that compiles.

    Raises:
        ValueError: it does not compile.
    """
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"write a regular expression; this one is not: {error}") from None
    except (OverflowError, RecursionError):  # a count of many digits, groups inside groups inside groups
        raise ValueError("write a regular expression with smaller counts and fewer groups") from None
    return pattern


def date_pattern(pattern: str) -> str:
    """Return a pattern that has the year once, and no part without the part that it belongs to.

    Raises:
        ValueError: a directive is unknown, missing or repeated.
    """
    directives: list[str] = _DIRECTIVE.findall(pattern)
    if unknown := [letter for letter in directives if letter not in _DIRECTIVES]:
        raise ValueError(f"%{unknown[0]} is not understood; use %Y %y %m %b %B %d %j %H %I %p %M %S %f %z")
    if len(set(directives)) < len(directives):
        raise ValueError("name each part of the date once")
    if len({"Y", "y"}.intersection(directives)) != 1:
        raise ValueError("name the year once, as %Y (2024) or as %y (24)")
    if len({"m", "b", "B"}.intersection(directives)) > 1:
        raise ValueError("name the month once, as %m (03), %b (Mar) or %B (March)")
    for part, owners in _NEEDS:
        if part in directives and not set(owners).intersection(directives):
            raise ValueError(f"%{part} says nothing without %{owners[0]}")
    return pattern


def date_patterns(patterns: Iterable[str]) -> tuple[str, ...]:
    """Return patterns of which no two would read one text as two dates; ISO 8601 is always among them.

    Raises:
        ValueError: two patterns read one text as two dates.
    """
    patterns = tuple(patterns)
    read_as = {_shape(pattern): pattern for pattern in _ISO}
    for pattern in patterns:
        other = read_as.setdefault(_shape(pattern), pattern)
        if other != pattern:
            raise ValueError(f'keep "{pattern}" or "{other}": both read the same text, as different dates')
    return patterns


def _shape(pattern: str) -> str:
    return re.sub("%[ymd]", "##", pattern)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a profile.

    Attributes:
        where: the key, as `[units] CREAT[1].to` (entries count from 1), or a line and column.
        found: what stands there, or "".
        remedy: what to do.
    """

    where: str
    found: str
    remedy: str

    def __str__(self) -> str:
        found = f" (found: {self.found})" if self.found else ""
        return f"{self.where}: {self.remedy}{found}"


class Contradictions(ValueError):
    """The parts of a profile are well written and do not fit together."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def as_key(text: str) -> str:
    """Return a key as it stands in TOML.

    Examples:
        >>> as_key("CREAT"), as_key("ALT (U/L)")
        ('CREAT', '"ALT (U/L)"')
    """
    bare = text.isascii() and text.replace("_", "").replace("-", "").isalnum()
    return text if bare else f'"{text}"'
