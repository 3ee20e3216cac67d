"""Read results and issues over the API, and accept held results."""

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.domain.study.subject_path import segment_of


def issues_of_file(client: Client, file_id: str) -> list[JsonObject]:
    """Return all issues of a file."""
    pages = client.pages(f"/files/{file_id}/issues", {})
    return [issue for page in pages for issue in page["issues"]]


def results_of_subject(
    client: Client, subject: str, analyte: str | None = None, as_of: str | int | None = None
) -> JsonObject:
    """Return all results of a subject, page after page, for one journal number.

    Args:
        client: calls the API.
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
    return client.whole(f"/subjects/{segment_of(subject)}/results", "results", asked)


def accept_observation(
    client: Client, subject: str, observation: JsonObject, analyte: str, reason: str
) -> JsonObject:
    """Make a held observation the current one.

    Args:
        client: calls the API.
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
    answer: JsonObject = client.call("POST", "/decisions", json={"kind": "accept", "reason": reason, **named})
    return answer
