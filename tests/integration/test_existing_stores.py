"""A stack goes on with tables, buckets and a key that exist: after a restore, and after it was torn down."""

import json

import pytest
from tests.support.template_values import listed

from local.stack import Inadmissible, running

KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
TABLES = {"ExistingResultsTable": "results-restored", "ExistingRegistryTable": "registry-restored"}
BUCKETS = {
    "ExistingIntakeBucket": "intake-kept",
    "ExistingSourceBucket": "source-kept",
    "ExistingReceiptsBucket": "receipts-kept",
    "ExistingDataKeyArn": KEY,
}
STORES = {"ResultsTable", "RegistryTable", "IntakeBucket", "SourceBucket", "ReceiptsBucket", "DataKey"}


@pytest.fixture
def back():
    with running(parameters=TABLES | BUCKETS) as stack:
        yield stack


def test_no_store_is_made_beside_one_that_exists(back):
    assert STORES & set(back.refs) == set()


def test_every_function_works_on_the_stores_that_exist(back):
    for name, function in back.template.of("AWS::Lambda::Function"):
        if name == "SiteFunction":
            continue  # it serves pages, and knows no store
        told = back.resolve(function["Environment"]["Variables"])
        assert {told[name] for name in ("RESULTS_TABLE", "REGISTRY_TABLE")} == set(TABLES.values())
        assert [told[name] for name in ("INTAKE_BUCKET", "SOURCE_BUCKET", "RECEIPTS_BUCKET")] == [
            "intake-kept",
            "source-kept",
            "receipts-kept",
        ]


def test_roles_allow_the_stores_that_exist_and_no_other(back):
    stores = ("arn:aws:s3:", "arn:aws:dynamodb:", "arn:aws:kms:")
    allowed = {
        resource
        for _, role in back.template.of("AWS::IAM::Role")
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        for resource in map(back.resolve, listed(statement["Resource"]))
        if resource.startswith(stores)
    }
    table = "arn:aws:dynamodb:eu-central-1:123456789012:table"
    buckets = [f"arn:aws:s3:::{name}-kept" for name in ("intake", "source", "receipts")]
    assert allowed == {
        KEY,
        f"{table}/results-restored",
        f"{table}/registry-restored",
        *buckets,
        *(f"{bucket}/*" for bucket in buckets),
    }


def test_outputs_name_the_stores_that_exist(back):
    assert set(back.outputs.values()) >= set(TABLES.values()) | set(BUCKETS.values())


def test_queues_and_topics_use_the_key_that_exists(back):
    keys = {
        back.resolve(made["KmsMasterKeyId"])
        for kind in ("AWS::SQS::Queue", "AWS::SNS::Topic")
        for _, made in back.template.of(kind)
        if "KmsMasterKeyId" in made
    }
    assert keys == {KEY}


def test_existing_buckets_are_guarded_and_watched_as_new_ones_are(back):
    guarded = {back.resolve(policy["Bucket"]) for _, policy in back.template.of("AWS::S3::BucketPolicy")}
    assert guarded == {"intake-kept", "source-kept", "receipts-kept", back.refs["TrailBucket"]}
    ((_, trail),) = back.template.of("AWS::CloudTrail::Trail")
    assert "arn:aws:s3:::source-kept/" in json.dumps(back.resolve(trail))


def test_restored_tables_go_with_the_buckets_and_the_key_of_the_stack():
    with running(parameters=TABLES) as restored:
        assert STORES & set(restored.refs) == STORES - {"ResultsTable", "RegistryTable"}


@pytest.mark.parametrize("missing", TABLES)
def test_one_restored_table_without_the_other_is_refused(missing):
    given = {name: value for name, value in TABLES.items() if name != missing}
    with pytest.raises(Inadmissible, match="given together"), running(parameters=given):
        pass


@pytest.mark.parametrize("missing", BUCKETS)
def test_existing_buckets_without_one_another_or_their_key_are_refused(missing):
    given = {name: value for name, value in BUCKETS.items() if name != missing}
    with pytest.raises(Inadmissible, match="given together"), running(parameters=given):
        pass


def test_existing_key_alone_may_be_given():
    with running(parameters={"ExistingDataKeyArn": KEY}) as stack:
        assert STORES - set(stack.refs) == {"DataKey"}
