"""The access journal, through the API: roles are those of the token, also where the answer is a refusal."""

from datetime import timedelta

import pytest
import requests

from hepaflow.aws import wiring
from local.serve import serving
from local.sign_in.issuer import Account
from local.stack import running


@pytest.fixture(scope="module")
def served():
    quiet = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
    with running(quiet) as stack, serving(stack, pumping=False) as made:
        yield made


def status(served, token, path):
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{served.address}/studies/S1{path}", headers=headers, timeout=30)


def test_a_role_is_recorded_when_it_comes_and_when_it_goes(served):
    manager = served.user("dm@example.org", "S1/data-manager").token
    token = served.user("ann@example.org", "S1/center-C-01", "S1/monitor", "S2/statistician").token
    ann = served.issuer.accounts["ann@example.org"]
    for _ in range(2):
        assert status(served, token, "/journal").status_code == 200
    served.issuer.accounts["ann@example.org"] = Account(ann.email)
    served.issuer.clock = lambda: (
        wiring.now() + timedelta(seconds=30)
    )  # a later token, within the skew of clocks
    later = served.issuer.sign_up("ann@example.org", [])
    assert status(served, later, "/journal").status_code == 403
    page = status(served, manager, "/access").json()
    events = [(one["kind"], one["details"]["role"]) for one in page["events"] if one["actor"] == ann.sub]
    assert events == [
        ("role-seen", "center-C-01"),
        ("role-seen", "monitor"),
        ("role-gone", "center-C-01"),
        ("role-gone", "monitor"),
    ]
    assert status(served, manager, "/journal").json()["head"] == 0
    assert "ann@example.org" not in str(page)


def test_name_comes_from_the_issuer_and_can_be_erased(served):
    manager = served.user("dm@example.org", "S1/data-manager").token
    token = served.user("bea@example.org", "S1/monitor").token
    bea = served.issuer.accounts["bea@example.org"].sub

    def shown():
        events = status(served, manager, "/access").json()["events"]
        return {event["actor_name"] for event in events if event["actor"] == bea}

    status(served, token, "/journal")
    assert shown() == {"bea"}
    address = f"{served.address}/studies/S1/access/{bea}/name"
    for user, expected in ((token, 403), (manager, 200), (manager, 200)):
        headers = {"Authorization": f"Bearer {user}"}
        assert requests.delete(address, headers=headers, timeout=30).status_code == expected
    status(served, token, "/journal")
    assert shown() == {None}


def test_an_id_token_records_nothing(served):
    issuer = served.issuer
    issuer.sign_up("eve@example.org", ["S1/monitor"])
    id_token = issuer.tokens("eve@example.org", "hepaflow-cli", "nonce")["id_token"]
    assert status(served, id_token, "/journal").status_code == 401
    manager = served.user("dm@example.org", "S1/data-manager").token
    assert issuer.accounts["eve@example.org"].sub not in status(served, manager, "/access").text
