"""Write receipts for those who ask for them: as they are stored, with what was found in both languages."""

from typing import Any

from hepaflow.catalog.analyte_names import analyte_name
from hepaflow.domain.issues.found_words import chinese_found
from hepaflow.domain.receipts.receipt_json import to_json
from hepaflow.domain.receipts.receipts import DeliveryReceipt, Receipt


def answer_to_json(receipt: Receipt | DeliveryReceipt) -> dict[str, Any]:
    """Return a receipt as JSON, whichever version wrote it.

    What was found has further members, each with both languages: `said`, where the text is of hepaflow's own words and no
    cell of the lab's, and `analyte_name`.
    """
    told = to_json(receipt)
    for cause in told.get("causes", []):
        cause["found"] = [_found(cause["code"], found) for found in cause["found"]]
    return told


def _found(code: str, found: dict[str, Any]) -> dict[str, Any]:
    text, analyte = found["text"], found["analyte"]
    chinese = chinese_found(code, text)
    said = {"said": {"en": text, "zh": chinese}} if chinese != text else {}
    name = {language: analyte_name(analyte, chinese=language == "zh") for language in ("en", "zh")}
    return {**found, **said, **({"analyte_name": name} if analyte else {})}
