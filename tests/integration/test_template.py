"""What the template must keep, whatever is added to it."""

import pytest

from api.access import PUBLIC, ROUTES
from hepaflow.aws.settings import Settings
from local.stack import REGION, TEMPLATE
from local.translated import translated


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


def test_every_dead_letter_queue_has_an_alarm(template):
    watched = {
        dimension["Value"]["Fn::GetAtt"][0]
        for _, alarm in template.of("AWS::CloudWatch::Alarm")
        for dimension in alarm["Dimensions"]
        if dimension["Name"] == "QueueName"
    }
    assert set(dead_letters(template)) <= watched


def test_every_alarm_is_heard(template):
    topics = dict(template.of("AWS::SNS::Topic"))
    for _, alarm in template.of("AWS::CloudWatch::Alarm"):
        assert {action["Ref"] for action in alarm["AlarmActions"]} <= set(topics)


def test_what_names_files_or_holds_values_is_encrypted_with_the_stacks_own_key(template):
    key = {"Fn::GetAtt": ["DataKey", "Arn"]}
    for _, queue in template.of("AWS::SQS::Queue"):
        assert queue["KmsMasterKeyId"] == key
    for _, table in template.of("AWS::DynamoDB::Table"):
        assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
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


def test_a_message_stays_hidden_for_six_timeouts_of_its_function(template):
    # AWS Lambda developer guide, "Using Lambda with Amazon SQS": at least six times the function's timeout
    functions = dict(template.of("AWS::Lambda::Function"))
    for _, mapping in template.of("AWS::Lambda::EventSourceMapping"):
        queue = queues(template)[mapping["EventSourceArn"]["Fn::GetAtt"][0]]
        assert queue["VisibilityTimeout"] >= 6 * functions[mapping["FunctionName"]["Ref"]]["Timeout"]


def test_every_bucket_is_closed_versioned_and_kept(template):
    for name, bucket in template.of("AWS::S3::Bucket"):
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
        assert template.resources[name]["DeletionPolicy"] == "Retain"


def test_every_table_is_kept_and_can_be_set_back(template):
    for name, table in template.of("AWS::DynamoDB::Table"):
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert template.resources[name]["DeletionPolicy"] == "Retain"


def test_every_bucket_and_queue_refuses_unencrypted_connections(template):
    guarded = {
        name
        for kind, place in (("AWS::S3::BucketPolicy", "Bucket"), ("AWS::SQS::QueuePolicy", "Queues"))
        for _, policy in template.of(kind)
        if any(statement["Effect"] == "Deny" for statement in policy["PolicyDocument"]["Statement"])
        for name in names(policy[place])
    }
    assert guarded == {
        name for kind in ("AWS::S3::Bucket", "AWS::SQS::Queue") for name, _ in template.of(kind)
    }


def names(value):
    return {one["Ref"] for one in (value if isinstance(value, list) else [value])}


def statements(template):
    for name, role in template.of("AWS::IAM::Role"):
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


def listed(value):
    return value if isinstance(value, list) else [value]


def test_no_function_may_do_everything_or_anything_to_everything(template):
    for _, statement in statements(template):
        assert not any("*" in action for action in listed(statement["Action"]))
        assert "*" not in listed(statement["Resource"])


def test_a_function_may_touch_only_what_the_stack_owns(template):
    for _, statement in statements(template):
        for resource in listed(statement["Resource"]):
            owner = (
                resource["Fn::GetAtt"][0]
                if "Fn::GetAtt" in resource
                else resource["Fn::Sub"][2:].split(".")[0]
            )
            assert owner in template.resources


def test_every_function_is_told_all_that_settings_want(template):
    wanted = {field.alias for field in Settings.model_fields.values()}
    for _, function in template.of("AWS::Lambda::Function"):
        assert set(function["Environment"]["Variables"]) == wanted


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
    public = {route for route, roles in ROUTES.items() if roles == PUBLIC}
    assert open_to_all == {*public, "OPTIONS /{proxy+}"}  # browsers ask that one; CORS answers it


def test_the_api_function_gives_up_before_the_gateway_does(template):
    # API Gateway quotas for HTTP APIs: 30 seconds an integration
    assert dict(template.of("AWS::Lambda::Function"))["ApiFunction"]["Timeout"] < 30


def test_no_arn_names_a_partition():
    assert "arn:aws:" not in TEMPLATE.read_text("utf-8")
