"""A worker is killed at a call to the outside: what it leaves, and what then comes of the same once more.

Nothing outlives a worker but what its calls have written. So it matters after which call it was killed only where that
call has changed something; that a kill itself changes nothing is a claim of its own (`kills_that_leave_more`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

import pytest
from tests.unit.pipeline.studies import (
    World,
)

from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.ingest import ingest

PORTS = ("intake", "source", "receipts", "results", "registry", "queue", "announcements")
Doing = Callable[[World], Any]


class Killed(BaseException):
    """The process is gone; nobody catches that."""


@dataclass
class Killer:
    """Counts calls to all ports, and kills at one of them.

    Attributes:
        at: the call to be killed at, counted from 0; None: none.
        after: whether the call takes effect.
        look: called after each call that was made.
    """

    at: int | None = None
    after: bool = False
    look: Callable[[], None] = field(default=lambda: None)
    calls: int = 0

    def call(self, method: Callable[..., Any], *parts: Any, **named: Any) -> Any:
        number, self.calls = self.calls, self.calls + 1
        if number == self.at and not self.after:
            raise Killed
        given = method(*parts, **named)
        self.look()
        if number == self.at:
            raise Killed
        return given


class Fragile:
    """A port whose every call goes through a killer."""

    def __init__(self, port: Any, killer: Killer) -> None:
        self._port, self._killer = port, killer

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        return lambda *parts, **named: self._killer.call(method, *parts, **named)


def under(world: World, killer: Killer) -> World:
    world.seen_as = lambda port, _name: Fragile(port, killer)
    return world


def plain(world: World) -> World:
    world.seen_as = lambda port, _name: port
    return world


def kill(world: World, doing: Doing, killer: Killer) -> None:
    with pytest.raises(Killed):
        doing(under(world, killer))
    plain(world)


def kept(world: World) -> tuple[Any, ...]:
    """Return everything that outlives a worker."""
    return tuple(getattr(world, name) for name in PORTS)


def copy_of(world: World) -> World:
    """Return another world in which the same is kept; what the ports hold is frozen, their containers are not."""

    def copy(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: copy(part) for key, part in value.items()}
        return type(value)(map(copy, value)) if isinstance(value, (list, set)) else value

    ports = {
        name: type(port)(**{part.name: copy(getattr(port, part.name)) for part in fields(port)})
        for name, port in zip(PORTS, kept(world), strict=True)
    }
    return World(**ports, together=world.together)


@dataclass(frozen=True)
class Course:
    """What an undisturbed worker does.

    Attributes:
        doing: so that it can be done once more.
        trail: what is kept before its first call and after each; the same object where a call has changed nothing.
        answer: what it gives in the end.
    """

    doing: Doing
    trail: tuple[World, ...]
    answer: Any

    @property
    def states(self) -> list[World]:
        """Everything that a kill may leave, in order."""
        return list({id(world): world for world in self.trail}.values())

    @property
    def end(self) -> World:
        return self.trail[-1]

    def broken_off(self, place: int) -> World:
        """Return a world in which a worker was killed."""
        return copy_of(self.states[place])


def followed(world: World, doing: Doing) -> Course:
    """Do something in a world, and look at it after each call."""
    trail = [copy_of(world)]

    def look() -> None:
        trail.append(trail[-1] if kept(world) == kept(trail[-1]) else copy_of(world))

    answer = doing(under(world, Killer(look=look)))
    plain(world)
    return Course(doing, tuple(trail), answer)


@cache
def course(prepare: Callable[[], World], act: Callable[[World], Doing]) -> Course:
    """Return the course of what `act` makes of a prepared world; the same for all tests, so nobody changes it."""
    world = prepare()
    return followed(world, act(world))


def moments(*some: tuple[Callable[[], World], Callable[[World], Doing]]) -> pytest.MarkDecorator:
    """Have a test meet everything that a kill may leave of each of these courses."""
    found = [
        pytest.param(prepare, act, place, id=f"{act.__name__}-{prepare.__name__}-{place}")
        for prepare, act in some
        for place in range(len(course(prepare, act).states))
    ]
    return pytest.mark.parametrize(("prepare", "act", "place"), found)


def kills_that_leave_more(
    prepare: Callable[[], World], act: Callable[[World], Doing]
) -> Iterator[tuple[int, bool]]:
    """Yield the kills, at each call, before and after it takes effect, that leave anything else than the calls until then."""
    known = course(prepare, act)
    assert len(known.trail) > 1
    for number in range(len(known.trail) - 1):
        for after in (False, True):
            world = copy_of(known.trail[0])
            kill(world, known.doing, Killer(number, after))
            if kept(world) != kept(known.trail[number + after]):
                yield number, after


def take_up(told: Delivery) -> Doing:
    return lambda world: ingest(told, world.services)
