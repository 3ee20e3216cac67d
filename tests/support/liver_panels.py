"""Build liver panels as centers report them, fifteen results each."""

from decimal import Decimal
from fractions import Fraction

from hepaflow.domain.model import (
    Bound,
    Comparator,
    Conversion,
    Flag,
    Moment,
    Observation,
    Panel,
    Precision,
    Range,
    Raw,
)
from hepaflow.domain.values.numbers import shown

# specimens as centers report them, fifteen liver results each
# analyte, name, value, unit as typed, UCUM, canonical unit, factor, low, high, flag
CHINESE = [
    ("ALT", "丙氨酸氨基转移酶", "86.3", "U/L", "U/L", "U/L", "1", "9", "50", "↑"),
    ("AST", "天门冬氨酸氨基转移酶", "102.5", "U/L", "U/L", "U/L", "1", "15", "40", "↑"),
    ("ALP", "碱性磷酸酶", "131", "U/L", "U/L", "U/L", "1", "45", "125", "↑"),
    ("GGT", "γ-谷氨酰基转移酶", "148.0", "U/L", "U/L", "U/L", "1", "10", "60", "↑"),
    ("BILI", "总胆红素", "171.4", "μmol/L", "umol/L", "umol/L", "1", "3.4", "20.5", "↑"),
    ("BILDIR", "直接胆红素", "98.60", "μmol/L", "umol/L", "umol/L", "1", "0", "6.8", "↑"),
    ("BILIND", "间接胆红素", "72.8", "μmol/L", "umol/L", "umol/L", "1", "1.7", "10.2", "↑"),
    ("PROT", "总蛋白", "58.2", "g/L", "g/L", "g/L", "1", "65", "85", "↓"),
    ("ALB", "白蛋白", "27.4", "g/L", "g/L", "g/L", "1", "40", "55", "↓"),
    ("BILEAC", "总胆汁酸", "86.0", "μmol/L", "umol/L", "umol/L", "1", "0", "10", "↑"),
    ("CHOLINES", "胆碱酯酶", "2210", "U/L", "U/L", "U/L", "1", "5000", "12000", "↓"),
    ("CREAT", "肌酐", "71.2", "μmol/L", "umol/L", "umol/L", "1", "57", "97", ""),
    ("PT", "凝血酶原时间", "21.6", "s", "s", "s", "1", "9", "13", "↑"),
    ("INR", "国际标准化比值", "1.86", "", "", "{INR}", "1", "0.8", "1.2", "↑"),
    ("PLAT", "血小板计数", "63", "10^9/L", "10*9/L", "10*9/L", "1", "125", "350", "↓"),
]
AMERICAN = [
    ("ALT", "Alanine aminotransferase", "86", "U/L", "U/L", "U/L", "1", "7", "56", "H"),
    ("AST", "Aspartate aminotransferase", "102", "U/L", "U/L", "U/L", "1", "10", "40", "H"),
    ("ALP", "Alkaline phosphatase", "131", "U/L", "U/L", "U/L", "1", "44", "147", ""),
    ("GGT", "Gamma-glutamyl transferase", "148", "U/L", "U/L", "U/L", "1", "8", "61", "H"),
    ("BILI", "Bilirubin, total", "10.0", "mg/dL", "mg/dL", "umol/L", "10000000/584673", "0.1", "1.2", "H"),
    ("BILDIR", "Bilirubin, direct", "5.8", "mg/dL", "mg/dL", "umol/L", "10000000/584673", "0.0", "0.3", "H"),
    (
        "BILIND",
        "Bilirubin, indirect",
        "4.2",
        "mg/dL",
        "mg/dL",
        "umol/L",
        "10000000/584673",
        "0.1",
        "0.9",
        "H",
    ),
    ("PROT", "Protein, total", "5.8", "g/dL", "g/dL", "g/L", "10", "6.4", "8.3", "L"),
    ("ALB", "Albumin", "2.7", "g/dL", "g/dL", "g/L", "10", "3.5", "5.2", "L"),
    ("UREAN", "Urea nitrogen", "21", "mg/dL", "mg/dL", "mmol/L", "5000/14007", "7", "20", "H"),
    ("CREAT", "Creatinine", "0.80", "mg/dL", "mg/dL", "umol/L", "125000/1414", "0.6", "1.2", ""),
    ("SODIUM", "Sodium", "131", "mmol/L", "mmol/L", "mmol/L", "1", "135", "145", "L"),
    ("PT", "Prothrombin time", "21.6", "sec", "s", "s", "1", "11", "13.5", "H"),
    ("INR", "INR", "1.9", "", "", "{INR}", "1", "0.9", "1.1", "H"),
    ("PLAT", "Platelets", "63", "K/uL", "10*3/uL", "10*9/L", "1", "150", "400", "L"),
]


def panel(rows, *, extra=None, renamed=lambda name: name):
    """The specimen of the rows, each with the fields that `extra` adds."""
    return Panel(
        subject="CN01-0001",
        collected_at=Moment("2024-03-22T08:30", Precision.MINUTE, "+08:00"),
        specimen="2403220017",
        visit="第4周",
        lines=list(range(118_231, 118_231 + len(rows))),
        observations=[report(row, renamed, extra or {}) for row in rows],
    )


def report(row, renamed, extra):
    analyte, name, value, typed, ucum, unit, factor, low, high, flag = row
    number, limits, way = Decimal(value), (Decimal(low), Decimal(high)), Conversion(Fraction(factor))
    told = Flag.LOW if number < limits[0] else Flag.HIGH if number > limits[1] else Flag.NORMAL
    fields = {
        "analyte": analyte,
        "raw": Raw(renamed(name), value, typed, f"{low}-{high}", flag),
        "number": number,
        "conversion": way,
        "value": shown(number, way),
        "unit": unit,
        "raw_unit": ucum,
        "range": Range(Bound(limits[0]), Bound(limits[1])),
        "range_low": shown(limits[0], way),
        "range_high": shown(limits[1], way),
        "flag": told,
    }
    return Observation(operator=Comparator.EQ, **(fields | extra))
