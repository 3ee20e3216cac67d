"""CloudFormation's functions, as far as the template uses them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_PLACE = re.compile(r"\$\{([^}]+)\}")
_COMBINED = {"Fn::And": all, "Fn::Or": any}
_NOTHING = object()  # what `AWS::NoValue` leaves of a property


@dataclass(frozen=True, slots=True)
class Resolver:
    """Follows references and functions in values of a template.

    Args:
        conditions: the template's conditions, by name.
        ref: what `Ref` gives for a name.
        attribute: what `GetAtt` gives for a name and an attribute.
    """

    conditions: Mapping[str, Any]
    ref: Callable[[str], Any]
    attribute: Callable[[str, str], Any]

    def holds(self, condition: str) -> bool:
        return bool(self.resolve(self.conditions[condition]))

    def resolve(self, value: Any) -> Any:  # noqa: PLR0911 one case a shape of value
        """Return a value with everything in it followed.

        Raises:
            NotImplementedError: the template uses a function that nobody needed before.
        """
        match value:
            case {"Ref": "AWS::NoValue"}:
                return _NOTHING
            case {"Ref": str(name)}:
                return self.ref(name)
            case {"Fn::GetAtt": [name, attribute]}:
                return self.attribute(name, attribute)
            case {"Condition": str(name), **rest} if not rest:
                return self.holds(name)
            case dict() if len(value) == 1 and next(iter(value)).startswith("Fn::"):
                return self._function(*next(iter(value.items())))
            case dict():
                resolved = {key: self.resolve(inner) for key, inner in value.items()}
                return {key: inner for key, inner in resolved.items() if inner is not _NOTHING}
            case list():
                return [inner for inner in map(self.resolve, value) if inner is not _NOTHING]
            case _:
                return value

    def _function(self, name: str, argument: Any) -> Any:  # noqa: C901, PLR0911 one case a function
        match name, argument:
            case "Fn::If", [condition, met, unmet]:
                return self.resolve(met if self.holds(condition) else unmet)
            case "Fn::Sub", [text, names]:
                return self._filled(text, self.resolve(names))
            case "Fn::Sub", text:
                return self._filled(text, {})
            case "Fn::Equals", [one, other]:
                return str(self.resolve(one)) == str(self.resolve(other))  # CloudFormation compares text
            case "Fn::Not", [condition]:
                return not self.resolve(condition)
            case (("Fn::And" | "Fn::Or"), conditions):
                return _COMBINED[name](map(self.resolve, conditions))
            case "Fn::Join", [between, parts]:
                return between.join(self.resolve(parts))
            case "Fn::Split", [between, text]:
                return self.resolve(text).split(between)
            case _:
                raise NotImplementedError(name)

    def _filled(self, text: str, names: Mapping[str, Any]) -> str:
        def value(place: re.Match[str]) -> str:
            name, _, attribute = place[1].partition(".")
            if name.startswith("!"):
                return f"${{{place[1][1:]}}}"
            if name in names:
                return str(names[name])
            return str(self.attribute(name, attribute) if attribute else self.ref(name))

        return _PLACE.sub(value, text)
