#!/bin/sh
# Build the wheel, install it in an empty environment as a user would, and run its `hepaflow` command there.
# The versions are those of requirements/dev.txt, so that a new release elsewhere cannot fail this run.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

.venv/bin/python -m hatchling build --target wheel --directory "$place" >/dev/null
.venv/bin/uv venv --quiet --python .venv/bin/python "$place/venv"
.venv/bin/uv pip install --quiet --python "$place/venv/bin/python" --constraint requirements/dev.txt "$place"/hepaflow-*.whl

hepaflow="$place/venv/bin/hepaflow"
cp examples/us-long.csv examples/us-long.toml "$place"
cd "$place" # away from the checkout, so that only the wheel can be imported
"$hepaflow" --version
"$hepaflow" check us-long.csv --profile us-long.toml >check.txt || { cat check.txt; exit 1; }
head -2 check.txt
"$hepaflow" send --help >/dev/null
echo "the wheel's hepaflow command works"
