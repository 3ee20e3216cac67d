"""`python tests/variants [--from 1] [--count 100] [--show SEED]`: how many drafts are right."""

import argparse
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

# some dependency installs a package `tests`, which would be found in place of this folder
sys.modules["tests"] = ModuleType("tests")
sys.modules["tests"].__path__ = [str(Path(__file__).parents[1])]

from tests.variants.files import variant  # noqa: E402
from tests.variants.judging import Verdict, judged  # noqa: E402 found only now


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--from", type=int, default=1, dest="first")
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--show", type=int)
    options.add_argument("--trapped", action="store_true")
    given = options.parse_args()
    if given.show is not None:
        made = variant(given.show, trapped=given.trapped)
        verdict, why, draft = judged(made)
        print(made.kinds, verdict, why, draft, sep="\n")
        return
    verdicts: Counter[str] = Counter()
    for seed in range(given.first, given.first + given.count):
        made = variant(seed, trapped=given.trapped)
        verdict, why, _ = judged(made)
        verdicts[verdict] += 1
        if verdict is not Verdict.RIGHT:
            print(seed, verdict, made.kinds, why, sep="  ")
    print(dict(verdicts))


if __name__ == "__main__":
    main()
