"""200 files of 20 centers at once: how long the workers of the template take, beside what scripts/scaling.py says.

The stub answers after a fixed time, so that waiting is what takes long, as on AWS. The workers are threads of one process,
which share one processor: their CPU is added to what the model says.
"""

import logging
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from long_file import PROFILE, ROOT, long_csv
from road.way import STUDY
from scripts import scaling
from stub.running import delivered, running_stub, services_at
from tests.support.studies import study_definition

from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.intake.effects import tell_effect

CENTERS, FILES, DELAY = 20, 200, 0.05


def a_file(place: int, center: str) -> bytes:
    """Return a file of subjects of its center."""
    return long_csv(scaling.ROWS, begin=place * 20).replace(b"S-", center.replace("B", "S").encode() + b"-")


def main() -> None:
    logging.disable()
    limits = scaling.allowed((ROOT / "template.yaml").read_text("utf-8"))
    scaling.DYNAMODB = scaling.S3 = DELAY
    file = scaling.measured_file((ROOT / "docs" / "benchmarks.md").read_text("utf-8"))
    with running_stub(delay=DELAY) as stub:
        services = services_at(stub)
        centers = [f"B-{number:02}" for number in range(1, CENTERS + 1)]
        ports = services.registry, services.queue
        define_study(*ports, services.clock, "dm", study_definition(STUDY, *centers), "start")
        for center in centers:
            text = PROFILE.replace("B-01", center)
            add_profile(*ports, services.catalog, services.clock, "dm", text, "start")
        deliveries = [
            delivered(stub, STUDY, center, f"{place}.csv", a_file(place, center))
            for place in range(FILES // CENTERS)
            for center in centers
        ]
        stub.reset()
        wall, cpu = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(limits.ingest) as workers:
            list(workers.map(lambda one: ingest(one, services), deliveries))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        requests = stub.stats()["requests"]
        told = FILES * file.ingest / limits.ingest
        print(f"ingest: {wall:.0f} s, the model says {told:.0f} s; CPU {cpu:.0f} s")
        print(
            f"transactions {requests['TransactWriteItems']}, cancelled {requests.get('TransactWriteItems refused', 0)}"
        )
        calls = services.queue.effects  # type: ignore[attr-defined]
        assert len(calls) == FILES
        wall, cpu = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(limits.effect) as workers:
            list(workers.map(lambda call: tell_effect(call, services), calls))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(
            f"effects: {wall:.0f} s, the model says {FILES * file.effect / limits.effect:.0f} s; CPU {cpu:.0f} s"
        )


if __name__ == "__main__":
    main()
