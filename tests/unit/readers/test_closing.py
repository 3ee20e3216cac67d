"""Closing lines of printouts are recognized, and rows of results are not."""

import pytest

from hepaflow.readers.closing import odd_row

CLOSING = [
    ["第1页，共3页", "", ""], ["第1页 共3页"], ["共3页"], ["1/3页"], ["页码：2"], ["Page 1 of 3", ""], ["page 2/3"], ["Seite 1 von 2"],
    ["Página 1 de 2"], ["Page 1 sur 4"], ["Pagina 1 van 2"], ["1 / 2 ページ"], ["以下空白"], ["--- 以下空白 ---"], ["以下余白"], ["*** 结束 ***"],
    ["---- END ----"], ["End of report"], ["(12 rows)"], ["# 12 rows"], ["12 rows selected."], ["共12条记录"], ["合计：12项"], ["----------"],
    ["打印时间：2024-03-25 09:00"], ["打印时间：", "2024-03-25 09:00"], ["Printed at: 2024-03-25"], ["Printed on 25 Mar 2024 09:00"],
    ["Signed by Dr. Lee", "", "Page 2 of 2"], ["审核者：李四", "检验者：王五"], ["Gedruckt am 25.03.2024"], ["Freigegeben von: M"], ["注：*为互认项目"],
    ["本报告仅对本次标本负责"], ["This report refers to the specimen received only."], ["Note: * outside the accredited scope"], ["", "第2页"],
    ["Confidential"], ["Strictly confidential - do not copy", ""], ["VERTRAULICH"], ["仅供参考"], ["结果仅供临床参考"], ["For research use only"],
    ["Printed 2024-03-22 by LIS"], ["续页"], ["接下页"], ["Continued on next page"], ["Fortsetzung auf Seite 2"], ["H = high, L = low"],
    ["Legend: H = high", " L = low"], ["* outside reference range"], ["Endbefund"], ["Final report"],
]  # fmt: skip
RESULTS = [
    ["S-001", "2024-03-22", "ALT", "45", "U/L"], ["", "2024-03-22", "ALT", "45", "U/L"], ["", "", "ALT", "45", "U/L"], ["S-001", "", "", "", ""],
    ["Page 1 of 3", "2024-03-22", "ALT", "45", "U/L"], ["注：复查", "2024-03-22", "ALT", "45"], ["Endotoxin", "0.1"], ["Total bilirubin", "17"],
    ["第2次", "45"], ["Pagel, A.", "45"], ["-", "", ""], ["--", "45"], ["1 of 3"], ["12"], ["2024-03-25"], ["Signed"], ["Printed"], ["Note"],
    ["结束时间", "45"], ["共价键", "1"], ["Finasteride", "5"], ["审核者"], ["S-001", "打印时间：2024-03-25", "ALT", "45"], ["<5", "", ""],
    ["Report of anti-HBs", "12"], ["Endpoint titre", "1:64"], ["3/8"], ["页"],
    ["Confidential", "2024-03-22", "ALT", "45"], ["H = 12"], ["C3 = low"], ["参考"], ["Continuous ALT"], ["Final"], ["页面"], ["Suite 5"], ["续"],
]  # fmt: skip


@pytest.mark.parametrize("cells", CLOSING, ids=lambda cells: cells[0] or cells[1])
def test_closing_line_is_no_result(cells):
    assert odd_row(cells) == "row-total"


@pytest.mark.parametrize("cells", RESULTS, ids="/".join)
def test_other_row_is_no_closing_line(cells):
    assert odd_row(cells) is None
