"""Recognize a name behind a form of address: Mrs. Jane Doe, 张三先生."""

import re

from hepaflow.domain.screening import free_text_words as words_of

# `Ms` and `Mr` in capitals are mass spectrometry and a record: they need a full stop. `Sr.` is serum in India.
_TITLE = (
    r"(?:Mrs?\.?|Ms\.?|MRS?\.|MS\.|Miss|MISS|Mme\.?|Mlle\.?|Monsieur|Madame|Frau|FRAU|Herrn?|HERRN?|Sra\.|Srta\.|Señora?|Señorita"
    r"|Sig\.ra|Signora?|Mevr\.?|Mevrouw|Dhr\.?|г-н|г-жа|Господин|Госпожа)"
)
_NAME = r"(?:[^\W\d_]\. ?){0,3}(?P<name>[^\W\d_]['’]?[^\W\d_]+)"
_BEHIND_A_TITLE = re.compile(rf"(?<![^\W_]){_TITLE} ?(?<=[. ]){_NAME}")
# A doctor may have given a lab its name, and remarks say who was called: only an id does not name one.
_BEHIND_A_DOCTOR = re.compile(rf"(?<![^\W_])(?:Dr|DR|Prof|PROF)\.? {_NAME}")
_BEFORE_A_TITLE = re.compile(
    f"(?:(?<![\u4e00-\u9fff])|(?<=患者)|(?<=病人)|(?<=联系)|(?<=通知)|(?<=告知))(?!{words_of.NO_NAMES_CJK})"
    f"(?:(?:{words_of.DOUBLE_SURNAMES})[\u4e00-\u9fff]{{0,2}}|[{words_of.COMMON_SURNAMES}][\u4e00-\u9fff*＊某]{{0,2}})"
    "(?:先生|女士|小姐)"
)


def has_a_name_with_title(text: str) -> bool:
    """Say whether a text in canonical spelling holds a form of address with a name.

    Examples:
        >>> [
        ...     has_a_name_with_title(text)
        ...     for text in ("Mrs. Jane Doe", "张三先生", "LC-MS Method", "Sr. Creatinine", "Miss dose")
        ... ]
        [True, True, False, False, False]
    """
    return bool(_BEFORE_A_TITLE.search(text)) or any(map(_is_name, _BEHIND_A_TITLE.finditer(text)))


def has_a_doctors_name(text: str) -> bool:
    """Say whether a text in canonical spelling holds the title of a doctor with a name."""
    return any(map(_is_name, _BEHIND_A_DOCTOR.finditer(text)))


def _is_name(found: re.Match[str]) -> bool:
    name = found["name"]
    return name[0].isupper() and name.casefold() not in words_of.NO_NAMES
