"""Call the HTTP API, on this machine or deployed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hepaflow.cli.remote.refusals import ApiRefusal, JsonObject, refusal_problem

if TYPE_CHECKING:
    import requests

_SECONDS = 60  # that one call may take


@dataclass(frozen=True, slots=True)
class Client:
    """Calls the API of one study as one user.

    Attributes:
        address: where the API listens.
        token: the user's access token.
        study: the study's id.
        language: in which the API says what is wrong with a profile: `en` or `zh`.
    """

    address: str
    token: str = field(repr=False)
    study: str
    language: str = "en"

    def text(self, path: str, query: Mapping[str, str], media_type: str) -> str:
        """Return a text below the study.

        Args:
            path: path below the study.
            query: query parameters.
            media_type: the media type to ask for.

        Raises:
            ApiRefusal: the API rejected the request.
        """
        return self.answer("GET", path, {"Accept": media_type}, params=dict(query)).content.decode()

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
        for page in self.pages(path, wanted):
            entries += page[name]
            left_out = _added(left_out, page.get("left_out"))
        return {**page, name: entries, **({} if left_out is None else {"left_out": left_out})}

    def call(self, method: str, path: str, **asked: Any) -> Any:  # JSON of any shape
        """Call a path below the study and return the response.

        Raises:
            ApiRefusal: the API rejected the request.
        """
        answer = self.answer(method, path, asked.pop("headers", {}), **asked)
        return json.loads(answer.content) if answer.content else None

    def pages(self, path: str, wanted: dict[str, str]) -> Iterator[JsonObject]:
        """Yield the pages of a list."""
        cursor: str | None = ""
        while cursor is not None:
            page: JsonObject = self.call("GET", path, params={**wanted, "cursor": cursor})
            yield page
            cursor = page["next"]

    def answer(self, method: str, path: str, headers: dict[str, str], **asked: Any) -> "requests.Response":
        """Call a path below the study and return the response with its headers.

        Args:
            method: the HTTP method.
            path: path below the study.
            headers: further headers of the request.
            **asked: query parameters and body, as `requests` takes them.

        Raises:
            ApiRefusal: the API rejected the request.
        """
        import requests

        url = f"{self.address.rstrip('/')}/studies/{self.study}{path}"
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept-Language": self.language,
            **headers,
        }
        answer = requests.request(method, url, headers=headers, timeout=_SECONDS, **asked)
        if not answer.ok:
            raise ApiRefusal(answer.status_code, refusal_problem(answer))
        return answer


def _added(one: Any, other: Any) -> Any:  # a number, or numbers by name
    """Return what two pages left out, added up."""
    if one is None or other is None:
        return other if one is None else one
    return {name: one[name] + other[name] for name in one} if isinstance(one, dict) else one + other
