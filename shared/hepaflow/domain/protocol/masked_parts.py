"""Find what a protocol masks from its masked roles (docs/adr/0063, 0073)."""

from collections.abc import Collection
from typing import Final, TypeGuard

from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.protocol.rules import DayOne, DayOneOfControl

_SAME: Final = {  # what day 1 of a treated subject may be, if a control has the same one: then it shows no arm
    DayOne.RANDOMIZATION: {DayOneOfControl.RANDOMIZATION, DayOneOfControl.NO_CONTROL_ARM},
    DayOne.ENROLMENT: {DayOneOfControl.ENROLMENT, DayOneOfControl.NO_CONTROL_ARM},
    DayOne.FIRST_INFUSION: set(),
}
_BASELINE: Final = "baseline"  # the date of the register that nothing but the definition explains


def is_masked(protocol: Protocol, roles: Collection[str]) -> bool:
    """Say whether a caller is masked: each of his roles is. One role that sees everything is enough to see it."""
    masked = protocol.masking.roles if protocol.masking else ()
    return bool(roles) and set(roles) <= set(masked)


def masked_visits(protocol: Protocol) -> frozenset[int]:
    """Return the numbers of the visits that masked roles do not see, nor any count of them."""
    return frozenset(protocol.masking.visits if protocol.masking else ())


def masked_analytes(protocol: Protocol) -> frozenset[str]:
    """Return the analytes of which masked roles see no result and no answer."""
    return frozenset(protocol.masking.analytes if protocol.masking else ())


def tells_no_arm(protocol: Protocol) -> bool:
    """Say whether day 1 is the same event for every subject, and not an infusion: then a masked caller may see it.

    Else anyone who knows the day of randomization could tell by day 1 who was treated, and when.
    """
    rule = protocol.reference_date
    return rule is None or rule.control in _SAME[rule.treated]


def masks_something(protocol: Protocol) -> bool:
    """Say whether masked roles, if there are any, do not see something that others see."""
    return bool(masked_analytes(protocol) or masked_visits(protocol)) or not tells_no_arm(protocol)


def windows_tell(protocol: Protocol) -> bool:
    """Say whether days without results could show when day 1 was, which may show the arm: windows of masked visits follow from it."""
    has_rule = protocol.reference_date is not None
    return bool(masked_visits(protocol)) and not (has_rule and tells_no_arm(protocol))


def unsafe_dates(protocol: Protocol) -> frozenset[str]:
    """Return the dates of the register that could show the arm, by name.

    The definition says of one date what it is. Of `baseline`, nobody knows it otherwise.
    """
    rule = protocol.reference_date
    if rule is None:
        return frozenset({_BASELINE})
    safe = {rule.date} if tells_no_arm(protocol) else set[str]()
    return frozenset({_BASELINE, rule.date}) - safe


def masks_results(protocol: Protocol | None) -> bool:
    """Say whether some role does not see some results."""
    return _masks_roles(protocol) and bool(masked_analytes(protocol) or masked_visits(protocol))


def masks_anything(protocol: Protocol | None) -> bool:
    """Say whether some role does not see something that others see."""
    return _masks_roles(protocol) and masks_something(protocol)


def masks_dates(protocol: Protocol | None) -> bool:
    """Say whether some role does not see a date of the register."""
    return _masks_roles(protocol) and masks_something(protocol) and bool(unsafe_dates(protocol))


def _masks_roles(protocol: Protocol | None) -> TypeGuard[Protocol]:
    return protocol is not None and protocol.masking is not None and bool(protocol.masking.roles)
