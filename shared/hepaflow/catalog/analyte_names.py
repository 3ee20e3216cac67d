"""Name analytes for people, in English and Chinese."""

from hepaflow.catalog.loader import load

_KINDS = frozenset({"total", "direct", "indirect", "inorganic"})


def analyte_name(code: str, *, chinese: bool) -> str:
    """Return the name of an analyte as a person reads it; of a code that the catalog does not have the code itself.

    Examples:
        >>> analyte_name("BILI", chinese=False), analyte_name("BILI", chinese=True)
        ('Total bilirubin (BILI)', '总胆红素')
    """
    known = load().analytes.get(code)
    if known is None:
        return code
    return known.name_zh if chinese else f"{_spoken(known.name_en)} ({code})"


def _spoken(name: str) -> str:
    """Return `Total bilirubin` of `Bilirubin, total`, as catalogs sort it."""
    noun, _, kind = name.partition(", ")
    return f"{kind} {noun}".capitalize() if kind in _KINDS else name
