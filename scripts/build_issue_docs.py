"""Writes docs/issues.md: what each issue means and what to do, by severity, in English and Chinese."""

from collections.abc import Iterator
from pathlib import Path

from hepaflow.domain.issues import Actor, IssueCode, Severity
from hepaflow.domain.meanings import MEANINGS, Meaning

TARGET = Path(__file__).parent.parent / "docs" / "issues.md"

_PREFACE = """\
# Issues

Written by `scripts/build_issue_docs.py` from `hepaflow.domain.meanings`; do not edit it by hand.
由 `scripts/build_issue_docs.py` 生成，请勿手工修改。

Rows = accepted + held + rejected + skipped. A row with notes only is accepted; a decision of a data manager releases a held one.
总行数 = 接受 + 待定 + 退回 + 跳过。只有提示的行照常接受；待定的行由数据管理员决定放行。
"""

_SECTIONS: tuple[tuple[Severity, bool, str, str, str], ...] = (
    (Severity.REFUSE, False, "Refuse 拒收", "The whole file is refused; nothing of it is stored.", "整个文件被拒收，不保存任何结果。"),
    (Severity.REJECT, False, "Reject 退回", "The row is rejected; the other rows of the file are kept.", "该行被退回，同一文件的其他行照常保留。"),
    (Severity.HOLD, False, "Hold 待定", "The row is kept, but it is not current until a decision releases it.", "该行已保留，但在作出决定之前不作为当前结果。"),
    (Severity.NOTE, False, "Note 提示", "The row is kept and flagged.", "该行已保留并加以提示。"),
    (Severity.NOTE, True, "Skipped 跳过", "The row carries no result that was asked for; it is counted and left out.", "该行不含所需的结果，只计数，不保存。"),
)  # fmt: skip

_ACTORS = {
    Actor.LAB: "lab 实验室",
    Actor.DATA_MANAGER: "data manager 数据管理员",
    Actor.NOBODY: "nobody 无需",
}


def page() -> str:
    """Return the page as the file holds it."""
    return "\n".join([_PREFACE, *_sections()])


def _sections() -> Iterator[str]:
    for severity, skips, title, sense_en, sense_zh in _SECTIONS:
        yield f"## {title}\n\n{sense_en}\n{sense_zh}\n"
        yield "| code | what happened | who can act | what to do |\n|---|---|---|---|"
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
