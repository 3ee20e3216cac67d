"""The stack on this machine has what the template declares, and says what it cannot make."""

import re
from itertools import pairwise

import boto3
import pytest

from local.pump import pump, waiting
from local.resolve import Resolver
from local.stack import NOTHING_TO_MAKE, REGION, TEMPLATE, Stack, running
from local.translated import Template, translated

USERS = TEMPLATE.parent / "infra" / "users.yaml"


def test_everything_declared_has_a_name(stack):
    assert set(stack.refs) == set(stack.template.resources)


def test_what_became_of_files_is_announced_in_a_topic_that_is_there(stack):
    topics = [topic["TopicArn"] for topic in boto3.client("sns").list_topics()["Topics"]]
    assert stack.refs["Announcements"] in topics
    assert stack.outputs["AnnouncementsTopic"] == stack.refs["Announcements"]


def test_what_nobody_can_make_is_reported(tmp_path):
    stack = Stack(Template({"Novel": {"Type": "AWS::Novel::Thing"}}, tmp_path))
    with pytest.raises(NotImplementedError, match="Novel is an AWS::Novel::Thing"):
        stack.make("Novel")


def test_what_need_not_be_made_has_its_reason():
    assert all(NOTHING_TO_MAKE.values())


def test_originals_can_be_locked(stack):
    found = boto3.client("s3").get_object_lock_configuration(Bucket=stack.refs["SourceBucket"])
    assert found["ObjectLockConfiguration"] == {"ObjectLockEnabled": "Enabled"}


def test_originals_are_locked_for_as_long_as_the_study_says():
    with running(parameters={"SourceLockDays": "3650"}) as stack:
        s3, bucket = boto3.client("s3"), stack.refs["SourceBucket"]
        found = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        kept = found["Rule"]["DefaultRetention"]
        assert (kept["Mode"], kept["Days"]) == ("GOVERNANCE", 3650)


def test_dead_letters_go_from_queue_to_queue_as_declared(stack):
    sqs = boto3.client("sqs")
    chain = ["IngestQueue", "IngestDeadLetters", "WatchDeadLetters"]
    for queue, target in pairwise(chain):
        answer = sqs.get_queue_attributes(QueueUrl=stack.refs[queue], AttributeNames=["RedrivePolicy"])
        assert stack.arns[target] in answer["Attributes"]["RedrivePolicy"]


def test_users_sign_in_with_a_long_password_of_any_kind():
    with running(path=USERS) as stack:
        cognito, pool, name = boto3.client("cognito-idp"), stack.refs["UserPool"], "someone@example.org"
        cognito.admin_create_user(UserPoolId=pool, Username=name)
        password = "fifteen letters"
        cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
        answer = cognito.initiate_auth(
            ClientId=stack.refs["CommandLine"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password},
        )
        assert answer["AuthenticationResult"]["AccessToken"]


def test_the_api_trusts_the_issuer_and_the_audience_that_the_users_stack_puts_out():
    with running(path=USERS) as users:
        made, pool = users.outputs, users.refs["UserPool"]
    with running(parameters={name: made[name] for name in ("JwtIssuer", "JwtAudience")}) as stack:
        assert authorizer(stack) == {"issuer": made["JwtIssuer"], "audience": [made["JwtAudience"]]}
    assert made["JwtIssuer"] == f"https://cognito-idp.eu-central-1.amazonaws.com/{pool}"


def test_an_existing_user_pool_is_used_and_no_other_is_made():
    with running():
        pool = boto3.client("cognito-idp").create_user_pool(PoolName="earlier")["UserPool"]["Id"]
        users = Stack(
            translated(USERS, REGION),
            {"ExistingUserPoolId": pool, "DomainPrefix": "p", "LoopbackPort": "8765"},
        )
        for name in users.template.resources:
            users.make(name)

        assert "UserPool" not in users.refs
        assert users.outputs["UserPoolId"] == pool
        assert users.outputs["JwtIssuer"].endswith(f"/{pool}")


def test_no_page_of_another_origin_may_call_unless_named(stack):
    ((_, api),) = stack.template.of("AWS::ApiGatewayV2::Api")
    assert "x-amazon-apigateway-cors" not in stack.resolve(api["Body"])


def test_forms_for_the_intake_come_from_any_page_and_by_post_alone(stack):
    bucket = stack.resolve(stack.template.resources["IntakeBucket"]["Properties"])
    (rule,) = bucket["CorsConfiguration"]["CorsRules"]
    assert (rule["AllowedOrigins"], rule["AllowedMethods"]) == (["*"], ["POST"])


def test_pages_of_the_named_origins_may_call():
    with running(parameters={"PageOrigins": "https://a.example,https://b.example"}) as stack:
        ((_, api),) = stack.template.of("AWS::ApiGatewayV2::Api")
        cors = stack.resolve(api["Body"])["x-amazon-apigateway-cors"]
        assert cors["allowOrigins"] == ["https://a.example", "https://b.example"]
        assert cors["allowHeaders"] == ["authorization", "content-type"]


@pytest.mark.parametrize(
    "origins", ["*", "https://*.example", "https://a.example/", "a.example", "https://a, https://b"]
)
def test_pages_of_everybody_cannot_be_named(stack, origins):
    assert not re.search(stack.template.parameters["PageOrigins"]["AllowedPattern"], origins)


def test_alarms_go_to_the_topic_that_is_named():
    topic = "arn:aws:sns:eu-central-1:210987654321:on-call"
    with running(parameters={"AlarmTopicArn": topic}) as stack:
        heard = {
            action
            for _, alarm in stack.template.of("AWS::CloudWatch::Alarm")
            for action in stack.resolve(alarm["AlarmActions"])
        }
        assert heard == {topic, stack.outputs["AlarmTopic"]}
        assert "Alarms" not in stack.refs


def test_a_poison_message_ends_where_an_alarm_waits(stack):
    sqs = boto3.client("sqs")
    pump(stack)  # the message that tests the notification
    sqs.send_message(QueueUrl=stack.refs["IngestQueue"], MessageBody="not JSON")
    pump(stack)
    assert waiting(stack, "IngestQueue") == waiting(stack, "IngestDeadLetters") == 0
    assert waiting(stack, "WatchDeadLetters") == 1


RESOLVER = Resolver(
    {"Yes": {"Fn::Equals": ["a", "a"]}}, lambda name: f"<{name}>", lambda *path: ".".join(path)
)


@pytest.mark.parametrize(
    ("value", "resolved"),
    [
        ({"Ref": "A"}, "<A>"),
        ({"Fn::GetAtt": ["A", "Arn"]}, "A.Arn"),
        ({"Fn::Sub": "${A}/${B.Arn}/${!C}"}, "<A>/B.Arn/${C}"),
        ({"Fn::Sub": ["${A}${B}", {"B": {"Ref": "C"}}]}, "<A><C>"),
        ({"Fn::If": ["Yes", 1, 2]}, 1),
        ({"Fn::Equals": [0, "0"]}, True),
        ({"Fn::Not": [{"Condition": "Yes"}]}, False),
        ({"Fn::And": [{"Condition": "Yes"}, {"Fn::Not": [{"Condition": "Yes"}]}]}, False),
        ({"Fn::Or": [{"Condition": "Yes"}, {"Fn::Not": [{"Condition": "Yes"}]}]}, True),
        ({"Fn::Join": ["-", ["a", {"Ref": "A"}]]}, "a-<A>"),
        ({"Fn::Split": [",", "a,b"]}, ["a", "b"]),
        ({"plain": ["a", {"Ref": "A"}]}, {"plain": ["a", "<A>"]}),
        ({"a": {"Ref": "AWS::NoValue"}, "b": ["c", {"Ref": "AWS::NoValue"}]}, {"b": ["c"]}),
    ],
)
def test_functions_of_the_template_are_followed(value, resolved):
    assert RESOLVER.resolve(value) == resolved


def test_a_function_that_nobody_knows_is_reported():
    with pytest.raises(NotImplementedError, match="Fn::Cidr"):
        RESOLVER.resolve({"Fn::Cidr": []})


def authorizer(stack):
    ((_, api),) = stack.template.of("AWS::ApiGatewayV2::Api")
    schemes = stack.resolve(api["Body"]["components"]["securitySchemes"])
    return schemes["AccessTokens"]["x-amazon-apigateway-authorizer"]["jwtConfiguration"]
