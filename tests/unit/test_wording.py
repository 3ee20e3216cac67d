"""Texts for people keep to plain words in English, and to the terms of clinical trials in Chinese."""

import re
from pathlib import Path

import click
import pytest
from scripts.build_help import below_of, commands

from hepaflow.cli.desk import words as desk_words
from hepaflow.cli.main import cli
from hepaflow.cli.report import words as report_words
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.pipeline.intake import delivery_receipt
from hepaflow.pipeline.profiles import messages as profile_words
from hepaflow.pipeline.register.receipts.meanings import BEGUN, ROW_MEANINGS, refusal_meaning
from hepaflow.pipeline.register.rows import RowFault
from hepaflow.writers.receipt_words import LANGUAGES
from local import demo, serve

ROOT = Path(__file__).parents[2]
PAGES = (  # every page that is held to the list; add a page here
    "README.md",
    "CONTRIBUTING.md",
    "docs/api.md",
    "docs/architecture.md",
    "docs/benchmarks.md",
    "docs/a-day.md",
    "docs/cli.md",
    "docs/console.md",
    "docs/fold.md",
    "docs/formats.md",
    "docs/glossary.md",
    "docs/grades.md",
    "docs/issues.md",
    "docs/operations.md",
    "docs/pictures.md",
    "docs/profiles.md",
    "docs/scaling.md",
    "docs/scores.md",
    "docs/security.md",
    "docs/study-definition.md",
    "docs/upgrading.md",
    "docs/visits.md",
    "docs/openapi.json",
    "template.yaml",
    "examples/README.md",
    "Makefile",
)
HABITS = [  # phrase, better
    (r"\b(is|are|was|be|been) told\b", "is reported"),
    (r"\bcannot be told\b", "is unknown"),
    (r"\btold of\b|\btells of\b|\btells? apart\b", "reported, distinguish"),
    (r"\btak(e|es|en|ing) up\b", "process"),
    (r"\bstands? so\b|\bas (it|they) stands?\b", "has this state, unchanged"),
    (r"\b(is|are) none\b", "is not a"),
    (r"(?<!there )\b(is|are) no\b(?! longer)", "is not a"),
    (r"\bwhoever\b", "anyone who"),
    (r"\blikewise\b", "say it again"),
    (r"\bwhat becomes of\b|\bwhat became of\b", "the outcome"),
    (r"\bgravest\b", "most severe"),
    (r"\brun the file again\b", "re-run the file"),
    (r"\bsaid no\b|\bsays no\b", "rejected the request"),
    (r"\bis harmless\b", "is safe"),
    (r"\bof nobody\b|\bnames nobody\b", "no trial subject"),
    (r"\bbut for\b", "except"),
    (r"\ball the same\b", "anyway"),
]
TERMS = [  # wrong, right
    ("检测物", "分析物"),
    ("待定", "待核实"),
    ("放行", "确认接受"),
    ("搁置", "不采用"),
    ("停用", "作废"),
    ("退回", "未通过"),
    ("拒收(?!等）)", "未接收"),  # a lab refuses a specimen: 拒收等
    ("研究编号", "受试者编号"),
    ("登记", "受试者名册"),
    ("名单", "受试者名册"),
    ("配置(?!文件)", "配置文件"),
    ("重新运行", "重新处理"),
]


def helps(command, name):
    """Yield every text of the help of a command and of the commands below it."""
    texts = [command.help, command.short_help, command.epilog]
    texts += [option.help for option in command.params if isinstance(option, click.Option)]
    yield name, " ".join(filter(None, texts))
    for below in below_of(command):
        yield from helps(below, f"{name} {below.name}")


def meanings():
    yield from MEANINGS.items()
    yield from ROW_MEANINGS.items()
    yield BEGUN.code, BEGUN.meaning
    yield from ((f"register {code}", refusal_meaning(code)) for code in IssueCode)


ENGLISH = {
    **{page: (ROOT / page).read_text("utf-8") for page in PAGES},
    **dict(helps(cli, "hepaflow")),
    **{str(code): f"{meaning.title_en} {meaning.remedy_en}" for code, meaning in meanings()},
    "receipt": " ".join(LANGUAGES["en"][1].values()),
    "report": " ".join(report_words.ENGLISH.values()),
    "desk": " ".join(desk_words.words_of(chinese=False).values()),
    "profile": Path(profile_words.__file__).read_text("utf-8"),
    "demo": Path(demo.__file__).read_text("utf-8"),
    "local": Path(serve.__file__).read_text("utf-8"),
}
CHINESE = {
    **{str(code): f"{meaning.title_zh} {meaning.remedy_zh}" for code, meaning in meanings()},
    "receipt": " ".join(LANGUAGES["zh"][1].values()),
    "report": " ".join(report_words.CHINESE.values()),
    "desk": " ".join(desk_words.words_of(chinese=True).values()),
    "delivery": Path(delivery_receipt.__file__).read_text("utf-8"),
}


@pytest.mark.parametrize(("phrase", "better"), HABITS)
def test_no_english_text_has_a_phrase_of_the_list(phrase, better):
    found = {
        name: match[0] for name, text in ENGLISH.items() if (match := re.search(phrase, text, re.IGNORECASE))
    }
    assert found == {}, f"write: {better}"


@pytest.mark.parametrize(("wrong", "right"), TERMS)
def test_no_chinese_text_has_a_wrong_term(wrong, right):
    assert [name for name, text in CHINESE.items() if re.search(wrong, text)] == [], f"write: {right}"


@pytest.mark.parametrize(
    "phrase", ["It is told whoever asks.", "The file was taken up.", "That is no unit.", "Likewise."]
)
def test_the_list_catches_its_own_examples(phrase):
    assert any(re.search(habit, phrase, re.IGNORECASE) for habit, _ in HABITS)


@pytest.mark.parametrize("code", RowFault)
def test_every_remedy_for_a_row_of_a_register_is_in_both_languages(code):
    meaning = ROW_MEANINGS[code]
    assert (meaning.remedy_en.endswith("."), meaning.remedy_zh.endswith("。")) == (True, True)


@pytest.mark.parametrize(
    ("name", "command"),
    [(one.name, one) for path, one in commands() if path],
)
def test_the_short_help_of_a_command_is_not_cut(name, command):
    assert command.get_short_help_str(limit=60) == command.short_help
