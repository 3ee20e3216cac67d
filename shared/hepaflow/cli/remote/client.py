"""Call the HTTP API, on this machine or deployed."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests

from hepaflow.cli.remote.refusals import ApiRefusal, JsonObject, refusal_problem
from hepaflow.cli.remote.upload import Progress, send_form
from hepaflow.domain.identity import sha256
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.receipts.receipt_json import from_json, receipt_from_json
from hepaflow.domain.receipts.receipts import DeliveryReceipt, Receipt
from hepaflow.domain.study.subject_path import segment_of

_SECONDS = 60  # that one call may take


@dataclass(frozen=True, slots=True)
class Client:
    """Calls the API of one study as one user.

    Attributes:
        address: where the API listens.
        token: the user's access token.
        study: the study's id.
    """

    address: str
    token: str = field(repr=False)
    study: str

    def define(self, title: str, start: str, centers: list[str]) -> JsonObject:
        """Add version 1 of the study's definition.

        Args:
            title: the study's title.
            start: the day on which the study starts, as YYYY-MM-DD.
            centers: ids of the centers.

        Returns:
            The version and the number of its journal event: `{"version": int, "journal_number": int}`.

        Raises:
            ApiRefusal: the API rejected the request.
        """
        body = {"study": self.study, "version": 1, "title": title, "start": start, "centers": centers}
        answer: JsonObject = self.call("PUT", "/definition", params={"reason": "demonstration"}, json=body)
        return answer

    def add_profile(
        self, center: str, text: str, reason: str = "onboarding", feed: str = MAIN_FEED
    ) -> JsonObject:
        """Add a version of the profile of a center's feed.

        Args:
            center: the center's id.
            text: the profile (TOML).
            reason: the reason that the journal records.
            feed: the feed.

        Returns:
            The version and the number of its journal event: `{"version": int, "journal_number": int}`.

        Raises:
            ApiRefusal: the API rejected the request.
        """
        headers = {"Content-Type": "application/toml"}
        path = f"{feed_path(center, feed)}/profile"
        answer: JsonObject = self.call(
            "PUT", path, params={"reason": reason}, headers=headers, data=text.encode()
        )
        return answer

    def profile(self, center: str, feed: str = MAIN_FEED, version: int | None = None) -> str:
        """Return a version of the profile of a center's feed, as it was written.

        Args:
            center: the center's id.
            feed: the feed.
            version: None means the newest one.
        """
        query = {"version": str(version)} if version else {}
        return self.text(f"{feed_path(center, feed)}/profile", query, "application/toml")

    def text(self, path: str, query: Mapping[str, str], media_type: str) -> str:
        """Return a text below the study.

        Args:
            path: path below the study.
            query: query parameters.
            media_type: the media type to ask for.

        Raises:
            ApiRefusal: the API rejected the request.
        """
        return self._answer("GET", path, {"Accept": media_type}, params=dict(query)).content.decode()

    def upload(
        self,
        center: str,
        name: str,
        data: bytes,
        told: Progress = lambda _count: None,
        feed: str = MAIN_FEED,
    ) -> str:
        """Request an upload form for these bytes and send them with it; return the version id of the delivery.

        Args:
            center: id of the center that sends.
            name: the name of the file.
            data: the content of the file.
            told: called after each piece of the request body (the form with `data`) with its number of bytes.
            feed: the feed of the center.

        Raises:
            ApiRefusal: the API rejected the request for a form, or S3 rejected the upload.
        """
        announced = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        if feed != MAIN_FEED:
            announced["feed"] = feed
        form = self.call("POST", f"/centers/{center}/uploads", json=announced)
        return send_form(form, name, data, told)

    def files(self, center: str) -> Iterator[JsonObject]:
        """Yield the deliveries of a center, in order of receipt."""
        for page in self._pages("/files", {"center": center}):
            yield from page["deliveries"]

    def named(self, center: str, name: str) -> list[JsonObject]:
        """Return the deliveries of files of a name, in order of receipt; the request holds a hash of the name."""
        digest = sha256(f"{self.study}/{center}/{name}".encode())
        pages = self._pages("/files", {"center": center, "name_hash": digest})
        return [sent for page in pages for sent in page["deliveries"]]

    def settled(self, center: str, count: int, pause: Callable[[], None]) -> list[JsonObject]:
        """Wait at most 60 seconds until `count` deliveries of a center are processed; return all that are.

        Args:
            center: the center's id.
            count: how many processed deliveries to wait for.
            pause: waits between two requests.

        Returns:
            The processed deliveries in order of receipt, each as the API lists it: `version_id`, `received`, `status`,
            `file_id`, `parent`, `file_status`, `counts`.

        Raises:
            TimeoutError: fewer deliveries are processed in time.
            ApiRefusal: the API rejected a request.
        """
        ends = time.monotonic() + _SECONDS
        while time.monotonic() < ends:
            known = [sent for sent in self.files(center) if sent["file_status"]]
            if len(known) >= count:
                return known
            pause()
        raise TimeoutError(f"no receipt for a file of {center} within {_SECONDS} seconds")

    def receipt(self, file_id: str) -> Receipt:
        return receipt_from_json(self.call("GET", f"/files/{file_id}/receipt"))

    def told_of(self, center: str, version_id: str) -> Receipt | DeliveryReceipt | None:
        """Return the latest receipt of a delivery, or None if there is none yet."""
        try:
            answer: JsonObject = self.call("GET", f"/centers/{center}/deliveries/{version_id}/receipt")
        except ApiRefusal as refusal:
            if refusal.status == HTTPStatus.NOT_FOUND:
                return None
            raise
        return from_json(answer)

    def rejected(self, file_id: str, who: str = "lab") -> tuple[str, bytes]:
        """Return the rejected and held rows of a file in the lab's own layout: the media type, and the bytes.

        Args:
            file_id: the file.
            who: `lab` for the rows that the lab corrects, `data-manager` for the others.
        """
        answer = self._answer("GET", f"/files/{file_id}/rejected", {}, params={"for": who})
        return answer.headers["Content-Type"], answer.content

    def receipt_page(self, file_id: str) -> bytes:
        """Return the receipt of a file as a page."""
        return self._answer("GET", f"/files/{file_id}/receipt", {"Accept": "text/html"}).content

    def issues(self, file_id: str) -> list[JsonObject]:
        """Return all issues of a file."""
        pages = self._pages(f"/files/{file_id}/issues", {})
        return [issue for page in pages for issue in page["issues"]]

    def results(self, subject: str, analyte: str | None = None, as_of: str | int | None = None) -> JsonObject:
        """Return all results of a subject, page after page, for one journal number.

        Args:
            subject: the subject's id.
            analyte: analyte code; None means all analytes.
            as_of: a journal number, or a time with UTC offset; None means now.

        Returns:
            The last page with the measurements of all pages: `{"journal_number": int, "results": [measurement, ...],
            "next": None}`.

        Raises:
            ApiRefusal: the API rejected a request.
        """
        asked = {"analyte": analyte, "as_of": as_of}
        return self.whole(f"/subjects/{segment_of(subject)}/results", "results", asked)

    def whole(self, path: str, name: str, asked: Mapping[str, str | int | None]) -> JsonObject:
        """Return a list, page after page; of lists as of a journal number, every page holds for the same one.

        Args:
            path: path of the list below the study.
            name: name of the member that holds the entries.
            asked: query parameters; None leaves one out.

        Returns:
            The last page with the entries of all pages, and with what all pages left out: `{name: [entry, ...], "next": None,
            ...}`.

        Raises:
            ApiRefusal: the API rejected a request.
        """
        wanted = {key: str(value) for key, value in asked.items() if value is not None}
        entries: list[Any] = []
        page: JsonObject = {}
        left_out: Any = None
        for page in self._pages(path, wanted):
            entries += page[name]
            left_out = _added(left_out, page.get("left_out"))
        return {**page, name: entries, **({} if left_out is None else {"left_out": left_out})}

    def accept(self, subject: str, observation: JsonObject, analyte: str, reason: str) -> JsonObject:
        """Make a held observation the current one.

        Args:
            subject: the subject's id.
            observation: the held observation as the API returns it; its `file_id` and `line` are read.
            analyte: analyte code of the observation.
            reason: the reason that the journal records.

        Returns:
            The number of the decision's journal event: `{"journal_number": int}`.

        Raises:
            ApiRefusal: the API rejected the decision.
        """
        named = {"file_id": observation["file_id"], "line": observation["line"]}
        named |= {"subject": subject, "analyte": analyte}
        return self.decide({"kind": "accept", "reason": reason, **named})

    def decide(self, decision: JsonObject) -> JsonObject:
        answer: JsonObject = self.call("POST", "/decisions", json=decision)
        return answer

    def call(self, method: str, path: str, **asked: Any) -> Any:  # JSON of any shape
        """Call a path below the study and return the response.

        Raises:
            ApiRefusal: the API rejected the request.
        """
        answer = self._answer(method, path, asked.pop("headers", {}), **asked)
        return json.loads(answer.content) if answer.content else None

    def _pages(self, path: str, wanted: dict[str, str]) -> Iterator[JsonObject]:
        """Yield the pages of a list."""
        cursor: str | None = ""
        while cursor is not None:
            page: JsonObject = self.call("GET", path, params={**wanted, "cursor": cursor})
            yield page
            cursor = page["next"]

    def _answer(self, method: str, path: str, headers: dict[str, str], **asked: Any) -> requests.Response:
        url = f"{self.address.rstrip('/')}/studies/{self.study}{path}"
        headers = {"Authorization": f"Bearer {self.token}", **headers}
        answer = requests.request(method, url, headers=headers, timeout=_SECONDS, **asked)
        if not answer.ok:
            raise ApiRefusal(answer.status_code, refusal_problem(answer))
        return answer


def feed_path(center: str, feed: str) -> str:
    """Return the path of a center's feed below the study; `main` is the center itself."""
    return f"/centers/{center}" if feed == MAIN_FEED else f"/centers/{center}/feeds/{feed}"


def _added(one: Any, other: Any) -> Any:  # a number, or numbers by name
    """Return what two pages left out, added up."""
    if one is None or other is None:
        return other if one is None else one
    return {name: one[name] + other[name] for name in one} if isinstance(one, dict) else one + other
