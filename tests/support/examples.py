"""How many examples a property test is tried with."""

from hypothesis import settings

TIERS = {"fast": 20, "check": 100, "certainty": 1_200, "night": 2_000}


def tried(times: float) -> settings:
    """Settings of a test that needs more or fewer examples than others; the tier of the run decides how many 1 means."""
    return settings(max_examples=max(1, round(settings().max_examples * times)))
