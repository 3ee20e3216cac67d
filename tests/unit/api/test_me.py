"""A user learns what he is in which study, as the API decides it."""

import pytest


def told(ask, *groups):
    answer = ask("GET /me", groups=f"[{' '.join(groups)}]")
    assert answer.json["id"] == "u-1"
    return {one["study"]: (one["roles"], one["centers"]) for one in answer.json["studies"]}


def test_roles_and_centers_of_each_study_are_named(ask):
    assert told(ask, "B/monitor", "A/center-US-01", "A/center-CN-01", "A/data-manager") == {
        "A": (["center", "data-manager"], ["CN-01", "US-01"]),
        "B": (["monitor"], []),
    }


def test_who_has_another_role_is_not_unmasked(ask):
    assert told(ask, "A/unmasked-statistician", "A/statistician", "B/unmasked-statistician") == {
        "A": (["statistician"], []),
        "B": (["unmasked-statistician"], []),
    }


@pytest.mark.parametrize("group", ["A/owner", "A", "A/center-register", "admins"])
def test_what_is_not_a_role_is_left_out(ask, group):
    assert told(ask, "B/monitor", group) == {"B": (["monitor"], [])}


def test_who_has_no_role_may_not_ask(ask):
    assert ask("GET /me", groups="[A/owner]").status == 403
