"""Measure the peak memory of a new process that does one thing: ingest a delivery, or work off the effect of a run.

Started as a program with the address of a stub, and a delivery or a call for an effect as JSON.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from long_file import ROOT
from stub.running import Stub, services_at

from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.jobs import EffectCall
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.intake.effects import tell_effect


def peaks(stub: Stub, delivery: Delivery) -> tuple[int, int]:
    """Return the MB at the peak of a process that ingests a delivery, and of one that works off its effect."""
    ingesting = _run(stub, asdict(delivery))
    (call,) = ingesting["calls"]
    return ingesting["peak"], _run(stub, call)["peak"]


def _run(stub: Stub, about: dict[str, object]) -> dict[str, object]:
    command = [sys.executable, __file__, stub.address, json.dumps(about)]
    environment = {"PYTHONPATH": f"{ROOT / 'shared'}:{ROOT / 'infra'}"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return json.loads(done.stdout)


def main(address: str, about: str) -> None:
    services, asked = services_at(Stub(address)), json.loads(about)
    if "run_number" in asked:
        tell_effect(EffectCall(**asked), services)
    else:
        ingest(Delivery(**asked), services)
    status = Path("/proc/self/status").read_text(
        "utf-8"
    )  # of this program; getrusage counts its parent's peak
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    calls = [asdict(call) for call in services.queue.effects]
    print(json.dumps({"peak": int(line.split()[1]) // 1024, "calls": calls}))


if __name__ == "__main__":
    main(*sys.argv[1:])
