"""Build the example files of two EDC systems: what investigators state beside the lab's results. The statements are made up."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Final

from scripts.published import Visit

_ITEMS: Final = (
    "Ascites", "Ascites under treatment", "Encephalopathy grade", "Encephalopathy under treatment", "Dialysis in the past week",
    "Albumin infusion", "Liver transplant", "TIPS",
)  # fmt: skip
_ENGLISH: Final = (
    ("None", "No", "0", "No", "No", "No", "No", "No"),
    ("Mild", "Yes", "1", "No", "No", "No", "No", "No"),
    ("Moderate", "Yes", "2", "Yes", "No", "Yes", "No", "No"),
    ("Severe", "Yes", "3", "Yes", "Yes", "No", "No", "No"),
)
_CHINESE: Final = (
    ("无", "否", "0级", "否", "否", "无", "否", "否"),
    ("少量", "是", "1级", "否", "否", "无", "否", "否"),
    ("中量", "是", "2级", "是", "否", "有", "否", "否"),
    ("大量", "是", "3级", "是", "是", "无", "否", "否"),
)


def us_edc(visits: Iterable[Visit]) -> bytes:
    """Return the export of an EDC in the United States: one statement a row.

    Args:
        visits: the visits at which something is stated.
    """
    rows = [
        [f"US01-{visit.subject:04}", f"DAY {visit.day}", f"{visit.collected_at:%Y-%m-%d}", item, answer]
        for visit, answers in _stated(visits, _ENGLISH, "Yes")
        for item, answer in zip(_ITEMS, answers, strict=True)
    ]
    return _csv([["Subject", "Visit", "Date", "Item", "Response"], *rows])


def us_draws(visits: Iterable[Visit]) -> bytes:
    """Return the list of an EDC of which draws are expected, were done or not, and who withdrew: one visit a row.

    Args:
        visits: the visits that took place; after the last one of a subject something else is stated each time.
    """
    last = {visit.subject: visit for visit in visits}
    after = (
        ("2026-01-12", "Yes", "", "", ""),
        ("2025-06-16", "", "No", "Subject was ill", ""),
        ("2025-06-23", "", "", "", "Yes"),
        ("2025-06-30", "No", "", "Laboratory closed", ""),
    )
    rows = [
        row
        for number, visit in enumerate(last.values())
        for row in (
            [f"US01-{visit.subject:04}", f"DAY {visit.day}", f"{visit.collected_at:%Y-%m-%d}", "Yes", "Yes", "", "No"],
            [f"US01-{visit.subject:04}", "NEXT VISIT", *after[number % len(after)]],
        )
    ]  # fmt: skip
    header = [
        "Subject", "Visit", "Date", "Draw expected", "Sample collected", "Reason", "Withdrawn from visits",
    ]  # fmt: skip
    return _csv([header, *rows])


def cn_edc(visits: Iterable[Visit]) -> bytes:
    """Return the export of an EDC in China: one visit a row.

    Args:
        visits: the visits at which something is stated.
    """
    header = [
        "受试者编号", "访视日期", "腹水程度", "腹水治疗中", "肝性脑病分级", "肝性脑病治疗中", "近一周透析两次及以上", "人血白蛋白输注",
        "肝移植", "TIPS术",
    ]  # fmt: skip
    rows = [
        [f"CN01-{visit.subject:04}", f"{visit.collected_at:%Y-%m-%d}", *answers]
        for visit, answers in _stated(visits, _CHINESE, "是")
    ]
    return _csv([header, *rows])


def _stated(
    visits: Iterable[Visit], answers: Sequence[tuple[str, ...]], yes: str
) -> Iterator[tuple[Visit, tuple[str, ...]]]:
    """Yield each visit with its answers; a TIPS was done on the day of the last one."""
    listed = list(visits)
    for number, visit in enumerate(listed, 1):
        told = answers[number % len(answers)]
        yield visit, (*told[:-1], yes) if number == len(listed) else told


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
