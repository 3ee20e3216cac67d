"""Send definitions and profiles over the API, and fetch what a center's files are read with."""

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.domain.profile.parts import MAIN_FEED


def put_definition(client: Client, title: str, start: str, centers: list[str]) -> JsonObject:
    """Add version 1 of the study's definition.

    Args:
        client: calls the API.
        title: the study's title.
        start: the day on which the study starts, as YYYY-MM-DD.
        centers: ids of the centers.

    Returns:
        The version and the number of its journal event: `{"version": int, "journal_number": int}`.

    Raises:
        ApiRefusal: the API rejected the request.
    """
    body = {"study": client.study, "version": 1, "title": title, "start": start, "centers": centers}
    answer: JsonObject = client.call("PUT", "/definition", params={"reason": "demonstration"}, json=body)
    return answer


def put_profile(
    client: Client, center: str, text: str, reason: str = "onboarding", feed: str = MAIN_FEED
) -> JsonObject:
    """Add a version of the profile of a center's feed.

    Args:
        client: calls the API.
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
    answer: JsonObject = client.call(
        "PUT", path, params={"reason": reason}, headers=headers, data=text.encode()
    )
    return answer


def stored_profile(client: Client, center: str, feed: str = MAIN_FEED, version: int | None = None) -> str:
    """Return a version of the profile of a center's feed, as it was written.

    Args:
        client: calls the API.
        center: the center's id.
        feed: the feed.
        version: None means the newest one.
    """
    query = {"version": str(version)} if version else {}
    return client.text(f"{feed_path(center, feed)}/profile", query, "application/toml")


def stored_definition(client: Client) -> str:
    """Return the newest definition of the study (JSON)."""
    return client.text("/definition", {}, "application/json")


def papers_of_center(client: Client, center: str) -> list[str]:
    """Return the newest papers (TOML) of the labs that the profiles of a center name."""
    return [lab["papers"] for lab in client.call("GET", f"/centers/{center}/labs")["labs"]]


def feed_path(center: str, feed: str) -> str:
    """Return the path of a center's feed below the study; `main` is the center itself."""
    return f"/centers/{center}" if feed == MAIN_FEED else f"/centers/{center}/feeds/{feed}"
