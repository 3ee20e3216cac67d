"""Show where a result comes from (`hepaflow lineage`)."""

from collections.abc import Iterator

import click

from hepaflow.cli.desk.observations import observation_named
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, print_facts
from hepaflow.cli.report.words import Words


@click.command("lineage", short_help="Show where a result comes from.", epilog=EXIT)
@click.argument("subject")
@click.argument("analyte")
@click.option("--file", required=True, help="File id of the result, or its beginning.")
@click.option(
    "--line", required=True, help="Line of the result in that file, as `holds` and `results --csv` print it."
)
@click.option("--as-of", help="The state at this journal number or time (with UTC offset).")
@over_api
def lineage_command(
    session: Session, *, subject: str, analyte: str, file: str, line: str, as_of: str | None
) -> None:
    """Show the file, the raw cells, the exact conversion and the decisions of one result."""
    sent = observation_named(session.client, subject, analyte, file, line)
    asked = {
        "subject": subject,
        "analyte": analyte,
        "file_id": sent["file_id"],
        "line": sent["line"],
        "as_of": as_of,
    }
    wanted = {name: str(value) for name, value in asked.items() if value is not None}
    answer = session.client.call("GET", "/lineage", params=wanted)
    words = words_of(chinese=session.chinese)
    facts = list(_facts(answer, words))
    session.show(Listing(("fact", "value"), facts, answer), lambda console: print_facts(console, facts))


def _facts(answer: JsonObject, words: Words) -> Iterator[tuple[str, str]]:
    sent, raw, recipe = answer["observation"], answer["observation"]["raw"], answer["recipe"]
    value = " ".join(
        filter(None, (sent["operator"] + (sent["value"] or ""), sent["value"] and sent["unit"], sent["text"]))
    )
    yield words["result"], f"{answer['subject']}  {answer['analyte']}  {answer['collected_at']}  {value}"
    yield words["standing"], "; ".join([answer["state"], *answer["codes"]])
    yield (
        words["file"],
        f"{sent['file_id']}, {words['line'].format(sent['place'])}, {words['run'].format(sent['run'])}",
    )
    yield "SHA-256", answer["sha256"]
    yield words["received"], answer["received"]
    yield (
        words["cells"],
        "  ".join(filter(None, (raw["analyte"], raw["value"], raw["unit"], raw["range"], raw["flag"]))),
    )
    yield words["recipe"], ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in recipe.items())
    if conversion := answer["conversion"]:
        yield words["conversion"], f"{conversion['raw_unit']} × {conversion['factor']} = {conversion['unit']}"
        yield from ((words["source"], source) for source in conversion["sources"])
    yield words["decisions"], ", ".join(map(str, answer["decisions"])) or "–"
    for old in answer["supersedes"]:
        yield (
            words["supersedes"],
            f"{old['value'] or old['text']} {old['unit']}, {old['file_id']}, {words['line'].format(old['place'])}",
        )
