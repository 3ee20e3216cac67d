"""Convert the many spellings of lab systems to one canonical spelling, without losing an exponent."""

import re
import unicodedata

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−－﹣", "-"),  # hyphens, dashes, minus signs
        **dict.fromkeys("～〜∼˜", "~"),
        **dict.fromkeys("‘’ʼ′´`＇", "'"),
        **dict.fromkeys("“”″＂", '"'),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),  # invisible
        **dict.fromkeys("≤≦", "<="),
        **dict.fromkeys("≥≧", ">="),
        "µ": "μ",  # U+00B5 micro sign to U+03BC mu
        "∕": "/",
        "⁄": "/",
    }
)


def canonical_text(text: str) -> str:
    """Return the text in one spelling: NFKC, one hyphen, one apostrophe, single spaces, no invisible marks.

    Superscripts become `^n` first: NFKC alone would turn `10⁹/L` into `109/L`.

    Examples:
        >>> canonical_text("×10⁹／Ｌ")
        '×10^9/L'
        >>> canonical_text(" 3.5 – 5.5 ")
        '3.5 - 5.5'
    """
    if text.isascii():
        return " ".join(text.split())
    text = _SUPERSCRIPT_RUN.sub(lambda run: "^" + run.group().translate(_SUPERSCRIPTS), text)
    text = unicodedata.normalize("NFKC", text.translate(_LOOK_ALIKES)).translate(_LOOK_ALIKES)
    return " ".join(text.split())
