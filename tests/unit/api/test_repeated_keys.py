"""A JSON body in which a key stands twice is refused on each route: nobody can know which value was meant (RFC 8259)."""

from copy import deepcopy

from tests.support.api_office import CENTER, STUDY

TWICE = '{"kind": "void", "name": 1, "kind": "activate", "inner": [{"a": 1, "a": 1}]}'
ROLES = {
    "arm": "unmasked-statistician",
    "arms": "unmasked-statistician",
    "answer": f"center-{CENTER}",
}


class Filled(dict):
    def __missing__(self, name):
        return "X1" if name in {"center", "feed", "subject"} else "0" * 64


def routes_with_json(ask):
    described = ask("GET /openapi.json").json["paths"]
    return [
        (method.upper(), path.format_map(Filled(study=STUDY)))
        for path, methods in described.items()
        for method, one in methods.items()
        if "application/json" in one.get("requestBody", {}).get("content", {})
    ]


def test_every_route_refuses_it_and_nothing_is_stored(ask, office):
    routes, known = routes_with_json(ask), office.desk.registry
    assert len(routes) > 10
    before = deepcopy((known.head(STUDY), known.jobs, known.definitions))
    for method, path in routes:
        role = ROLES.get(path.rpartition("/")[2], "data-manager")
        told = ask(f"{method} {path}", {"reason": "test"}, TWICE, f"[{STUDY}/{role}]")
        assert (told.status, told.json.get("errors")) == (
            422,
            [
                {"at": "kind", "what": "keep the key once", "found": ""},
                {"at": "inner[1].a", "what": "keep the key once", "found": ""},
            ],
        ), (method, path)
    assert (known.head(STUDY), known.jobs, known.definitions) == before


def test_a_key_that_stands_once_in_each_of_two_objects_is_no_fault(ask):
    told = ask(f"POST /studies/{STUDY}/decisions", None, '[{"kind": 1}, {"kind": 1}]')
    assert "keep the key once" not in {one["what"] for one in told.json["errors"]}
