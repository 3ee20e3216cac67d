"""What the catalog calls its analytes: every name leads to one of them, an ambiguous one only under a condition."""

from collections import defaultdict

import pytest

from hepaflow.catalog.loader import rows
from hepaflow.domain.analytes.analytes import NameMeaning, name_key
from hepaflow.domain.analytes.resolve import analytes_named

# what else these may mean in a lab file: plateletcrit, fasting glucose or fibrinogen, testosterone, tuberculosis, urinalysis,
# haematoxylin, hepatitis A, anion gap, pulse, lipopolysaccharide, thyroglobulin, beta-D-glucan …
AMBIGUOUS = [
    "PCT", "FBG", "TT", "TB", "DB", "UA", "HE", "HA", "A", "G", "P", "K", "AG", "PA", "PTA", "BA", "DD", "AT", "BU", "UN", "GFR",
    "eGFR", "IP", "LEU", "N#", "N%", "L#", "L%", "BG", "LN", "AMS", "LIP", "LPS", "TG", "TP", "CB", "IB", "AP", "TPZ", "NEU",
]  # fmt: skip
# names that begin or end like an analyte and are another one, or none of ours
LOOK_ALIKES = [
    "CK-MB", "CPK-MB", "CKMB", "GRA#", "GRAN%", "HBsAb", "HBeAb", "HBcAb", "anti-HBs", "anti-HCV", "HCV-Ab",
    "iCa", "Ca-ion", "ionized calcium", "UALB", "mAlb", "微量白蛋白", "尿微量白蛋白", "尿肌酐", "尿蛋白", "Glycated albumin",
    "糖化白蛋白", "alpha-1 globulin", "alpha-2 globulin", "γ球蛋白", "免疫球蛋白G", "IgG", "factor II", "FII", "凝血因子V",
    "凝血酶原", "direct LDL", "VLDL", "Lp(a)", "ApoB", "CA125", "CA15-3", "CA72-4", "AFP-L3", "HbA2", "HbF",
    "Troponin I", "NT-proBNP", "IL-2", "IL-10", "T3", "T4", "Anti-Xa", "FDP", "Protein C", "Protein S",
    "5-HT", "AT-1", "CO", "pCO2", "PO2", "NH4", "Zn", "Cu", "C3", "C4", "C-peptide", "PDW", "Retic",
    "SAA", "ESR", "ALT/AST", "AST:ALT", "TBIL/DBIL", "Creatinine clearance", "内生肌酐清除率",
    "Albumin corrected calcium", "Cholesterol ester", "胆固醇酯", "Total protein (urine)", "m-AST", "ALP isoenzyme",
    "RDW-SD", "P-LCR", "TIBC", "UIBC", "Transferrin", "转铁蛋白", "不饱和铁结合力", "FT3", "FT4", "TRAb", "Pyruvate", "丙酮酸", "Bands", "异型淋巴细胞",
]  # fmt: skip


def conditions(name, catalog) -> set[str]:
    return {meaning.when for meaning in catalog.names[name_key(name)]}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_an_ambiguous_name_carries_a_condition_in_all_its_meanings(name, catalog):
    assert "" not in conditions(name, catalog)


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_name_that_only_resembles_an_analyte_is_not_known(name, catalog):
    assert analytes_named(name, "g/L", catalog) is None


def test_a_name_without_condition_means_one_analyte(catalog):
    twice = {
        key: known
        for key, known in catalog.names.items()
        if len(known) > 1 and any(not name.when for name in known)
    }
    assert twice == {}


def test_one_and_two_latin_letters_are_enough_only_where_no_other_meaning_is_known(catalog):
    enough = {
        key for key, known in catalog.names.items() if len(key) < 3 and key.isascii() and not known[0].when
    }
    assert enough == {"ld", "pt", "fg", "cr", "k+", "cl", "ca", "mg", "hb", "tc", "ck"}


def test_every_name_means_a_known_analyte(catalog):
    assert {name.analyte for known in catalog.names.values() for name in known} <= set(catalog.analytes)


def test_a_condition_asks_for_a_unit_of_the_catalog():
    listed = {unit for row in rows("names") for unit in row["when"].split(" ")} - {"", "unit", "not"}
    assert listed <= {row["unit"] for row in rows("units")}


def test_some_units_speak_against_a_name(catalog):
    assert analytes_named("TG", "", catalog) == analytes_named("TG", "mmol/L", catalog) == {"TRIG"}
    assert analytes_named("TG", "ng/mL", catalog) == frozenset()  # thyroglobulin
    assert analytes_named("TP", "g/L", catalog) == {"PROT"}
    assert analytes_named("TP", "%", catalog) == {"PTAC"}  # taux de prothrombine


def test_every_analyte_is_known_by_its_code_and_both_its_names(catalog):
    for code, analyte in catalog.analytes.items():
        for name in (code, analyte.name_en, analyte.name_zh):
            assert {meaning.analyte for meaning in catalog.names.get(name_key(name), ())} == {code}, name


def test_a_condition_of_one_spelling_binds_all_that_are_read_like_it(catalog):
    """`EGFR` may be the growth factor receptor, so `e-GFR` alone is not enough either."""
    assert catalog.names["egfr"] == (NameMeaning("GFRBSCRT", "unit"),)


def test_every_name_leads_to_its_analyte_with_a_unit_of_that_analyte(catalog):
    lost = defaultdict(list)
    for row in rows("names"):
        unit = (
            row["when"].split(" ")[0]
            if row["when"] not in ("", "unit") and not row["when"].startswith("not ")
            else catalog.analytes[row["analyte"]].unit.code
        )
        if analytes_named(row["name"], unit, catalog) != {row["analyte"]}:
            lost[row["analyte"]].append(row["name"])
    assert lost == {}
