"""What becomes of the observations of a subject under version 2 of the rules (docs/fold.md), said slowly.

A slow and plain statement of the rules. It shares no code with the fold.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.property.history.rules import Ruled
from tests.property.history.said import (
    RANKS,
    Key,
    Said,
    came,
    other_record,
    other_specimen,
    same_specimen,
    same_table,
)
from tests.property.history.targets import grouped

ABOUT_THE_VALUE = {"value-impossible"}
Rulings = Callable[[set[Key], set[object]], Ruled]  # by the keys of a measurement and its rows


@dataclass(eq=False)
class Entry:
    """An observation, and what becomes of it."""

    said: Said
    doubts: list[str]
    rank: int
    revised: str
    accepted: bool = False
    changes: bool = False
    fate: str = ""

    @property
    def mark(self) -> tuple[int, str]:
        return self.rank, self.revised

    @property
    def value(self) -> int | None:
        return self.said.value

    def hold(self, *codes: str) -> None:
        self.doubts, self.fate = list(codes), ""

    def doubt(self) -> None:
        self.doubts = list(dict.fromkeys([*self.doubts, "corrects-nothing"]))
        self.fate = ""

    def withdraw(self) -> None:
        self.doubts, self.fate = [], "withdrawn"

    @property
    def outcome(self) -> str:
        return self.fate or "+".join(self.doubts)


@dataclass
class Succession:
    """The values that were current in turn, and the entries in conflict."""

    turns: list[list[Entry]] = field(default_factory=list)
    rivals: list[Entry] = field(default_factory=list)


def fates_2(said: list[Said], ruled: Rulings) -> dict[Key, list[tuple[object, str]]]:
    """Return, by measurement, what becomes of each observation; a cancelled order is in several measurements."""
    return {
        key: measured(found, ruled(keys, {one.row for one in found}))
        for key, (keys, found) in grouped(said).items()
    }


def measured(said: list[Said], ruled: Ruled) -> list[tuple[object, str]]:
    known, idle = confirmed(said)
    entries = [entry(one, ruled) for one in sorted((*known, *idle), key=lambda one: one.line)]
    for one in entries:
        fate = "withdrawn" if ruled.retired else "said before" if one.said in idle else ""
        one.fate = "aside" if one.said.row in ruled.aside else fate
        one.doubts = [] if one.fate else one.doubts
    apply_rules([one for one in entries if not one.fate], ruled)
    return sorted(((one.said.row, one.outcome) for one in entries), key=str)


def apply_rules(left: list[Entry], ruled: Ruled) -> None:
    ids_before_times(left)
    left, outliving = delete(left, ruled)
    revived = accept(left, ruled)
    left = take_back(left, ruled)
    succeed(left)
    for one in left:
        if one.fate == "current" and one.said.says == "takes back":
            one.fate = "withdrawn"
        elif one.fate == "current" and one in outliving and not revived:
            one.hold("reverts-correction")


def entry(said: Said, ruled: Ruled) -> Entry:
    lifted = said.row in ruled.lifted
    return Entry(said, [] if lifted else list(dict.fromkeys(said.doubts)), RANKS[said.status], said.revised)


def confirmed(said: list[Said]) -> tuple[list[Said], list[Said]]:
    """A final report without a value makes the last preliminary value before it final; return also those that do not."""
    known, idle = [], []
    for one in said:
        meant = [
            other
            for other in said
            if other.status == "preliminary"
            and other.is_value
            and not other_specimen(one, other)
            and came(one, other) >= 0
        ]
        if one.says != "confirms":
            known.append(one)
        elif meant:
            last = max(meant, key=lambda other: (other.revised, other.received, other.line))
            of = one.record or last.record
            doubts = (*last.doubts, *one.doubts)
            known.append(replace(one, value=last.value, says="value", record=of, doubts=doubts))
        else:
            idle.append(one)
    return known, idle


def ids_before_times(left: list[Entry]) -> None:
    """Times of revision order versions of one id; different values under two ids are a conflict."""
    dated = [one for one in left if one.revised]
    if any(other_record(one.said, other.said) for one in dated for other in dated) and (
        len({one.value for one in dated}) > 1
    ):
        for one in dated:
            one.revised = ""


# --- deletions


def delete(left: list[Entry], ruled: Ruled) -> tuple[list[Entry], list[Entry]]:
    """Return what is left beside deletions, and what of it the deletions do not mean."""
    deletions = [
        one for one in left if one.said.status == "deleted" and ABOUT_THE_VALUE.issuperset(one.doubts)
    ]
    others = [one for one in left if one not in deletions]
    outliving, voided, doubted = [], [], []
    for deletion in deletions:
        meant = [one for one in others if not other_specimen(deletion.said, one.said)]
        met = [one for one in meant or others if not outlives(one, deletion, left)]
        outliving += [one for one in meant if one not in met]
        deletion.withdraw()
        if deletion.said.row not in ruled.lifted and misses(deletion, meant, others):
            doubted.append((deletion, met))
        else:
            voided += [one for one in met if one in meant]
    for one in voided:
        one.withdraw()
    for deletion, met in doubted:
        waiting = [one for one in met if one not in voided and one.said.row not in ruled.lifted]
        for one in waiting:
            one.doubt()
        if waiting:
            deletion.doubt()
    return [one for one in left if one.fate != "withdrawn"], outliving


def outlives(one: Entry, deletion: Entry, left: list[Entry]) -> bool:
    if one.said.revised and deletion.said.revised and one.said.revised != deletion.said.revised:
        return one.said.revised > deletion.said.revised
    if one.said.received < deletion.said.received:
        return False
    other_value = deletion.value is not None and one.value != deletion.value
    known = any(
        old.said.received < deletion.said.received and old.mark >= one.mark and old.value == one.value
        for old in left
    )
    return (one.said.status == "corrected" or other_value) and not known


def misses(deletion: Entry, meant: list[Entry], others: list[Entry]) -> bool:
    """It names another value than the one that counted, or nothing but values of other specimens is there."""
    values = [one for one in meant if one.said.says == "value"]
    if not values:
        return any(
            one.said.says == "value" and not (one.said.record and deletion.said.record) for one in others
        )
    before = [one for one in values if one.said.received <= deletion.said.received]
    last = max(((one.mark, one.said.received) for one in before), default=None)
    counted = [one.value for one in before if (one.mark, one.said.received) == last]
    return deletion.value is not None and bool(counted) and deletion.value not in counted


def accept(left: list[Entry], ruled: Ruled) -> bool:
    for row in reversed(ruled.accepted):
        for one in left:
            one.accepted = one.said.row == row and one.said.status != "deleted"
        if any(one.accepted for one in left):
            return True
    return False


# --- what is taken back


def take_back(left: list[Entry], ruled: Ruled) -> list[Entry]:
    taking = [one for one in left if one.said.says == "takes back" and not one.doubts]
    values = [one for one in left if one.said.is_value]
    doubting = {"order-cancelled", "order-unnumbered"}
    doubt_earlier([one for one in left if not doubting.isdisjoint(one.doubts)], values, ruled)
    for one in taking:
        one.fate = "withdrawn"
    pairs = [(one, value) for one in taking for value in values]
    doubtful = [
        (one, value) for one, value in pairs if not takes(one, value) and may_take(one, value, values)
    ]
    for one, value in pairs:
        if takes(one, value) or ((one, value) in doubtful and one.said.row in ruled.lifted):
            value.withdraw()
    for one, value in doubtful:
        if value.fate != "withdrawn" and value.said.row not in ruled.lifted:
            value.doubt()
            one.doubt()
    hold_returned(taking, values)
    unmarked = [one for one in taking if one.said.status == "final" and contradicts(one, values)]
    for one in unmarked:
        one.fate = ""
    return [
        one
        for one in left
        if one in unmarked or not (one.fate == "withdrawn" and (one in taking or one in values))
    ]


def doubt_earlier(cancelled: list[Entry], values: list[Entry], ruled: Ruled) -> None:
    """A value below a cancelled order contradicts it: then nobody knows whether its earlier values hold."""
    for value in values:
        is_free = "order-cancelled" not in value.doubts and value.said.row not in ruled.lifted
        if is_free and any(may_cancel(one, value) and came(one.said, value.said) >= 0 for one in cancelled):
            value.doubt()


def may_cancel(cancelled: Entry, value: Entry) -> bool:
    if "order-unnumbered" in cancelled.doubts:
        return not other_specimen(cancelled.said, value.said)
    return same_specimen(cancelled.said, value.said)


def takes(one: Entry, value: Entry) -> bool:
    if not same_specimen(one.said, value.said):
        return False
    if one.said.status == "final":
        return value.rank <= RANKS["preliminary"] and came(one.said, value.said) >= 0
    return came(one.said, value.said) > 0


def may_take(one: Entry, value: Entry, values: list[Entry]) -> bool:
    if other_specimen(one.said, value.said):
        return denied_elsewhere(one.said, value.said)
    if came(one.said, value.said) < 0:
        return False
    if one.said.status == "final":
        versions = bool(one.said.record) and one.said.record == value.said.record
        if not versions or one.said.form == "messages" or value.mark < one.mark:
            return False
    if same_table(one.said, value.said):
        return same_specimen(one.said, value.said)
    return not any(same_table(one.said, other.said) and other.value == value.value for other in values)


def denied_elsewhere(one: Said, value: Said) -> bool:
    """Two records of one specimen: the one says that there is no result, the other gives it."""
    if one.status == "not-done" or not one.specimen or one.specimen != value.specimen:
        return False
    if one.revised and value.revised:
        return one.revised >= value.revised
    return came(one, value) >= 0


def hold_returned(taking: list[Entry], values: list[Entry]) -> None:
    gone = {one.value for one in values if one.fate == "withdrawn"}
    for value in values:
        after = [one for one in taking if came(value.said, one.said) > 0]
        is_free = value.fate != "withdrawn" and not value.doubts and not value.accepted
        if is_free and value.value in gone and not all(other_specimen(value.said, one.said) for one in after):
            value.hold("reverts-correction")


def contradicts(one: Entry, values: list[Entry]) -> bool:
    return any(
        same_specimen(one.said, value.said)
        and value.rank > RANKS["preliminary"]
        and value.fate != "withdrawn"
        for value in values
    )


# --- which value follows which


def succeed(left: list[Entry]) -> None:
    sound = [one for one in left if not one.doubts]
    for one in left:
        if one.accepted:
            one.changes = True
            before = [other.mark for other in sound if other.said.received <= one.said.received]
            one.rank, one.revised = max(before, default=one.mark)
    found = Succession()
    moments = {(one.mark, one.said.received, one.accepted): one for one in sound}
    for moment in sorted(moments):
        beside = [one for one in sound if (one.mark, one.said.received, one.accepted) == moment]
        if len({one.value for one in beside}) > 1:
            found.rivals += beside
            for one in beside:
                one.hold("conflict")
        else:
            for one in beside:
                meet(one, found)
    if found.turns:
        settle(left, found.turns)


def meet(one: Entry, found: Succession) -> None:
    if found.turns and found.turns[-1][0].value == one.value:
        found.turns[-1].append(one)
    elif one.accepted or is_next(one, found):
        found.turns.append([one])
    elif one.value in [turn[0].value for turn in found.turns]:
        one.hold("reverts-correction")
    elif found.turns and found.turns[-1][0].value is None:
        found.turns.append([one])
    elif one.said.accepts:
        one.changes = True
        found.turns.append([one])
    else:
        one.hold("changed-unmarked")


def is_next(one: Entry, found: Succession) -> bool:
    standing = found.turns[-1][-1].mark if found.turns else (-1, "")
    above = [rival for rival in found.rivals if rival.mark > standing]
    top = max((rival.mark for rival in above), default=standing)
    return one.mark > top or one.value in [rival.value for rival in above if rival.mark == top]


def settle(left: list[Entry], turns: list[list[Entry]]) -> None:
    counted = [one for turn in turns for one in turn]
    for one in left:
        if one.doubts and one not in counted and outdone(one, counted):
            one.doubts, one.fate = [], "said before"
    for place, turn in enumerate(turns):
        after = [one.said.received for later in turns[place + 1 :] for one in later]
        known = bool(after) and min(one.said.received for one in turn) < max(after)
        returns = known and turn[0].value not in (None, turns[-1][0].value)
        for one in turn:
            one.fate = "said before"
            if returns and not outdone(one, counted):
                one.hold("reverts-correction")
    max(turns[-1], key=lambda one: (one.accepted, one.mark)).fate = "current"


def outdone(one: Entry, counted: list[Entry]) -> bool:
    """A later one settles an earlier one; a final one settles a preliminary one also if it came before."""
    return any(
        follows(other, one)
        and (other.said.received >= one.said.received or one.rank <= RANKS["preliminary"] < other.rank)
        for other in counted
        if other is not one
    )


def follows(other: Entry, one: Entry) -> bool:
    later = other.said.accepts and other.said.received > one.said.received
    return other.mark > one.mark or (other.mark == one.mark and (other.changes or later))
