"""Word what is wrong with a register or one of its rows, and what to do, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hepaflow.domain.issues import Actor, IssueCode, Severity
from hepaflow.domain.meanings import MEANINGS, Meaning
from hepaflow.pipeline.register.file import RowFault


def _row(severity: Severity, *texts: str) -> Meaning:
    return Meaning(severity, False, Actor.DATA_MANAGER, *texts)  # noqa: FBT003 a row of a register is never skipped


ROW_MEANINGS: Final[Mapping[RowFault, Meaning]] = MappingProxyType({
    RowFault.ROW_WIDTH: _row(
        Severity.REJECT,
        "The row has fewer cells than the header.",
        "该行的单元格少于表头。",
        "Look for a missing delimiter in the row, and send the register again.",
        "请检查该行是否缺少分隔符，然后重新发送受试者名册。",
    ),
    RowFault.SUBJECT_REPEATED: _row(
        Severity.REJECT,
        "The file contains this subject more than once. None of these rows was used.",
        "文件中同一受试者出现多次，这些行均未采用。",
        "Keep one row for each subject of a center, and send the register again.",
        "请为每个中心的每位受试者只保留一行，然后重新发送受试者名册。",
    ),
    RowFault.CENTER_UNKNOWN: _row(
        Severity.REJECT,
        "The study has no center with this id.",
        "该研究中没有此中心。",
        "Write the center's id as in the study definition, or add the center to the definition, and send the register again.",
        "请按研究定义填写中心编号，或先在研究定义中增加该中心，然后重新发送受试者名册。",
    ),
    RowFault.CELL_UNREADABLE: _row(
        Severity.REJECT,
        "A required cell is empty, or a cell cannot be read.",
        "必填单元格为空，或单元格内容无法识别。",
        "Correct the column shown and send the register again. subject: the id in the study's format; sex: M or F; birth_year: four "
        "digits; baseline: a date such as 2024-03-01; status: screened, screen-failed, enrolled, completed, discontinued or "
        "entered-in-error.",
        "请更正所示的列后重新发送受试者名册：受试者编号须符合研究的编号规则；性别填 M 或 F；出生年份为四位数字；基线日期如 "
        "2024-03-01；状态为 screened、screen-failed、enrolled、completed、discontinued 或 entered-in-error。",
    ),
    RowFault.FORMER_ID_TAKEN: _row(
        Severity.REJECT,
        "A former id already belongs to another subject, or has former ids of its own.",
        "某个曾用编号已属于其他受试者，或其自身另有曾用编号。",
        "Find out whose id it was. Correct the other entry first, or remove the id from this row.",
        "请核实该编号属于谁；先更正名册中的另一条记录，或从本行中去掉该编号。",
    ),
    RowFault.KNOWN_LATER: _row(
        Severity.REJECT,
        "The entry was changed after this file was received. The later change is kept.",
        "名册中的该记录在收到此文件之后已被更改，以较晚的内容为准。",
        "Compare the row with the register. If the row is right, change the entry in the register.",
        "请将该行与受试者名册核对；如果该行才是正确的，请直接修改名册中的该记录。",
    ),
})  # fmt: skip

# refusals whose usual remedy names a profile, which a register does not have
_FILE_MEANINGS: Final[Mapping[IssueCode, Meaning]] = MappingProxyType({
    IssueCode.FILE_COLUMNS_MISSING: _row(
        Severity.REFUSE,
        "The columns subject and center are missing from the register.",
        "受试者名册缺少 subject 或 center 列。",
        "Use these headers and send the register again: subject, center, sex, birth_year, baseline, status, former_ids.",
        "请使用以下列名并重新发送受试者名册：subject、center、sex、birth_year、baseline、status、former_ids。",
    ),
    IssueCode.FILE_COLUMNS_REPEATED: _row(
        Severity.REFUSE,
        "A column occurs more than once in the register.",
        "受试者名册中有重复的列。",
        "Keep each column once, and send the register again.",
        "请每列只保留一次，然后重新发送受试者名册。",
    ),
    IssueCode.FILE_TOO_LARGE: _row(
        Severity.REFUSE,
        "The register is larger than 10,000 rows.",
        "受试者名册超过 10,000 行。",
        "Split the register, for example by center, and send the parts.",
        "请拆分受试者名册（例如按中心），然后分别发送。",
    ),
})  # fmt: skip


def refusal_meaning(code: IssueCode) -> Meaning:
    """Return the meaning of an issue that refuses a register."""
    return _FILE_MEANINGS.get(code, MEANINGS[code])
