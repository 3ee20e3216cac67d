"""A request finds every route of its path, although it loads the modules of its nouns alone."""

from importlib import import_module
from pathlib import Path

import pytest

from api.routing.nouns import NOUNS, nouns_of
from api.routing.routes import routes_about

API = Path(__file__).parents[4] / "functions" / "api"
ROUTERS = sorted(
    ".".join(path.relative_to(API).with_suffix("").parts)
    for path in API.rglob("*.py")
    if "\nrouter = new_router()" in path.read_text("utf-8")
)


def paths_of(module):
    return {rule for rule, *_ in import_module(f"api.{module}").router._routes}


@pytest.mark.parametrize("module", ROUTERS)
def test_every_path_of_a_module_is_found_by_its_nouns(module):
    paths = paths_of(module)
    assert paths
    assert [path for path in paths if module not in NOUNS.get(nouns_of(path), ())] == []


def test_every_module_with_routes_has_nouns():
    assert {module for modules in NOUNS.values() for module in modules} == set(ROUTERS)


def test_every_noun_has_a_route():
    assert [nouns for nouns in NOUNS if not routes_about(nouns).access] == []


@pytest.mark.parametrize(
    ("path", "nouns"),
    [
        ("/health", "health"),
        ("/catalog/units", "catalog"),
        ("/studies/S1/results", "results"),
        ("/studies/S1/subjects/results", "subjects"),  # the id of a subject
        ("/studies/S1/subjects/studies/results", "subjects/results"),
        ("/studies/studies/files", "files"),
        ("/studies/S1/centers/C1/feeds/F/profile/trial", "centers/feeds/profile"),
        ("/studies/S1", ""),
        ("/", ""),
        ("", ""),
    ],
)
def test_nouns_are_every_second_word(path, nouns):
    assert nouns_of(path) == nouns


@pytest.mark.parametrize("nouns", ["", "nothing", "results/subjects", "../app", "app"])
def test_other_words_load_nothing(nouns):
    assert routes_about(nouns).served == {}
