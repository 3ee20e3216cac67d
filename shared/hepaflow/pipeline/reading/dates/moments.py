"""Find which dates are placeholders, and what the first instant is that a date may mean."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hepaflow.domain.model import Moment

# what programs write where they have no date: the first day of databases, and of Unix time (in the west a day before)
_NO_DATES = ("1900-01-01", "1969-12-31", "1970-01-01")
# a wall time without a zone may be this far ahead of UTC (UTC+14, Kiribati)
_EARLIEST_OFFSET = timedelta(hours=14)


def is_no_date(moment: Moment) -> bool:
    """Say whether a date is what programs write where they have none."""
    return any(day.startswith(moment.wall[:10]) for day in _NO_DATES)


def earliest(moment: Moment, zone: ZoneInfo | None) -> datetime:
    """Return the first instant that a moment may mean."""
    first_day = f"{moment.wall}-01-01"[:10]
    instant = datetime.fromisoformat(moment.wall if len(moment.wall) > 13 else first_day)
    if len(moment.wall) == 13:  # to the hour, which fromisoformat does not read on every version
        instant += timedelta(hours=int(moment.wall[11:]))
    if moment.offset:
        return datetime.fromisoformat(f"{instant.isoformat()}{moment.offset}")
    if zone is not None:
        return instant.replace(tzinfo=zone)
    return instant.replace(tzinfo=UTC) - _EARLIEST_OFFSET
