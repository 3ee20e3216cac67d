"""Parse a value cell: operator, number, unit, finding, flag, specimen condition; nothing is dropped or guessed."""

import re

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Comparator, ParsedValue
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.conditions import condition_of
from hepaflow.domain.values.findings import finding_of
from hepaflow.domain.values.flags import combined, flag_of
from hepaflow.domain.values.quantities import (
    NUMBER_PATTERN,
    SUFFIXES,
    has_marked_digit,
    is_other_mark,
    looks_like_unit,
    parse_number,
    split_operator,
)
from hepaflow.domain.values.value_tokens import LIMIT, limit_operator, refusal

LONGEST_VALUE = 64  # characters; anything longer is a text, not a result

# A minus sign stands at the start or after an operator (小于, 超过), a bracket or a space; elsewhere it is a hyphen.
_QUANTITY = re.compile(
    rf"(?P<head>[^0-9]*?)(?P<number>(?:(?<![^ <>=(于过])(?=-)|(?<!-)(?!-)){NUMBER_PATTERN})(?P<tail>.*)"
)
_RATIO_TO_ONE = re.compile(r" ?: ?1(?![0-9.,])")
_WORD_AND_BRACKET = re.compile(r"([^()0-9]+)\(([^()]*[0-9][^()]*)\)")
# Plasma that does not clot within the time: an answer above the time beside it.
_UNCLOTTED = re.compile(r"[ ,(]*(?:血浆)?(?:不凝固?|未凝固?)[)]?$")
_MIDDLE_POINT = re.compile(r"([0-9]+)·([0-9]+)")
# A result that was measured again, or looked at again, is a result.
_RECHECKED = re.compile(
    r"(?:已|经)?(?:复查|复核|复测|复检|重测|复做|重复|重复测定)(?:结果|过|无误|值)?|再検(?:済み?)?|再測定|rechecked|repeated|retested|verified|confirmed|kontrolliert|wiederholt"
)
_MISTYPED = re.compile(r"^[<>= ]*l[0-9.,]|[0-9.,][OolI|](?=[0-9 ]|\.[0-9]|$)")  # l2, 1O, 1l5; 3.2 l is a flag
_HAN = "\u4e00-\u9fff"
_PIECE = re.compile(rf"\([^()]*\)|↑+|↓+|\*+(?![0-9])|[{_HAN}]+|(?:[^ ()↑↓*;,{_HAN}]|\*(?=[0-9]))+|[()]")
_MOST_PIECES = 12  # beside a number; more is a text
_MOST_WORDS = 3  # of one note: `slightly hemolyzed`, `target not detected`


def parse_value(cell: str, decimal_mark: str | None) -> ParsedValue:
    """Take a value cell apart.

    Args:
        cell: as it stands in the file.
        decimal_mark: as the center declares it; None understands a point and refuses every comma.

    Returns:
        A number, a finding or both, and whatever stood beside them. Digits survive as reported. Bounds,
        sentinels and the unit itself are checked by others.

    Raises:
        Refused: with the folded text as `found`: VALUE_MISSING, VALUE_NOT_DONE, VALUE_PENDING, VALUE_ELSEWHERE,
            VALUE_SPREADSHEET_ERROR, VALUE_LIMIT_UNKNOWN, VALUE_IS_A_DATE, VALUE_DECIMAL_MARK, VALUE_UNREADABLE.

    Source: grammar of exports of hospital systems, collected for this project; cases of real dirty cells, collected for this project.

    Examples:
        >>> parse_value("＜0.50", ".").number
        Decimal('0.50')
        >>> parse_value("3.2 H", ".").flag
        <Flag.HIGH: 'H'>
    """
    text = canonical_text(cell).rstrip("。")
    if point := _MIDDLE_POINT.fullmatch(text):
        text = f"{point[1]}{decimal_mark or '.'}{point[2]}"
    if len(text) > LONGEST_VALUE or has_marked_digit(cell):
        raise Refused(IssueCode.VALUE_UNREADABLE, text[:LONGEST_VALUE])
    number = parse_number(text, decimal_mark)
    if number is not None:
        return ParsedValue(number)
    if answer := finding_of(text):
        return ParsedValue(finding=answer[0], strength=answer[1])
    if code := refusal(text):
        raise Refused(code, text)
    return _beyond_limit(text, decimal_mark)


def _beyond_limit(text: str, decimal_mark: str | None) -> ParsedValue:
    """Read `低于检测下限(<20)`: the number counts only with an operator that says the same."""
    side = limit_operator(text)
    if side is None:
        return _quantity(text, text, decimal_mark)
    reported = _quantity(" ".join(LIMIT.sub(" ", text).split()).strip("() "), text, decimal_mark)
    if reported.operator is not side:
        raise Refused(IssueCode.VALUE_LIMIT_UNKNOWN, text)
    return reported


def _quantity(text: str, found: str, decimal_mark: str | None) -> ParsedValue:
    """Read notes, operator, number, unit and notes again, in this order."""
    unreadable = Refused(IssueCode.VALUE_UNREADABLE, found)
    unclotted = _UNCLOTTED.search(text)
    if unclotted:
        text = text[: unclotted.start()]
        if not text:
            raise Refused(IssueCode.VALUE_LIMIT_UNKNOWN, found)
    parts = _QUANTITY.fullmatch(_without_brackets(text))
    if not parts or _MISTYPED.search(text):
        raise unreadable
    number = parse_number(parts["number"], decimal_mark)
    if number is None:
        mark = is_other_mark(parts["number"], decimal_mark)
        raise Refused(IssueCode.VALUE_DECIMAL_MARK, found) if mark else unreadable
    head, operator = split_operator(parts["head"])
    before, stray = _notes(head)
    after, unit = _notes(_RATIO_TO_ONE.sub("", parts["tail"], count=1))
    unit = unit[1:-1] if unit.startswith("(") and unit.endswith(")") else unit
    if stray or (unit and not looks_like_unit(unit)):
        raise unreadable
    above = [ParsedValue(operator=Comparator.GT)] if unclotted else []
    reported = _joined([ParsedValue(number, operator, unit=unit), *above, *before, *after])
    if reported is None:
        raise unreadable
    return reported


def _without_brackets(text: str) -> str:
    """`阳性(3.21)` as `阳性 3.21`: here the brackets set the number apart from the word."""
    found = _WORD_AND_BRACKET.fullmatch(text)
    return f"{found[1]} {found[2]}" if found else text


def _notes(text: str) -> tuple[list[ParsedValue], str]:
    """Return what the text beside a number notes, and the part of it that notes nothing: a unit, or a riddle."""
    pieces = list(_PIECE.finditer(text))
    notes: list[ParsedValue] = []
    rest: list[int] = []
    at = 0
    if len(pieces) > _MOST_PIECES:
        return notes, "?"
    while at < len(pieces):
        note, count = _longest_note(text, pieces[at : at + _MOST_WORDS])
        if note is None:
            rest.append(at)
        else:
            notes.append(note)
        at += count
    if not rest:
        return notes, ""
    whole = rest[-1] - rest[0] + 1 == len(rest)  # no note stands within it
    return notes, text[pieces[rest[0]].start() : pieces[rest[-1]].end()] if whole else "?"


def _longest_note(text: str, pieces: list[re.Match[str]]) -> tuple[ParsedValue | None, int]:
    """Return the note that the most of the next pieces make, and how many pieces it takes."""
    for count in range(len(pieces), 0, -1):
        if note := _note(text[pieces[0].start() : pieces[count - 1].end()]):
            return note, count
    return None, 1


def _note(text: str) -> ParsedValue | None:
    """Return what one note says, as a report of nothing else; a bare sign beside a number says nothing."""
    bare = text.strip("()")
    if set(bare) == {"*"}:
        return ParsedValue(footnote=True)
    if _RECHECKED.fullmatch(bare.casefold()):
        return ParsedValue()
    if "*" not in bare and (flag := flag_of(bare)):
        return ParsedValue(flag=flag)
    if condition := condition_of(bare):
        return ParsedValue(condition=condition)
    if suffix := SUFFIXES.get(bare):
        return ParsedValue(operator=suffix)
    answer = None if text[0] in "+±" else finding_of(text)
    return ParsedValue(finding=answer[0], strength=answer[1]) if answer else None


def _joined(parts: list[ParsedValue]) -> ParsedValue | None:
    """Return one report of a number and its notes; None where two of them contradict each other."""
    operators = {part.operator for part in parts if part.operator is not Comparator.EQ}
    answers = {(part.finding, part.strength) for part in parts if part.finding}
    conditions = {part.condition for part in parts if part.condition}
    flags = [part.flag for part in parts if part.flag]
    flag = combined(flags) if flags else None
    contradicting = len(operators) > 1 or len(answers) > 1 or len(conditions) > 1
    if contradicting or (flags and flag is None):
        return None
    finding, strength = answers.pop() if answers else (None, "")
    return ParsedValue(
        number=parts[0].number,
        operator=operators.pop() if operators else Comparator.EQ,
        finding=finding,
        strength=strength,
        flag=flag,
        condition=conditions.pop() if conditions else None,
        unit=parts[0].unit,
        footnote=any(part.footnote for part in parts),
    )
