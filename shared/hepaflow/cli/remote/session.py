"""Give every command over the API the same options: address, token, study, output, language."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click
from rich.console import Console

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.options import answered, api_options, client_of
from hepaflow.cli.report.listing import Form, Listing, print_csv, print_json


@dataclass(frozen=True, slots=True)
class Session:
    """One call of the command line by one user.

    Attributes:
        client: calls the API.
        form: how to print the answer.
        chinese: print in Chinese instead of English.
    """

    client: Client
    form: Form
    chinese: bool

    def show(self, listing: Listing, for_person: Callable[[Console], None]) -> None:
        """Print a list in the form that was asked for.

        Args:
            listing: the list, for programs.
            for_person: prints it to a terminal.
        """
        match self.form:
            case Form.JSON:
                print_json(listing.answer)
            case Form.CSV:
                print_csv(listing)
            case Form.PERSON:
                for_person(Console())


def over_api(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a command over the API; the command gets a `Session` in place of them.

    A request that the API rejects ends the command with status 3 and the reason.

    Raises:
        UsageError: both CSV and JSON were asked for.
    """

    @api_options
    @click.option("--csv", "as_csv", is_flag=True, help="Print CSV with all columns.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON as the API returns it.")
    @click.option(
        "--lang",
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        help="Language of messages.",
    )
    @wraps(command)
    def run(
        *,
        api: str,
        token: str | None,
        study: str | None,
        as_csv: bool,
        as_json: bool,
        lang: str,
        **options: Any,
    ) -> None:
        if as_csv and as_json:
            raise click.UsageError("Give --csv or --json, not both.")
        form = Form.CSV if as_csv else Form.JSON if as_json else Form.PERSON
        session = Session(client_of(api, token, study, chinese=lang == "zh"), form, lang == "zh")
        with answered(api, chinese=session.chinese):
            command(session, **options)

    return run
