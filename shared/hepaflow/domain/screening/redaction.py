"""Find a given name in text, and replace it by a mark."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape

from hepaflow.domain.issues.issues import Issue
from hepaflow.domain.model import Observation, Panel, Raw

MARK = "█"  # three bytes, as the shortest name: no stored text grows
_FEWEST_BYTES = 3
_LATIN = "A-Za-z\u00c0-\u024f"
_MEANINGFUL = re.compile(
    r"[\x00-\x1f\x7f\\|;\"<>{}\[\]█]"
)  # what separates cells, or belongs to JSON and HTML
_SPACE = r"[\s\u3000]"


class NameFault(ValueError):
    """A text cannot be redacted; the message says why."""


@dataclass(frozen=True)
class PersonName:
    """A name, number or address of a person that is to be removed.

    Case and white space do not matter. Letters and digits beside it do: `Li` is not in `Lipase`.

    Attributes:
        text: the name.
    """

    text: str

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(dict.fromkeys(map(_pattern, _written(self.text)))), re.IGNORECASE)

    def count(self, text: str) -> int:
        """Return how often the name is in a text."""
        return sum(1 for _ in self._pattern.finditer(text))

    def redacted(self, text: str) -> str:
        """Return the text with a mark in place of the name."""
        return self._pattern.sub(MARK, text)


def person_name(text: str, known: frozenset[str]) -> PersonName:
    """Return a text as a name that can be redacted.

    Args:
        text: what a user names.
        known: words of the catalog; their removal would change results.

    Raises:
        NameFault: it is too short, a number of few digits, has a character that separates cells, or is a word of the catalog.
    """
    plain = " ".join(text.split())
    if len(plain) < 2 or len(plain.encode()) < _FEWEST_BYTES:
        raise NameFault("The name is too short.")
    if _MEANINGFUL.search(plain):
        raise NameFault("The name has a character that separates cells.")
    if sum(map(str.isdigit, plain)) < 7 and not re.search(r"[^\W\d_]{2}", plain):
        raise NameFault("A number needs seven digits, so that no result is removed.")
    name = PersonName(plain)
    if any(name.count(word) for word in known):
        raise NameFault("The name is a word of laboratories.")
    return name


def redacted_panel(panel: Panel, name: PersonName) -> Panel:
    """Return a panel without the name in its texts.

    Values, units, times and all by which results are told apart (subject, specimen, record) stay as they are.

    Args:
        panel: a stored panel.
        name: the name.
    """
    return replace(
        panel,
        visit=name.redacted(panel.visit),
        observations=[_redacted(one, name) for one in panel.observations],
        specimen_issues=_issues(panel.specimen_issues, name),
        row_issues={place: _issues(issues, name) for place, issues in panel.row_issues.items()},
    )


def _redacted(one: Observation, name: PersonName) -> Observation:
    raw = Raw(*map(name.redacted, one.raw))
    return one._replace(raw=raw, method=name.redacted(one.method), issues=_issues(one.issues, name))


def _issues(issues: tuple[Issue, ...], name: PersonName) -> tuple[Issue, ...]:
    return tuple(
        replace(issue, column=name.redacted(issue.column), found=name.redacted(issue.found))
        for issue in issues
    )


def _written(text: str) -> tuple[str, ...]:
    """Return a name as text, HTML and JSON write it."""
    units = "".join(char if char.isascii() else f"\\u{ord(char):04x}" for char in text)
    return text, escape(text), units


def _pattern(text: str) -> str:
    parts = [re.escape(char) for char in text]
    joined = "".join(
        f"{_SPACE}*" if char.isspace() else part + (f"{_SPACE}*" if ord(char) > 0x2E7F else "")
        for char, part in zip(text, parts, strict=True)
    ).removesuffix(f"{_SPACE}*")
    return f"{_edge(text[0], behind=True)}{joined}{_edge(text[-1], behind=False)}"


def _edge(char: str, *, behind: bool) -> str:
    """Return a look-around: a Latin name or a number is not a part of a longer one."""
    kind = "0-9" if char.isdigit() else _LATIN if re.match(f"[{_LATIN}]", char) else ""
    if not kind:
        return ""
    return f"(?<![{kind}])" if behind else f"(?![{kind}])"
