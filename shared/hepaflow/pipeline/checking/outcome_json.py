"""Write what reading a file gave as a value of JSON, for programs and pages."""

from dataclasses import asdict
from typing import Any

from hepaflow.catalog.analyte_names import analyte_name
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.found_words import chinese_found
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.receipt_json import kept_to_json
from hepaflow.domain.receipts.receipts import Cause, FoundCell, KeptContent, Text
from hepaflow.pipeline.reading.causes import causes
from hepaflow.pipeline.reading.outcome import Outcome


def outcome_to_json(  # noqa: PLR0913 each part comes from another place
    outcome: Outcome,
    profile: Profile,
    catalog: Catalog,
    *,
    sha256: str,
    kept: KeptContent,
    chinese: bool,
    file: str | None = None,
) -> dict[str, Any]:
    """Return the report of a file.

    Args:
        outcome: what reading the file gave.
        profile: the profile that read the file.
        catalog: the catalog that read the file.
        sha256: SHA-256 of the file.
        kept: what the server keeps of it.
        chinese: write titles, remedies and reasons in Chinese instead of English.
        file: name of the file in an archive; None leaves the name out.
    """
    return {
        **({} if file is None else {"file": file}),
        "study": profile.study,
        "center": profile.center,
        "feed": profile.feed,
        "profile_version": profile.version,
        "catalog_version": catalog.version,
        "sha256": sha256,
        "kept": kept_to_json(kept),
        "refused": outcome.refused,
        **asdict(outcome.counts),
        "causes": [_cause_object(cause, chinese=chinese) for cause in causes(outcome, catalog)],
    }


def in_language(text: Text, *, chinese: bool) -> str:
    return text.zh if chinese else text.en


def _cause_object(cause: Cause, *, chinese: bool) -> dict[str, Any]:
    return {
        "code": cause.code,
        "severity": cause.severity,
        "skipped": cause.skipped,
        "title": in_language(cause.title, chinese=chinese),
        "columns": list(cause.columns),
        "lines": list(cause.lines),
        "line_ranges": cause.line_ranges,
        "found": [_example_object(cause.code, found, chinese=chinese) for found in cause.found],
        "who": cause.who,
        "remedy": in_language(cause.remedy, chinese=chinese),
    }


def _example_object(code: str, found: FoundCell, *, chinese: bool) -> dict[str, Any]:
    text = chinese_found(code, found.text) if chinese else found.text
    told: dict[str, Any] = {"text": text, "analyte": found.analyte, "count": found.count}
    if found.analyte:
        told["analyte_name"] = analyte_name(found.analyte, chinese=chinese)
    return {**told, "reason": in_language(found.reason, chinese=chinese)} if found.reason else told
