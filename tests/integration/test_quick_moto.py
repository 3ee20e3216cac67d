"""What `local.quick_moto` changes answers as moto itself does, from a process in which nothing is changed."""

import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

INFRA = Path(__file__).parents[2] / "infra"
ITEM = {
    "b": {"B": b"\x00\xffabc"},
    "bs": {"BS": [b"x", b"y"]},
    "n": {"N": "1.50"},
    "ns": {"NS": ["1", "2"]},
    "l": {"L": [{"M": {"k": {"B": b"z"}}}, {"NULL": True}, {"BOOL": False}]},
    "e": {"S": ""},
    "m": {"M": {}},
    "el": {"L": []},
}


def told():
    """Ask a table for everything that is changed: queries, answers with every type, a transaction that fails as a whole."""
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-central-1")
        keys = [("p", "HASH"), ("s", "RANGE")]
        client.create_table(
            TableName="T",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in keys],
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
            BillingMode="PAY_PER_REQUEST",
        )
        for partition in ("a", "b"):
            for sort in "210":
                client.put_item(TableName="T", Item={"p": {"S": partition}, "s": {"S": sort}, **ITEM})
        failed = refusal(client)
        asked = {"TableName": "T", "ExpressionAttributeValues": {":p": {"S": "a"}}, "KeyConditionExpression": "p = :p"}  # fmt: skip
        return repr(
            [
                failed,
                client.query(**asked)["Items"],
                client.query(**asked, ScanIndexForward=False, Limit=2)["LastEvaluatedKey"],
                client.query(**{**asked, "ExpressionAttributeValues": {":p": {"S": "c"}}})["Items"],
                client.scan(TableName="T")["Items"],
            ]
        )


def refusal(client):
    def key(partition, sort):
        return {"p": {"S": partition}, "s": {"S": sort}}

    def change(sort, how, **values):
        return {
            "TableName": "T",
            "Key": key("a", sort),
            how: "SET v = :v",
            "ExpressionAttributeValues": values,
        }

    writes = [
        {"Put": {"TableName": "T", "Item": key("a", "0") | {"v": {"S": "new"}}}},
        {"Update": change("1", "UpdateExpression", **{":v": {"S": "x"}})},
        {"Delete": {"TableName": "T", "Key": key("a", "2")}},
        {"Put": {"TableName": "T", "Item": key("new", "1")}},
        {
            "ConditionCheck": {
                "TableName": "T",
                "Key": key("z", "1"),
                "ConditionExpression": "attribute_exists(p)",
            }
        },
    ]
    with pytest.raises(ClientError) as caught:
        client.transact_write_items(TransactItems=writes)
    return caught.value.response["CancellationReasons"]


@pytest.mark.slow
def test_tables_answer_as_moto_itself_does():
    quick = "from local.quick_moto import make_moto_quick; make_moto_quick()"
    assert answered(quick) == answered("")


def answered(change):
    ask = f"import runpy; print(runpy.run_path({__file__!r})['told']())"
    done = subprocess.run(  # noqa: S603 our own words only
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(INFRA)!r}); {change}\n{ask}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
