"""What becomes of the reports of one measurement: docs/architecture.md, The fold, said one report at a time."""

from dataclasses import dataclass, field, replace

from tests.property.history.files import Row

from hepaflow.domain.fold.decisions import DecisionKind

RANK = {"preliminary": 1, "final": 2, "corrected": 3}


@dataclass(frozen=True)
class Told:
    """A visible report of the model."""

    row: Row
    rank: int
    received: int
    value: int
    doubts: tuple[str, ...] = ()
    accepted: bool = False


@dataclass
class Ruled:
    """What the decisions about one measurement come to so far."""

    accepted: list[Row] = field(default_factory=list)
    aside: set[Row] = field(default_factory=set)
    lifted: set[Row] = field(default_factory=set)
    retired: bool = False

    def hear(self, kind: DecisionKind, row: Row) -> None:
        if kind is not DecisionKind.RELEASE and row in self.accepted:
            self.accepted.remove(row)
        if kind is DecisionKind.SET_ASIDE:
            self.aside, self.lifted = self.aside | {row}, self.lifted - {row}
        else:
            self.aside, self.lifted = self.aside - {row}, self.lifted | {row}
        if kind is DecisionKind.ACCEPT:
            self.accepted, self.retired = [*self.accepted, row], False

    def retire(self) -> None:
        self.accepted, self.retired = [], True

    def left(self, told: list[Told]) -> list[Told]:
        """Return what is not set aside, as the decisions let it count."""
        return [
            replace(
                one,
                doubts=() if one.row in self.lifted else one.doubts,
                accepted=one.row in self.accepted[-1:],
            )
            for one in told
            if one.row not in self.aside
        ]


def fates(told: list[Told], *, accepts: bool) -> dict[Row, str]:
    """Return what becomes of reports of which none is set aside; `accepts`: unmarked changes are accepted."""
    sound = [one for one in told if not one.doubts]
    told = [
        replace(one, rank=max(other.rank for other in sound if other.received <= one.received))
        if one.accepted
        else one
        for one in told
    ]
    said: list[list[Told]] = []  # the values that were current in turn
    allowed = {one.row for one in told if one.accepted}
    found = {one.row: "+".join(one.doubts) for one in told if one.doubts}
    for one in sorted(told, key=lambda one: (one.rank, one.received)):
        if one.doubts:
            continue
        if said and said[-1][0].value == one.value:
            said[-1].append(one)
        elif not said or one.accepted or one.rank > said[-1][-1].rank:
            said.append([one])
        elif one.value in [values[0].value for values in said]:
            found[one.row] = "reverts-correction"
        elif accepts:
            allowed.add(one.row)
            said.append([one])
        else:
            found[one.row] = "changed-unmarked"
    return found | settled(told, said, allowed, found, accepts=accepts) if said else found


def settled(
    told: list[Told],
    said: list[list[Told]],
    allowed: set[Row],
    held: dict[Row, str],
    *,
    accepts: bool,
) -> dict[Row, str]:
    """Say which held reports later ones have settled, and which values came back after their correction."""
    counted = [one for values in said for one in values]

    def outdone(one: Told) -> bool:
        return any(
            (
                other.rank > one.rank
                or (
                    other.rank == one.rank
                    and (other.row in allowed or (accepts and other.received > one.received))
                )
            )
            and (other.received >= one.received or one.rank == 1 < other.rank)
            for other in counted
            if other.row != one.row
        )

    found = {one.row: "said before" for one in told if one.row in held and outdone(one)}
    current = said[-1]
    for place, values in enumerate(said):
        later = [one.received for others in said[place + 1 :] for one in others]
        known_before = bool(later) and min(one.received for one in values) < max(later)
        returns = known_before and values[0].value != current[0].value
        for one in values:
            found[one.row] = "reverts-correction" if returns and not outdone(one) else "said before"
    found[max(current, key=lambda one: (one.accepted, one.rank)).row] = "current"
    return found
