"""What the template must keep, whatever is added to it."""

import copy
import json
import re
from dataclasses import MISSING, fields
from graphlib import CycleError, TopologicalSorter

import pytest
from tests.support.template_values import listed, owner

from api.http.access import PUBLIC
from api.routing.routes import whole_access
from daily.app import TASKS
from hepaflow.aws.retries import wait_after
from hepaflow.aws.settings import Settings
from local.stack import REGION, TEMPLATE
from local.timing.schedule import scheduled
from local.translated import translated

ACCESS = whole_access()
HOUR = 3600


@pytest.fixture(scope="module")
def template():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", REGION)  # the transform asks for it
        yield translated(TEMPLATE, REGION)


def queues(template):
    return dict(template.of("AWS::SQS::Queue"))


def dead_letters(template):
    return [
        queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for queue in queues(template).values()
        if "RedrivePolicy" in queue
    ]


def test_every_source_of_a_function_has_dead_letters(template):
    for _, mapping in template.of("AWS::Lambda::EventSourceMapping"):
        assert "RedrivePolicy" in queues(template)[mapping["EventSourceArn"]["Fn::GetAtt"][0]]


def test_every_queue_has_dead_letters_or_holds_them(template):
    without = {name for name, queue in queues(template).items() if "RedrivePolicy" not in queue}
    assert without <= set(dead_letters(template))


def watched(template, *metrics):
    """Return the queues or functions that an alarm on one of the metrics watches."""
    dimensions = [
        alarm["Dimensions"][0]["Value"]
        for _, alarm in template.of("AWS::CloudWatch::Alarm")
        if alarm["MetricName"] in metrics
    ]
    return {owner(value) for value in dimensions}


def test_every_dead_letter_has_an_alarm(template):
    assert watched(template, "NumberOfMessagesReceived", "ApproximateNumberOfMessagesVisible") >= set(
        dead_letters(template)
    )


def test_every_queue_that_a_function_works_off_has_an_alarm_on_what_waits_too_long(template):
    sources = {
        mapping["EventSourceArn"]["Fn::GetAtt"][0]
        for _, mapping in template.of("AWS::Lambda::EventSourceMapping")
    }
    assert watched(template, "ApproximateAgeOfOldestMessage") == sources


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_has_alarms_on_its_faults(template, metric):
    assert watched(template, metric) == {name for name, _ in template.of("AWS::Lambda::Function")}


def test_every_alarm_is_heard_by_the_stacks_own_topic_or_the_one_that_is_named(template):
    for _, alarm in template.of("AWS::CloudWatch::Alarm"):
        assert alarm["AlarmActions"] == [
            {"Fn::If": ["OwnAlarms", {"Ref": "Alarms"}, {"Ref": "AlarmTopicArn"}]}
        ]
    assert template.resources["Alarms"]["Condition"] == "OwnAlarms"


def test_what_names_files_or_holds_values_is_encrypted_with_the_stacks_own_key(template):
    key = {"Fn::If": ["OwnKey", {"Fn::GetAtt": ["DataKey", "Arn"]}, {"Ref": "ExistingDataKeyArn"}]}
    for _, queue in template.of("AWS::SQS::Queue"):
        assert queue["KmsMasterKeyId"] == key
    for _, table in template.of("AWS::DynamoDB::Table"):
        assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    assert dict(template.of("AWS::SNS::Topic"))["Announcements"]["KmsMasterKeyId"] == key
    for _, bucket in template.of("AWS::S3::Bucket"):
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}


def test_the_key_turns_and_stays(template):
    ((name, key),) = template.of("AWS::KMS::Key")
    assert key["EnableKeyRotation"] is True
    assert template.resources[name]["DeletionPolicy"] == "Retain"


def test_dead_letters_outlive_the_queue_they_come_from(template):
    for queue in queues(template).values():
        if "RedrivePolicy" in queue:
            target = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
            assert queues(template)[target]["MessageRetentionPeriod"] > queue["MessageRetentionPeriod"]


def function_of(template, mapping):
    """Return the function that works off a queue, by its alias."""
    alias = template.resources[mapping["FunctionName"]["Ref"]]
    return alias["Properties"]["FunctionName"]["Ref"]


def test_a_message_stays_hidden_for_six_timeouts_of_its_function(template):
    # AWS Lambda developer guide, "Using Lambda with Amazon SQS": at least six times the function's timeout
    functions = dict(template.of("AWS::Lambda::Function"))
    for _, mapping in template.of("AWS::Lambda::EventSourceMapping"):
        queue = queues(template)[mapping["EventSourceArn"]["Fn::GetAtt"][0]]
        assert queue["VisibilityTimeout"] >= 6 * functions[function_of(template, mapping)]["Timeout"]


def receipts(template, name):
    return queues(template)[name]["RedrivePolicy"]["maxReceiveCount"]


def least_waits(faults):
    """Return the shortest time, in seconds, from the first of some faults of a message to the try after the last."""
    return sum(wait_after(times, 0.0) for times in range(1, faults + 1))


def test_an_outage_of_two_hours_makes_no_dead_letters(template):
    assert least_waits(receipts(template, "IngestQueue") - 1) > 2 * HOUR


def test_a_file_that_stops_every_worker_is_a_dead_letter_within_four_hours(template):
    timeout = dict(template.of("AWS::Lambda::Function"))["IngestFunction"]["Timeout"]
    assert (
        receipts(template, "IngestQueue") * (timeout + 60) < 4 * HOUR - 900
    )  # receiving and answering take time, too


def test_dead_letters_outlast_an_outage_of_five_hours_also_if_their_count_goes_on(template):
    # SQS API reference, ReceiveMessage: ApproximateReceiveCount is "across all queues"
    left = receipts(template, "IngestDeadLetters") - receipts(template, "IngestQueue")
    assert least_waits(left - 1) > 5 * HOUR


def test_no_message_is_hidden_for_longer_than_sqs_allows(template):
    # SQS developer guide, "Amazon SQS visibility timeout": 12 hours from when it was received
    assert max(wait_after(times, 1.0) for times in range(1, 50)) + 900 < 12 * HOUR


def test_no_rule_of_the_intake_deletes_a_file(template):
    rules = template.resources["IntakeBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert not any(
        "Expiration" in key for rule in rules for key in rule if key != "ExpiredObjectDeleteMarker"
    )
    assert all("ExpirationInDays" not in rule for rule in rules)


def test_every_daily_task_has_a_schedule_of_its_own(template):
    assert sorted(event["task"] for _, event in scheduled(template)) == sorted(TASKS)


def test_every_bucket_is_closed_versioned_and_kept(template):
    for name, bucket in template.of("AWS::S3::Bucket"):
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
        assert template.resources[name]["DeletionPolicy"] == "Retain"


def test_every_table_is_kept_and_can_be_set_back(template):
    for name, table in template.of("AWS::DynamoDB::Table"):
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert template.resources[name]["DeletionPolicy"] == "Retain"


@pytest.mark.parametrize(("service", "place"), [("S3::Bucket", "Bucket"), ("SQS::Queue", "Queues")])
def test_every_bucket_and_queue_refuses_unencrypted_connections(template, service, place):
    assert guarded(template, service, place) == {name for name, _ in template.of(f"AWS::{service}")}


def test_announcements_are_sent_only_over_encrypted_connections(template):
    assert guarded(template, "SNS::Topic", "Topics") == {"Announcements"}


def guarded(template, service, place):
    """Return the resources whose policies deny unencrypted connections."""
    unencrypted = {"Bool": {"aws:SecureTransport": "false"}}
    return {
        name
        for _, policy in template.of(f"AWS::{service}Policy")
        for statement in policy["PolicyDocument"]["Statement"]
        if (statement["Effect"], statement.get("Condition")) == ("Deny", unencrypted)
        for name in map(owner, listed(policy[place]))
    }


def statements(template):
    for name, role in template.of("AWS::IAM::Role"):
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


# AWS service authorization reference, "Actions, resources, and condition keys for AWS X-Ray": no resource types
WITHOUT_RESOURCES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


def test_every_function_has_a_role_of_its_own(template):
    roles = {name: function["Role"] for name, function in template.of("AWS::Lambda::Function")}
    assert roles == {name: {"Fn::GetAtt": [f"{name}Role", "Arn"]} for name in roles}


def test_no_role_carries_policies_that_others_write(template):
    for _, role in template.of("AWS::IAM::Role"):
        assert set(role) == {"AssumeRolePolicyDocument", "Policies"}
    assert not list(template.of("AWS::IAM::Policy")) + list(template.of("AWS::IAM::ManagedPolicy"))


def test_only_lambda_takes_a_role(template):
    for _, role in template.of("AWS::IAM::Role"):
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_no_function_may_do_everything(template):
    for _, statement in statements(template):
        assert not any("*" in action for action in listed(statement["Action"]))


def test_a_function_may_touch_everything_only_where_aws_knows_no_less(template):
    for _, statement in statements(template):
        if "*" in listed(statement["Resource"]):
            assert set(listed(statement["Action"])) <= WITHOUT_RESOURCES


def test_a_function_may_touch_only_what_the_stack_owns(template):
    for _, statement in statements(template):
        for resource in listed(statement["Resource"]):
            assert resource == "*" or owner(resource) in template.resources


def test_a_function_writes_the_log_that_is_its_own(template):
    own = {
        f"{name}Role": {owner(function["LoggingConfig"]["LogGroup"])}
        for name, function in template.of("AWS::Lambda::Function")
    }
    assert touched(template, "logs:PutLogEvents") == own


def test_a_function_empties_the_queues_that_are_its_own(template):
    own = {}
    for _, mapping in template.of("AWS::Lambda::EventSourceMapping"):
        role = f"{function_of(template, mapping)}Role"
        own.setdefault(role, set()).add(owner(mapping["EventSourceArn"]))
    assert touched(template, "sqs:ReceiveMessage") == own


def touched(template, action):
    """Return by role what the action is allowed on."""
    return {
        role: {owner(resource) for resource in listed(statement["Resource"])}
        for role, statement in statements(template)
        if action in listed(statement["Action"])
    }


def test_only_who_learns_what_became_of_a_file_announces_it(template):
    may = {role for role, statement in statements(template) if statement["Action"] == "sns:Publish"}
    told = {
        f"{name}Role"
        for name, function in template.of("AWS::Lambda::Function")
        if "ANNOUNCEMENTS_TOPIC" in function["Environment"]["Variables"]
    }
    assert may == told == {"IngestFunctionRole", "WatchFunctionRole", "DailyFunctionRole", "ApiFunctionRole"}


def test_every_function_is_told_all_that_settings_want(template):
    known = {field.name.upper() for field in fields(Settings)}
    wanted = {field.name.upper() for field in fields(Settings) if field.default is MISSING}
    for name, function in template.of("AWS::Lambda::Function"):
        if name != "SiteFunction":  # it loads no settings
            assert wanted <= set(function["Environment"]["Variables"]) <= known


def test_the_site_function_has_no_layer_and_knows_no_table_and_no_bucket(template):
    site = dict(template.of("AWS::Lambda::Function"))["SiteFunction"]
    assert "Layers" not in site
    assert set(site["Environment"]["Variables"]) == {
        "JWT_ISSUER", "LOGIN_CLIENT_ID", "LOGIN_SCOPES", "SIGN_IN_ORIGIN", "INTAKE_ORIGIN",
    }  # fmt: skip
    role = [statement["Sid"] for name, statement in statements(template) if name == "SiteFunctionRole"]
    assert role == ["WriteItsLog", "Trace"]


def test_files_of_the_pages_have_a_throttle_of_their_own(template):
    ((_, stage),) = template.of("AWS::ApiGatewayV2::Stage")
    own = stage["RouteSettings"]["GET /app/{proxy+}"]
    assert 0 < own["ThrottlingRateLimit"] <= own["ThrottlingBurstLimit"] <= 100


def test_every_handler_is_there(template):
    for _, function in template.of("AWS::Lambda::Function"):
        module, _, _ = function["Handler"].rpartition(".")
        assert (template.code / module.replace(".", "/")).with_suffix(".py").is_file()


def test_a_route_needs_no_token_only_where_the_code_calls_it_public(template):
    ((_, api),) = template.of("AWS::ApiGatewayV2::Api")
    open_to_all = {
        f"{method.upper()} {path}"
        for path, methods in api["Body"]["paths"].items()
        for method, operation in methods.items()
        if operation["security"] != [{"AccessTokens": []}]
    }
    public = {route for route, roles in ACCESS.items() if roles == PUBLIC}
    pages = {
        "GET /app",
        "GET /app/{proxy+}",
        "HEAD /app/{proxy+}",
    }  # with files alone, which are the same for everybody
    assert open_to_all == {*public, *pages, "OPTIONS /{proxy+}"}  # browsers ask the last one; CORS answers it


def test_the_api_function_gives_up_before_the_gateway_does(template):
    # API Gateway quotas for HTTP APIs: 30 seconds an integration
    assert dict(template.of("AWS::Lambda::Function"))["ApiFunction"]["Timeout"] < 30


def references(value):
    """Yield the names that a value of the template refers to."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), _]}:
            yield name
        case {"Fn::Sub": text}:
            parts = text if isinstance(text, list) else [text, {}]
            yield from (name.partition(".")[0] for name in re.findall(r"\${([^!}]+)}", parts[0]))
            yield from references(parts[1])
        case dict():
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)


def circle_of(resources):
    """Return resources that refer to each other in a circle, which CloudFormation could make none of first."""
    needs = {
        name: (set(references(one)) | set(listed(one.get("DependsOn", [])))) & resources.keys()
        for name, one in resources.items()
    }
    try:
        list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        return error.args[1]
    return []


def test_no_resources_refer_to_each_other_in_a_circle(template):
    assert circle_of(template.resources) == []


def test_circle_through_a_policy_is_seen(template):
    # what the queue's policy must not do: name the bucket that depends on it
    policy = copy.deepcopy(template.resources["IngestQueuePolicy"])
    policy["Properties"]["PolicyDocument"]["Statement"][0]["Resource"] = {"Fn::Sub": "${IntakeBucket.Arn}/*"}
    found = circle_of({**template.resources, "IngestQueuePolicy": policy})
    assert {"IngestQueuePolicy", "IntakeBucket"} <= set(found)


def test_no_arn_names_a_partition(template):
    assert "arn:aws:" not in json.dumps(template.resources)


def test_one_caller_cannot_take_the_api_from_the_others(template):
    ((_, stage),) = template.of("AWS::ApiGatewayV2::Stage")
    settings = stage["DefaultRouteSettings"]
    assert 0 < settings["ThrottlingRateLimit"] <= settings["ThrottlingBurstLimit"] <= 100


def test_the_page_for_operators_explains_every_alarm_and_no_other(template):
    alarms = {name for name, _ in template.of("AWS::CloudWatch::Alarm")}
    assert {name for name in operators_page() if name.endswith("Alarm")} == alarms


def test_the_page_for_operators_explains_every_parameter(template):
    declared = {name for name in template.parameters if not name.startswith("SsmParameter")}
    assert declared <= operators_page()


def operators_page():
    page = (TEMPLATE.parent / "docs" / "operations.md").read_text(encoding="utf-8")
    return set(re.findall(r"`(\w+)`", page))
