"""Liver panels as labs in Japan, Taiwan and Iran send them: encoding, calendar, names and codes together."""

from decimal import Decimal
from fractions import Fraction

from tests.unit.pipeline.lab_files import RECEIVED, long_profile

from hepaflow.catalog.loader import load
from hepaflow.pipeline.reading.read_file import read_file


def read(header: str, rows: list[str], columns: dict[str, str], **file: str):
    encoding = file.get("encoding", "utf-8")
    data = "\n".join([header, *rows]).encode(encoding)
    profile = long_profile(columns, file=file, time_zone="Asia/Tokyo")
    outcome = read_file(data, profile, load(), RECEIVED)
    assert not outcome.refused, outcome.issues
    found = [
        (panel.collected_at.wall[:10], report.analyte, Decimal(report.value).normalize())
        for panel in outcome.panels
        for report in panel.observations
    ]
    return found, [(issue.code.value, issue.found) for issue in outcome.issues]


def test_shift_jis_with_years_of_an_era_and_jlac10():
    """Factors: AMA Manual of Style, SI table; 10*4/uL is 10*10/L."""
    rows = [
        "S-001,R6.3.22,3B045000002327201,ＡＬＴ（ＧＰＴ）,45,U/L",
        "S-001,R6.3.22,3J010000002327101,総ビリルビン,1.0,mg/dL",
        "S-001,R6.3.22,3A015000002327101,アルブミン,3.5,g/dL",
        "S-001,R6.3.22,2A050000001930101,血小板数,12.5,10^4/μL",
        "S-001,R6.3.22,3H010000002326101,Ｎａ,138,mEq/L",
        "S-001,R6.3.22,,ﾌﾟﾛﾄﾛﾝﾋﾞﾝ時間,65,%",
        "S-001,R6.3.22,3B045000000127201,ALT,99,U/L",
    ]
    columns = {
        "subject": "被験者番号",
        "collected_at": "採取日",
        "code": "項目コード",
        "analyte": "検査項目",
        "value": "結果値",
        "unit": "単位",
    }
    found, issues = read(
        "被験者番号,採取日,項目コード,検査項目,結果値,単位",
        rows,
        columns,
        encoding="cp932",
        calendar="japanese",
    )
    day = "2024-03-22"
    assert [(when, analyte) for when, analyte, _ in found] == [
        (day, code) for code in ("ALT", "BILI", "ALB", "PLAT", "SODIUM", "PTAC")
    ]
    values = {analyte: value for _, analyte, value in found}
    assert abs(Fraction(values["BILI"]) - Fraction("17.104")) < Fraction("0.01")
    assert (values["ALB"], values["PLAT"]) == (35, 125)
    assert issues == [("specimen-other", "3B045000000127201")]  # a code of urine beside a name of blood


def test_big5_with_years_of_the_republic():
    rows = [
        "S-001,113/03/22,丙胺酸轉胺脢,45,U/L",
        "S-001,113/03/22,總膽紅素,1.0,mg/dL",
        "S-001,113/03/22,白蛋白,3.5,g/dL",
        "S-001,113/03/22,血小板,125,10^3/uL",
        "S-001,113/03/22,血紅素,13.5,g/dL",
        "S-001,113/03/22,鹼性磷酸脢,80,U/L",
    ]
    columns = {
        "subject": "受試者編號",
        "collected_at": "採檢日期",
        "analyte": "檢驗項目",
        "value": "檢驗結果",
        "unit": "單位",
    }
    found, issues = read(
        "受試者編號,採檢日期,檢驗項目,檢驗結果,單位",
        rows,
        columns,
        encoding="big5",
        calendar="minguo",
        dates=["%Y/%m/%d"],
    )
    assert [(when, analyte) for when, analyte, _ in found] == [
        ("2024-03-22", code) for code in ("ALT", "BILI", "ALB", "PLAT", "HGB", "ALP")
    ]
    assert issues == []


def test_jalali_years_in_persian_digits():
    rows = ["S-001,۱۴۰۳/۰۱/۰۳,ALT,45,U/L", "S-001,1403/01/03,Total Bilirubin,1.2,mg/dL"]
    columns = {
        "subject": "Subject",
        "collected_at": "Date",
        "analyte": "Test",
        "value": "Result",
        "unit": "Unit",
    }
    found, _ = read("Subject,Date,Test,Result,Unit", rows, columns, calendar="jalali", dates=["%Y/%m/%d"])
    assert [(when, analyte) for when, analyte, _ in found] == [("2024-03-22", "ALT"), ("2024-03-22", "BILI")]
    assert found[0][2] == 45
