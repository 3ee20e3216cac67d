"""The stub of the benchmarks answers as moto does, counts units as DynamoDB's guide says, and throttles if asked to."""

import boto3
import pytest
from botocore.exceptions import ClientError
from tests.benchmarks.stub.running import running_stub
from tests.contract.template_tables import tables

from local.stack import REGION, empty_moto

TABLE = "RegistryTable"
KEY = {"pk": {"S": "a"}, "sk": {"S": "1"}}
ABSENT = "attribute_not_exists(pk)"


def item(sk, **more):
    return {"pk": {"S": "a"}, "sk": {"S": sk}, **{name: {"S": text} for name, text in more.items()}}


def put(sk, condition="", values=None, **more):
    request = {"TableName": TABLE, "Item": item(sk, **more)}
    if condition:
        request["ConditionExpression"] = condition
    if "#" in condition:
        request["ExpressionAttributeNames"] = {"#status": "status"}
        request["ExpressionAttributeValues"] = {name: {"S": text} for name, text in values.items()}
    return request


def update(expression, condition, values, names):
    return {
        "TableName": TABLE,
        "Key": KEY,
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {name: {"S": text} for name, text in values.items()},
    }


def query(**more):
    values = {":pk": {"S": "a"}, ":first": {"S": "1"}, ":last": {"S": "3"}}
    return {
        "TableName": TABLE,
        "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
        "ExpressionAttributeValues": values,
        **more,
    }


UNSETTLED = "attribute_not_exists(pk) OR NOT #status IN (:0, :1)"
NOT_ASKED_FOR = {"ResponseMetadata", "ConsumedCapacity", "ItemCollectionMetrics"}  # what only moto says
SETTLED = {":0": "taken-up", ":1": "duplicate"}
REQUESTS = [  # each form of a request that hepaflow sends, in an order in which conditions hold and fail
    ("get_item", {"TableName": TABLE, "Key": KEY}),
    ("put_item", put("1", ABSENT, status="new")),
    ("put_item", put("1", ABSENT, status="other") | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}),
    ("put_item", put("1", ABSENT, status="other")),
    ("get_item", {"TableName": TABLE, "Key": KEY}),
    ("put_item", put("1", UNSETTLED, SETTLED, status="taken-up")),
    ("put_item", put("1", UNSETTLED, SETTLED, status="again")),
    ("put_item", put("2", UNSETTLED, SETTLED, status="first")),
    ("put_item", put("9", "#status <> :done", {":done": "done"}, status="done")),
    ("put_item", put("9", "#status <> :done", {":done": "done"}, status="more")),
    ("put_item", put("9", "#status = :was AND #status = :was", {":was": "done"}, status="more")),
    ("update_item", update("SET #0 = :0", "attribute_not_exists(#1)", {":0": "x"}, {"#0": "0001", "#1": "further"})),
    ("update_item", update("SET #0 = :0, #1 = if_not_exists(#1, :0)", ABSENT, {":0": "y"}, {"#0": "0002", "#1": "0001"})),
    ("update_item", update("SET #0 = :0, #1 = if_not_exists(#1, :0)", "attribute_exists(pk)", {":0": "y"}, {"#0": "0002", "#1": "0001"})),
    ("update_item", update("REMOVE #r SET #0 = :0", "#0 = :1", {":0": "z", ":1": "y"}, {"#0": "0002", "#r": "0001"})),
    ("get_item", {"TableName": TABLE, "Key": KEY}),
    ("batch_write_item", {"RequestItems": {TABLE: [{"PutRequest": {"Item": item(str(n), text="肝" * n)}} for n in range(3, 8)]}}),
    ("batch_get_item", {"RequestItems": {TABLE: {"Keys": [KEY, item("3"), item("none")], "ConsistentRead": True}}}),
    ("query", query()),
    ("query", query(ScanIndexForward=False, Limit=2)),
    ("query", query(Limit=2, ExclusiveStartKey=item("2"))),
    ("transact_write_items", {"TransactItems": [{"Put": put("10", ABSENT)}, {"Put": put("1", ABSENT)}]}),
    ("transact_write_items", {"TransactItems": [{"Put": put("10", ABSENT)}, {"Update": update("SET #0 = :0", "attribute_exists(pk)", {":0": "t"}, {"#0": "0003"})}]}),
    ("query", query(ExpressionAttributeValues={":pk": {"S": "a"}, ":first": {"S": " "}, ":last": {"S": "~"}})),
]  # fmt: skip


def said(client, operation, request):
    try:
        answer = getattr(client, operation)(**request)
    except ClientError as error:
        reasons = [one["Code"] for one in error.response.get("CancellationReasons", [])]
        return error.response["Error"]["Code"], error.response.get("Item"), reasons
    return {name: value for name, value in answer.items() if name not in NOT_ASKED_FOR}


def ordered(answer):
    """A BatchGetItem answers in any order."""
    if isinstance(answer, dict) and "Responses" in answer:
        answer["Responses"][TABLE].sort(key=lambda one: one["sk"]["S"])
    return answer


@pytest.fixture
def stub():
    with running_stub() as made:
        yield made


def test_the_stub_answers_each_request_as_moto_does(stub):
    client = stub.client("dynamodb")
    ours = [ordered(said(client, *one)) for one in REQUESTS]
    with empty_moto():
        moto = boto3.client("dynamodb", region_name=REGION)
        moto.create_table(TableName=TABLE, **tables()[TABLE])
        theirs = [ordered(said(moto, *one)) for one in REQUESTS]
    assert ours == theirs
    assert {len(answer) for answer in ours if isinstance(answer, tuple)} == {3}  # some conditions failed


def test_objects_have_versions(stub):
    s3 = stub.client("s3")
    first, second = (
        s3.put_object(Bucket="intake", Key="S/C/ä b.csv", Body=body)["VersionId"] for body in (b"1", b"2")
    )
    asked = {"Bucket": "intake", "Key": "S/C/ä b.csv"}
    assert s3.get_object(**asked, VersionId=first)["Body"].read() == b"1"
    assert s3.get_object(**asked)["Body"].read() == b"2"
    s3.delete_object(**asked, VersionId=second)
    assert s3.get_object(**asked)["Body"].read() == b"1"
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(**asked, VersionId=second)


def test_units_are_those_of_the_guide(stub):
    """An item takes a write unit for each KB begun, twice that in a transaction, and a read unit for each 4 KB."""
    client = stub.client("dynamodb")
    beside = len("pk" + "a" + "sk" + "1" + "text")
    client.put_item(TableName=TABLE, Item=item("1", text="x" * (1024 - beside)))
    assert stub.stats()["units"] == {f"{TABLE} write": 1}
    client.put_item(TableName=TABLE, Item=item("1", text="x" * (1025 - beside)))
    assert stub.stats()["units"] == {f"{TABLE} write": 3}
    client.transact_write_items(
        TransactItems=[{"Put": {"TableName": TABLE, "Item": item("1", text="x" * 4000)}}]
    )
    assert stub.stats()["units"] == {f"{TABLE} write": 11}
    client.get_item(TableName=TABLE, Key=KEY)
    assert stub.stats()["units"] == {f"{TABLE} write": 11, f"{TABLE} read": 1}
    client.put_item(TableName=TABLE, Item=item("2", text="x" * 4100))
    client.query(
        TableName=TABLE, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": "a"}}
    )
    assert stub.stats()["units"] == {f"{TABLE} write": 16, f"{TABLE} read": 3}


def test_a_table_that_throttles_leaves_items_over():
    with running_stub(rate=40) as stub:
        client = stub.client("dynamodb")
        puts = [{"PutRequest": {"Item": item(str(n)) | {"pk": {"S": str(n % 5)}}}} for n in range(25)]
        first, second = (client.batch_write_item(RequestItems={TABLE: puts}) for _ in range(2))
        assert first["UnprocessedItems"] == {}
        assert 0 < len(second["UnprocessedItems"][TABLE]) < 25  # 40 a second, and 25 of the first are gone
