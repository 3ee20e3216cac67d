"""The tables of the template, as a client makes them."""

from typing import Any

from samtranslator.yaml_helper import yaml_parse

from local.stack import TEMPLATE


def tables() -> dict[str, dict[str, Any]]:
    """Return the shapes of the template's tables."""
    wanted = ("AttributeDefinitions", "KeySchema", "BillingMode")
    resources = yaml_parse(TEMPLATE.read_text("utf-8"))["Resources"]
    return {
        name: {key: resource["Properties"][key] for key in wanted}
        for name, resource in resources.items()
        if resource["Type"] == "AWS::DynamoDB::Table"
    }
