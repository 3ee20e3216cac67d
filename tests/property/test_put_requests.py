"""The body of a batch says what botocore's own serializer would write, and the client sends it."""

import json
from decimal import Decimal

import botocore.session
from botocore.serialize import create_serializer
from botocore.validate import validate_parameters
from hypothesis import given
from hypothesis import strategies as st

from hepaflow.aws.results.keys import Item
from hepaflow.aws.results.puts import Puts
from hepaflow.aws.results.wire import item_to_wire

TABLE = "hepaflow-ResultsTable-1ABC_x.y"
OPERATION = botocore.session.get_session().get_service_model("dynamodb").operation_model("BatchWriteItem")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)  # control characters, quotes and emoji among them
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False).filter(
    lambda number: len(number.as_tuple().digits) <= 38 and -130 <= number.adjusted() <= 125
)
CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", min_size=1, max_size=20)
ITEMS = st.lists(
    st.builds(
        lambda pk, sk, v, p: Item(pk=pk, sk=sk, v=v, p=p),
        TEXTS,
        TEXTS,
        st.dictionaries(CODES, NUMBERS, max_size=15),
        TEXTS,
    ),
    min_size=1,
    max_size=25,
)


def by_botocore(items):
    """Return the body that the client writes by itself, once it has checked the request."""
    params = {"RequestItems": {TABLE: [{"PutRequest": {"Item": item_to_wire(item)}} for item in items]}}
    validate_parameters(params, OPERATION.input_shape)
    return create_serializer("json").serialize_to_request(params, OPERATION)["body"]


@given(ITEMS)
def test_the_body_is_what_botocore_writes(items):
    assert json.loads(Puts(items).body(TABLE)) == json.loads(by_botocore(items))


@given(ITEMS)
def test_the_requests_are_those_of_the_body(items):
    ((told,),) = (json.loads(Puts(items).body(TABLE))["RequestItems"].values(),)
    assert list(Puts(items)) == told == Puts(items)[:]


def test_the_numbers_keep_their_digits():
    item = Item(
        pk="S#1", sk="2", v={"ALT": Decimal(2210), "INR": Decimal("1E-7"), "K": Decimal("4.20")}, p=""
    )
    (put,) = json.loads(Puts([item]).body(TABLE))["RequestItems"][TABLE]
    assert put["PutRequest"]["Item"]["v"] == {
        "M": {"ALT": {"N": "2210"}, "INR": {"N": "1E-7"}, "K": {"N": "4.20"}}
    }
