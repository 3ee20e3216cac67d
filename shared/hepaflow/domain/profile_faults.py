"""Describe what is wrong with a profile, for the person who writes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a profile.

    Attributes:
        where: the key, as `[units] CREAT[1].to` (entries count from 1), or a line and column.
        found: what stands there, or "".
        remedy: what to do.
    """

    where: str
    found: str
    remedy: str

    def __str__(self) -> str:
        found = f" (found: {self.found})" if self.found else ""
        return f"{self.where}: {self.remedy}{found}"


class Contradictions(ValueError):
    """The parts of a profile are well written and do not fit together."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def as_key(text: str) -> str:
    """Return a key as it stands in TOML.

    Examples:
        >>> as_key("CREAT"), as_key("ALT (U/L)")
        ('CREAT', '"ALT (U/L)"')
    """
    bare = text.isascii() and text.replace("_", "").replace("-", "").isalnum()
    return text if bare else f'"{text}"'
