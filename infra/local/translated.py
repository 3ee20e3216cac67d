"""The template as CloudFormation gets it, and where its functions have their code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """A template after SAM's transform.

    Attributes:
        resources: by logical id.
        code: the folder that the functions' handlers are looked up in.
        parameters: their declarations, by name.
        conditions: what decides on resources and values, by name.
        outputs: by name.
        rules: what the parameters must be together, by name.
    """

    resources: dict[str, Resource]
    code: Path
    parameters: dict[str, Resource] = field(default_factory=dict)
    conditions: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Resource] = field(default_factory=dict)
    rules: dict[str, Resource] = field(default_factory=dict)

    def of(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield logical id and properties of each resource of a type."""
        for name, resource in self.resources.items():
            if resource["Type"] == kind:
                yield name, resource["Properties"]


class _NoPolicies:
    """Stands in for the download of AWS's list of managed policies: our policies are written out."""

    def load(self) -> dict[str, str]:
        return {}


def translated(path: Path, region: str, parameters: Mapping[str, str] | None = None) -> Template:
    """Read a SAM template; code stays where it is, so the transform gets addresses that nobody follows.

    Args:
        path: the template.
        region: which names of AWS's own policies the transform writes.
        parameters: values that are not the defaults; the transform puts some of them in itself.
    """
    return _translated(path, region, tuple(sorted((parameters or {}).items())))


@cache  # nobody writes into a template, and the transform takes half a second
def _translated(path: Path, region: str, parameters: tuple[tuple[str, str], ...]) -> Template:
    template = yaml_parse(path.read_text("utf-8"))
    functions = template.get("Globals", {}).get(
        "Function", {"CodeUri": ""}
    )  # not each template has functions
    code = path.parent / functions["CodeUri"]
    functions["CodeUri"] = "s3://local/functions"
    for resource in template["Resources"].values():
        for place in {"CodeUri", "ContentUri"} & resource.get("Properties", {}).keys():
            resource["Properties"][place] = "s3://local/code"
    made = transform(template, {"AWS::Region": region, **dict(parameters)}, _NoPolicies())
    parts = (made.get(part, {}) for part in ("Parameters", "Conditions", "Outputs", "Rules"))
    return Template(made["Resources"], code, *parts)
