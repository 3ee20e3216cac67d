"""The API and the queues call an alias of each function, so an earlier version can be put back at once."""

import pytest
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from local.stack import REGION, TEMPLATE
from local.translated import translated


class NoPolicies:
    def load(self):
        return {}


@pytest.fixture(autouse=True)
def region(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)  # the transform asks for it


def versions(*, layer="l", code="c", memory=None):
    """Return the logical ids of the versions that a deployment publishes."""
    template = yaml_parse(TEMPLATE.read_text("utf-8"))
    template["Globals"]["Function"]["CodeUri"] = f"s3://built/{code}"
    template["Resources"]["SiteFunction"]["Properties"]["CodeUri"] = f"s3://built/site-{code}"
    template["Resources"]["SharedLayer"]["Properties"]["ContentUri"] = f"s3://built/{layer}"
    if memory:
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::Serverless::Function":
                resource["Properties"]["MemorySize"] = memory
    made = transform(template, {"AWS::Region": REGION}, NoPolicies())["Resources"]
    return {name for name, one in made.items() if one["Type"] == "AWS::Lambda::Version"}


def test_every_function_has_the_alias_live():
    template = translated(TEMPLATE, REGION)
    functions = {name for name, _ in template.of("AWS::Lambda::Function")}
    aliases = [alias for _, alias in template.of("AWS::Lambda::Alias")]
    assert {(alias["FunctionName"]["Ref"], alias["Name"]) for alias in aliases} == {
        (function, "live") for function in functions
    }


def test_queues_and_api_call_aliases_and_never_the_newest_code():
    template = translated(TEMPLATE, REGION)
    aliases = {name for name, _ in template.of("AWS::Lambda::Alias")}
    assert {one["FunctionName"]["Ref"] for _, one in template.of("AWS::Lambda::EventSourceMapping")} < aliases
    ((_, api),) = template.of("AWS::ApiGatewayV2::Api")
    called = {
        operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"].split("/functions/")[1]
        for methods in api["Body"]["paths"].values()
        for operation in methods.values()
    }
    assert called == {"${ApiFunctionAliaslive}/invocations", "${SiteFunctionAliaslive}/invocations"}
    assert {may["FunctionName"]["Ref"] for _, may in template.of("AWS::Lambda::Permission")} < aliases


def test_the_same_build_publishes_nothing():
    assert versions() == versions()


@pytest.mark.parametrize("changed", [{"layer": "newer"}, {"code": "newer"}, {"memory": 3009}], ids=str)
def test_newer_code_or_settings_are_a_new_version_of_every_function(changed):
    # all code is in the layer: without its property PublishLambdaVersion, the aliases would stay on the old code
    before, after = versions(), versions(**changed)
    assert len(before) == len(after) > 0
    # the function `site` has no layer
    assert (
        all(one.startswith("SiteFunction") for one in before & after)
        if "layer" in changed
        else not before & after
    )


def test_earlier_versions_stay():
    template = translated(TEMPLATE, REGION)
    for name, _ in template.of("AWS::Lambda::Version"):
        assert template.resources[name]["DeletionPolicy"] == "Retain"
