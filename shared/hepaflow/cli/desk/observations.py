"""Find one observation of a subject by the file and the place that are printed beside it."""

from collections.abc import Iterator

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.places import row_named
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.domain.study.subject_path import segment_of


def observation_named(client: Client, subject: str, analyte: str, file: str, line: str) -> JsonObject:
    """Return the observation of a subject and analyte in a line of a file.

    Args:
        client: calls the API.
        subject: the subject's id.
        analyte: analyte code.
        file: file id, or its beginning.
        line: place or number of the line, as it is printed.

    Raises:
        ApiRefusal: the API rejected the request.
        ClickException: there is no such observation, or there are several.
    """
    return row_named(
        [sent for one in measurements(client, subject, analyte) for sent in _sent(one)], file, line
    )


def measurement_named(client: Client, subject: str, analyte: str, file: str, line: str) -> JsonObject:
    """Return the measurement of a subject and analyte that has an observation in a line of a file.

    Args:
        client: calls the API.
        subject: the subject's id.
        analyte: analyte code.
        file: file id, or its beginning.
        line: place or number of the line, as it is printed.

    Raises:
        ApiRefusal: the API rejected the request.
        ClickException: there is no such observation, or there are several.
    """
    found = measurements(client, subject, analyte)
    wanted = row_named([sent for one in found for sent in _sent(one)], file, line)
    return next(one for one in found if any(sent is wanted for sent in _sent(one)))


def measurements(client: Client, subject: str, analyte: str) -> list[JsonObject]:
    """Return all measurements of a subject and analyte, with their history.

    Args:
        client: calls the API.
        subject: the subject's id.
        analyte: analyte code.
    """
    asked = {"analyte": analyte, "history": "true"}
    found: list[JsonObject] = client.whole(f"/subjects/{segment_of(subject)}/results", "results", asked)[
        "results"
    ]
    return found


def _sent(measured: JsonObject) -> Iterator[JsonObject]:
    if measured["current"]:
        yield measured["current"]
    yield from (held["observation"] for held in measured["held"])
    for others in (measured["history"] or {}).values():
        yield from others
