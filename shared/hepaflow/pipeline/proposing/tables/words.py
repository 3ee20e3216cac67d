"""Recognize what a header, a label or a cell says by itself."""

import re
from functools import lru_cache

from hepaflow.catalog.headers import header_words, is_other_time
from hepaflow.catalog.loader import load
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.resolve import analytes_named
from hepaflow.domain.analytes.units import candidates
from hepaflow.domain.model import Field
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.dates import is_clock
from hepaflow.domain.values.quantities import parse_number
from hepaflow.pipeline.proposing.date_order import looks_like_date

_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff]+")
_BETWEEN = re.compile(r"[()\[\]/|:;,\n]+|\s-\s")
_LABEL = re.compile(r"([^:,;|]{1,40}?)\s*:")
_OF_COLLECTION = re.compile(
    r"collect|specime?n taken|sample taken|\bdraw|drawn|sampling|phlebotom|entnahme|abnahme|prél[eè]v|extracci|采集|采样|抽血|采血|取样|採血|採取|採檢"
)
_OF_ANOTHER_EVENT = re.compile(
    r"order|request|receiv|receipt|report|releas|result|verif|approv|authori|print|analy|test|login|entry|enter|regist|accession|\bsent\b|ship|updat|valid"
    r"|birth|admi|discharg|scan|label|stor|freez|deliver|检验|检测|测定|送|接收|签收|核收|收|申请|开单|医嘱|打印|报告|审核|发布|登记|录入|上机|执行|eingang|befund|auftrag|anforder|freigabe"
    r"|druck|planned|schedul|计划|预约"
)
_LONGEST = 256  # characters of a cell that are looked at
_NUMBERS = re.compile(r"[<>≤≥=~]* ?[+-]?[0-9][0-9.,' ]*(?:[eE][+-]?[0-9]+)?")


@lru_cache(maxsize=4096)
def field_of(header: str) -> Field | None:
    r"""Return the field that a header means; one in two languages, `受试者编号 Subject ID`, if both mean the same.

    Examples:
        >>> field_of("Result (结果)"), field_of("受试者编号\nSubject ID"), field_of("Order of test")
        (<Field.VALUE: 'value'>, <Field.SUBJECT: 'subject'>, None)
    """
    known = header_words().get(name_key(header))
    if known is not None:
        return known
    text = canonical_text(header)[:_LONGEST]
    parts = [part for part in _BETWEEN.split(_IDEOGRAPHS.sub(r"|\g<0>|", text)) if part.strip()]
    fields = {header_words().get(name_key(part)) for part in parts}
    return next(iter(fields)) if len(parts) > 1 and len(fields) == 1 else None


@lru_cache(maxsize=4096)
def is_of_collection(header: str) -> bool:
    """Say whether a header speaks of the collection, and of no other event.

    Examples:
        >>> [is_of_collection(text) for text in ("Date of Draw", "Sample received", "Collection registered")]
        [True, False, False]
    """
    low = canonical_text(header.replace("_", " ")).casefold()
    return (
        _OF_COLLECTION.search(low) is not None
        and _OF_ANOTHER_EVENT.search(_OF_COLLECTION.sub(" ", low)) is None
        and not is_other_time(low)
    )


# 研究编号, study id and trial id may be the protocol
_SUBJECT = re.compile(
    r"(?:(?:trial|study|research)(?=subject|participant|patient))?(?:subject|subj|subjects|participant|patient|patienten|pat|pt|proband|probanden|screening|scr|enrol|enrolment|enrollment|random|randomization"
    r"|randomisation|case|teilnehmer|studienteilnehmer|sujet|sujeto|paciente)(?:s|'s)?(?:id|no|nr|num|number|nummer|code|identifier|ident|key)(?:\((?:study|studie|trial)\)|studie|study|trial)?"
    r"|(?:受试者|患者|病人|参与者|入组|筛选|随机|病例|被験者|受試者)(?:筛选|研究|入组|随机|识别|鉴认|唯一|試驗)?(?:编号|号|号码|代码|编码|id|序号|标识|番号|編號|代號)"
)


@lru_cache(maxsize=4096)
def is_of_subject(header: str) -> bool:
    """Say whether a header consists of words for the number of a subject.

    Examples:
        >>> [is_of_subject(text) for text in ("Pt ID", "受试者筛选编号", "Study ID", "研究编号", "Patient")]
        [True, True, False, False, False]
    """
    return _SUBJECT.fullmatch(re.sub(r"[#'’/:]", "", name_key(header))) is not None


def says_a_field(header: str) -> bool:
    return field_of(header) is not None or is_of_subject(header) or is_of_collection(header)


@lru_cache(maxsize=65536)
def is_analyte_name(cell: str) -> bool:
    return bool(analytes_named(cell, "", load()))


@lru_cache(maxsize=4096)
def is_unit(cell: str) -> bool:
    return bool(candidates(cell, load().units)) and not is_number(cell)


@lru_cache(maxsize=65536)
def is_number(cell: str) -> bool:
    return any(parse_number(canonical_text(cell), mark) is not None for mark in (".", ","))


@lru_cache(maxsize=65536)
def is_result(cell: str) -> bool:
    """Say whether a cell may be a number with an operator; a date is none."""
    return _NUMBERS.fullmatch(canonical_text(cell)) is not None and not is_day(cell)


@lru_cache(maxsize=65536)
def is_day(cell: str) -> bool:
    """Say whether a cell is a date of a day; a year alone, or eight digits that name no day, are none."""
    text = canonical_text(cell)
    return len(text) >= 6 and looks_like_date(text)


@lru_cache(maxsize=4096)
def is_clock_time(cell: str) -> bool:
    return is_clock(cell.strip())


def labels_in(cell: str) -> list[tuple[str, Field, str]]:
    """Return label, field and what follows, for each label of a line such as `Subject: CN01-0001 Collected: 2024-03-22`.

    Args:
        cell: a cell of the line.
    """
    text = canonical_text(cell)[:_LONGEST]
    found: list[tuple[str, Field, int, int]] = []
    for match in re.finditer(":", text):
        before = re.split(r"[,;|]", text[: match.start()])[-1].strip()
        words = before.split(" ")
        for first in range(len(words)):
            label = " ".join(words[first:])
            field = header_words().get(name_key(label)) if label else None
            if field is not None:
                found.append((label, field, match.start() - len(label), match.end()))
                break
    if not found:
        return []
    ends = [*(start for *_, start, _ in found[1:]), len(text)]
    return [
        (label, field, text[end:stop].strip(" ,;|"))
        for (label, field, _, end), stop in zip(found, ends, strict=True)
    ]
