from datetime import date

import pytest

from hepaflow.pipeline.reading.dates.written_dates import declared_orders, written_date


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("02/03/2026", "dmy mdy"),
        ("2-3-2026", "dmy mdy"),
        ("02.03.26", "dmy mdy ymd"),
        ("02 03 2026 08:30", "dmy mdy"),
        ("2. 3. 2026", "dmy mdy"),
        ("02032026", "dmy mdy"),
        ("08:30 02/03/2026", "dmy mdy"),
        ("Mon 23/02/2026", "dmy"),
        ("23/02/2026T08:30", "dmy"),
        ("02/23/2026", "mdy"),
        ("26/02/27", "dmy ymd"),
        ("13/13/2026", ""),
        ("31/02/2026", ""),
        ("02/03/1026", ""),
    ],
)
def test_orders_in_which_a_text_names_a_day(text, orders):
    written = written_date(text)
    assert written is not None
    assert " ".join(sorted(written.days)) == orders


def test_days_of_the_orders():
    found = written_date("02/03/04")
    assert found is not None
    assert dict(found.days) == {
        "dmy": date(2004, 3, 2),
        "mdy": date(2004, 2, 3),
        "ymd": date(2002, 3, 4),
    }


@pytest.mark.parametrize(
    "text",
    [
        "2026/02/03",
        "2026. 02. 03. 08:30",
        "2026 02 03 08",
        "2026-02-03T08:30",
        "3-Feb-2026",
        "1222026",
        "5.2",
        "",
        "02/03-2026",
    ],
)
def test_other_texts_have_one_order_or_none(text):
    assert written_date(text) is None


@pytest.mark.parametrize(
    ("pattern", "orders"),
    [
        ("%m/%d/%Y", {"/": {"mdy"}}),
        ("%H:%M %d.%m.%y", {".": {"dmy"}}),
        ("%d%m%Y%H%M", {"": {"dmy"}}),
        ("%y-%m-%d", {"-": {"ymd"}}),
        ("%d-%b-%Y", {}),
        ("%Y年%m月%d日", {}),
    ],
)
def test_orders_of_patterns(pattern, orders):
    assert declared_orders([pattern]) == orders


def test_patterns_with_one_mark_are_together():
    patterns = ["%d/%m/%Y", "%d/%m/%y %H:%M", "%m-%d-%Y"]
    assert declared_orders(patterns) == {"/": {"dmy"}, "-": {"mdy"}}
