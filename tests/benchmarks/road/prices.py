"""Price what some work took, with the prices and the memory that docs/costs.md has."""

import re

from long_file import ROOT
from road.way import Taken

_PAGE = (ROOT / "docs" / "costs.md").read_text("utf-8")
_PRICES = {
    what: float(price)
    for what, price in re.findall(r"^\| ([^|]+?) \| [\d,.]+ \| ([\d.]+) \|", _PAGE, re.MULTILINE)
}
_GB = 1769 / 1024


def usd_a_million(taken: Taken) -> float:
    """Return USD for a million results: units of DynamoDB, requests to S3, and CPU seconds as those of Lambda."""
    requests = taken.requests
    written = requests["S3 PUT"]
    read = requests["S3 GET"]
    usd = (
        taken.units["write"] * _PRICES["DynamoDB, write units"]
        + taken.units["read"] * _PRICES["DynamoDB, read units"]
        + taken.cpu * _GB * _PRICES["Lambda, GB-seconds"]
        + written * _PRICES["S3, writes"]
        + read * _PRICES["S3, reads"]
    )
    return usd / taken.results * 1e6
