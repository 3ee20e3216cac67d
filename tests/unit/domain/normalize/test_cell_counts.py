"""Cells per microlitre without a specimen are of urine or ascites in a Chinese file; elsewhere they are of blood."""

import pytest
from tests.support.normalizing import codes, normalized

from hepaflow.domain.issues.issues import IssueCode

CHINA, TAIWAN, JAPAN = ({"time_zone": f"Asia/{city}"} for city in ("Shanghai", "Taipei", "Tokyo"))
COUNT = {"analyte": "白细胞", "value": "4800"}


def held(catalog, declared=None, /, **cells) -> bool:
    return IssueCode.SPECIMEN_MISSING in codes(normalized(catalog, declared, **cells))


@pytest.mark.parametrize("unit", ["/µL", "/ul", "个/µL", "个/ul", "10^6/L", "×10⁶/L", "10*6/L"])
@pytest.mark.parametrize("value", ["480", "4800"])
def test_white_cells_per_microlitre_in_a_chinese_file_are_held(unit, value, catalog):
    assert held(catalog, analyte="白细胞", value=value, unit=unit)


@pytest.mark.parametrize(
    "cells",
    [
        {**COUNT, "analyte": "WBC"},
        {**COUNT, "analyte": "中性粒细胞绝对值"},
        {**COUNT, "analyte": "White blood cells"},
        {**COUNT, "analyte": "WBC", "panel": "Cell count"},
    ],
)
def test_a_center_in_china_is_chinese_whatever_its_names(cells, catalog):
    assert held(catalog, CHINA, unit="/uL", **cells)


@pytest.mark.parametrize(
    ("declared", "cells"),
    [
        ({}, {**COUNT, "unit": "10^9/L", "value": "4.8"}),
        ({}, {**COUNT, "unit": "10^3/uL", "value": "4.8"}),
        ({}, {**COUNT, "unit": "/uL", "specimen_type": "全血"}),
        ({}, {**COUNT, "unit": "/uL", "panel": "血常规"}),
        ({}, {**COUNT, "unit": "/uL", "panel": "血细胞分析(五分类)"}),
        (CHINA, {"analyte": "WBC", "value": "4800", "unit": "/uL", "panel": "Complete Blood Count"}),
        (CHINA, {"analyte": "WBC", "value": "4800", "unit": "/uL", "loinc": "6690-2"}),
        ({"specimens": {"": "blood"}}, {**COUNT, "unit": "/uL"}),
        ({"specimens": {"管1": "blood"}}, {**COUNT, "unit": "/uL", "specimen_type": "管1"}),
        ({"analytes": {"外周血白细胞": "WBC"}}, {**COUNT, "analyte": "外周血白细胞", "unit": "/uL"}),
        ({}, {**COUNT, "analyte": "WBC", "unit": "/uL"}),  # nothing says that the file is Chinese
        (TAIWAN, {**COUNT, "unit": "/uL"}),
        (JAPAN, {**COUNT, "unit": "/μL"}),
        (CHINA, {"analyte": "血小板", "value": "150000", "unit": "/uL"}),
        (CHINA, {"analyte": "红细胞", "value": "4.5", "unit": "10^12/L"}),
    ],
)
def test_a_count_of_blood_is_not_held(declared, cells, catalog):
    assert not held(catalog, declared, **cells)
