"""Replace originals that earlier versions stored by the rows that are kept (`hepaflow screen`)."""

import click
from rich.console import Console
from rich.text import Text

from hepaflow.cli.changes.confirm import CHANGE_EXIT, CONFIRM, REASON, change, print_done
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import SHORT_ID, Listing, PersonTable, print_table
from hepaflow.cli.report.words import Words

_STAYS = ("obstacle", "until")
_COUNTS = ("reduced", "replaced", "removed", "older_versions", "locked", "left")
SCREENING_COLUMNS = ("center", *_COUNTS)


@click.command("screen", short_help="Remove what is stored of files beyond their rows.", epilog=CHANGE_EXIT)
@click.option("--center", help="Only files of this center.")
@REASON
@CONFIRM
@over_api
def screen_command(session: Session, *, center: str | None, reason: str, confirm: str) -> None:
    """Find files of which more is stored than hepaflow keeps now, and replace or remove it. No result changes.

    First the files are counted, and nothing is changed. You are asked, or repeat the command with --confirm. What is removed
    cannot be brought back: first list columns that you may still need in `keep_columns` of the profiles.
    """
    words = words_of(chinese=session.chinese)
    body = {"reason": reason, **({"center": center} if center else {})}

    def ask(digest: str) -> JsonObject:
        answer: JsonObject = session.client.call(
            "POST", "/screenings", json={**body, **({"confirm": digest} if digest else {})}
        )
        return answer

    change(
        session, ask, lambda console, answer: print_screening(console, answer, words), confirm, screening_rows
    )


def screening_rows(answer: JsonObject) -> Listing:
    """Return the counts of a screening, a row for each center."""
    rows = [[str(counts[name]) for name in SCREENING_COLUMNS] for counts in answer["centers"]]
    return Listing(SCREENING_COLUMNS, rows, answer)


def print_screening(console: Console, answer: JsonObject, words: Words) -> None:
    """Print what a screening changed, or would change.

    Args:
        console: the terminal to print to.
        answer: as the API returns it.
        words: the words of the language.
    """
    headings = [words[name] for name in ("center", *(f"copies_{name}" for name in _COUNTS))]
    rows = list(screening_rows(answer).rows)
    print_table(console, PersonTable(headings, rows, empty=words["no_files"]))
    for file in answer["staying"]:
        why = " ".join(filter(None, (file[name] for name in _STAYS)))
        console.print(Text(words["copy_stays"].format(file["center"], file["file_id"][:SHORT_ID], why)))
    if answer["effect"] != "to-confirm":
        print_done(console, words["screened" if answer["effect"] == "done" else "nothing_to_screen"])
