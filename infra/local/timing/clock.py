"""Moves the time of the stack on one machine, so that nobody sleeps until a message comes back."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch


@dataclass(slots=True)
class StackClock:
    """The time by which the queues of a stack hide messages.

    Attributes:
        source: gives seconds since 1970; this machine's clock, unless a test stops the time.
        ahead: seconds by which the stack's time is ahead of it.
    """

    source: Callable[[], float] = time.time
    ahead: float = 0.0

    def now(self) -> float:
        """Return the stack's time: seconds since 1970."""
        return self.source() + self.ahead

    def move_to(self, moment: float) -> None:
        """Go on at another time; a pump also goes back, from one worker that is busy to the next."""
        self.ahead = moment - self.source()

    def stop(self) -> float:
        """Let the time stand still, unless somebody moves it; return the moment."""
        moment = self.now()
        self.source, self.ahead = (lambda: moment), 0.0
        return moment


@contextmanager
def queues_by(clock: StackClock) -> Iterator[None]:
    """Have moto's queues go by a clock for a while; its other services keep this machine's time."""
    with patch.multiple(
        "moto.sqs.models",
        unix_time=lambda _moment=None: clock.now(),
        unix_time_millis=lambda _moment=None: clock.now() * 1000,
    ):
        yield
