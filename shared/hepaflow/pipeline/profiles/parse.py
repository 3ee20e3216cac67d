"""Parse a profile, or list everything that is wrong with it."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from pydantic import ValidationError

from hepaflow.domain.profile.fields import Contradictions, Fault
from hepaflow.domain.profile.labs import Lab
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.profiles.messages import fault_of
from hepaflow.pipeline.profiles.references import KnownCodes, check_against

__all__ = ["Fault", "KnownCodes", "ProfileFault", "check_against", "profile_from_toml"]

Model = TypeVar("Model", Profile, Lab)
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_NOT_TOML = "correct the line: text stands between quotes, a list between [ ], a table between { }"
_SYNTAX = {
    "Unescaped '\\' in a string": r"write text with a backslash between single quotes, as 'CN01-\d{4}'",
    "Unterminated string": "close the quotes",
    "Cannot overwrite a value": "keep the key once",
    "Duplicate inline table key": "keep the key once",
    "Cannot declare": "keep the table once",
    "Expected '=' after a key": "write key = value; a key with other letters than A-Z stands between quotes",
    "Invalid statement": 'write a key with other letters than A-Z between quotes: "结果" = "…"',
    "Invalid value": 'put text between quotes, as delimiter = ";"; days and numbers need none',
}


class ProfileFault(Exception):
    """A text is not a profile; `faults` says everything that is wrong with it."""

    what: ClassVar = "profile"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class DefinitionFault(ProfileFault):
    """A study's definition cannot be added; `faults` says why."""

    what: ClassVar = "definition"


class LabFault(ProfileFault):
    """A text is not the papers of a lab; `faults` says everything that is wrong with it."""

    what: ClassVar = "lab"


def profile_from_toml(text: str) -> Profile:
    """Return the profile that a text declares.

    Raises:
        ProfileFault: with every fault of the text that can be told at once.
    """
    return _declared(text, Profile)


def lab_from_toml(text: str) -> Lab:
    """Return the papers of a lab that a text declares.

    Raises:
        LabFault: with every fault of the text that can be told at once.
    """
    try:
        return _declared(text, Lab)
    except ProfileFault as fault:
        raise LabFault(fault.faults) from None


def _declared(text: str, kind: type[Model]) -> Model:
    text = text.removeprefix("\ufeff")
    try:
        declared = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ProfileFault((_syntax(str(error), text),)) from None
    except RecursionError:
        raise ProfileFault(
            (Fault("the text", "", "write fewer lists and tables inside each other"),)
        ) from None
    except ValueError:  # Python reads integers of at most 4,300 digits
        raise ProfileFault((Fault("the text", "", "write whole numbers with fewer digits"),)) from None
    try:
        return kind.model_validate(declared)
    except ValidationError as error:
        raise ProfileFault(tuple(_faults(error, declared, kind))) from None


def _syntax(message: str, text: str) -> Fault:
    place = _PLACE.search(message)
    line, column = (place.group(1), place.group(2)) if place else (None, None)
    remedy = next((said for start, said in _SYNTAX.items() if message.startswith(start)), _NOT_TOML)
    if line is None:
        return Fault("end of the text", "", remedy)
    return Fault(f"line {line}, column {column}", _line(text, int(line)), remedy)


def _line(text: str, number: int) -> str:
    return text.replace("\r\n", "\n").split("\n")[number - 1].strip()


def _faults(error: ValidationError, declared: dict[str, Any], model: type[Model]) -> Iterator[Fault]:
    for detail in error.errors(include_url=False):
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, Contradictions):
            yield from cause.faults
        else:
            yield fault_of(detail, declared, model)
