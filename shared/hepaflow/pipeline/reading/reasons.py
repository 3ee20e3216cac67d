"""Give what a person needs to know beside a cell at fault, in English and Chinese."""

from collections.abc import Sequence

from hepaflow.domain.analytes.vocabulary import UnitRefusal
from hepaflow.domain.receipts.receipts import FoundCell, Text

_MOST_COLUMNS = 20

MAY_BE_A_NAME = Text(
    "not shown, as it may be a name; see the row in the lab's own file",
    "可能是人名，此处不显示；请查看实验室原文件中的该行",
)


def in_column(header: str) -> Text:
    """Return in which column of the lab's file a cell is."""
    return Text(f"in the column “{header}”", f"位于“{header}”列")


def other_order(proof: str, place: str) -> Text:
    """Return which cell shows that the dates of a column are in another order than the profile says.

    Args:
        proof: the cell.
        place: its row; "" if that row is not a result.
    """
    if not place:
        return Text(f"the file also has {proof}", f"文件中还有 {proof}")
    if place.isdecimal():
        return Text(f"row {place} has {proof}", f"第 {place} 行为 {proof}")
    return Text(f"{place} has {proof}", f"{place} 为 {proof}")


def missing_columns(missing: str, present: Sequence[str]) -> tuple[FoundCell, ...]:
    """Return the missing columns of a file, and beside them those that it has.

    Args:
        missing: the headers that the profile names.
        present: the columns of the file: their headers if these are known words, else their numbers.
    """
    few = present[:_MOST_COLUMNS]
    more = len(present) - len(few)
    en, zh = ", ".join(few), "、".join(few)
    count = f"{len(present)} column" + ("s" if len(present) > 1 else "")
    there = Text(
        f"the file has {count} (by header or number): {en}" + (f" and {more} others" if more else ""),
        f"文件共有 {len(present)} 列（表头或列号）：{zh}" + (f" 等，另有 {more} 列" if more else ""),
    )
    return (FoundCell(missing, "", 1, there),)


def unit_reason(refusal: UnitRefusal | None, usual: str, bases: Sequence[str]) -> Text | None:
    """Return why a unit is refused, and what helps; None where nothing is known.

    Args:
        refusal: what the catalog says about the unit.
        usual: the unit to report in; "" where another one does not help.
        bases: what the profile may declare about the unit.
    """
    en = [refusal.reason_en] if refusal else []
    zh = [refusal.reason_zh] if refusal else []
    if usual:
        en.append(f"report it in {usual}")
        zh.append(f"请以 {usual} 报告")
    if bases:
        en.append(f"basis to declare: {' or '.join(bases)}")
        zh.append(f"可声明的 basis：{' 或 '.join(bases)}")
    return Text("; ".join(en), "；".join(zh)) if en else None
