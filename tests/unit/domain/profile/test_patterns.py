"""Patterns of subject ids that can take too long are refused, with their part; the others are accepted."""

import pytest

from hepaflow.domain.profile.fields import regular_expression
from hepaflow.domain.profile.patterns import unbounded_part


@pytest.mark.parametrize(
    "pattern",
    [
        "CN01-[0-9]{4}",
        "(US|CN|DE)01-[0-9]{4}",
        "[A-Z]+-[0-9]+-[0-9]+-[A-Z]+",  # the next character says where each repeat ends
        "S-.*",
        "[^-]+-[^-]+",
        "a*a*",
        "a{1,5000}",
        "CN01(-[0-9]{2}){2}",
        "(?:[A-Z]{2,3}-?){1,3}[0-9]{3,6}",
        "([0-9]{4})?",
        "(?:-[0-9]+)*",
        "(?:a|b|cd?)+",
        "(?:ab|ac)+",
        "(?:a|b)*",
        "(?i:s-)[0-9]+",
        r"\d{4}|\w-\d+",
        "^CN[0-9]+$",
        "|".join(f"CN{number:04}" for number in range(0, 3_000, 7)),
    ],
)
def test_pattern_of_bounded_time_is_accepted(pattern):
    assert unbounded_part(regular_expression(pattern)) == ""


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("CN([A-Z0-9]+-?)+", "([A-Z0-9]+-?)+"),
        ("(a*)*", "(a*)*"),
        ("(x+x+)+y", "(x+x+)+"),
        ("([^ab]+)+", "([^ab]+)+"),
        ("(a|aa)+", "(a|a)+"),  # the engine takes out what both begin with
        ("(a|b|ab)*c", "(a|b|ab)*"),
        ("(?i:(k|K)(a|A|aA))+", "(([kK])(a|A|aA))+"),
        ("(?:[a-z]|[é-ž]|É)+(?i:(?:ž|Žs)+)", "(?:ž|Žs)+"),
        ("(a?){50}", "(a?){50}"),
        ("(a?b?){40}", "(a?b?){40}"),
        ("([ab]{1,2}){1,60}", "([ab]{1,2}){1,60}"),
        (r"(?:\b)*", r"\b*"),
        ("(a|^)*", "(a|^)*"),
        ("a*a*a*", "a*"),
        ("a{1,5000}a{1,5000}a{1,5000}", "a{1,5000}"),
        (r"\w+\d+\w+", r"[\w]+"),
        ("a?" * 20, "a?"),
        (r"(a)\1", "a back-reference"),
        ("(?P<n>a)(?P=n)", "a back-reference"),
        ("(a)?(?(1)b|c)", "a condition on a group"),
        ("(?=a)a", "a look-around"),
        ("(?<!a)b", "a look-around"),
        ("a++", "a possessive repeat"),
        ("(?>a)b", "an atomic group"),
    ],
)
def test_pattern_of_unbounded_time_is_refused_with_its_part(pattern, part):
    assert unbounded_part(regular_expression(pattern)).endswith(f"; the part is {part}")


def test_pattern_of_many_characters_is_refused():
    assert unbounded_part("a" * 4_001) == "write at most 4000 characters"


def test_pattern_of_deep_groups_is_refused():
    deep = "(" * 60 + "a" + ")" * 60
    assert unbounded_part(deep) == ""
    assert unbounded_part("(" * 101 + "a" + ")" * 101) == "write at most 100 groups"
    with pytest.raises(ValueError, match="fewer groups"):
        regular_expression("(" * 5_000 + ")" * 5_000)


def test_count_that_no_engine_takes_is_refused():
    with pytest.raises(ValueError, match="smaller counts"):
        regular_expression("a{99999999999}")
