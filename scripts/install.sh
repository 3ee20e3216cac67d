#!/bin/sh
# Make a virtual environment that holds exactly the packages of a requirements file:
#
#     scripts/install.sh PYTHON VENV REQUIREMENTS
#
# Nothing is resolved: every package has its version and hash there, dependencies are not followed, and only wheels
# are installed, because building a package would download what it is built with. `pip check` then finds a
# requirements file that is incomplete. uv installs where it is to be had (on PATH, or from requirements/uv.txt), else pip.
set -eu
python=$1
venv=$2
requirements=$3
exact="--quiet --no-deps --require-hashes --only-binary :all:"

pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@"; }

# shellcheck disable=SC2086  # $exact is several words
install_with_uv() {
    uv=$(command -v uv) || {
        pip install $exact -r "$(dirname "$requirements")/uv.txt" 2>/dev/null || return 1
        uv="$venv/bin/uv"
    }
    "$uv" pip install --python "$venv/bin/python" $exact -r "$requirements"
}

"$python" -m venv --clear "$venv"
# shellcheck disable=SC2086
install_with_uv || {
    echo "uv could not install $requirements; installing with pip, which takes about a minute" >&2
    pip install $exact -r "$requirements"
}
pip check >/dev/null || { pip check; exit 1; }
