"""Find the feed of a center that a file came by: each system that sends files has its own profile (docs/profiles.md)."""

from collections.abc import Collection
from typing import Final

from hepaflow.domain.profile.parts import MAIN_FEED

UNDECLARED: Final = "undeclared"  # a folder that is not a feed of its center: its files wait


def feed_of(name: str, declared: Collection[str]) -> str:
    """Return the feed that a file's name says.

    At a center without declared feeds, folders are part of the name. At any other center, the first folder is the feed.

    Args:
        name: the part of the object's key after the center.
        declared: the feeds of the center that the study's definition declares, besides `main`.

    Examples:
        >>> feed_of("2024/march.csv", ()), feed_of("chemistry/march.csv", {"chemistry"})
        ('main', 'chemistry')
        >>> feed_of("march.csv", {"chemistry"}), feed_of("chemistri/march.csv", {"chemistry"})
        ('main', 'undeclared')
    """
    folder, slash, _ = name.partition("/")
    if not declared or not slash or folder == MAIN_FEED:
        return MAIN_FEED
    return folder if folder in declared else UNDECLARED
