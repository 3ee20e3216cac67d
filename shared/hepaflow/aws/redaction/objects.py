"""Find and remove a name in the objects of a bucket, every version of them."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from hepaflow.aws.redaction.items import Found
from hepaflow.domain.screening.redaction import PersonName

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "cp1252")
_ZIP = b"PK\x03\x04"
_PLACES = re.compile(r'[0-9a-f#",*\[\] -]*')  # of panels: ids of files, digests, lines


def found_in_bucket(
    client: "S3Client", bucket: str, study: str, name: PersonName, *, originals: bool, bypass: bool = False
) -> Iterator[Found]:
    """Yield the objects of a study that have a name.

    The newest version is written again without the name. Every version that has it is deleted.

    Args:
        client: an S3 client.
        bucket: the bucket's name.
        study: the study's id.
        name: the name.
        originals: the bucket may hold files as labs sent them. Such a file is deleted, since it cannot be changed and
            remain the file of its id.
        bypass: also delete versions that Object Lock keeps in governance mode.
    """
    pages = client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=f"{study}/")
    listed = (version for page in pages for version in page.get("Versions", []))
    for key, versions in groupby(listed, key=itemgetter("Key")):
        if times := name.count(key):
            yield Found(f"{_kind(key)}-key", times)
        for version in versions:
            which = {"Bucket": bucket, "Key": key, "VersionId": version["VersionId"]}
            got: Any = client.get_object(**which)
            data = got["Body"].read()
            if not (times := _count(data, name)):
                continue
            new = None
            if version["IsLatest"] and not (originals and not _is_ours(data)):
                new = _redacted(data, name)
                if new is None:
                    yield Found(f"{_kind(key)}-number", times)
                    continue
            yield Found(_kind(key), times, _removing(client, which, new, got["ContentType"], bypass=bypass))


def _removing(
    client: Any, which: dict[str, str], new: bytes | None, kind: str, *, bypass: bool
) -> Callable[[], None]:
    def remove() -> None:
        if new is not None:
            place = {name: which[name] for name in ("Bucket", "Key")}
            if client.head_object(**place)["VersionId"] != which["VersionId"]:
                return  # it was written again since; the search after the removal finds it
            client.put_object(**place, Body=new, ContentType=kind)
        try:
            client.delete_object(**which, **({"BypassGovernanceRetention": True} if bypass else {}))
        except (
            ClientError
        ) as error:  # a version that Object Lock keeps: the search after the removal finds it
            if error.response["Error"]["Code"] != "AccessDenied":
                raise

    return remove


def _kind(key: str) -> str:
    name = key.rpartition("/")[2]
    return name if "." in name and "/jobs/" not in key else "job-answer" if "/jobs/" in key else "kept-file"


def _is_ours(data: bytes) -> bool:
    """Say whether the data are rows that hepaflow has stored, or what belongs to a run; not a file as a lab sent it."""
    if not data.startswith(b"{"):
        return False
    try:
        kept = json.loads(data)
    except ValueError:
        return False
    return any(of_ours <= set(kept) for of_ours in ({"rows", "header", "header_line"}, {"subjects"}))


def _members(data: bytes) -> list[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return [(member, packed.read(member)) for member in packed.infolist()]


def _count(data: bytes, name: PersonName) -> int:
    if data.startswith(_ZIP):
        return sum(name.count(info.filename) + _count(inner, name) for info, inner in _members(data))
    if (index := _panel_index(data)) is not None:
        return sum(map(name.count, index))
    return max(name.count(data.decode(encoding, "replace")) for encoding in _ENCODINGS)


def _panel_index(data: bytes) -> dict[str, object] | None:
    """Return what an index of panels says of each subject (`hepaflow.aws.results.repeated.panel_index`); None for any other object.

    Digests and ids of files name nobody. A name of the letters a to f may stand in them by chance, as in `12abe4`. Without
    them, the next run would refer to panels that nobody finds.
    """
    if not data.startswith(b'{"subjects":{'):
        return None
    try:
        kept: dict[str, dict[str, object]] = json.loads(data)
    except ValueError:
        return None
    subjects = kept["subjects"]
    is_index = len(kept) == 1 and _PLACES.fullmatch(json.dumps(list(subjects.values())))
    return subjects if is_index else None


def _redacted(data: bytes, name: PersonName) -> bytes | None:
    """Return data without the name; None if they would then be no JSON any more, since the name is a number of it."""
    if data.startswith(_ZIP):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for info, inner in _members(data):
                packed.writestr(info, _redacted(inner, name) or b"")
        return out.getvalue()
    if (index := _panel_index(data)) is not None:
        subjects = {name.redacted(subject): found for subject, found in index.items()}
        return json.dumps({"subjects": subjects}, ensure_ascii=False, separators=(",", ":")).encode()
    new = name.redacted(data.decode("utf-8")).encode()
    return new if _is_json(new) or not _is_json(data) else None


def _is_json(data: bytes) -> bool:
    """Say whether data are one JSON text, or one on each line."""

    def holds(text: bytes) -> bool:
        try:
            json.loads(text)
        except ValueError:
            return False
        return True

    return holds(data) or all(holds(line) for line in data.splitlines() if line)
