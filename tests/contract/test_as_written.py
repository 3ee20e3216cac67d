"""A query answers the same whether the client reads the items itself or takes them over as they are written."""

import pytest
from botocore.exceptions import ClientError

from hepaflow.aws.results.raw_items import taking_items_as_written

ITEM = {
    "v": {"M": {"ALT": {"N": "86.30"}, "INR": {"N": "-0"}}},
    "p": {"S": "谷丙转氨酶\t\\t\n\x7f😀"},
    "l": {"L": [{"BOOL": True}, {"NULL": True}, {"SS": ["a", "b"]}]},
}


@pytest.fixture
def asked(cloud):
    """Returns the pages of a query for three items, two a page."""
    table = cloud.names["ResultsTable"]
    for place in "abc":
        cloud.dynamodb.put_item(TableName=table, Item={"pk": {"S": "S#1"}, "sk": {"S": place}, **ITEM})

    def pages(**more):
        asking = {
            "TableName": table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": "S#1"}},
        }
        query = cloud.dynamodb.get_paginator("query")
        return list(query.paginate(PaginationConfig={"PageSize": 2}, **(asking | more)))

    return pages


def without_transport(page):
    return {name: told for name, told in page.items() if name != "ResponseMetadata"}


def test_every_page_is_the_same(asked, cloud):
    read = [without_transport(page) for page in asked()]
    taking_items_as_written(cloud.dynamodb)
    assert [without_transport(page) for page in asked()] == read
    assert sum(len(page["Items"]) for page in read) == 3


def test_a_count_without_items_says_what_it_counts(asked, cloud):
    taking_items_as_written(cloud.dynamodb)
    assert sum(page["Count"] for page in asked(Select="COUNT")) == 3


def test_an_error_is_raised_as_ever(asked, cloud):
    taking_items_as_written(cloud.dynamodb)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        asked(TableName="NoSuchTable")
