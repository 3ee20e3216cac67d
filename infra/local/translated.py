"""The template as CloudFormation gets it, and where its functions have their code."""

from collections.abc import Iterator
from dataclasses import dataclass
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
    """

    resources: dict[str, Resource]
    code: Path

    def of(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield logical id and properties of each resource of a type."""
        for name, resource in self.resources.items():
            if resource["Type"] == kind:
                yield name, resource["Properties"]


class _NoPolicies:
    """Stands in for the download of AWS's list of managed policies: our policies are written out."""

    def load(self) -> dict[str, str]:
        return {}


def translated(path: Path, region: str) -> Template:
    """Read a SAM template; code stays where it is, so the transform gets addresses that nobody follows."""
    template = yaml_parse(path.read_text("utf-8"))
    code = path.parent / template["Globals"]["Function"]["CodeUri"]
    template["Globals"]["Function"]["CodeUri"] = "s3://local/functions"
    for resource in template["Resources"].values():
        if "ContentUri" in resource.get("Properties", {}):
            resource["Properties"]["ContentUri"] = "s3://local/layer"
    return Template(transform(template, {"AWS::Region": region}, _NoPolicies())["Resources"], code)
