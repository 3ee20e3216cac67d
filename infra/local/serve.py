"""`make local`: run the whole stack on this machine until it is stopped."""

import argparse
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from hepaflow.aws import wiring
from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.results import results_of_subject
from local.cors import of_bucket
from local.demo_study import ANALYTE, STUDY, SUBJECT, WITH_A_CHANGE, correct, examples, onboard, send
from local.gateway import gateway
from local.intake import PATH, IntakeDoor, form_address
from local.pump import pump
from local.sign_in.endpoints import PATH as ISSUER_PATH
from local.sign_in.endpoints import IssuerEndpoints
from local.sign_in.issuer import Issuer
from local.sign_in.users import User
from local.stack import Stack, running
from local.timing.schedule import run_daily_tasks
from local.trial.course import definition, persons
from local.trial.load import load_trial
from local.trial.truth import SUBJECT as SCORED
from site_build.fresh import FILES, FreshSite
from site_build.fresh import PATH as SITE_PATH

_QUIET = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "WARNING"}
TRIAL: str = definition()["study"]
_PAUSE = 0.3  # seconds between two looks at the queues; a person does not notice


@dataclass(frozen=True, slots=True)
class Served:
    """A stack whose HTTP API listens."""

    stack: Stack
    address: str
    issuer: Issuer

    def user(self, email: str, *groups: str) -> User:
        """Return a user who is in some groups, with an access token."""
        return User(email, self.issuer.sign_up(email, groups))


class _Quiet(WSGIRequestHandler):
    """Does not log requests: their paths name subjects."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 werkzeug's name
        """Drop the line."""


@contextmanager
def serving(stack: Stack, port: int = 0, *, pumping: bool = True) -> Iterator[Served]:
    """Serve the HTTP API of a stack and deliver its messages, in threads of this process.

    Args:
        stack: a running one.
        port: 0 takes a free one.
        pumping: whether files are processed without being asked for.
    """
    wiring.forget()
    server = make_server("127.0.0.1", port, _nothing, threaded=True, request_handler=_Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    served = Served(stack, address, Issuer(f"{address}{ISSUER_PATH}", wiring.now))
    stack.parameters = {**stack.parameters, "JwtIssuer": served.issuer.address}
    stack.set_environment()
    os.environ["SITE_FILES"] = str(FILES)  # noqa: TID251 plays Lambda
    server.app = _application(served)
    stop = threading.Event()
    threads = [threading.Thread(target=server.serve_forever)]
    if pumping:
        threads.append(threading.Thread(target=_carry, args=(stack, stop)))
    for thread in threads:
        thread.start()
    try:
        yield served
    finally:
        stop.set()
        _close(server, threads)


def _application(served: Served) -> Any:
    stack = served.stack
    bucket = stack.refs["IntakeBucket"]
    cors = of_bucket(stack.resolve(stack.template.resources["IntakeBucket"]["Properties"]))
    api = gateway(stack, wiring.now, {form_address(bucket): f"{served.address}{PATH}"})
    return DispatcherMiddleware(
        api,
        {
            SITE_PATH: FreshSite(api),
            PATH: IntakeDoor(bucket, wiring.now, cors),
            ISSUER_PATH: IssuerEndpoints(served.issuer),
            "/_users": _users(served),
            "/_daily": _daily(served),
        },
    )


def _users(served: Served) -> Any:
    @Request.application
    def answer(request: Request) -> Response:
        wanted = json.loads(request.get_data())
        made = served.user(wanted["email"], *wanted["groups"])
        return Response(json.dumps(asdict(made)), content_type="application/json")

    return answer


def _daily(served: Served) -> Any:
    @Request.application
    def answer(_request: Request) -> Response:
        return Response(
            "".join(f"{task}\n" for task in run_daily_tasks(served.stack)), content_type="text/plain"
        )

    return answer


def _nothing(_environ: Any, _start: Any) -> list[bytes]:
    return []


def _carry(stack: Stack, stop: threading.Event) -> None:
    while not stop.wait(_PAUSE):
        pump(stack, wait=False)


def _close(server: BaseWSGIServer, threads: list[threading.Thread]) -> None:
    server.shutdown()
    for thread in threads:
        thread.join()
    server.server_close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=8080, help="where the API listens; 0 takes a free port")
    options.add_argument("--study", default="DEMO", help="study of the data manager and the statistician")
    options.add_argument("--demo", action="store_true", help="load the study, files and decision of the demo")
    asked = options.parse_args()
    study = STUDY if asked.demo else asked.study
    with running(_QUIET) as stack, serving(stack, asked.port) as served:
        studies = (study, TRIAL) if asked.demo else (study,)
        manager = served.user("data-manager@example.org", *(f"{one}/data-manager" for one in studies))
        statistician = served.user("statistician@example.org", *(f"{one}/statistician" for one in studies))
        unmasked = served.user("unmasked-statistician@example.org", f"{study}/unmasked-statistician")
        number = load_demo(Client(served.address, manager.token, study)) if asked.demo else 0
        if asked.demo:
            load_generated_trial(Client(served.address, manager.token, TRIAL))
        commands = _DEMO_COMMANDS if asked.demo else _COMMANDS
        print(
            (_HELLO + commands + _ANOTHER_USER).format(
                at=served.address,
                study=study,
                subject=SUBJECT,
                analyte=ANALYTE,
                dm=manager.token,
                st=statistician.token,
                us=unmasked.token,
                before=number - 1,
                trial=TRIAL,
                scored=SCORED,
            ),
            flush=True,
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("\nStopped. All data are deleted.")


def load_demo(client: Client) -> int:
    """Load the demo's study into a running stack; return the journal number of its last event, the decision."""
    console = Console()
    console.print("Loading the demo's study. This takes about ten seconds.")
    files = examples()
    onboard(client, files)
    send(client, files, console)
    correct(client, next(file for file in files if file.name == WITH_A_CHANGE))
    number: int = results_of_subject(client, SUBJECT, ANALYTE)["journal_number"]
    return number


def load_generated_trial(client: Client) -> None:
    """Load the generated trial of the demo, whose subjects have scores."""
    Console().print("Loading the generated trial of 200 subjects. This takes about half a minute.")
    load_trial(client, persons())


_HELLO = """
hepaflow listens at {at} until you press Ctrl-C. All data are then deleted.
The web pages: {at}/app
Its description: {at}/openapi.json

In another terminal, in this folder (the tokens are valid for one hour):

export HEPAFLOW_API={at}
export HEPAFLOW_TOKEN={dm}
export STATISTICIAN={st}
export UNMASKED={us}
"""
_COMMANDS = """
Define a study as its data manager, and read its journal as its statistician:

curl -X PUT "{at}/studies/{study}/definition?reason=start" -H "Authorization: Bearer $HEPAFLOW_TOKEN" \\
  -H "Content-Type: application/json" -d '{{"study": "{study}", "version": 1, "title": "Try", "centers": ["C-01"]}}'
curl "{at}/studies/{study}/journal" -H "Authorization: Bearer $STATISTICIAN"
"""
_DEMO_COMMANDS = """
The study {study} has seven centers and their files. Show the results of a subject, now and before the last decision:

curl "{at}/studies/{study}/subjects/{subject}/results?analyte={analyte}" -H "Authorization: Bearer $HEPAFLOW_TOKEN"
.venv/bin/hepaflow results {subject} --study {study} --analyte {analyte}
.venv/bin/hepaflow results {subject} --study {study} --analyte {analyte} --as-of {before}

Show the results on hold of one center, and the journal:

curl "{at}/studies/{study}/holds?center=US-02" -H "Authorization: Bearer $HEPAFLOW_TOKEN"
curl "{at}/studies/{study}/journal" -H "Authorization: Bearer $STATISTICIAN"

The study {trial} has 200 generated subjects with nine visits each. Show the scores of one, also in the web pages (Subjects):

.venv/bin/hepaflow scores {scored} --study {trial}
"""
_ANOTHER_USER = """
Sign in with a browser, as any user: unset HEPAFLOW_TOKEN; .venv/bin/hepaflow login
Make another user: make user EMAIL=lab@example.org GROUP={study}/center-US-01 AT={at}
Run the daily tasks: make daily AT={at}
"""

if __name__ == "__main__":
    main()
