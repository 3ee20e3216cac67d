"""`python tests/fuzz_api`: calls of the HTTP API; see fuzz.py."""

import sys
from pathlib import Path
from types import ModuleType

# some dependency installs a package `tests`, which would be found in place of this folder
sys.modules["tests"] = ModuleType("tests")
sys.modules["tests"].__path__ = [str(Path(__file__).parents[1])]

from tests.fuzz_api.fuzz import main  # noqa: E402 found only now

if __name__ == "__main__":
    sys.exit(main())
