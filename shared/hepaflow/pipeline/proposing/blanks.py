"""Find out whether blank cells mean "as above"."""

from collections.abc import Mapping, Sequence

from hepaflow.domain.model import Field
from hepaflow.pipeline.proposing.guess import Guess

_GROUPING = (Field.SITE, Field.SUBJECT, Field.VISIT, Field.COLLECTED_AT, Field.COLLECTED_TIME, Field.SPECIMEN, Field.SPECIMEN_TYPE, Field.PANEL)  # fmt: skip
_SOME = 0.2  # of rows


def fill_down_guess(places: Mapping[Field, int], rows: Sequence[Sequence[str]]) -> Guess | None:
    """Return the fields whose blank cells mean "as above", open where the rows show that they may mean something else.

    They mean it if no id stands twice below each other, and a group has no analyte twice.

    Args:
        places: the place of each field.
        rows: the rows of results.
    """
    subject, when, name = (places.get(one) for one in (Field.SUBJECT, Field.COLLECTED_AT, Field.ANALYTE))
    if subject is None or when is None or not rows:
        return None
    blank = sum(1 for row in rows if not row[subject].strip())
    if not blank:
        return None
    fields = [
        one
        for one in _GROUPING
        if one in places
        and any(not row[places[one]].strip() for row in rows)
        and any(row[places[one]].strip() for row in rows)
    ]
    value = ", ".join(f'"{one}"' for one in fields)
    is_meant = (
        blank >= _SOME * len(rows)
        and _is_printed_once(rows, subject)
        and _is_unique(rows, subject, when, name)
    )
    if is_meant:
        return Guess(
            value, f"{blank} of {len(rows)} rows have no subject, and none is printed twice in a row"
        )
    return Guess(
        value,
        f"{blank} of {len(rows)} rows have no subject: does blank mean as above? Ask the lab",
        is_open=True,
    )


def _is_printed_once(rows: Sequence[Sequence[str]], subject: int) -> bool:
    if not rows[0][subject].strip():
        return False
    last = ""
    for row in rows:
        cell = row[subject].strip()
        if cell and cell == last:
            return False
        last = cell
    return True


def _is_unique(rows: Sequence[Sequence[str]], subject: int, when: int, name: int | None) -> bool:
    """Say whether each analyte occurs once for a subject and time, if blank cells are filled."""
    if name is None:
        return True
    who = day = ""
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        if row[subject].strip() and row[subject].strip() != who:
            who, day = row[subject].strip(), ""
        day = row[when].strip() or day
        key = (who, day, row[name].strip())
        if key in seen or not day:
            return False
        seen.add(key)
    return True
