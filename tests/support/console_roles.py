"""Who uses the web pages: users of the demo's study, and what each of them may open."""

from local.demo_study import STUDY

GROUPS = {
    "data-manager": ["data-manager"],
    "lab": ["center-US-02"],
    "monitor": ["monitor"],
    "statistician": ["statistician"],
    "unmasked": ["unmasked-statistician"],
    "nobody": [],
}
REVIEWERS = {"data-manager", "lab", "monitor"}
# the pages, and who may open each: those who may call the routes that it asks
PAGES = {
    "send": {"data-manager", "lab"},
    "prepare": {"data-manager", "lab"},
    "files": REVIEWERS,
    "subjects": set(GROUPS) - {"nobody"},
}


def email(role: str) -> str:
    return f"{role}@example.org"


def address(page: str, *things: str) -> str:
    return "/".join(["/app/studies", STUDY, page, *things])
