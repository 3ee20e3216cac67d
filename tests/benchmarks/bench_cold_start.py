"""What a function costs before and at its first event, beside `import boto3`: CPU of fresh processes, in turn.

The demo's stack runs in moto, in this process; each function runs in a process of its own with the sample event of `events/`.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("infra", "functions", "")]

import boto3
import requests
from scripts.invoke import keys_of, load
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from local.stack import REGION, running

EVENTS = {
    "ingest": "ingest/new-file.json",
    "api": "api/get-subject-results.json",
    "watch": "watch/dead-letter.json",
    "daily": "daily/look-at-intake.json",
}
CHILD = """
import json, sys
from time import process_time
if len(sys.argv) < 3:
    begin = process_time()
    import boto3
    print(process_time() - begin, 0)
    sys.exit()
from types import SimpleNamespace
event = json.load(sys.stdin)
begin = process_time()
import importlib
app = importlib.import_module(sys.argv[1] + ".app")
loaded = process_time()
answer = app.handler(event, SimpleNamespace(
    function_name=sys.argv[1], memory_limit_in_mb=1769, invoked_function_arn="arn:aws:lambda:::function", aws_request_id="1",
    get_remaining_time_in_millis=lambda: 900_000,
))
done = process_time()
assert "statusCode" not in (answer or {}) or answer["statusCode"] == 200, answer
assert not (answer or {}).get("batchItemFailures"), answer
print(loaded - begin, done - loaded)
"""


class Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None: ...


@Request.application
def moto(request: Request) -> Response:
    """Hand a request of another process to moto, which knows the service by its host."""
    service = request.headers["Authorization"].split("Credential=")[1].split("/")[3]
    url = f"https://{service}.{REGION}.amazonaws.com{request.full_path.rstrip('?')}"
    answer = requests.request(
        request.method, url, headers=dict(request.headers), data=request.get_data(), timeout=60
    )
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in HOP}
    return Response(answer.content, answer.status_code, headers)


HOP = {"connection", "content-length", "transfer-encoding"}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    interpreter = sys.argv[2] if len(sys.argv) > 2 else sys.executable
    events = {name: json.loads((ROOT / "events" / path).read_text("utf-8")) for name, path in EVENTS.items()}
    with running({"POWERTOOLS_LOG_LEVEL": "CRITICAL", "POWERTOOLS_METRICS_DISABLED": "true"}) as stack:
        load(stack, keys_of(events["ingest"]))
        server = make_server("127.0.0.1", 0, moto, threaded=True, request_handler=Silent)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = {
            **os.environ,  # noqa: TID251 those of the stack, for processes of their own
            "PYTHONDONTWRITEBYTECODE": "",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
            "PYTHONPATH": ":".join(str(ROOT / folder) for folder in ("shared", "functions")),
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ("boto3", *EVENTS)}
        s3, bucket = boto3.client("s3"), stack.refs["IntakeBucket"]
        (key,) = keys_of(events["ingest"])
        data = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        for run in range(runs + 1):  # the first run writes byte code
            for name, figures in taken.items():
                if name == "ingest" and run:  # the first one was loaded
                    s3.put_object(Bucket=bucket, Key=key, Body=data + b"\n" * run)
                figures.append(measured(interpreter, name, events.get(name), environment))
        server.shutdown()
    print(
        f"{'':<8}{'import':>8}{'first event':>13}{'sum':>8}   ms of CPU, least of {runs}; ratios to `import boto3`"
    )
    base = min(figures[0] for figures in taken["boto3"][1:])
    for name, figures in taken.items():
        load_, first = min(a for a, _ in figures[1:]), min(b for _, b in figures[1:])
        both = min(a + b for a, b in figures[1:])
        print(
            f"{name:<8}{load_ * 1000:8.0f}{first * 1000:13.0f}{both * 1000:8.0f}   {load_ / base:.2f} {both / base:.2f}"
        )


def measured(interpreter: str, name: str, event: object, environment: dict[str, str]) -> tuple[float, float]:
    """Return the CPU seconds of loading a function and of its first event, in a fresh process."""
    arguments = [] if name == "boto3" else [name, "app"]
    ended = subprocess.run(
        [interpreter, "-c", CHILD, *arguments],
        input=json.dumps(event),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if ended.returncode:
        sys.exit(ended.stderr)
    loading, first = ended.stdout.split()[-2:]
    return float(loading), float(first)


if __name__ == "__main__":
    main()
