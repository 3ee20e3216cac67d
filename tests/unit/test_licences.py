"""Every deployed package has an allowed licence."""

import subprocess
import sys

import pytest
from scripts.licences import LAYER, is_allowed, licence_of, packages


def test_every_package_of_the_layer_has_an_allowed_licence():
    told = subprocess.run(  # noqa: S603 our own words only
        [sys.executable, str(LAYER.parents[1] / "scripts" / "licences.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, len(told.stdout.splitlines())) == (0, len(packages(LAYER.read_text("utf-8"))))


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR GPL-2.0-only) AND Apache-2.0", True),
        ("unknown", False),
    ],
)
def test_licence_is_allowed_if_all_that_must_be_kept_is(expression, allowed):
    assert is_allowed(expression) is allowed


@pytest.mark.parametrize(
    ("told", "classifiers", "licence"),
    [
        ({"License-Expression": "MIT", "License": "GPL"}, [], "MIT"),
        ({"License": "see file"}, ["License :: OSI Approved :: BSD License"], "BSD"),
        ({"License": "Apache-2.0\n\nwhole text"}, ["License :: OSI Approved"], "Apache-2.0"),
        ({}, [], "unknown"),
    ],
)
def test_licence_comes_from_the_most_exact_statement(told, classifiers, licence):
    assert licence_of(told, classifiers) == licence
