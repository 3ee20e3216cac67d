"""The names of an object of JSON: which stand more than once."""

from hepaflow.domain.json_objects import json_members


def test_names_that_stand_once_are_not_repeated():
    assert json_members([("a", 1), ("b", 1)]) == ({"a": 1, "b": 1}, ())


def test_each_repeated_name_is_named_once():
    pairs = [("a", 1), ("b", 1), ("b", 2), ("c", 1), ("a", 1), ("b", 3)]
    assert json_members(pairs).repeated == ("a", "b")
