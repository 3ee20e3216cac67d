"""Two workers in one process that take turns at every call to a port, in an order that a test chooses."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from tests.unit.pipeline.studies import World

_PATIENCE = 20  # seconds until a worker that never gets its turn is a fault of the test
Worker = Callable[[Any], Any]


class Turns:
    """Lets one thread run at a time; each asks for its turn before a call."""

    def __init__(self, workers: int, order: Sequence[int]) -> None:
        self._changed = threading.Condition()
        self._alive = set(range(workers))
        self._order = list(order)
        self._whose: int | None = None

    def begin(self) -> None:
        with self._changed:
            self._next()

    def pause(self, worker: int) -> None:
        """Give the turn away, and wait for the next one."""
        with self._changed:
            self._next()
            self._wait(worker)

    def start(self, worker: int) -> None:
        with self._changed:
            self._wait(worker)

    def leave(self, worker: int) -> None:
        with self._changed:
            self._alive.discard(worker)
            self._next()

    def _wait(self, worker: int) -> None:
        if not self._changed.wait_for(lambda: self._whose == worker, _PATIENCE):
            raise TimeoutError

    def _next(self) -> None:
        if self._alive:
            alive = sorted(self._alive)
            self._whose = alive[(self._order.pop(0) if self._order else 0) % len(alive)]
        self._changed.notify_all()


class Pausing:
    """A port that gives the turn away before each call."""

    def __init__(self, port: Any, turns: Turns, worker: int) -> None:
        self._port, self._turns, self._worker = port, turns, worker

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def called(*parts: Any, **named: Any) -> Any:
            self._turns.pause(self._worker)
            return method(*parts, **named)

        return called


def in_turns(world: World, workers: Sequence[Worker], order: Sequence[int]) -> list[Any]:
    """Run the workers, each with services of its own over the same ports; return what each gave."""
    turns = Turns(len(workers), order)
    given: list[Any] = [None] * len(workers)
    failed: list[BaseException] = []
    local = threading.local()
    world.seen_as = lambda port, _name: Pausing(port, turns, local.number)

    def work(number: int) -> None:
        local.number = number
        turns.start(number)
        try:
            given[number] = workers[number](world.services)
        except BaseException as error:  # noqa: BLE001 told to the test below
            failed.append(error)
        finally:
            turns.leave(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(workers))]
    for thread in threads:
        thread.start()
    turns.begin()
    for thread in threads:
        thread.join()
    world.seen_as = lambda port, _name: port
    if failed:
        raise failed[0]
    return given
