"""Define a guess of a draft: a value, and what speaks for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guess:
    """A value that a draft proposes, and what speaks for it.

    Attributes:
        value: the value.
        evidence: what speaks for it, or what a person has to decide.
        is_open: a person has to decide: the draft gives the value as a comment.
    """

    value: str
    evidence: str
    is_open: bool = False
