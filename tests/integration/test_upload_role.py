"""The role of a center's lab system: it sends into its own folder, and can do nothing else."""

import re

import pytest
from samtranslator.yaml_helper import yaml_parse

from local.resolve import Resolver
from local.stack import TEMPLATE

PATH = TEMPLATE.parent / "infra" / "upload-role.yaml"
GIVEN = {
    "AWS::Partition": "aws-cn",
    "AWS::Region": "cn-north-1",
    "AWS::URLSuffix": "amazonaws.com.cn",
    "Study": "LIVER-1",
    "Center": "CN-01",
    "Feed": "",
    "IntakeBucketName": "intake",
    "DataKeyArn": "arn:aws-cn:kms:cn-north-1:123456789012:key/1",
    "Sender": "arn:aws-cn:iam::210987654321:role/lab",
    "ExternalId": "",
}


@pytest.fixture(scope="module")
def template():
    return yaml_parse(PATH.read_text("utf-8"))


@pytest.fixture
def role(template):
    return made(template)


def made(template, **given):
    """Return the properties of the role that the parameters make."""
    values = GIVEN | given
    resolver = Resolver(template["Conditions"], values.__getitem__, lambda *_: "")
    return resolver.resolve(template["Resources"]["UploadRole"]["Properties"])


def statements(role):
    (policy,) = role["Policies"]
    return {statement["Sid"]: statement for statement in policy["PolicyDocument"]["Statement"]}


def test_it_may_put_files_into_its_own_folder_and_nowhere_else(role):
    sending = statements(role)["SendIntoItsOwnFolder"]
    assert (sending["Action"], sending["Resource"]) == (
        "s3:PutObject",
        "arn:aws-cn:s3:::intake/LIVER-1/CN-01/*",
    )


def test_role_of_one_feed_sends_into_the_folder_of_that_feed(template):
    sending = statements(made(template, Feed="chemistry"))["SendIntoItsOwnFolder"]
    assert sending["Resource"] == "arn:aws-cn:s3:::intake/LIVER-1/CN-01/chemistry/*"


def test_it_may_use_the_key_through_s3_for_the_intake_alone(role):
    encrypting = statements(role)["EncryptOnTheWayIn"]
    assert encrypting["Resource"] == GIVEN["DataKeyArn"]
    # a bucket key's encryption context is the ARN of the bucket (S3 user guide, "Reducing the cost of SSE-KMS")
    assert encrypting["Condition"] == {
        "StringEquals": {
            "kms:ViaService": "s3.cn-north-1.amazonaws.com.cn",
            "kms:EncryptionContext:aws:s3:arn": "arn:aws-cn:s3:::intake",
        }
    }


def test_it_may_do_nothing_else(role):
    assert set(statements(role)) == {"SendIntoItsOwnFolder", "EncryptOnTheWayIn"}
    # S3 needs both to encrypt an upload in parts (S3 user guide, "Multipart upload API and permissions")
    assert statements(role)["EncryptOnTheWayIn"]["Action"] == ["kms:GenerateDataKey", "kms:Decrypt"]
    assert "ManagedPolicyArns" not in role


def trust(role):
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return statement


def test_only_the_sender_that_is_named_may_take_it(role):
    assert trust(role)["Principal"] == {"AWS": GIVEN["Sender"]}
    assert "Condition" not in trust(role)


def test_a_sender_for_several_centers_names_what_was_agreed_on(template):
    told = trust(made(template, ExternalId="LIVER-1-CN-01-2f9c"))
    assert told["Condition"] == {"StringEquals": {"sts:ExternalId": "LIVER-1-CN-01-2f9c"}}


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        ("Center", "*"),
        ("Center", "CN-0?"),
        ("Center", "CN-01/../CN-02"),
        ("Study", ""),
        ("Study", "LIVER-1/CN-02"),
        ("IntakeBucketName", "*"),
        ("Sender", "*"),
        ("Sender", "arn:aws:iam::123456789012:role/*"),
        ("ExternalId", "short"),
    ],
)
def test_no_parameter_widens_what_it_may_do(template, parameter, text):
    assert not re.search(template["Parameters"][parameter]["AllowedPattern"], text)


@pytest.mark.parametrize(
    "parameter", ["Study", "Center", "IntakeBucketName", "DataKeyArn", "Sender", "ExternalId"]
)
def test_ordinary_parameters_are_taken(template, parameter):
    assert re.search(template["Parameters"][parameter]["AllowedPattern"], GIVEN[parameter])


def test_no_arn_names_a_partition():
    assert "arn:aws:" not in PATH.read_text("utf-8")
