"""AWS records who reads which object; the dashboard shows what waits, fails and comes of the files."""

import json
import re

from local.stack import running


def test_trail_covers_every_bucket_but_its_own(stack):
    ((_, trail),) = stack.template.of("AWS::CloudTrail::Trail")
    ((selector),) = stack.resolve(trail["AdvancedEventSelectors"])
    fields = {
        field["Field"]: field.get("Equals") or field["StartsWith"] for field in selector["FieldSelectors"]
    }
    buckets = {name for name, _ in stack.template.of("AWS::S3::Bucket")} - {"TrailBucket"}
    assert fields == {
        "eventCategory": ["Data"],
        "resources.type": ["AWS::S3::Object"],
        "resources.ARN": fields["resources.ARN"],
    }
    assert set(fields["resources.ARN"]) == {f"arn:aws:s3:::{stack.refs[name]}/" for name in buckets}


def test_trail_shows_if_it_was_changed(stack):
    ((_, trail),) = stack.template.of("AWS::CloudTrail::Trail")
    assert (trail["IsLogging"], trail["EnableLogFileValidation"]) == (True, True)


def test_only_this_trail_may_write_into_its_bucket_and_use_the_key(stack):
    ((_, trail),) = stack.template.of("AWS::CloudTrail::Trail")
    name = stack.resolve(trail["TrailName"])
    wanted = {"StringEquals": {"aws:SourceArn": f"arn:aws:cloudtrail:eu-central-1:123456789012:trail/{name}"}}
    policy = stack.template.resources["TrailBucketPolicy"]["Properties"]["PolicyDocument"]
    key = stack.template.resources["DataKey"]["Properties"]["KeyPolicy"]
    conditions = [
        statement["Condition"]
        for statement in stack.resolve(policy["Statement"] + key["Statement"])
        if statement["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
    ]
    assert conditions == [wanted] * 3


def test_no_trail_is_made_where_the_account_has_one():
    with running(parameters={"AccessTrail": "false"}) as stack:
        assert not [name for name in stack.refs if "Trail" in name]


def test_every_log_outlives_the_stack(stack):
    logs = [name for name, _ in stack.template.of("AWS::Logs::LogGroup")]
    kept = [name for name in logs if stack.template.resources[name]["DeletionPolicy"] == "Retain"]
    assert kept == logs != []


def dashboard(stack):
    ((_, made),) = stack.template.of("AWS::CloudWatch::Dashboard")
    return json.loads(stack.resolve(made["DashboardBody"]))


def test_dashboard_shows_every_queue_and_function(stack):
    shown = json.dumps(dashboard(stack))
    queues = [
        stack.resolve({"Fn::GetAtt": [name, "QueueName"]}) for name, _ in stack.template.of("AWS::SQS::Queue")
    ]
    functions = [name for name, _ in stack.template.of("AWS::Lambda::Function")]
    assert [name for name in queues + functions if f'"{name}"' not in shown] == []


def test_widgets_do_not_overlap_and_fit_the_width(stack):
    cells = [
        (x, y)
        for one in dashboard(stack)["widgets"]
        for x in range(one["x"], one["x"] + one["width"])
        for y in range(one["y"], one["y"] + one["height"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24  # the width of a dashboard, in its own units


def test_dashboard_leaves_nothing_unresolved(stack):
    assert not re.search(r"\$\{|AWS::[A-Z]", json.dumps(dashboard(stack)))
