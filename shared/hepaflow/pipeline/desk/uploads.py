"""Make a form by which a center uploads exactly one file."""

import re
from dataclasses import dataclass

from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.pipeline.desk.checks import require_feed, require_sender
from hepaflow.pipeline.services import Services
from hepaflow.ports import UploadForm

VALID = 900  # seconds; long enough to begin sending, too short to be passed on
_LONGEST_NAME = 255  # bytes of a file name, the bound of common file systems
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\]|\$\{")  # S3 would put the sender's own file name for ${filename}
_SHA256 = re.compile(r"[0-9a-f]{64}")


class UnfitUpload(ValueError):
    """The announced file cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What a center says about a file before it sends it.

    Attributes:
        name: the file's name, without folders.
        size: bytes.
        sha256: hex digest of the bytes.
        feed: the feed of the center that sends it.
    """

    name: str
    size: int
    sha256: str
    feed: str = MAIN_FEED


def upload_form(services: Services, study: str, center: str, file: Announced) -> UploadForm:
    """Return the form by which a center, or a data manager with a register, sends this file and no other.

    Args:
        services: the ports.
        study: the study's id.
        center: the center's id, or the name that registers are sent under.
        file: name, size in bytes and SHA-256 of the file.

    Raises:
        Missing: no such study, center or feed.
        UnfitUpload: name or checksum cannot be used.
    """
    require_sender(services, study, center)
    require_feed(services, study, center, file.feed)
    if _UNFIT.search(file.name) or not file.name.strip() or len(file.name.encode()) > _LONGEST_NAME:
        raise UnfitUpload("A name has 1 to 255 bytes, no folder, no control character and no ${.")
    if not _SHA256.fullmatch(file.sha256):
        raise UnfitUpload("sha256 is 64 hexadecimal digits in lower case.")
    folder = f"{study}/{center}" if file.feed == MAIN_FEED else f"{study}/{center}/{file.feed}"
    return services.uploads.form(f"{folder}/{file.name}", file.size, file.sha256, VALID)
