"""Stop threads at calls of a port until a test lets them go on."""

from threading import Event
from typing import Any

WAIT = 30  # seconds


class Gate:
    """A place where a thread says that it has come, and waits until it may go on."""

    def __init__(self) -> None:
        self.reached, self.opened = Event(), Event()

    def passed(self) -> None:
        self.reached.set()
        assert self.opened.wait(WAIT)


class GatedPort:
    """Passes calls on to a port; the n-th call of a name waits at its gate, before it is made or after."""

    def __init__(self, port: Any, gates: dict[tuple[str, int], Gate], *, after: bool = False) -> None:
        self._port, self._gates, self._after = port, gates, after
        self._calls: dict[str, int] = {}

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if all(name != gated for gated, _ in self._gates):
            return found

        def call(*args: Any, **more: Any) -> Any:
            self._calls[name] = self._calls.get(name, 0) + 1
            gate = self._gates.get((name, self._calls[name]))
            if gate and not self._after:
                gate.passed()
            given = found(*args, **more)
            if gate and self._after:
                gate.passed()
            return given

        return call
