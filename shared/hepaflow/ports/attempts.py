"""Try again while others are in the way."""

from collections.abc import Callable, Iterator


def attempts(most: int, pause: Callable[[int], None]) -> Iterator[int]:
    """Yield the number of each attempt, 1 to `most`; the caller leaves the loop once one succeeds.

    Args:
        most: how many attempts to make.
        pause: called between two attempts with the number of those that failed; waits a while.

    Examples:
        >>> list(attempts(3, lambda failed: print("failed:", failed)))
        failed: 1
        failed: 2
        [1, 2, 3]
    """
    for attempt in range(1, most + 1):
        yield attempt
        if attempt < most:
            pause(attempt)
