"""What the variants are made of: results, and the words that labs write for the same column."""

from dataclasses import dataclass
from datetime import datetime

# analyte code: names in English, Chinese and German; units with a factor to the value in the first one; mean value
ANALYTES = {
    "ALT": (("ALT", "Alanine aminotransferase", "SGPT", "ALT (SGPT)", "Alanine Aminotransferase (ALT)"),
            ("谷丙转氨酶", "丙氨酸氨基转移酶", "谷丙转氨酶(ALT)", "ALT"), ("ALT", "GPT (ALT)", "GPT"), (("U/L", 1), ("IU/L", 1)), 45),
    "AST": (("AST", "Aspartate aminotransferase", "SGOT", "AST (SGOT)"), ("谷草转氨酶", "天门冬氨酸氨基转移酶", "AST"),
            ("AST", "GOT (AST)", "GOT"), (("U/L", 1), ("IU/L", 1)), 40),
    "BILI": (("Total bilirubin", "TBIL", "Bilirubin, Total", "T. Bili", "Bilirubin Total"), ("总胆红素", "总胆红素(TBIL)", "TBIL"),
             ("Bilirubin gesamt", "Gesamtbilirubin"), (("umol/L", 17.1), ("mg/dL", 1), ("μmol/L", 17.1)), 1.3),
    "ALB": (("Albumin", "ALB", "Albumin, Serum"), ("白蛋白", "ALB", "白蛋白(ALB)"), ("Albumin",), (("g/L", 1), ("g/dL", 0.1)), 38),
    "CREAT": (("Creatinine", "CREA", "Creatinine, Serum"), ("肌酐", "血肌酐", "CREA", "肌酐(CREA)"), ("Kreatinin",),
              (("umol/L", 88.4), ("mg/dL", 1), ("μmol/L", 88.4)), 0.9),
    "INR": (("INR", "PT-INR"), ("INR", "国际标准化比值"), ("INR",), (("", 1),), 1.2),
    "PLAT": (("PLT", "Platelets", "Platelet count"), ("血小板", "PLT", "血小板计数"), ("Thrombozyten",),
             (("10^9/L", 1), ("10*9/L", 1), ("×10^9/L", 1)), 165),
    "SODIUM": (("Sodium", "Na"), ("钠", "Na"), ("Natrium",), (("mmol/L", 1),), 139),
    "ALP": (("ALP", "Alkaline phosphatase"), ("碱性磷酸酶", "ALP"), ("Alkalische Phosphatase",), (("U/L", 1),), 88),
    "GGT": (("GGT", "Gamma-GT"), ("谷氨酰转肽酶", "γ-谷氨酰转移酶", "GGT"), ("GGT", "Gamma-GT"), (("U/L", 1),), 52),
}  # fmt: skip
EN, ZH, DE = range(3)
HEADERS = {
    "subject": (("Subject", "Subject ID", "SUBJECT_ID", "SubjectID", "Subject No.", "Participant ID", "Patient ID", "USUBJID", "Screening No", "Subj ID", "Pt ID", "Trial ID"),
                ("受试者编号", "受试者ID", "筛选号", "入组编号", "随机号", "病例编号", "受试者代码", "受试者筛选编号"),
                ("Proband", "Probanden-ID", "Probandennummer", "Patienten-Nr. Studie")),
    "collected_at": (("Collected", "Collection Date", "COLLECTED_AT", "Collection Date/Time", "Date Collected", "Specimen Collected", "Draw Date", "Sample Date", "Collection_DateTime", "Date of Draw", "Date"),
                     ("采集时间", "采样时间", "标本采集时间", "采血时间", "采集日期", "抽血日期", "采样日期", "日期"),
                     ("Entnahme", "Entnahmezeit", "Entnahmedatum", "Abnahmezeit", "Abnahme am")),
    "analyte": (("Test", "Test Name", "TEST_NAME", "Analyte", "Component", "Parameter", "Lab Test", "Assay"),
                ("项目名称", "检验项目", "项目", "检测项目", "检验项目名称"), ("Untersuchung", "Test", "Analyt", "Parameter")),
    "value": (("Result", "Value", "RESULT_VALUE", "Result Value", "Numeric Result", "Test Result"),
              ("结果", "检验结果", "结果值", "检测结果", "测定值"), ("Ergebnis", "Wert", "Messwert")),
    "unit": (("Units", "Unit", "UNITS", "UOM", "Result Units", "Unit of Measure"), ("单位", "结果单位", "计量单位"), ("Einheit", "Einheiten")),
    "range": (("Reference Range", "Ref Range", "Normal Range", "REF_RANGE"), ("参考范围", "参考区间", "参考值"), ("Referenzbereich", "Normbereich")),
    "flag": (("Flag", "Abnormal Flag", "H/L"), ("提示", "标志", "异常提示"), ("Flag", "Bewertung")),
    "specimen": (("Accession", "Specimen ID", "Sample No", "Barcode"), ("条码号", "样本号", "标本号"), ("Auftragsnr", "Probennummer")),
    "collected_time": (("Collection Time", "Time Collected", "Draw Time"), ("采集时刻", "采集时间"), ("Entnahmezeit", "Abnahmezeit")),
    "site": (("Site", "Site ID", "Center", "Site No"), ("中心编号", "中心号", "研究中心"), ("Zentrum",)),
}  # fmt: skip
OTHER_TIMES = (("Ordered", "Order Date", "Received", "Received in Lab", "Result Date", "Reported", "Report Date", "Verified At", "Released"),
               ("申请时间", "开单时间", "接收时间", "签收时间", "检验时间", "报告时间", "审核时间", "送检日期"),
               ("Eingang", "Auftragsdatum", "Befunddatum", "Freigabe"))  # fmt: skip
OTHERS = (
    ("Instrument", "Comment", "Lab", "Priority", "Study Arm"),
    ("仪器", "备注", "科别类型", "急诊"),
    ("Gerät", "Bemerkung", "Labor"),
)
TITLES = (("Laboratory results export", "Liver trial, monthly delivery", "Export of the laboratory information system"),
          ("检验结果导出", "肝病研究检验数据", "中心实验室数据"), ("Laborexport", "Studie Leber"))  # fmt: skip
UNIT_WORDS = ("Unit", "单位", "Einheit")
VISIT = (("V1", "V2", "V3"), ("V1", "V2", "V3"), ("V1", "V2", "V3"))
# columns that a draft must not read: header, and what kind of cell it has
TRAPS = (
    (("Randomization No", "other id"), ("Study ID", "protocol"), ("Scheduled Draw", "other date"),
     ("Sample Login Time", "other date"), ("Previous Result", "other value"), ("Result (SI)", "other value"), ("Numeric Result", "other value")),
    (("随机编号", "other id"), ("研究编号", "protocol"), ("计划采血日期", "other date"), ("标本登记时间", "other date"), ("上次结果", "other value"),
     ("检验时间", "other date")),
    (("Randomisierungsnummer", "other id"), ("Studie", "protocol"), ("Probe erfasst", "other date"), ("Vorwert", "other value")),
)  # fmt: skip
WIDE_TRAPS = (
    (("ALT ULN", "value"), ("Urine albumin (mg/L)", "value"), ("AST flag", "flag"), ("Ascites protein (g/L)", "value"), ("ALT/AST", "value")),
    (("ALT上限", "value"), ("尿白蛋白(mg/L)", "value"), ("腹水白蛋白(g/L)", "value"), ("AST提示", "flag")),
    (("ALT Obergrenze", "value"), ("Urin-Albumin (mg/L)", "value")),
)  # fmt: skip
PATTERNS = (
    ("%Y-%m-%d %H:%M", "%Y-%m-%d", "%d-%b-%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%d/%m/%Y", "%d/%m/%Y %H:%M", "%d-%b-%Y %H:%M", "%Y%m%d", "%d %b %Y", "%m/%d/%Y %I:%M %p", "%Y-%m-%dT%H:%M:%S", "%d-%b-%y", "%m/%d/%y"),
    ("%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y%m%d", "%Y年%m月%d日 %H时%M分"),
    ("%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d.%m.%Y %H:%M:%S"),
)  # fmt: skip
SUBJECTS = ("CN01-{:04}", "01-{:03}", "US01-{:04}", "S{:03}", "101-{:04}", "DE-01-{:03}", "{:05}")
ZONES = ("America/Chicago", "Asia/Shanghai", "Europe/Berlin")


@dataclass(frozen=True)
class Fact:
    """One result as it was measured."""

    subject: str
    site: str
    number: str
    when: datetime
    analyte: str
    name: str
    unit: str
    value: str  # with a point
