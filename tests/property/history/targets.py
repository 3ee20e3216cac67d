"""Which result a correction, a deletion, a cancellation or a final report means (docs/fold.md), said slowly."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from tests.property.history.said import (
    Key,
    Said,
    came,
    minute,
    other_record,
    other_specimen,
    same_record,
    same_specimen,
    same_table,
    same_time,
    within_a_day,
)

Groups = dict[Key, list[Said]]
Group = tuple[Key, list[Said]]
ORDER = "[order]"


def grouped(said: list[Said]) -> dict[Key, tuple[set[Key], list[Said]]]:
    """Return, by key, the keys that are one measurement and what is said of it, with the doubts that arise."""
    groups: Groups = {}
    for one in said:
        groups.setdefault(one.key, []).append(one)
    groups = {key: [in_order(one, groups) for one in found] for key, found in groups.items()}
    into = earlier_versions(groups)
    if any(one.status != "final" for one in said):
        give_orders(groups)
        for analyte in sorted({key[0] for key in groups} - {ORDER}):
            join([group for group in sorted(groups.items()) if group[0][0] == analyte], groups, into)
    return put_together(groups, into)


def in_order(one: Said, groups: Groups) -> Said:
    """A value waits if a later message cancelled its order, and says nothing about this measurement."""
    beside = {(other.file, other.message) for other in groups[one.key]}
    cancelling = [
        other
        for found in groups.values()
        for other in found
        if other.cancelled and other.order and is_of_order(one, other) and came(other, one) > 0
    ]
    silent = any((other.file, other.message) not in beside for other in cancelling)
    waits = silent and one.is_value and not one.cancelled
    return replace(one, doubts=(*one.doubts, "order-cancelled")) if waits else one


def is_of_order(one: Said, cancelled: Said) -> bool:
    """An order without a number is known by its tube alone."""
    of_tube = one.form == "messages" and not cancelled.record and one.specimen == cancelled.specimen
    return one.order == cancelled.order or of_tube


def give_orders(groups: Groups) -> None:
    """A cancelled order is about every result of the order."""
    orders = [one for key, found in groups.items() if key[0] == ORDER for one in found]
    for key, found in groups.items():
        if key[0] != ORDER:
            groups[key] = found + [about(key[0], order) for order in orders if is_of(order, found)]


def about(analyte: str, order: Said) -> Said:
    return replace(order, row=(order.file, order.line, analyte))


def is_of(order: Said, found: list[Said]) -> bool:
    return any(
        same_specimen(order, one) or (lacks_ids(order, one) and same_time(order, one)) for one in found
    )


def lacks_ids(order: Said, one: Said) -> bool:
    ids = [order.specimen, one.specimen]
    return not all(ids) if "order-unnumbered" in order.doubts else not any(ids)


def earlier_versions(groups: Groups) -> dict[Key, Key]:
    """An id that the lab keeps at one key and then at another: the later one holds."""
    into: dict[Key, Key] = {}
    named = {
        (key[0], one.record)
        for key, found in groups.items()
        for one in found
        if one.record and one.form != "messages"
    }
    for analyte, record in named:
        holders = {
            key: found
            for key, found in groups.items()
            if key[0] == analyte and any(one.record == record and one.form != "messages" for one in found)
        }
        if len(holders) > 1 and all(one.record == record for found in holders.values() for one in found):
            last = max(
                holders, key=lambda key: (max((one.received, one.revised) for one in holders[key]), key)
            )
            into.update({key: last for key in holders if key != last})
    return into


def join(course: list[Group], groups: Groups, into: dict[Key, Key]) -> None:
    for key, target in list(finals(course)):
        if not {key, target} & {*into, *into.values()}:
            into[key] = target
    for group in course:
        key, found = group
        if not seeks(found) or key in into or key in into.values():
            continue
        target = meant_by(group, course)
        if target is not None and end_of(target, into) != key:
            into[key] = end_of(target, into)
        elif any(one.replaces_or_voids for one in found):
            code = doubt(group, course, groups)
            groups[key] = [
                replace(one, doubts=(*one.doubts, code)) if code and one.replaces_or_voids else one
                for one in found
            ]


def end_of(key: Key, into: dict[Key, Key]) -> Key:
    return end_of(into[key], into) if key in into else key


def seeks(found: list[Said]) -> bool:
    """Nothing that these may replace or void is among them."""
    cancels = any(one.status == "not-done" and one.says == "takes back" for one in found)
    return not any(one.is_plain for one in found) and (cancels or any(one.replaces_or_voids for one in found))


def finals(course: list[Group]) -> Iterator[tuple[Key, Key]]:
    """A final report follows a preliminary one of another key if each can mean only the other."""
    valued = [group for group in course if any(one.is_value for one in group[1])]
    for group in valued:
        if is_final(group):
            fitting = [other for other in valued if other != group and fits(group, other)]
            if len(fitting) == 1 and is_preliminary(fitting[0]):
                rivals = [other for other in valued if is_final(other) and fits(other, fitting[0])]
                if len(rivals) == 1:
                    yield group[0], fitting[0][0]


def is_preliminary(group: Group) -> bool:
    return all(one.status == "preliminary" for one in group[1] if one.is_value)


def is_final(group: Group) -> bool:
    values = [one for one in group[1] if one.is_value]
    return any(one.is_plain for one in values) and not any(one.status == "preliminary" for one in values)


def meant_by(group: Group, course: list[Group]) -> Key | None:
    fitting = [
        other
        for other in course
        if other != group and was_there(group, other) and fits(group, other) and is_sure(group, other)
    ]
    exact = [other for other in fitting if some(same_specimen, group, other)]
    meant = exact or fitting
    return meant[0][0] if len(meant) == 1 else None


def was_there(group: Group, other: Group) -> bool:
    if any(one.is_value for one in group[1]):
        return any(one.is_plain for one in other[1])
    last = max(one.received for one in group[1])
    return any(one.is_value and one.received <= last for one in other[1])


def is_sure(group: Group, other: Group) -> bool:
    """A test that was not done needs the same specimen, or the same minute."""
    if any(one.replaces_or_voids for one in group[1]) or some(same_specimen, group, other):
        return True
    return minute(group[1][0]) is not None and minute(other[1][0]) is not None


def fits(group: Group, other: Group) -> bool:
    if some(same_record, group, other):
        return True
    if {group[0][1], other[0][1]} == {"SERUM", "PLASMA"} or some(other_record, group, other):
        return False
    if some(same_specimen, group, other):
        is_one_day = group[0][2][:10] == other[0][2][:10] or some(within_a_day, group, other)
        return is_one_day and (some(same_time, group, other) or not in_one_table(group, other))
    return not some(other_specimen, group, other) and some(same_time, group, other)


def doubt(group: Group, course: list[Group], groups: Groups) -> str:
    if any(other != group and may_be_meant(group, other) for other in course):
        return "corrects-nothing"
    pointing = [one for one in group[1] if one.replaces_or_voids]
    first = min(pointing, key=lambda one: (one.received, one.line))
    knew = any(
        one.specimen == first.specimen and one.received < first.received
        for key, found in groups.items()
        if key != group[0]
        for one in found
    )
    return "corrects-nothing" if first.specimen and not first.cumulative and knew else ""


def may_be_meant(group: Group, other: Group) -> bool:
    if not was_there(group, other) or some(other_record, group, other) or in_one_table(group, other):
        return False
    near = [(one, its) for one, its in product(group[1], other[1]) if within_a_day(one, its)]
    return some(same_specimen, group, other) or any(not other_specimen(*pair) for pair in near)


def in_one_table(group: Group, other: Group) -> bool:
    pointing = [one for one in group[1] if one.replaces_or_voids] or group[1]
    return some(same_table, (group[0], pointing), other)


def some(compare, group: Group, other: Group) -> bool:
    return any(compare(one, its) for one, its in product(group[1], other[1]))


def put_together(groups: Groups, into: dict[Key, Key]) -> dict[Key, tuple[set[Key], list[Said]]]:
    found = {key: ({key}, said) for key, said in groups.items() if key not in into}
    for target in sorted({end_of(key, into) for key in into}):
        others = sorted(key for key in into if end_of(key, into) == target)
        key = fuller(target, others, groups)
        if (key in found and key != target) or (key in groups and key not in (target, *others)):
            key = target
        del found[target]
        every = dict.fromkeys(one for part in (target, *others) for one in groups[part])
        found[key] = {key, target, *others}, [*every]
    return found


def fuller(target: Key, others: list[Key], groups: Groups) -> Key:
    """A corrected time of the same specimen holds; else the time and type that say more."""
    analyte, kind, when = target
    for other in others:
        kind = kind or other[1]
        if when.startswith(other[2]) or other[2].startswith(when):
            when = max(when, other[2], key=len)
        elif any(one.status == "corrected" for one in groups[other]):
            when = other[2]
    return analyte, kind, when
