#!/bin/sh
# Pin all dependencies again, with hashes (`make lock`). Every file in requirements/ and the layer's own are written here.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv

# lock NAME PYTHON_VERSION ARGUMENT...: write requirements/NAME.txt
lock() {
    name=$1
    version=$2
    shift 2
    "$uv" pip compile --quiet --universal --python-version "$version" --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header -o "requirements/$name.txt" "$@"
}

lock dev 3.11 pyproject.toml --all-extras --group dev
lock bench 3.13 pyproject.toml --extra aws --group bench --constraint requirements/dev.txt
lock sam 3.13 --group pyproject.toml:sam
lock ministack 3.13 --group pyproject.toml:ministack
lock browser 3.11 --group pyproject.toml:browser
lock security 3.13 --group pyproject.toml:security
echo uv | lock uv 3.11 - --constraint requirements/dev.txt

# The layer: what the functions import, for their runtime. The runtime has boto3; the command line's packages and
# what only they need are left out by name.
absent="boto3 botocore s3transfer urllib3 python-dateutil six
    click colorama requests certifi charset-normalizer idna rich markdown-it-py mdurl pygments"
# shellcheck disable=SC2046  # one option a package
"$uv" pip compile --quiet pyproject.toml --extra aws --python-version 3.13 --python-platform x86_64-manylinux2014 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --constraint requirements/dev.txt \
    $(for package in $absent; do echo "--no-emit-package $package"; done) -o shared/requirements.txt

# What checks a file in the browser: the versions of requirements/dev.txt, but for pydantic, on the Python of the Pyodide
# that web/engine/pyodide.json names. The hashes are of all wheels of a version; scripts/fetch_engine.py takes those for wasm.
same=$(mktemp)
grep -E '^[a-z]' requirements/dev.txt | grep -v '^pydantic' | sed 's/ *\\$//' >"$same"
# shellcheck disable=SC2046  # one option a package
lock wasm 3.14 pyproject.toml --group pyproject.toml:engine --constraint "$same" --no-annotate \
    $(for package in $absent; do echo "--no-emit-package $package"; done)
rm "$same"
