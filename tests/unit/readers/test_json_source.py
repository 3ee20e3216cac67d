"""JSON is taken apart without losing a digit, and refused where it says two things or goes too deep."""

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.readers.records.json_source import DEEPEST, checked, json_text, members, read_json, whole


def fault(function, document: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        function(document)
    assert refusal.value.issue.code is IssueCode.RECORD_DAMAGED
    return refusal.value.issue.found


@pytest.mark.parametrize(
    "document",
    [
        b"{}",
        b"{ }",
        b'{"a":1,"b":[1, 2]}',
        b'{"a": 1, "b": {"c": 2}}',
        b'{\n  "a": 1,\n  "b": 2\n}\n',
        b'{"\\u0061": 1, "b": 2}',
        b'{"\xe6\xbc\x82": 1}',
    ],
)
def test_members_are_those_of_the_object(document):
    assert {name: read_json(bytes(value)) for name, value in members(document).items()} == read_json(document)


@pytest.mark.parametrize(
    "document",
    [b'{"a":1,"a":2}', b'{"a": 1, "b": 2, "a": 1}', b'{\n"a": 1,\n"\\u0061": 2}', b'{"b":0,"a":{},"b":0}'],
)
def test_a_name_that_stands_twice_is_a_fault(document):
    assert fault(members, document) == "name twice"


def test_a_name_that_stands_twice_within_is_a_fault_once_it_is_read():
    assert fault(read_json, b'{"a": {"b": 1, "b": 2}}') == "name twice"


def test_as_deep_as_any_resource_is_not_too_deep():
    document = b"[" * DEEPEST + b"]" * DEEPEST
    assert checked(document) is document


@pytest.mark.parametrize("depth", [DEEPEST + 1, 900, 100_000])
def test_what_is_nested_too_deep_is_a_fault(depth):
    assert fault(checked, b"[" * depth + b"]" * depth) == "nested"


@pytest.mark.parametrize("document", [b'{"a":' * 100_000, b'{"a":' + b"[" * 100_000])
def test_no_depth_ends_the_stack(document):
    assert fault(members, document) == "nested"


def test_many_brackets_beside_each_other_are_not_deep():
    document = b"[" + b"[]," * 200 + b'"]]]]\\"[[["]'
    assert checked(document) is document


@pytest.mark.parametrize(
    "document", [b'"\\ud800\\u0041"', b'{"a": "\\ud800"}', b'{"\xff": 1}', b"{", b"[1]", b""]
)
def test_what_is_no_object_has_no_members(document):
    fault(members, document)


def test_what_cannot_be_read_is_a_fault():
    assert fault(read_json, b"{") == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(b'{"a": "b"}', "b"), (b'{"a": "\\u0062"}', "b"), (b'{"a": 5}', ""), (b'{"b": 5}', "")],
)
def test_text_is_text_only(value, text):
    assert json_text(members(value).get("a")) == text


def test_the_line_of_bytes_that_are_no_text_is_told():
    document = b'["' + b"a" * 70_000 + b'",\n"\xff"]'
    with pytest.raises(Refused) as refusal:
        whole(document)
    assert refusal.value.issue.code is IssueCode.FILE_ENCODING


def test_a_document_cut_off_within_a_character_is_damaged():
    with pytest.raises(Refused) as refusal:
        whole('{"a": "溶'.encode()[:-1])
    assert refusal.value.issue.code is IssueCode.FILE_DAMAGED
