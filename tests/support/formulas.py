"""List every version of every formula."""

from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.formulas.albi import ALBI, ALBI_0852, PALBI
from hepaflow.domain.scores.formulas.child_pugh import child_pugh
from hepaflow.domain.scores.formulas.clif import CLIF_C_ACLF, CLIF_C_AD
from hepaflow.domain.scores.formulas.fibrosis import APRI, AST_ALT, FIB4
from hepaflow.domain.scores.formulas.injury import NR_VALUE, R_VALUE
from hepaflow.domain.scores.formulas.meld import (
    MELD_I,
    MELD_NA,
    MELD_NA_KIM2008,
    MELD_NA_OPTN,
    MELD_NA_UNROUNDED,
    MELD_ORIG,
    MELD_XI,
)
from hepaflow.domain.scores.formulas.meld_3 import MELD3
from hepaflow.domain.scores.formulas.renal import CKDEPI

EVERY_FORMULA = (
    MELD_ORIG, MELD_I, MELD_NA_OPTN, MELD_NA_UNROUNDED, MELD_NA, MELD_NA_KIM2008, MELD3, MELD_XI, child_pugh(ScoreRules()), ALBI,
    ALBI_0852, PALBI, FIB4, APRI, AST_ALT, R_VALUE, NR_VALUE, CKDEPI, CLIF_C_AD, CLIF_C_ACLF,
)  # fmt: skip
