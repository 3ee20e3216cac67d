"""List what is wrong with a register and its rows, in English and Chinese."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from hepaflow.domain.issues.issues import Actor, IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS, Meaning
from hepaflow.pipeline.changes.preview import Difference, Turn
from hepaflow.pipeline.register.rows import RowFault


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why rows of a register wait.

    Attributes:
        code: the code of the cause.
        meaning: its meaning.
    """

    code: str
    meaning: Meaning


def to_confirm(altered: Difference) -> Waiting:
    """Return why rows wait that would alter results, with the number of these; or that they wait since the study masks results."""
    if not altered.altered:
        return _OF_MASKED_STUDY
    turns = Counter(one.turn for one in altered.altered)
    removed, added, changed = (turns[turn] for turn in (Turn.REMOVED, Turn.ADDED, Turn.DIFFERENT))
    meaning = _row(
        Severity.HOLD,
        f"The register would change current results, so it waits: {removed:,} would no longer count, {added:,} would come to "
        f"count, {changed:,} would have another value.",
        f"本名册会改变现有结果，因此等待确认：{removed:,} 条将不再有效，{added:,} 条将变为有效，{changed:,} 条数值将改变。",
        "Look at the difference. Then confirm the register, or void it.",
        "请查看差异，然后确认本名册，或将其作废。",
    )
    return Waiting("register-to-confirm", meaning)


def _row(severity: Severity, *texts: str) -> Meaning:
    return Meaning(severity, False, Actor.DATA_MANAGER, *texts)  # noqa: FBT003 a row of a register is never skipped


# in a study that masks results, whether a register waits would say whether it alters masked ones
_OF_MASKED_STUDY: Final = Waiting(
    "register-to-confirm",
    _row(
        Severity.HOLD,
        "The study masks results from some roles, so each register that changes an entry waits. This one would change no current result.",
        "本研究对部分角色屏蔽结果，因此每份更改条目的名册都须等待确认。本名册不会改变现有结果。",
        "Confirm the register, or void it.",
        "请确认本名册，或将其作废。",
    ),
)

# rows take effect one event at a time: if a worker dies between two of them, this receipt stays
BEGUN: Final = Waiting(
    "register-begun",
    _row(
        Severity.HOLD,
        "A data manager confirmed the register. Its rows take effect one after another. Some of them may have taken effect already.",
        "数据管理员已确认本名册，各行正在逐一生效，其中部分行可能已经生效。",
        "Wait for the receipt of the next run, which has the outcome of each row. If none comes, confirm the register again. Rows that "
        "have taken effect stay as they are.",
        "请等待下一次处理的回执，其中说明每一行的结果。如果一直没有，请再次确认本名册；已经生效的行不会改变。",
    ),
)

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
        "A former id already belongs to another subject, is the earlier screening of another subject, or has former ids of its own.",
        "某个曾用编号已属于其他受试者，或是其他受试者的既往筛选编号，或其自身另有曾用编号。",
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
    RowFault.CENTER_DIFFERS: _row(
        Severity.REJECT,
        "The register says that another center enrolled this subject.",
        "受试者名册显示该受试者由其他中心入组。",
        "Write the center that enrolled the subject, and a change of centers into transfers, such as C-02 2024-05-01. If the register is wrong, change the entry there.",
        "center 列请填写最初入组的中心；转中心请填入 transfers 列，例如 C-02 2024-05-01。如果名册有误，请直接修改名册中的该记录。",
    ),
    RowFault.ENTRIES_DISAGREE: _row(
        Severity.REJECT,
        "Entries of several centers disagree about this subject, and the row does not say which one is right.",
        "多个中心关于该受试者的记录不一致，而该行没有说明以哪一个为准。",
        "Fill in the column shown, and send the register again.",
        "请填写所示的列后重新发送受试者名册。",
    ),
    RowFault.RULES_TOO_OLD: _row(
        Severity.REJECT,
        "The study keeps one register for each center, which has no transfers, earlier screenings, consent and death.",
        "该研究按中心分别建立受试者名册，其中没有转中心、既往筛选、知情同意和死亡信息。",
        "Move the study to version 3 of the rules (`fold_version`), or leave these columns empty.",
        "请将研究定义中的 `fold_version` 改为 3，或将这些列留空。",
    ),
    RowFault.RESCREEN_CIRCLE: _row(
        Severity.REJECT,
        "The earlier screenings lead back to this subject.",
        "既往筛选编号最终又指向该受试者。",
        "Write into rescreen_of the id of the screening before this one, and correct the other entry if it is wrong.",
        "请在 rescreen_of 列填写本次之前的筛选编号；如果另一条记录有误，请更正该记录。",
    ),
    RowFault.DATE_IN_FUTURE: _row(
        Severity.REJECT,
        "The date is later than the day on which the register was received.",
        "该日期晚于受试者名册的接收日期。",
        "Correct the column shown, and send the register again.",
        "请更正所示的列后重新发送受试者名册。",
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
    IssueCode.FILE_HEADER: _row(
        Severity.REFUSE,
        "Columns look like those of a register but have other headers, or look like arms. They are shown by header or by number.",
        "有些列类似名册的列但列名不同，或类似随机分组（以列名或列号表示）。",
        "Remove these columns, or rename them as docs/api.md lists, and send the register again. Arms belong into no register.",
        "请删除这些列，或按 docs/api.md 中的列名改名，然后重新发送受试者名册。名册中不得包含随机分组。",
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
