"""Name the modules that serve the paths about each noun: a request loads those of its nouns, and no others."""

from collections.abc import Mapping
from typing import Final

# nouns of a path -> modules of `api`; a noun is every second word: `subjects/results` is of `/studies/…/subjects/…/results`
NOUNS: Final[Mapping[str, tuple[str, ...]]] = {
    "health": ("routing.service",),
    "openapi.json": ("routing.service",),
    "sign-in": ("sign_in",),
    "me": ("sign_in",),
    "catalog": ("catalog",),
    "definition": ("definitions.studies",),
    "journal": ("journal",),
    "access": ("journal",),
    "access/name": ("journal",),
    "centers/uploads": ("centers",),
    "centers/redrive": ("centers",),
    "unmapped": ("centers",),
    "labs": ("definitions.labs",),
    "centers/labs": ("definitions.labs",),
    "files": ("files",),
    "files/issues": ("files",),
    "files/receipt": ("receipts",),
    "files/rejected": ("receipts",),
    "centers/deliveries/receipt": ("receipts",),
    "files/void": ("file_changes",),
    "files/restore": ("file_changes",),
    "files/rerun": ("file_changes",),
    "files/confirm": ("file_changes",),
    "reruns": ("file_changes",),
    "screenings": ("screenings",),
    "subjects": ("subjects",),
    "subjects/results": ("subject_results",),
    "subjects/scores": ("answers.subject_answers",),
    "subjects/visits": ("answers.subject_answers",),
    "subjects/completeness": ("answers.subject_answers",),
    "subjects/panels": ("answers.subject_answers",),
    "subjects/safety": ("answers.subject_answers",),
    "completeness": ("answers.study_answers",),
    "safety": ("answers.study_answers",),
    "subjects/liver-panel": ("pictures.subject_pictures",),
    "subjects/report": ("pictures.subject_pictures",),
    "edish": ("pictures.study_pictures",),
    "mdish": ("pictures.study_pictures",),
    "completeness-map": ("pictures.study_pictures",),
    "subjects/arm": ("masked.arms",),
    "arms": ("masked.arms",),
    "register": ("register",),
    "results": ("results",),
    "holds": ("results",),
    "decisions": ("results",),
    "lineage": ("lineage",),
    "centers/profile": ("definitions.profiles",),
    "centers/feeds/profile": ("definitions.profiles",),
    "queries": ("desk.queries",),
    "queries/answer": ("desk.queries",),
    "queries/close": ("desk.queries",),
    "queries/reopen": ("desk.queries",),
    "work": ("desk.work",),
    "hold-decisions": ("desk.hold_decisions",),
    "jobs": ("jobs",),
}


def nouns_of(path: str) -> str:
    """Return the nouns of a path without `studies`: every second word, since an id or a verb follows each."""
    words = path.split("/")[1::2]
    return "/".join(words[1:] if words[:1] == ["studies"] else words)
