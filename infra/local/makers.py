"""Makes in moto what the template declares: each type of resource by what `Ref` and `GetAtt …Arn` give for it."""

import json
from collections.abc import Callable
from typing import Any

_ATTRIBUTES_OF_A_QUEUE = ("VisibilityTimeout", "MessageRetentionPeriod", "RedrivePolicy")
_NOT_IN_THE_API = frozenset({"EnabledMfas"})  # CloudFormation sets it by another call
Properties = dict[str, Any]
Client = Callable[[str], Any]
Maker = Callable[[Client, str, Properties], tuple[str, str]]


def _make_queue(client: Client, name: str, properties: Properties) -> tuple[str, str]:
    sqs = client("sqs")
    attributes = {key: properties[key] for key in _ATTRIBUTES_OF_A_QUEUE if key in properties}
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in attributes.items()}
    url = sqs.create_queue(QueueName=name, Attributes=texts)["QueueUrl"]
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, answer["Attributes"]["QueueArn"]


def _make_table(client: Client, name: str, properties: Properties) -> tuple[str, str]:
    shape = {key: properties[key] for key in ("AttributeDefinitions", "KeySchema", "BillingMode")}
    made = client("dynamodb").create_table(TableName=name, **shape)
    return name, made["TableDescription"]["TableArn"]


def _make_bucket(client: Client, name: str, properties: Properties) -> tuple[str, str]:
    """Make a bucket with its versions, lock and notifications; who may do what, and its ageing, are left to AWS."""
    s3, bucket = client("s3"), name.lower()
    s3.create_bucket(
        Bucket=bucket,
        CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name},
        ObjectLockEnabledForBucket=properties.get("ObjectLockEnabled", False),
    )
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=properties["VersioningConfiguration"])
    if rule := properties.get("ObjectLockConfiguration", {}).get("Rule"):
        days = int(rule["DefaultRetention"]["Days"])  # a parameter is text
        kept = {"DefaultRetention": rule["DefaultRetention"] | {"Days": days}}
        s3.put_object_lock_configuration(
            Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": kept}
        )
    told = properties.get("NotificationConfiguration", {}).get("QueueConfigurations", [])
    queues = [{"QueueArn": queue["Queue"], "Events": [queue["Event"]]} for queue in told]
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
    made_id: str = made["UserPoolClient"]["ClientId"]
    return made_id, ""  # CloudFormation gives it no ARN either


def _make_topic(client: Client, name: str, properties: Properties) -> tuple[str, str]:
    attributes = {"DisplayName": properties["DisplayName"]}
    arn: str = client("sns").create_topic(Name=name, Attributes=attributes)["TopicArn"]
    return arn, arn


MAKERS: dict[str, Maker] = {
    "AWS::Cognito::UserPool": _make_user_pool,
    "AWS::Cognito::UserPoolClient": _make_user_pool_client,
    "AWS::DynamoDB::Table": _make_table,
    "AWS::S3::Bucket": _make_bucket,
    "AWS::SNS::Topic": _make_topic,
    "AWS::SQS::Queue": _make_queue,
}
