"""What is known of analytes, units and issues, with sources."""

from api.served import new_router
from hepaflow.catalog.loader import rows
from hepaflow.domain.meanings import MEANINGS

router = new_router()


@router.get("/catalog/analytes", tags=["catalog"])
def analytes() -> list[dict[str, str]]:
    return list(rows("analytes"))


@router.get("/catalog/units", tags=["catalog"])
def units() -> dict[str, list[dict[str, str]]]:
    return {"units": list(rows("units")), "crossings": list(rows("crossings"))}


@router.get("/catalog/issues", tags=["catalog"])
def issues() -> list[dict[str, str]]:
    return [
        {
            "code": code,
            "severity": meaning.severity,
            "who": meaning.actor,
            "title_en": meaning.title_en,
            "title_zh": meaning.title_zh,
            "remedy_en": meaning.remedy_en,
            "remedy_zh": meaning.remedy_zh,
        }
        for code, meaning in MEANINGS.items()
    ]
