"""What is told of a row of a register that was refused, and what to do, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hepaflow.domain.issues import Actor, IssueCode, Severity
from hepaflow.domain.meanings import MEANINGS, Meaning
from hepaflow.pipeline.register.file import RowFault


def _told(severity: Severity, *texts: str) -> Meaning:
    return Meaning(severity, False, Actor.DATA_MANAGER, *texts)  # noqa: FBT003 a row of a register is never skipped


ROW_MEANINGS: Final[Mapping[RowFault, Meaning]] = MappingProxyType({
    RowFault.ROW_WIDTH: _told(
        Severity.REJECT,
        "The row has fewer cells than the header.",
        "该行的单元格少于表头。",
        "Look for a missing delimiter in the row, and send the list again.",
        "请检查该行是否缺少分隔符，然后重新发送名单。",
    ),
    RowFault.SUBJECT_REPEATED: _told(
        Severity.REJECT,
        "The file speaks of this subject more than once; nothing was taken from any of these rows.",
        "文件中同一受试者出现多次，这些行均未采用。",
        "Leave one row for each subject of a center, and send the list again.",
        "请为每个中心的每位受试者只保留一行，然后重新发送名单。",
    ),
    RowFault.CENTER_UNKNOWN: _told(
        Severity.REJECT,
        "The study has no center of this name.",
        "该研究中没有此中心。",
        "Write the center's id as it stands in the study's definition, or add the center there, and send the list again.",
        "请按研究定义填写中心编号，或先在研究定义中增加该中心，然后重新发送名单。",
    ),
    RowFault.CELL_UNREADABLE: _told(
        Severity.REJECT,
        "A cell is empty where something has to be said, or cannot be read.",
        "必填单元格为空，或单元格内容无法识别。",
        "Correct the named column: subject as the study writes its ids; sex M or F; birth year with four digits; baseline as "
        "2024-03-01; status screened, screen-failed, enrolled, completed, discontinued or entered-in-error.",
        "请更正所示列：受试者编号须符合研究的编号规则；性别填 M 或 F；出生年份为四位数字；基线日期如 2024-03-01；状态为 "
        "screened、screen-failed、enrolled、completed、discontinued 或 entered-in-error。",
    ),
    RowFault.FORMER_ID_TAKEN: _told(
        Severity.REJECT,
        "A former id belongs to another subject already, or has former ids of its own.",
        "某个曾用编号已属于其他受试者，或其自身另有曾用编号。",
        "Find out whose id it was; correct the other entry first, or leave the id out of this one.",
        "请核实该编号属于谁；先更正另一条登记，或从本行中去掉该编号。",
    ),
    RowFault.KNOWN_LATER: _told(
        Severity.REJECT,
        "The entry was changed after this file was received; the later word stands.",
        "该登记在收到此文件之后已被更改，以较晚的内容为准。",
        "Compare the row with the register. If the row is right after all, change the entry itself.",
        "请将该行与登记内容核对；如果该行才是正确的，请直接修改该条登记。",
    ),
})  # fmt: skip

# of a refused file where a lab's profile has no say
_FILE_MEANINGS: Final[Mapping[IssueCode, Meaning]] = MappingProxyType({
    IssueCode.FILE_COLUMNS_MISSING: _told(
        Severity.REFUSE,
        "A register needs the columns subject and center.",
        "登记名单必须包含 subject 和 center 两列。",
        "Give the list a header with these names: subject, center, sex, birth_year, baseline, status, former_ids.",
        "请使用以下列名：subject、center、sex、birth_year、baseline、status、former_ids。",
    ),
    IssueCode.FILE_COLUMNS_REPEATED: _told(
        Severity.REFUSE,
        "A column stands in the register more than once.",
        "登记名单中有重复的列。",
        "Leave each column once, and send the list again.",
        "请每列只保留一次，然后重新发送名单。",
    ),
    IssueCode.FILE_TOO_LARGE: _told(
        Severity.REFUSE,
        "The register is larger than 10,000 rows.",
        "登记名单超过 10,000 行。",
        "Split the list, for example by center, and send the parts.",
        "请拆分名单（例如按中心），然后分别发送。",
    ),
})  # fmt: skip


def refusal_meaning(code: IssueCode) -> Meaning:
    """Return what the refusal of a register means."""
    return _FILE_MEANINGS.get(code, MEANINGS[code])
