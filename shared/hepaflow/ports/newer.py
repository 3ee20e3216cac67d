"""Declare that stored data are newer than this version of hepaflow (docs/upgrading.md)."""

from hepaflow import VERSION


class NewerData(RuntimeError):
    """This version cannot read something that a newer one has stored; it must not guess, and changes nothing."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} hepaflow {VERSION} does not know it. "
            "Deploy the version that wrote the data, or a newer one. Nothing was changed."
        )
