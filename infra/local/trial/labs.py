"""List the centers of the generated trial: how each lab reports, and how much of it is one canonical unit."""

from decimal import Decimal
from typing import Final, NamedTuple

_ONE, _TENTH = Decimal(1), Decimal("0.1")
_BILI, _CREAT = Decimal("0.0584673"), Decimal("0.011312")  # mg/dL in one umol/L (molar masses, IUPAC)


class Reporting(NamedTuple):
    """How a lab reports an analyte.

    Attributes:
        name: of the test, as the lab writes it.
        unit: as the lab writes it.
        factor: so much of the lab's unit is one canonical unit.
        places: decimal places.
        low: lower limit of the reference range, in the lab's unit.
        high: upper limit.
    """

    name: str
    unit: str
    factor: Decimal
    places: int
    low: str
    high: str

    def reported(self, value: float) -> Decimal:
        """Return the number that the lab reports of a value in the canonical unit."""
        return Decimal(f"{value * float(self.factor):.{self.places}f}")

    def canonical(self, number: Decimal) -> float:
        """Return a reported number in the canonical unit."""
        return float(number / self.factor)


_US: Final = {
    "BILI": Reporting("Bilirubin, Total", "mg/dL", _BILI, 1, "0.2", "1.2"),
    "ALB": Reporting("Albumin", "g/dL", _TENTH, 1, "3.5", "5.0"),
    "INR": Reporting("INR", "", _ONE, 1, "0.8", "1.2"),
    "CREAT": Reporting("Creatinine", "mg/dL", _CREAT, 2, "0.60", "1.20"),
    "SODIUM": Reporting("Sodium", "mmol/L", _ONE, 0, "135", "145"),
    "PLAT": Reporting("Platelet Count", "K/uL", _ONE, 0, "150", "400"),
    "ALT": Reporting("ALT", "U/L", _ONE, 0, "7", "56"),
    "AST": Reporting("AST", "U/L", _ONE, 0, "10", "40"),
    "ALP": Reporting("Alk Phos", "U/L", _ONE, 0, "44", "147"),
}
_CN: Final = {
    "BILI": Reporting("总胆红素(μmol/L)", "umol/L", _ONE, 1, "3.4", "20.5"),
    "ALB": Reporting("白蛋白(g/L)", "g/L", _ONE, 1, "40", "55"),
    "INR": Reporting("国际标准化比值", "", _ONE, 2, "0.8", "1.2"),
    "CREAT": Reporting("肌酐(μmol/L)", "umol/L", _ONE, 0, "57", "97"),
    "SODIUM": Reporting("钠(mmol/L)", "mmol/L", _ONE, 1, "137", "147"),
    "PLAT": Reporting("血小板计数(10^9/L)", "10*9/L", _ONE, 0, "125", "350"),
    "ALT": Reporting("丙氨酸氨基转移酶(U/L)", "U/L", _ONE, 1, "9", "50"),
    "AST": Reporting("天门冬氨酸氨基转移酶(U/L)", "U/L", _ONE, 1, "15", "40"),
    "ALP": Reporting("碱性磷酸酶(U/L)", "U/L", _ONE, 0, "45", "125"),
}
_DE: Final = {
    "BILI": Reporting("Bilirubin gesamt", "mg/dl", _BILI, 2, "0.20", "1.10"),
    "ALB": Reporting("Albumin", "g/l", _ONE, 1, "35.0", "52.0"),
    "INR": Reporting("INR", "", _ONE, 2, "0.85", "1.15"),
    "CREAT": Reporting("Kreatinin", "mg/dl", _CREAT, 2, "0.67", "1.17"),
    "SODIUM": Reporting("Natrium", "mmol/l", _ONE, 0, "136", "145"),
    "PLAT": Reporting("Thrombozyten", "Tsd./µl", _ONE, 0, "150", "370"),
    "ALT": Reporting("GPT (ALT)", "U/l", _ONE, 0, "10", "50"),
    "AST": Reporting("GOT (AST)", "U/l", _ONE, 0, "10", "50"),
    "ALP": Reporting("Alkalische Phosphatase", "U/l", _ONE, 0, "40", "130"),
}
# FHIR: the name is a LOINC code (LOINC 2.67), the unit one of UCUM
_UK: Final = {
    "BILI": Reporting("14631-6", "umol/L", _ONE, 0, "3", "21"),
    "ALB": Reporting("1751-7", "g/L", _ONE, 0, "35", "50"),
    "INR": Reporting("6301-6", "{INR}", _ONE, 1, "0.8", "1.2"),
    "CREAT": Reporting("14682-9", "umol/L", _ONE, 0, "59", "104"),
    "SODIUM": Reporting("2951-2", "mmol/L", _ONE, 0, "133", "146"),
    "PLAT": Reporting("777-3", "10*9/L", _ONE, 0, "150", "400"),
    "ALT": Reporting("1742-6", "U/L", _ONE, 0, "10", "40"),
    "AST": Reporting("1920-8", "U/L", _ONE, 0, "10", "40"),
    "ALP": Reporting("6768-6", "U/L", _ONE, 0, "30", "130"),
}
LABS: Final = {"US-01": _US, "CN-01": _CN, "DE-01": _DE, "UK-01": _UK}
