"""Translate an English sentence whose gaps are filled, by a table of sentences with gaps."""

import re
from collections.abc import Mapping
from functools import lru_cache

_GAP = re.compile(r"\\\{(\w+)\\\}")


def translated(text: str, table: Mapping[str, str]) -> str:
    """Return a sentence in the other language; the same text if the table does not have it.

    Args:
        text: the sentence, its gaps filled.
        table: by sentence, its other form; a gap is written as `str.format` has it, and keeps what fills it. What fills the gap
            `{sentence}` is translated, too.
    """
    for form, other in _forms(tuple(table.items())):
        if match := form.fullmatch(text):
            told = match.groupdict()
            if "sentence" in told:
                told["sentence"] = translated(told["sentence"], table)
            return other.format(**told)
    return text


@lru_cache(8)
def _forms(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what recognizes each sentence, the longest first, with its other form."""
    longest = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
    return tuple((_form(sentence), other) for sentence, other in longest)


def _form(sentence: str) -> re.Pattern[str]:
    plain = re.escape(sentence.replace("{{", "\0").replace("}}", "\1"))
    gaps = _GAP.sub(r"(?P<\1>.+)", plain)
    return re.compile(gaps.replace("\0", r"\{").replace("\1", r"\}"), re.DOTALL)
