"""Write docs/issues.md: what each issue means and what to do, by severity, in English and Chinese."""

from collections.abc import Iterator
from pathlib import Path

from hepaflow.domain.issues.issues import Actor, IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS, Meaning

TARGET = Path(__file__).parent.parent / "docs" / "issues.md"

_PREFACE = """\
# Issues

Written by `scripts/build_issue_docs.py` from `hepaflow.domain.issues.meanings`; do not edit it by hand.
由 `scripts/build_issue_docs.py` 生成，请勿手工修改。

Every row is counted once: rows = accepted + held + rejected + skipped. A row that only has notes is accepted.
每行只计一次：总行数 = 接受 + 待核实 + 未通过 + 跳过。只有提示的行计为接受。

**Re-run** a file after a change of the profile: `POST /studies/{study}/files/{file_id}/rerun` ([api.md](api.md)). A data manager shows what
the re-run changes and confirms it. The lab does not send the file again.
**重新处理**：更改配置文件后，数据管理员通过 `POST /studies/{study}/files/{file_id}/rerun` 重新处理文件（[api.md](api.md)）；实验室无需重新发送。

A **hold** is ended by a decision of the data manager: *release* 确认接受, *accept* 采用, *set aside* 不采用, *retire* 作废, *move* 移至其他受试者.
A lab ends it by sending the corrected row.
待核实的行由数据管理员作出决定，或由实验室更正后重新发送。
"""

_SECTIONS: tuple[tuple[Severity, bool, str, str, str], ...] = (
    (Severity.REFUSE, False, "Refuse 未接收", "The whole file is refused. None of its results are stored.", "文件未接收，不保存其中任何结果。"),
    (Severity.REJECT, False, "Reject 未通过", "The row is rejected. The other rows of the file are processed.", "该行未通过，同一文件的其他行照常处理。"),
    (Severity.HOLD, False, "Hold 待核实", "The result is stored, but it is not current until a data manager releases it.", "结果已保留，但在数据管理员确认接受之前不作为当前结果。"),
    (Severity.NOTE, False, "Note 提示", "The result is stored and current; the note says what to check.", "结果已保留且有效，提示说明需要核对的内容。"),
    (Severity.NOTE, True, "Skipped 跳过", "The row has no result that the study asked for. It is counted, and nothing is stored.", "该行没有研究所需的结果，只计数，不保存。"),
)  # fmt: skip

_ACTORS = {
    Actor.LAB: "lab 实验室（检验科）",
    Actor.DATA_MANAGER: "data manager 数据管理员",
    Actor.NOBODY: "nobody 无需处理",
}


def page() -> str:
    """Return the page as the file holds it."""
    return "\n".join([_PREFACE, *_sections()])


def _sections() -> Iterator[str]:
    for severity, skips, title, sense_en, sense_zh in _SECTIONS:
        yield f"## {title}\n\n{sense_en}\n{sense_zh}\n"
        yield "| code | what happened | who acts | what to do |\n|---|---|---|---|"
        for code in IssueCode:
            meaning = MEANINGS[code]
            if (meaning.severity, meaning.skips) == (severity, skips):
                yield _line(code, meaning)
        yield ""


def _line(code: IssueCode, meaning: Meaning) -> str:
    cells = (
        f"`{code}`",
        f"{meaning.title_en}<br>{meaning.title_zh}",
        _ACTORS[meaning.actor],
        f"{meaning.remedy_en}<br>{meaning.remedy_zh}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    print(f"written: {TARGET}")
