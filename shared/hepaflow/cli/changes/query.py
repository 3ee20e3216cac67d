"""Send queries to centers, answer and close them (`hepaflow query`)."""

import re

import click
from rich.console import Console
from rich.text import Text

from hepaflow.cli.desk.observations import measurement_named
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.places import file_named
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import SHORT_ID, Listing, PersonTable, print_facts, print_table
from hepaflow.cli.report.option_types import WHEN
from hepaflow.cli.report.words import Words
from hepaflow.domain.queries.queries import QueryState

QUERY_COLUMNS = (
    "id", "center", "state", "version", "due", "file_id", "line", "subject", "analyte", "specimen_type", "collected_at", "specimen",
    "text",
)  # fmt: skip
_KEY = ("center", "subject", "analyte", "collected_at", "specimen_type", "specimen")
_WHOLE = re.compile("[0-9a-f]{64}")
_DUE = click.option(
    "--due", type=WHEN, required=True, help="Day by which the center is to answer, as YYYY-MM-DD."
)
_QUESTION = click.option("--question", required=True, help="The question, without personal data.")


@click.group(short_help="Ask centers about results, and answer.")
def query() -> None:
    """Ask a center about a row or a measurement, and answer. A query changes no data.

    ID is the id of a query, or its beginning as it is printed.
    """


@query.command("list", short_help="List queries.", epilog=EXIT)
@click.option("--center", help="Only queries to this center.")
@click.option(
    "--state", type=click.Choice([state.value for state in QueryState]), help="Only queries in this state."
)
@over_api
def query_list_command(session: Session, *, center: str | None, state: str | None) -> None:
    """List queries with their last text, or the file that closed them, in order of center and opening."""
    answer = session.client.whole("/queries", "queries", {"center": center, "state": state})
    words = words_of(chinese=session.chinese)
    names = ("id", "center", "state", "due", "subject", "analyte", "text")
    rows = [_cells(one) for one in answer["queries"]]
    picked = [dict(zip(QUERY_COLUMNS, row, strict=True)) for row in rows]
    shown = PersonTable(
        headings=[words[name] for name in names],
        rows=[
            [one["id"][:SHORT_ID], *(_WHOLE.sub(_short, one[name]) for name in names[1:])] for one in picked
        ],
        whole=[words["id"], words["due"]],
        empty=words["no_queries"],
    )
    session.show(Listing(QUERY_COLUMNS, rows, answer), lambda console: print_table(console, shown))


@query.command("show", short_help="Show a query and its answers.", epilog=EXIT)
@click.argument("query_id", metavar="ID")
@over_api
def query_show_command(session: Session, *, query_id: str) -> None:
    """Show a query: what it is about, the question, the answers, and why it was closed or reopened."""
    _show(session, _query(session.client, query_id))


@query.command("ask", short_help="Ask a center about a row.", epilog=EXIT)
@click.argument("subject", required=False)
@click.argument("analyte", required=False)
@click.option("--file", required=True, help="File id, or its beginning.")
@click.option("--line", required=True, help="Line of the row in that file, as it is printed.")
@_QUESTION
@_DUE
@over_api
def query_ask_command(  # noqa: PLR0913 one parameter an option
    session: Session,
    *,
    subject: str | None,
    analyte: str | None,
    file: str,
    line: str,
    question: str,
    due: str,
) -> None:
    """Ask the center that sent a row about it: with SUBJECT and ANALYTE about the result, without about the rejected row."""
    about = _about(session.client, subject, analyte, file, line)
    asked = {"about": about, "question": question, "due": due}
    _show(session, session.client.call("POST", "/queries", json=asked))


@query.command("answer", short_help="Answer a query (center).", epilog=EXIT)
@click.argument("query_id", metavar="ID")
@click.option("--answer", "text", required=True, help="The answer, without personal data.")
@over_api
def query_answer_command(session: Session, *, query_id: str, text: str) -> None:
    """Answer a query, as the center that is asked."""
    _advance(session, query_id, "answer", {"answer": text})


@query.command("close", short_help="Close a query.", epilog=EXIT)
@click.argument("query_id", metavar="ID")
@click.option("--reason", required=True, help="Reason, recorded in the journal.")
@over_api
def query_close_command(session: Session, *, query_id: str, reason: str) -> None:
    """Close a query. A file that settles what is asked closes its query by itself."""
    _advance(session, query_id, "close", {"reason": reason})


@query.command("reopen", short_help="Ask again about an answered or closed query.", epilog=EXIT)
@click.argument("query_id", metavar="ID")
@_QUESTION
@_DUE
@over_api
def query_reopen_command(session: Session, *, query_id: str, question: str, due: str) -> None:
    """Ask again about an answered or closed query, with another due day."""
    _advance(session, query_id, "reopen", {"question": question, "due": due})


def _short(found: re.Match[str]) -> str:
    return found[0][:SHORT_ID]


def _advance(session: Session, query_id: str, verb: str, said: JsonObject) -> None:
    known = _query(session.client, query_id)
    body = {**said, "version": known["version"] + 1}
    _show(session, session.client.call("POST", f"/queries/{known['id']}/{verb}", json=body))


def _query(client: Client, query_id: str) -> JsonObject:
    """Return the query of an id or its beginning.

    Raises:
        ApiRefusal: no query has the whole id.
        ClickException: no query has it, or several have.
    """
    if _WHOLE.fullmatch(query_id):
        whole: JsonObject = client.call("GET", f"/queries/{query_id}")
        return whole
    found: list[JsonObject] = [
        one for one in client.whole("/queries", "queries", {})["queries"] if one["id"].startswith(query_id)
    ]
    if len(found) != 1:
        told = f"{len(found)} queries begin" if found else "No query begins"
        raise click.ClickException(f"{told} with {query_id}. `hepaflow query list` lists all.")
    return found[0]


def _about(client: Client, subject: str | None, analyte: str | None, file: str, line: str) -> JsonObject:
    if subject and analyte:
        measured = measurement_named(client, subject, analyte, file, line)
        return {"kind": "measurement", **{name: measured[name] for name in _KEY}}
    if subject or not line.isdecimal():
        raise click.UsageError("Give SUBJECT and ANALYTE, or the number of the line of a rejected row.")
    return {"kind": "row", "file_id": file_named(client, file), "line": int(line)}


def _show(session: Session, found: JsonObject) -> None:
    words = words_of(chinese=session.chinese)
    listing = Listing(QUERY_COLUMNS, [_cells(found)], found)
    session.show(listing, lambda console: _print(console, found, words))


def _print(console: Console, found: JsonObject, words: Words) -> None:
    about = found["about"]
    row = words["row"].format(about["file_id"][:SHORT_ID], about["place"])
    console.print(Text(f"{found['center']}  {found['id'][:SHORT_ID]}  {found['state']}", style="bold"))
    named = [about["subject"], about["analyte"], about["collected_at"], row if about["file_id"] else ""]
    facts = [(words["about"], "  ".join(filter(None, named))), (words["due"], found["due"])]
    facts += [
        (one["state"], f"{one['at'][:10]}  {one['text'] or one['file_id'][:SHORT_ID]}")
        for one in found["versions"]
    ]
    print_facts(console, facts)


def _cells(found: JsonObject) -> list[str]:
    about, last = found["about"], found["versions"][-1]
    return [
        found["id"], found["center"], found["state"], str(found["version"]), found["due"], about["file_id"], about["place"],
        about["subject"], about["analyte"], about["specimen_type"], about["collected_at"], about["specimen"], last["text"] or last["file_id"],
    ]  # fmt: skip
