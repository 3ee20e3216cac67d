"""Judge a draft: does it read what is in the file once a person has filled in the ids?"""

import re
from collections import Counter
from datetime import UTC, datetime
from enum import StrEnum

from tests.variants.making import Variant

from hepaflow.catalog.loader import load
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.profiles.parse import ProfileFault, profile_from_toml
from hepaflow.pipeline.proposing.draft import propose
from hepaflow.pipeline.proposing.toml import as_toml
from hepaflow.pipeline.reading.read_file import read_file

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)


class Verdict(StrEnum):
    RIGHT = "right"
    ASKS = "asks"  # a row is not read before a person has decided something else than an id
    WRONG = "wrong"  # a result is read clean that is not in the file


def results(data: bytes, profile: Profile) -> tuple[Counter, str]:
    """Return what is accepted without an issue that holds it: who, when, what, how much."""
    outcome = read_file(data, profile, load(), RECEIVED)
    if outcome.refused:
        return Counter(), f"refused {outcome.issues[0].code}"
    found = Counter(
        (
            panel.subject,
            panel.collected_at.wall,
            report.analyte,
            str(report.operator),
            str(report.value),
            report.unit,
        )
        for panel in outcome.panels
        for report in panel.observations
    )
    codes = Counter(str(issue.code) for issue in outcome.issues)
    told = ", ".join(f"{code} {count}" for code, count in codes.most_common(4))
    return found, f"{outcome.counts.accepted} accepted of {outcome.counts.rows}: {told}"


def finished(draft: str, variant: Variant) -> str:
    """Return a draft in which the ids are filled in, and the questions about ids are answered."""
    zone = variant.profile["time_zone"]
    text = draft.replace("TODO-study", "S1").replace("TODO-center", "C1")
    text = re.sub(r"^# time_zone = .*$", f'time_zone = "{zone}"', text, count=1, flags=re.MULTILINE)
    if "site" in variant.profile["columns"]:
        text = re.sub(r"^# (subject = .*the number alone, or site)", r"\1", text, flags=re.MULTILINE)
        text = re.sub(r"^# ((?:site|separator) = )", r"\1", text, flags=re.MULTILINE)
    return text


def judged(variant: Variant) -> tuple[Verdict, str, str]:
    """Return the verdict, why, and the draft."""
    expected, told = results(variant.data, Profile.model_validate(variant.profile))
    facts = Counter((fact.subject, fact.analyte, fact.when.date().isoformat()) for fact in variant.facts)
    assert Counter((who, what, when[:10]) for who, when, what, *_ in expected.elements()) == facts, (
        variant.seed,
        variant.kinds,
        told,
    )
    draft = finished(as_toml(propose(variant.data, load())), variant)
    try:
        found, said = results(variant.data, profile_from_toml(draft))
    except ProfileFault as fault:
        return Verdict.ASKS, str(fault).splitlines()[0], draft
    if found - expected:
        return Verdict.WRONG, f"{said}; {list(found - expected)[:2]}", draft
    return (Verdict.RIGHT if found == expected else Verdict.ASKS), said, draft
