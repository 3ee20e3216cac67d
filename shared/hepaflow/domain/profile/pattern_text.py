"""Write parts of a regular expression as a person writes them."""

import re
from collections.abc import Iterable
from re import _parser as parser  # type: ignore[attr-defined] # the engine's own tree has no public name
from typing import Any

Node = tuple[Any, Any]  # of that tree: kind and content

_CLASSES = {
    parser.CATEGORY_DIGIT: r"\d",
    parser.CATEGORY_NOT_DIGIT: r"\D",
    parser.CATEGORY_SPACE: r"\s",
    parser.CATEGORY_NOT_SPACE: r"\S",
    parser.CATEGORY_WORD: r"\w",
    parser.CATEGORY_NOT_WORD: r"\W",
}
_OTHERS = {
    parser.GROUPREF: "a back-reference",
    parser.GROUPREF_EXISTS: "a condition on a group",
    parser.ASSERT: "a look-around",
    parser.ASSERT_NOT: "a look-around",
    parser.ATOMIC_GROUP: "an atomic group",
    parser.POSSESSIVE_REPEAT: "a possessive repeat",
}
_PLACES = {
    parser.AT_BEGINNING: "^",
    parser.AT_BEGINNING_STRING: r"\A",
    parser.AT_END: "$",
    parser.AT_END_STRING: r"\Z",
    parser.AT_BOUNDARY: r"\b",
    parser.AT_NON_BOUNDARY: r"\B",
}
_TIMES = {(0, parser.MAXREPEAT): "*", (1, parser.MAXREPEAT): "+", (0, 1): "?"}
_LOOSE = (
    parser.BRANCH,
    parser.MAX_REPEAT,
    parser.MIN_REPEAT,
)  # stand between brackets where they are repeated
_SPECIAL = re.compile(r"([\\.^$*+?{}\[\]|()])")


def part_text(node: Node) -> str:
    """Return a part of a pattern as a person writes it; what patterns may not have, in words.

    Examples:
        >>> part_text(parser.parse("[0-9]+?")[0]), part_text(parser.parse("(?=a)")[0])
        ('[0-9]+', 'a look-around')
    """
    kind, content = node
    match kind:
        case parser.IN:
            return f"[{''.join(map(_member, content))}]"
        case parser.SUBPATTERN:
            return f"({_all(content[3])})"
        case parser.BRANCH:
            return "|".join(map(_all, content[1]))
        case parser.MAX_REPEAT | parser.MIN_REPEAT:
            return _grouped(list(content[2])) + _times(*content[:2])
        case _:
            return _single(kind, content)


def _single(kind: Any, content: Any) -> str:
    match kind:
        case parser.LITERAL:
            return _SPECIAL.sub(r"\\\1", chr(content))
        case parser.NOT_LITERAL:
            return f"[^{re.escape(chr(content))}]"
        case parser.ANY:
            return "."
        case parser.AT:
            return _PLACES[content]
        case _:
            return _OTHERS[kind]


def _all(nodes: Iterable[Node]) -> str:
    return "".join(map(part_text, nodes))


def _grouped(nodes: list[Node]) -> str:
    single = len(nodes) == 1 and nodes[0][0] not in _LOOSE
    return _all(nodes) if single else f"(?:{_all(nodes)})"


def _member(node: Node) -> str:
    kind, content = node
    match kind:
        case parser.NEGATE:
            return "^"
        case parser.RANGE:
            return "-".join(re.escape(chr(end)) for end in content)
        case parser.CATEGORY:
            return _CLASSES[content]
        case _:
            return re.escape(chr(content))


def _times(least: int, most: int) -> str:
    upper = "" if most is parser.MAXREPEAT else most
    return _TIMES.get((least, most)) or (f"{{{least},{upper}}}" if least != most else f"{{{least}}}")
