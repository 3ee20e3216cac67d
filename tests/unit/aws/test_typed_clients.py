"""The types of boto3's clients are for the type checker: no function needs them when it runs."""

import importlib
import sys

import pytest


@pytest.mark.parametrize("module", ["api.app", "ingest.app", "watch.app"])
def test_function_imports_no_types_of_clients(module):
    importlib.import_module(module)
    assert [name for name in sys.modules if name.startswith("types_boto3")] == []
