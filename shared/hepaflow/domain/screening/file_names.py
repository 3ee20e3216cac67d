"""Make a harmless label of a file's name, which may name a person."""

import re
from typing import Final

from hepaflow.domain.identity import sha256
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.screening.personal import file_name_shows_a_person
from hepaflow.domain.text import canonical_text


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PERSONAL: Final = "personal-"  # begins the label of a name that shows a person
_HASHED: Final = 8  # hex digits
_MOST_DIGITS: Final = 6  # outside of dates; telephone numbers have more
_ENDINGS: Final = _words(
    "csv tsv txt dat asc xlsx xlsm xls ods zip gz tgz hl7 oru json ndjson jsonl xml xpt sas7bdat"
)
# What laboratories call their files after; no word here is also a name of persons.
_WORDS: Final = _words(
    """
    lab labs laboratory labor laboratoire laboratorio results result report reports export exports data dataset transfer file files
    final draft corrected correction corrections update updated resend again new old full cumulative incremental daily weekly
    monthly quarterly yearly batch part page week month day year visit screening baseline followup follow up study trial center
    centre site hospital clinic central local blood serum plasma urine chemistry chem biochemistry hematology haematology
    coagulation coag serology immunology virology liver hepatology lft cbc inr afp alt ast lb adlb sdtm cdisc hl7 fhir oru csv
    subject subjects register rejected issues fixed test example demo version rev no nr zh and of the for to from sheet tabelle
    blatt feuil hoja foglio
    ergebnisse ergebnis bericht befund befunde daten korrigiert monat woche klinik zentrum resultats resultados risultati
    """
)
# April, May, June, August and Jan are names of persons, too.
_MONTHS: Final = _words(
    "january february march july september october november december feb sep oct nov dec jul"
)
_CJK_WORD: Final = (
    "(?:检验|检查|结果|数据|报告|导出|汇总|实验室|医院|中心|研究|试验|肝功能?|肾功能?|血常规|生化|凝血|免疫|乙肝|病毒|甲胎蛋白|上传"
    "|更正|修改|补充|最新|最终|全部|累计|增量|受试者|名册|登记|筛选|基线|随访|访视|标本)"
)
_CJK_WORDS: Final = re.compile(f"{_CJK_WORD}+")
# Times and counts, which given names hold, too: kept where nothing else of the name is left out.
_CJK_PHRASE: Final = re.compile(
    f"(?:{_CJK_WORD}|[一二三四五六七八九十]{{0,3}}[年月日周期批次号份]|第[一二三四五六七八九十]|[至到的和])+"
)
_PIECES: Final = re.compile(r"[vVqQ][0-9](?![0-9A-Za-z])|[0-9]+|[A-Za-z]+|[^\W\d_]+")
_DATES: Final = re.compile(
    r"(?<![0-9])20[0-9]{2}[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?(?:0[1-9]|[12][0-9]|3[01])(?:[-_.T]?[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)?)?(?![0-9])"
)


def harmless_name(name: str, digest: str, ids: tuple[str, ...] = ()) -> str:
    """Return a label by which a lab recognizes its file, and nobody a person: digits, dates and known words of the name.

    Args:
        name: the file's name.
        digest: a hash of it; its first 8 digits stand for what is left out.
        ids: study and center, which labs write into names.

    Examples:
        >>> harmless_name("CN-01_2024-03.csv", "3fa4b2c1…", ("CN-01",))
        'CN-01_2024-03.csv'
        >>> harmless_name("张三 2024-03.csv", "3fa4b2c1…"), harmless_name("zhang.xyz", "3fa4b2c1…")
        ('2024-03-3fa4b2c1.csv', 'file-3fa4b2c1')
        >>> harmless_name("姓名_张三 2024-03.csv", "3fa4b2c1…")
        'personal-3fa4b2c1.csv'
    """
    stem, dot, ending = name.rpartition(".")
    if not dot or ending.casefold() not in _ENDINGS:
        stem, ending = name, ""
    suffix = f".{ending}" if ending else ""
    short = digest[:_HASHED]
    if file_name_shows_a_person(name):
        return f"{_PERSONAL}{short}{suffix}"
    kept, whole = _kept(canonical_text(stem), ids)
    if whole:
        return name
    label = "-".join(kept)
    return f"{label or 'file'}-{short}{suffix}"


def label_shows_a_person(label: str) -> bool:
    """Say whether the name behind a label shows a person."""
    return any(part.startswith(_PERSONAL) for part in label.split("/"))


def labelled_path(path: str, digest: str, ids: tuple[str, ...] = ()) -> str:
    """Return the label of a name with folders, or of a file in an archive: that of each part.

    Args:
        path: the name, its parts parted by `/`.
        digest: a hash of it.
        ids: study and center.
    """
    if file_name_shows_a_person(path):
        return f"{_PERSONAL}{digest[:_HASHED]}"
    parts = [(part.removesuffix("!"), "!" if part.endswith("!") else "") for part in path.split("/")]
    return "/".join(harmless_name(part, digest, ids) + mark for part, mark in parts)


def folder_label(folder: str) -> str:
    """Return the label of a folder that names no study or center; the same folder has always the same."""
    return harmless_name(folder, sha256(folder.encode()))


def _kept(stem: str, ids: tuple[str, ...]) -> tuple[list[str], bool]:
    """Return the harmless pieces of a name, and whether that is all of it."""
    if person_kind(stem):
        return [], False
    left = stem
    known: list[str] = []
    for own in ids:
        if own and re.search(rf"(?<![A-Za-z0-9]){re.escape(own)}(?![A-Za-z0-9])", left, re.IGNORECASE):
            known.append(own)
            left = re.sub(rf"(?<![A-Za-z0-9]){re.escape(own)}(?![A-Za-z0-9])", " ", left, flags=re.IGNORECASE)
    known += _DATES.findall(left)
    left = _DATES.sub(" ", left)
    pieces = _PIECES.findall(left)
    digits = sum(len(piece) for piece in pieces if piece.isdigit()) <= _MOST_DIGITS
    whole = all(
        (digits or not piece.isdecimal()) and (_is_harmless(piece) or _may_be(piece)) for piece in pieces
    )
    kept = [piece for piece in pieces if (digits if piece.isdecimal() else _is_harmless(piece))]
    return [*known, *kept], whole and bool(known or pieces)


def _is_harmless(piece: str) -> bool:
    return piece[-1].isdecimal() or piece.casefold() in _WORDS or _CJK_WORDS.fullmatch(piece) is not None


def _may_be(piece: str) -> bool:
    """Say whether a piece is a time or a count, if it does not belong to a name: March, 三月."""
    return piece.casefold() in _MONTHS or _CJK_PHRASE.fullmatch(piece) is not None
