"""Recognize qualitative results (negative, positive, indeterminate) by word and by sign, in Chinese and English."""

import re

from hepaflow.domain.model import Finding

_NEGATIVE, _POSITIVE, _INDETERMINATE = Finding.NEGATIVE, Finding.POSITIVE, Finding.INDETERMINATE

# Source: CDISC "Negative Detected Response" wording; Chinese terms as hospital systems print them
# (exports of hospital systems, collected for this project, real dirty cells, collected for this project). Not here, because nothing is guessed: ND (not done or not
# detected), NR (not reported or not reactive).
_WORDS = {
    (
        _NEGATIVE,
        "",
    ): "阴性|阴|neg|negative|nonreactive|non-reactive|notreactive|无反应性|未检出|未检到|未检测到|未测出"
    "|未测到|未检出靶标|未检测到靶标|未检测出|检测不到|检不出|测不出|测不到|非反应性|不反应|无反应|阴性反应|初筛阴性|陰性|陰|非反應性|未檢出|検出せず|検出されず|陰性反應"
    "|tnd|targetnotdetected|notdetected|undetected|undetectable|nonedetected"
    "|negativ|nichtreaktiv|nichtnachweisbar|nichtnachgewiesen|négatif|négative|negatif|nonréactif|nondétecté|nondétectée|nondétectable"
    "|indétectable|negativo|negativa|noreactivo|noreactiva|nodetectado|nodetectada|nodetectable|indetectable",
    (
        _POSITIVE,
        "",
    ): "阳性|阳|pos|positive|reactive|detected|检出|有反应性|反应性|阳性反应|初筛阳性|强阳性|陽性|陽|反應性|強陽性|陽性反應"
    "|stronglypositive|strongpositive|positiv|reaktiv|nachweisbar|nachgewiesen|positif|réactif|détecté|détectée|positivo|positiva|reactivo|reactiva"
    "|detectado|detectada|detectable",
    (
        _POSITIVE,
        "weak",
    ): "弱阳性|弱阳|弱陽性|schwachpositiv|schwachreaktiv|faiblementpositif|débilpositivo|weakpositive|weaklypositive|weakpos|weaklyreactive|weakreactive",
    (
        _INDETERMINATE,
        "",
    ): "可疑|可疑阳性|灰区|grenzwertig|fraglich|douteux|équivoque|indéterminé|dudoso|indeterminado|判定保留|不确定|临界|微量|trace|equivocal|indeterminate|borderline|inconclusive"
    "|grayzone|greyzone|±|+-|+/-|-/+",
}
_FINDINGS = {word: answer for answer, words in _WORDS.items() for word in words.split("|")}
_SIGNS = {
    "-": (_NEGATIVE, ""),
    "+": (_POSITIVE, ""),  # a bare plus is an answer, not a grade
    **{"+" * grade: (_POSITIVE, f"{grade}+") for grade in (2, 3, 4)},
    **{f"{grade}+": (_POSITIVE, f"{grade}+") for grade in (1, 2, 3, 4)},
}
_ANSWERS = _FINDINGS | _SIGNS
_TITRE = re.compile(r"(.*[^0-9:(])\(?(1:[1-9][0-9]{0,5})\)?")
_PIECE = re.compile(r"-/\+|[1-4]?[+±][+/-]*|[^()+±0-9]+")
_NO_BRACKETS = str.maketrans("", "", "()")


def finding_of(text: str) -> tuple[Finding, str] | None:
    """Return the answer that the whole folded text gives, and the lab's grading or titre of it; else None.

    A word and its sign may stand together (`阴性(-)`, `阳性++`) if they agree. A bare hyphen is no answer:
    most labs print it where nothing was measured.
    """
    key = text.casefold().replace(" ", "")
    if titre := _TITRE.fullmatch(key):
        return _of_titre(titre[1], titre[2])
    pieces = _PIECE.findall(key)
    if key == "-" or "".join(pieces) != key.translate(_NO_BRACKETS):
        return None
    answers = [_ANSWERS.get(piece) for piece in pieces]
    known = [answer for answer in answers if answer is not None]
    return _together(known) if known and len(known) == len(answers) else None


def _of_titre(word: str, titre: str) -> tuple[Finding, str] | None:
    """Read `阳性(1:40)`: the titre is how strong the answer is; a grade beside it contradicts it."""
    answer = _ANSWERS.get(word.strip("()"))
    return (answer[0], titre) if answer and not answer[1] else None


def _together(answers: list[tuple[Finding, str]]) -> tuple[Finding, str] | None:
    if (_POSITIVE, "weak") in answers:  # 弱阳性(±) and 弱阳性(+) are how labs print it
        return None if any(finding is _NEGATIVE for finding, _ in answers) else (_POSITIVE, "weak")
    grades = sorted({strength for _, strength in answers if strength})
    if len({finding for finding, _ in answers}) > 1 or len(grades) > 1:
        return None
    return answers[0][0], "".join(grades)
