"""Wait with exponential backoff and full jitter."""

import random
import time

ATTEMPTS = 10  # with doubling waits about a minute and a half; a table that takes nothing for so long is down
_LONGEST_WAIT = 20.0  # seconds, the AWS SDKs' own bound for a throttled call (standard retry mode)
_FIRST_WAIT = 0.05  # seconds, their base for DynamoDB


def wait(attempt: int) -> None:
    """Wait up to twice as long as before; at random, so that rivals spread out."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt)
    time.sleep(random.random() * longest)  # noqa: TID251, S311 spreads rivals in time, decides nothing
