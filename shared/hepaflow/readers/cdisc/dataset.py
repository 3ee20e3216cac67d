"""Define what the readers of the CDISC exchange formats yield, and what all of them refuse."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.readers.sheet import Row

# SDTMIG 3.4, 4.1.7: a domain may be split into datasets whose names begin with its own, of four characters at most
_LB = re.compile(r"LB[A-Z0-9]{0,2}", re.IGNORECASE)

# what no cell holds: controls but tab and line ends, and halves of characters, which cannot be written again
NOT_TEXT = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset of observations.

    Attributes:
        variables: names, as they stand there.
        rows: the number of each observation, 1-based, and its cells as text, in the order of `variables`; "" where
            missing. Reading further may raise `Refused`.
        asides: what is no row of cells, by the number where an observation should stand; added while rows are read.
    """

    variables: tuple[str, ...]
    rows: Iterator[Row]
    asides: list[Issue] = field(default_factory=list)


def is_lb(name: str) -> bool:
    """Whether a dataset of this name holds laboratory results.

    Examples:
        >>> is_lb("LB"), is_lb("lbch"), is_lb("SUPPLB"), is_lb("VS")
        (True, True, False, False)
    """
    return _LB.fullmatch(name) is not None


def not_lb(*names: str) -> Refused:
    """The refusal of datasets that are no laboratory results, by name."""
    shown = ", ".join(NOT_TEXT.sub("?", name)[:32] for name in names)
    return Refused(
        IssueCode.FILE_FORMAT, f"the dataset {shown}" if len(names) == 1 else f"the datasets {shown}"
    )


def damaged(line: int = 0) -> Refused:
    return Refused(IssueCode.FILE_DAMAGED, line=line)
