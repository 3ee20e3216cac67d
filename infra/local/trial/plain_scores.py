"""Compute scores in plain floats, one statement after the other, to compare with; shares no code with `domain.scores`.

A score is given as the set of reported values that rounding may give: two where the float is at a tie.
"""

from math import floor, log, log10, sqrt

Values = dict[
    str, float
]  # by analyte in the canonical unit; `X/limit`: in multiples of its upper limit; AGE, FEMALE
MG_BILI, MG_CREAT = 10_000 / 584.673, 10_000 / 113.12
_NEAR = 1e-9


def rounded(value: float, places: int = 0) -> set[float]:
    """Half away from zero; both neighbors if the float is too near to a tie."""
    scaled = abs(value) * 10**places
    if scaled > 1e15:
        return {value}
    sign = -1 if value < 0 else 1
    nearest = {sign * floor(scaled + 0.5 + shift) / 10**places for shift in (-_NEAR, 0, _NEAR)}
    return {one + 0.0 for one in nearest}


def within(values: set[float], low: float, high: float) -> set[float]:
    return {min(max(value, low), high) for value in values}


def meld(v: Values) -> float:
    creatinine = 4.0 if v["DIALYSIS"] else min(max(v["CREAT"] / MG_CREAT, 1), 4)
    bilirubin, inr = max(v["BILI"] / MG_BILI, 1), max(v["INR"], 1)
    return 10 * (0.957 * log(creatinine) + 0.378 * log(bilirubin) + 1.120 * log(inr) + 0.643)


def meld_orig(v: Values) -> set[float]:
    return within(rounded(meld(v)), 6, 40)


def with_sodium(m: float, v: Values) -> float:
    na = min(max(v["SODIUM"], 125), 137)
    return m + 1.32 * (137 - na) - 0.033 * m * (137 - na) if m > 11 else m


def meld_na_optn(v: Values) -> set[float]:
    return within(set().union(*(rounded(with_sodium(m, v)) for m in rounded(meld(v)))), 6, 40)


def meld_na_unrounded(v: Values) -> set[float]:
    return within(rounded(with_sodium(meld(v), v)), 6, 40)


def meld_na(v: Values) -> set[float]:
    return meld_na_optn(v) | meld_na_unrounded(v)


def meld_na_kim(v: Values) -> set[float]:
    m, na = meld(v), min(max(v["SODIUM"], 125), 140)
    return rounded(m - na - 0.025 * m * (140 - na) + 140)


def meld_3(v: Values) -> set[float]:
    creatinine = 3.0 if v["DIALYSIS"] else min(max(v["CREAT"] / MG_CREAT, 1), 3)
    bilirubin, inr = max(v["BILI"] / MG_BILI, 1), max(v["INR"], 1)
    na, albumin = min(max(v["SODIUM"], 125), 137), min(max(v["ALB"] / 10, 1.5), 3.5)
    value = 1.33 * v["SEX"] + 4.56 * log(bilirubin) + 0.82 * (137 - na) - 0.24 * (137 - na) * log(bilirubin)
    value += 9.09 * log(inr) + 11.14 * log(creatinine) + 1.85 * (3.5 - albumin)
    return within(rounded(value - 1.83 * (3.5 - albumin) * log(creatinine) + 6), 6, 40)


def meld_xi(v: Values) -> set[float]:
    bilirubin, creatinine = max(v["BILI"] / MG_BILI, 1), max(v["CREAT"] / MG_CREAT, 1)
    return rounded(5.11 * log(bilirubin) + 11.76 * log(creatinine) + 9.44, 2)


def albi(v: Values) -> set[float]:
    return rounded(0.66 * log10(v["BILI"]) - 0.085 * v["ALB"], 2)


def albi_0852(v: Values) -> set[float]:
    return rounded(0.66 * log10(v["BILI"]) - 0.0852 * v["ALB"], 2)


def palbi(v: Values) -> set[float]:
    b, p = log10(v["BILI"]), log10(v["PLAT"])
    return rounded(2.02 * b - 0.37 * b**2 - 0.04 * v["ALB"] - 3.48 * p + 1.01 * p**2, 2)


def fib_4(v: Values) -> set[float]:
    return rounded(v["AGE"] * v["AST"] / (v["PLAT"] * sqrt(v["ALT"])), 2)


def apri(v: Values) -> set[float]:
    return rounded(v["AST/limit"] / v["PLAT"] * 100, 2)


def ast_alt(v: Values) -> set[float]:
    return rounded(v["AST"] / v["ALT"], 2)


def r_value(v: Values) -> set[float]:
    return rounded(v["ALT/limit"] / v["ALP/limit"], 2)


def new_r(v: Values) -> set[float]:
    return rounded(max(v["ALT/limit"], v["AST/limit"]) / v["ALP/limit"], 2)


def ckd_epi(v: Values) -> set[float]:
    kappa, alpha, factor = (0.7, -0.241, 1.012) if v["SEX"] else (0.9, -0.302, 1)
    creatinine = v["CREAT"] / MG_CREAT
    value = 142 * min(creatinine / kappa, 1) ** alpha * max(creatinine / kappa, 1) ** -1.2
    return rounded(value * 0.9938 ** v["AGE"] * factor)


def child_pugh(v: Values) -> set[float]:
    """Limits in SI units, grades as observed."""
    points = [
        1 + sum(v["BILI"] >= limit for limit in (34,)) + (v["BILI"] > 51),
        1 + (v["ALB"] <= 35) + (v["ALB"] < 28),
        1 + (v["INR"] >= 1.7) + (v["INR"] > 2.3),
        1 + min(v["ASCITES"], 2),
        1 + (v["HE"] >= 1) + (v["HE"] >= 3),
    ]
    return {float(sum(points))}


MELD_INPUTS = ("BILI", "CREAT", "INR", "DIALYSIS")
PLAIN = {
    "MELD_ORIG": (meld_orig, MELD_INPUTS),
    "MELD_I": (meld_orig, MELD_INPUTS),
    "MELD_NA_OPTN": (meld_na_optn, (*MELD_INPUTS, "SODIUM")),
    "MELD_NA_UNROUNDED": (meld_na_unrounded, (*MELD_INPUTS, "SODIUM")),
    "MELD_NA": (meld_na, (*MELD_INPUTS, "SODIUM")),
    "MELD_NA_KIM2008": (meld_na_kim, (*MELD_INPUTS, "SODIUM")),
    "MELD3": (meld_3, (*MELD_INPUTS, "SODIUM", "ALB", "SEX")),
    "CHILD_PUGH": (child_pugh, ("BILI", "ALB", "INR", "ASCITES", "HE")),
    "ALBI": (albi, ("BILI", "ALB")),
    "ALBI_0852": (albi_0852, ("BILI", "ALB")),
    "PALBI": (palbi, ("BILI", "ALB", "PLAT")),
    "FIB4": (fib_4, ("AGE", "AST", "ALT", "PLAT")),
    "APRI": (apri, ("AST/limit", "PLAT")),
    "AST_ALT": (ast_alt, ("AST", "ALT")),
    "R_VALUE": (r_value, ("ALT/limit", "ALP/limit")),
    "NR_VALUE": (new_r, ("ALT/limit", "AST/limit", "ALP/limit")),
    "MELD_XI": (meld_xi, ("BILI", "CREAT")),
    "CKDEPI": (ckd_epi, ("CREAT", "AGE", "SEX")),
}  # fmt: skip
