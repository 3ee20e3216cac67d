"""Check a file before it is sent, with what the server would read it with now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import requests
from pydantic import ValidationError
from rich.console import Console

from hepaflow.catalog.loader import Catalog, load
from hepaflow.cli.lab.rows import write_rows_to_fix
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.definitions import papers_of_center, stored_definition, stored_profile
from hepaflow.cli.remote.refusals import ApiRefusal
from hepaflow.cli.report.outcome import print_outcome
from hepaflow.cli.report.words import CHINESE, ENGLISH
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.receipts import DeliveryReceipt, Receipt
from hepaflow.pipeline.checking.declared import DeclaredNow, declared_now, read_declared
from hepaflow.pipeline.checking.file_names import names_show_a_person
from hepaflow.pipeline.intake.archives import LabFile, lab_files, read_all
from hepaflow.pipeline.profiles.parse import ProfileFault
from hepaflow.pipeline.reading.causes import causes
from hepaflow.pipeline.reading.outcome import Outcome

NOT_SENT = 2
SENDING_SENTENCES: Mapping[str, tuple[str, str]] = {
    "anyway": ("Send the file anyway?", "仍要发送该文件吗？"),
    "named": (
        "The file was not sent: its name, or that of a file in it, identifies a person. Rename it.",
        "文件未发送：文件名（或压缩包内的文件名）可识别个人身份。请改名。",
    ),
    "older": (
        "This version of hepaflow cannot read the profile or the definition that the server has: install a newer version.",
        "当前版本的 hepaflow 无法读取服务器上的配置文件或研究定义：请安装新版本。",
    ),
}


@dataclass(frozen=True, slots=True)
class CheckedFiles:
    """What the check of a file gave before it was sent.

    Attributes:
        files: the file, or the files in an archive; none if the file will wait for a profile.
        profile: the profile that read them; None if there is none.
        catalog: the catalog that read them.
        named: the name of the file, or of one in it, shows a person.
    """

    files: list[tuple[LabFile, Outcome]]
    profile: Profile | None
    catalog: Catalog
    named: bool

    @property
    def status(self) -> int:
        """The exit status of `check`; that of a refused file if its name shows a person."""
        if self.named:
            return NOT_SENT
        return max((_status_of(outcome) for _, outcome in self.files), default=0)

    def show(self, *, chinese: bool) -> None:
        """Print the issues of the files that have rows to be fixed, or are refused."""
        for _, outcome in self.files:
            if self.profile is not None and _status_of(outcome):
                print_outcome(Console(stderr=True), outcome, self.profile, self.catalog, chinese=chinese)

    def why_not_sent(self, *, chinese: bool) -> str:
        """Return what to do with a file that was not sent."""
        return (
            SENDING_SENTENCES["named"][chinese]
            if self.named
            else (CHINESE if chinese else ENGLISH)["not_sent"]
        )

    def keep_rows(self, path: Path | None, *, chinese: bool) -> None:
        """Write the rows that the lab corrects."""
        if path is not None and self.profile is not None:
            for lab_file, outcome in self.files:
                write_rows_to_fix(path, lab_file.data, outcome, self.profile, "lab", chinese=chinese)

    def lists(self, receipt: Receipt | DeliveryReceipt) -> bool:
        """Say whether the causes of a receipt are those that were printed."""
        if not isinstance(receipt, Receipt):
            return False
        told = [(cause.code, cause.lines) for cause in receipt.causes]
        return any(
            _status_of(outcome)
            and told == [(cause.code, cause.lines) for cause in causes(outcome, self.catalog)]
            for _, outcome in self.files
        )


def check_before_sending(
    client: Client, sender: tuple[str, str], name: str, data: bytes, *, chinese: bool
) -> CheckedFiles:
    """Check a file as the server would read it now.

    Args:
        client: calls the API.
        sender: center and feed.
        name: the file's name.
        data: its bytes.
        chinese: tell in Chinese why it is not sent.

    Raises:
        ApiRefusal: the API rejected a request.
        ClickException: this version of hepaflow is too old to check it.
    """
    catalog = load()
    try:
        declared = _declared(client, sender)
    except (ProfileFault, ValidationError):
        raise click.ClickException(SENDING_SENTENCES["older"][chinese]) from None
    if declared is None:
        return CheckedFiles([], None, catalog, _named(name, data))
    received = datetime.now(UTC)  # noqa: TID251 it arrives now
    found = read_all(name, data, lambda one: read_declared(one, declared, catalog, received))
    return CheckedFiles(found, declared.profile, catalog, _named(name, data))


def _named(name: str, data: bytes) -> bool:
    try:
        inside = [one.name for one in lab_files(name, data)]
    except Refused:
        inside = []
    return names_show_a_person(name, inside)


def _declared(client: Client, sender: tuple[str, str]) -> DeclaredNow | None:
    """Return what is declared for a feed now; None if the file will wait for a profile, or for its next version."""
    center, feed = sender
    try:
        profile = stored_profile(client, center, feed)
    except ApiRefusal as refusal:
        if refusal.status == requests.codes.not_found:
            return None
        raise
    return declared_now(profile, stored_definition(client), papers_of_center(client, center))


def _status_of(outcome: Outcome) -> int:
    if outcome.refused:
        return NOT_SENT
    return 1 if outcome.counts.held or outcome.counts.rejected else 0
