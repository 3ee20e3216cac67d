"""List the classes of scores that have a worst one, the best class first."""

from collections.abc import Mapping
from typing import Final

# fibrosis by FIB-4 and APRI: more is worse. The patterns of R and nR have no order.
CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "CHILD_PUGH": ("A", "B", "C"),
    "ALBI": ("1", "2", "3"),
    "ALBI_0852": ("1", "2", "3"),
    "PALBI": ("1", "2", "3"),
    "FIB4": ("low", "indeterminate", "high"),
    "APRI": ("<0.5", "0.5-1.5", ">1.5"),
    "CKDEPI": ("G1", "G2", "G3a", "G3b", "G4", "G5"),
}
