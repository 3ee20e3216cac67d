"""Map the header words that labs use to the field that such a column holds, and tell known headers from others."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from hepaflow.catalog.loader import load, rows
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.resolve import meanings_of
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.stated_units import without_unit_word
from hepaflow.domain.screening.personal import consists_of_known_words, names_a_person, surrounds_a_person
from hepaflow.domain.text import canonical_text

# what a laboratory column holds; ids, comments, visits, sex and age are about the person or free text
_LABORATORY = frozenset(Field) - {
    Field.SUBJECT,
    Field.COMMENT,
    Field.VALUE_TEXT,
    Field.VISIT,
    Field.SEX,
    Field.AGE,
}


@cache
def header_words() -> Mapping[str, Field]:
    """Return field by name key of the header word."""
    return {name_key(row["header"]): Field(row["field"]) for row in rows("headers")}


@lru_cache(maxsize=4096)
def is_known_header(header: str) -> bool:
    """Say whether a header consists of words that no name consists of: it may be repeated."""
    return name_key(header) in header_words() or is_analyte(header) or consists_of_known_words(header)


def shown_headers(header: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a file as they may be repeated: by header if it consists of known words, else by number."""
    return tuple(
        name if name and is_known_header(name) else f"{number}" for number, name in enumerate(header, 1)
    )


# what happens to a specimen and a report at another time than the collection, in the languages of labs
_OTHER_EVENT = re.compile(
    r"检验|检测|测定|送检|送样|送达|接收|接受|签收|核收|收样|收到|申请|开单|医嘱|打印|报告|审核|复核|发布|签发|登记|录入|上机|上传|执行|修改|更新|入库|检查|出生|就诊"
    r"|入院|出院|受付|報告|検査|受領|依頼|測定|登録|檢驗|報到|簽收|收件|審核|發布|開立|醫囑"
    r"|order|request|receiv|receipt|\breport|releas|result|verif|approv|authori|print|analy[sz]|\btest|\blogin|entry|entered|register|accession|\bsent\b|ship"
    r"|updat|modif|valid|\bbirth|admission|discharge|arriv"
    r"|eingang|befund|auftrag|anforder|freigabe|druck|messzeit|validierung|réception|validation|édition|compte.rendu|demande|recepci|informe|validaci|solicitud",
)
_COLLECTION = re.compile(
    r"采|抽血|取样|取血|留取|採|collect|draw|drawn|sampl|specimen taken|phlebotom|entnahme|abnahme|prél[eè]v|prelev|extracci|toma|muestreo|recolecci"
)


@lru_cache(maxsize=4096)
def is_other_time(header: str) -> bool:
    """Say whether a header names the time of an order, a receipt, a measurement or a report, and not of the collection.

    Examples:
        >>> [
        ...     is_other_time(header)
        ...     for header in ("检验时间", "Received On", "采集时间", "Sample received", "date")
        ... ]
        [True, True, False, True, False]
    """
    low = canonical_text(header).casefold()
    if re.search(r"received|receipt|接收|收到|签收|核收|送检|受領|eingang|réception|recepci", low):
        return True  # of a sample, too
    return _OTHER_EVENT.search(low) is not None and _COLLECTION.search(low) is None


def is_site_header(header: str) -> bool:
    """Say whether a column holds the site of a subject; the number of a subject may be known only together with it."""
    return header_words().get(name_key(header)) is Field.SITE


@lru_cache(maxsize=4096)
def is_laboratory_header(header: str) -> bool:
    """Say whether the catalog knows that a column holds laboratory content.

    Examples:
        >>> [is_laboratory_header(header) for header in ("Flag", "参考范围", "ALT unit", "Remark", "审核者")]
        [True, True, True, False, False]
    """
    if not header or names_a_person(header) or surrounds_a_person(header):
        return False
    field = header_words().get(name_key(header))
    if field is not None:
        return field in _LABORATORY
    return is_analyte(header) or is_analyte(without_unit_word(header))


def is_analyte(header: str) -> bool:
    """Say whether a header is the name of an analyte."""
    return bool(header and meanings_of(header, load()))
