"""A center with 133 current results, 25 of them of one subject: the register of that subject alone once took away 108."""

from tests.unit.pipeline.studies import HEADER, STUDY, World

from hepaflow.pipeline.timeline import timeline

ALL, OF_ONE = 133, 25
ONE = "S-000"
OTHERS = tuple(f"S-{one:03}" for one in range(1, 10))  # 12 results each
SUBJECTS = (ONE, *OTHERS)


def center_file() -> bytes:
    """Return a file with the results of all subjects: one a day of each."""
    rows = [*_rows(ONE, OF_ONE), *(row for subject in OTHERS for row in _rows(subject, 12))]
    assert len(rows) == ALL
    return "\n".join((HEADER, *rows)).encode()


def counts(world: World, as_of: int | None = None) -> int:
    """Return how many results count."""
    told = (timeline(world.registry, world.results, STUDY, one, as_of) for one in SUBJECTS)
    return sum(answer.current is not None for known in told for answer in known.answers.values())


def _rows(subject: str, many: int) -> list[str]:
    return [f"{subject},2024-03-{day:02},ALT,{20 + day},U/L,final" for day in range(1, many + 1)]
