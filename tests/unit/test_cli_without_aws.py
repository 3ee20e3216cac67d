"""Who checks a file at a hospital needs no AWS library, and none is loaded."""

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
CHECK = """
import sys
from hepaflow.cli.main import main
sys.argv = ["hepaflow", "check", *sys.argv[1:]]
try:
    main()
except SystemExit as ended:
    assert ended.code == 1, ended.code
print(sorted(name for name in sys.modules if name.split(".")[0] in {"boto3", "botocore", "aws_lambda_powertools"}))
"""


def test_check_loads_no_aws_library():
    arguments = [str(EXAMPLES / "mistakes.csv"), "--profile", str(EXAMPLES / "mistakes.toml")]
    ended = subprocess.run(  # noqa: S603 our own code
        [sys.executable, "-c", CHECK, *arguments], capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "[]"
