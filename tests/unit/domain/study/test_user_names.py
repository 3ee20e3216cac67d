"""What is kept of a display name, and when the issuer is asked for one."""

from datetime import UTC, datetime, timedelta

import pytest

from hepaflow.domain.study.user_names import MOST_TRIES, KeptName, display_name, is_due, may_have_name

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TRIED = "2026-03-01T12:00:00.000Z"
HOUR = timedelta(hours=1)


def failed(tries, event=7):
    return KeptName("", event, tries, TRIED)


@pytest.mark.parametrize(
    ("claims", "shown"),
    [
        ({"name": "王伟"}, "王伟"),
        ({"name": "Núria  Mas-Colell, M.D. "}, "Núria Mas-Colell, M.D."),
        ({"name": "  ", "preferred_username": "ann"}, "ann"),
        ({"given_name": "Ann", "family_name": "Lee"}, "Ann Lee"),
        ({"email": "ann@example.org"}, "ann@example.org"),
        ({"name": ["Ann"], "email": 7}, ""),
        ({"sub": "u-1"}, ""),
        ({}, ""),
    ],
)
def test_name_is_what_the_issuer_calls_the_user(claims, shown):
    assert display_name(claims) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann\r\nLee", "Ann Lee"),
        ("Ann\x1b[31m", "Ann31m"),
        ("<b>Ann</b>", "bAnn/b"),
        ("=HYPERLINK(Ann)", "HYPERLINK(Ann)"),
        ("@-Ann", "Ann"),
        ("\u202eAnn\u200b", "Ann"),
        ("\ud800Ann", "Ann"),
        ("An\u0303n", "Añn"),
        ("12 34", ""),
        ("A" * 101, "A" * 100),
        ("A" * 99 + " B", "A" * 99),
    ],
)
def test_characters_that_steer_are_left_out_and_length_is_bounded(text, shown):
    assert display_name({"name": text}) == shown


def test_a_user_without_a_recorded_role_is_not_asked_about():
    assert not is_due(None, 0, NOON)


def test_the_issuer_is_asked_after_the_first_role():
    assert is_due(None, 7, NOON)


def test_a_name_that_is_known_is_not_asked_for_again():
    assert not is_due(KeptName("Ann", 7, 1, TRIED), 9, NOON + 100 * HOUR)


def test_a_failed_try_is_repeated_after_an_hour():
    assert not is_due(failed(1), 7, NOON + HOUR - timedelta(seconds=1))
    assert is_due(failed(1), 7, NOON + HOUR)


def test_after_five_tries_only_a_new_role_brings_another_one():
    assert (MOST_TRIES, is_due(failed(4), 7, NOON + HOUR)) == (5, True)
    assert not is_due(failed(5), 7, NOON + 1_000 * HOUR)
    assert is_due(failed(5), 8, NOON)


def test_an_erased_name_is_asked_for_after_a_later_role_alone():
    erased = KeptName("", 9, 0, "")
    assert erased.is_erased
    assert not is_due(erased, 7, NOON + 1_000 * HOUR)
    assert is_due(erased, 10, NOON)


@pytest.mark.parametrize(("user", "may"), [("u-1", True), ("x" * 255, True), ("x" * 256, False), ("", False)])
def test_ids_are_as_long_as_the_standard_allows(user, may):
    assert may_have_name(user) == may
