"""Makes in moto what the template declares: each type of resource by what `Ref` and `GetAtt …Arn` give for it."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast

from local.clients import Client

if TYPE_CHECKING:
    from types_boto3_s3.literals import BucketLocationConstraintType
    from types_boto3_s3.type_defs import ObjectLockRuleTypeDef, QueueConfigurationTypeDef
    from types_boto3_sqs.literals import QueueAttributeNameType

_ATTRIBUTES_OF_A_QUEUE: Final = ("VisibilityTimeout", "MessageRetentionPeriod", "RedrivePolicy")
_NOT_IN_THE_API = frozenset({"EnabledMfas"})  # CloudFormation sets it by another call
Properties = dict[str, Any]
Maker = Callable[[Client, str, Properties], tuple[str, str]]


def _make_queue(client: Client, name: str, properties: Properties) -> tuple[str, str]:
    sqs = client("sqs")
    attributes: dict[QueueAttributeNameType, str] = {
        key: _text(properties[key]) for key in _ATTRIBUTES_OF_A_QUEUE if key in properties
    }
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, answer["Attributes"]["QueueArn"]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _make_table(client: Client, name: str, properties: Properties) -> tuple[str, str]:
    shape = {key: properties[key] for key in ("AttributeDefinitions", "KeySchema", "BillingMode")}
    made = client("dynamodb").create_table(TableName=name, **shape)
    return name, made["TableDescription"]["TableArn"]


def _make_bucket(client: Client, name: str, properties: Properties) -> tuple[str, str]:
    """Make a bucket with its versions, lock and notifications; who may do what, and its ageing, are left to AWS."""
    s3, bucket = client("s3"), name.lower()
    region = cast("BucketLocationConstraintType", s3.meta.region_name)
    s3.create_bucket(
        Bucket=bucket,
        CreateBucketConfiguration={"LocationConstraint": region},
        ObjectLockEnabledForBucket=properties.get("ObjectLockEnabled", False),
    )
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=properties["VersioningConfiguration"])
    if rule := properties.get("ObjectLockConfiguration", {}).get("Rule"):
        days = int(rule["DefaultRetention"]["Days"])  # a parameter is text
        kept: ObjectLockRuleTypeDef = {"DefaultRetention": rule["DefaultRetention"] | {"Days": days}}
        s3.put_object_lock_configuration(
            Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": kept}
        )
    told = properties.get("NotificationConfiguration", {}).get("QueueConfigurations", [])
    queues: list[QueueConfigurationTypeDef] = [
        {"QueueArn": queue["Queue"], "Events": [queue["Event"]]} for queue in told
    ]
    if queues:
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={"QueueConfigurations": queues}
        )
    return bucket, f"arn:aws:s3:::{bucket}"


def _make_user_pool(client: Client, name: str, properties: Properties) -> tuple[str, str]:
    wanted = {key: value for key, value in properties.items() if key not in _NOT_IN_THE_API}
    pool = client("cognito-idp").create_user_pool(PoolName=name, **wanted)["UserPool"]
    return pool["Id"], pool["Arn"]


def _make_user_pool_client(client: Client, name: str, properties: Properties) -> tuple[str, str]:
    made = client("cognito-idp").create_user_pool_client(ClientName=name, **properties)
    return made["UserPoolClient"]["ClientId"], ""  # CloudFormation gives it no ARN either


def _make_topic(client: Client, name: str, properties: Properties) -> tuple[str, str]:
    attributes = {"DisplayName": properties["DisplayName"]}
    arn = client("sns").create_topic(Name=name, Attributes=attributes)["TopicArn"]
    return arn, arn


def _make_alias(_client: Client, _name: str, properties: Properties) -> tuple[str, str]:
    """Return the function itself for its alias: there is one version of the code."""
    return properties["FunctionName"], ""


MAKERS: dict[str, Maker] = {
    "AWS::Cognito::UserPool": _make_user_pool,
    "AWS::Cognito::UserPoolClient": _make_user_pool_client,
    "AWS::DynamoDB::Table": _make_table,
    "AWS::S3::Bucket": _make_bucket,
    "AWS::Lambda::Alias": _make_alias,
    "AWS::SNS::Topic": _make_topic,
    "AWS::SQS::Queue": _make_queue,
}
