"""Find a column in which a spreadsheet swapped day and month of some dates and left the others as text.

A spreadsheet that takes 04/03/2024 for 3 April stores it as a date, which is read as 2024-04-03. It leaves 22/03/2024, which is no
day to it, as text. So such a column mixes dates with a day up to 12 and texts with a day above 12, and nothing else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from hepaflow.domain.model import Moment, Panel
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.date_readings import iso_reading
from hepaflow.domain.values.dates import days
from hepaflow.pipeline.reading.dates.written_dates import written_date

_MOST_SWAPPED = 12  # months
_YEAR_LAST = re.compile(r"[0-9]{1,2}([-/. ])[0-9]{1,2}\1[0-9]{2,4}(?: .*)?")


@dataclass(slots=True)
class Swaps:
    """The dates of one column, by how they are written."""

    _dates: list[tuple[str, Panel]] = field(default_factory=list)
    _has_high_date: bool = False
    _has_high_text: bool = False
    _has_low_text: bool = False

    def note(self, text: str, moment: Moment, panel: Panel) -> None:
        """Note a date that is known to the day, and the panel on it.

        Args:
            text: the date as the file writes it.
            moment: the same date, parsed; one without a day is ignored.
            panel: the panel collected then.
        """
        day = days(moment)
        if day is None:
            return
        is_low = day.day <= _MOST_SWAPPED
        if _is_date(text):
            if not is_low:  # so none is swapped
                self._has_high_date = True
                self._dates.clear()
            if not self._has_high_date:
                self._dates.append((text, panel))
        elif _YEAR_LAST.fullmatch(canonical_text(text)):  # nothing swaps 2024/3/22 or 22-Mar-2024
            self._has_low_text = self._has_low_text or is_low
            self._has_high_text = self._has_high_text or not is_low

    def note_unread(self, text: str) -> None:
        """Note a date that no pattern reads.

        Args:
            text: the date as the file writes it.
        """
        written = written_date(canonical_text(text))
        if written is not None and written.days:
            is_low = len(written.days) > 1
            self._has_low_text = self._has_low_text or is_low
            self._has_high_text = self._has_high_text or not is_low

    def doubtful(self) -> Iterator[tuple[str, Panel]]:
        """Yield the dates that may be swapped, with their panels."""
        if self._has_high_text and not self._has_low_text and not self._has_high_date:
            yield from self._dates


@lru_cache(maxsize=4096)  # the specimens of a day repeat it
def _is_date(text: str) -> bool:
    """Say whether a text is a date as a spreadsheet or a message stores it."""
    return iso_reading(canonical_text(text)) is not None
