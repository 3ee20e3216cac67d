"""What the template must keep, whatever is added to it."""

import pytest

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


def test_every_dead_letter_queue_has_an_alarm(template):
    watched = {
        dimension["Value"]["Fn::GetAtt"][0]
        for _, alarm in template.of("AWS::CloudWatch::Alarm")
        for dimension in alarm["Dimensions"]
    }
    assert set(dead_letters(template)) <= watched


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


def test_every_bucket_is_closed_encrypted_versioned_and_kept(template):
    for name, bucket in template.of("AWS::S3::Bucket"):
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert bucket["BucketEncryption"]
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
        assert template.resources[name]["DeletionPolicy"] == "Retain"


def test_every_table_is_kept_encrypted_and_can_be_set_back(template):
    for name, table in template.of("AWS::DynamoDB::Table"):
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert table["SSESpecification"]["SSEEnabled"]
        assert template.resources[name]["DeletionPolicy"] == "Retain"


def test_no_arn_names_a_partition():
    assert "arn:aws:" not in TEMPLATE.read_text("utf-8")
