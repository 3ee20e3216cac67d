"""Print results of a subject or of the whole study (`hepaflow results`)."""

import click

from hepaflow.cli.desk.measured import measured_rows, result_text
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing, PersonTable, print_table
from hepaflow.cli.report.option_types import WHEN
from hepaflow.cli.report.words import Words
from hepaflow.domain.model import Flag
from hepaflow.domain.study.subject_path import segment_of
from hepaflow.writers.result_rows import RESULT_COLUMNS, ResultRow

_HEADINGS = ("collected", "center", "analyte", "result", "flag", "standing")
_WALL = len("2024-03-22T08:30")


@click.command("results", short_help="Print current results.", epilog=EXIT)
@click.argument("subject", required=False)
@click.option("--center", help="Only results of this center.")
@click.option("--analyte", help="Only this analyte (its code).")
@click.option("--from", "first", type=WHEN, help="Only results collected on this day or later.")
@click.option("--to", "last", type=WHEN, help="Only results collected on this day or earlier.")
@click.option(
    "--flag",
    type=click.Choice([flag.value for flag in Flag]),
    help="Only results with this flag against their reference range.",
)
@click.option(
    "--multiple-from", help="Only results of at least this multiple of the upper limit of their range."
)
@click.option(
    "--multiple-to", help="Only results of at most this multiple of the upper limit of their range."
)
@click.option("--as-of", help="The results current at this journal number or time (with UTC offset).")
@over_api
def results_command(  # noqa: PLR0913 one parameter an option
    session: Session,
    *,
    subject: str | None,
    center: str | None,
    analyte: str | None,
    first: str | None,
    last: str | None,
    flag: str | None,
    multiple_from: str | None,
    multiple_to: str | None,
    as_of: str | None,
) -> None:
    """Print the current results of SUBJECT, or of all subjects, each with the results on hold beside it.

    --center, --flag and the multiples choose among all subjects; they do not work with SUBJECT. `holds` also prints results on hold that have no
    current result beside them.
    """
    among_all = {"center": center, "flag": flag, "multiple_from": multiple_from, "multiple_to": multiple_to}
    if subject and any(among_all.values()):
        raise click.UsageError(
            "--center, --flag, --multiple-from and --multiple-to choose among all subjects. Leave out SUBJECT."
        )
    path = f"/subjects/{segment_of(subject)}/results" if subject else "/results"
    asked = {**among_all, "analyte": analyte, "from": first, "to": last, "as_of": as_of}
    answer = session.client.whole(path, "results", asked)
    rows = list(measured_rows(session.client.study, answer["results"]))
    words = words_of(chinese=session.chinese)
    if left_out := answer.get("left_out"):
        click.echo(words["left_out_results"].format_map(left_out), err=True)
    shown = PersonTable(
        headings=[words[name] for name in (*(() if subject else ("subject",)), *_HEADINGS)],
        rows=[[*(() if subject else (row.subject,)), *_cells(row, words)] for row in rows],
        whole=[words["collected"], words["result"]],
        title=words["as_of"].format(answer["journal_number"]),
        empty=words["no_results"],
    )
    session.show(Listing(RESULT_COLUMNS, rows, answer), lambda console: print_table(console, shown))


def _cells(row: ResultRow, words: Words) -> list[str]:
    """Return the cells of a row for a person: the number with its unit, and the reasons for its standing."""
    codes = [code for code in row.issues.split(";") if code and f"{code}: " not in row.found]
    omitted = row.omitted and words["omitted_by"].format(row.omitted[:8])
    standing = "; ".join(filter(None, (words[row.standing], *codes, row.found, omitted)))
    return [row.collected_at[:_WALL], row.center, row.analyte, result_text(row), row.range_flag, standing]
