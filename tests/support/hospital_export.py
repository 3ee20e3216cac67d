"""Build the export of a hospital: rows with names and record numbers, and the profile of its center."""

import csv
from io import StringIO

from tests.support.profiles import CHINESE, profile_toml

COLUMNS = CHINESE | {"analyte": "项目名称", "specimen": "条码号", "comment": "备注"}
PROFILE = profile_toml(
    "S1",
    "CN-01",
    COLUMNS,
    file='encoding = "gb18030"\nheader_row = 2',
    more='[subject]\npattern = "CN01-[0-9]{4}"',
)
HEADER = ["姓名", "病案号", "采集时间", "条码号", "项目名称", "结果", "单位", "备注", "身份证号"]
ROWS = [
    [
        "患者甲",
        "0012345",
        "2024-03-22 08:30",
        "13800138000",
        "谷丙转氨酶",
        "45",
        "U/L",
        "",
        "11010519491231002X",
    ],
    ["患者乙", "0099999", "2024-03-22 08:31", "88002", "谷丙转氨酶", "40", "U/L", "", ""],
    ["患者甲", "0012345", "2024-03-22 08:30", "13800138000", "白蛋白", "35.2", "g/L", "电话13912345678", ""],
    ["患者丙", "", "2024-03-22 08:32", "88003", "谷丙转氨酶", "40", "U/L", "", ""],
    ["患者甲", "0012345", "2024-03-22 08:30", "88001", "谷丙转氨酶", "45", "U/L"],
]


def export(*rows):
    text = StringIO()
    csv.writer(text).writerows([["某医院检验科"], HEADER, *rows])
    return text.getvalue().encode("gb18030")
