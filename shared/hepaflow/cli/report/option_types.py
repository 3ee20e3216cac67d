"""Check the values of options before anything is done: days that exist, outputs that can be written."""

import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?)?)?")
_WHOLE = len("2024-03-22")
_FIRST = "0000-01-01"


class _DayType(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A day, or a year, month or time as results print it; another text would find nothing, without a word."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text if there is such a day or time.

        Args:
            value: what the user gave.
            param: the option.
            ctx: the call.
        """
        text = str(value)
        if not _is_day(text):
            self.fail(f"{text!r} is not a day. Write it as 2024-03-22.", param, ctx)
        return text


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text + _FIRST[len(text) : _WHOLE])
    except ValueError:
        return False
    return True


class _OutputType(click.Path):
    """A file to be written, in a folder that exists: nothing is sent or read before that is known."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path if its folder exists.

        Args:
            value: what the user gave.
            param: the option.
            ctx: the call.
        """
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"No such file or directory: {str(path.parent)!r}", param, ctx)
        return path


WHEN: Final = _DayType()
OUT: Final = _OutputType()
