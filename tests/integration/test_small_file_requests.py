"""A small file writes five objects, and few of its requests wait for each other."""

import pytest
from tests.benchmarks.stub.running import delivered, running_stub, services_at
from tests.support.profiles import ENGLISH, profile_toml
from tests.support.studies import study_definition

from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from local.memory import tell_effects

STUDY, CENTER = "STUDY", "C-01"
PROFILE = profile_toml(STUDY, CENTER, ENGLISH | {"specimen": "Barcode"}, time_zone="Europe/Berlin")
HEADER = "Subject,Barcode,Collected,Test,Result,Units"
DELAY = 0.1  # seconds; what is asked within this time goes together


def file(subjects: int, day: int) -> bytes:
    rows = "".join(
        f"S-{subject:03},B{day}-{subject},2024-03-{day:02} 08:30,{analyte},45,U/L\n"
        for subject in range(subjects)
        for analyte in ("ALT", "AST", "ALP", "GGT", "LDH")
    )
    return f"{HEADER}\n{rows}".encode()


@pytest.mark.slow
@pytest.mark.parametrize(("subjects", "of_effect"), [(1, 5), (20, 7)])
def test_second_file_of_a_center_writes_five_objects_and_waits_little(subjects, of_effect):
    """20 subjects are read eight at a time: three rounds in place of one."""
    with running_stub(delay=DELAY) as stub:
        services = services_at(stub)
        ports = services.registry, services.queue
        define_study(*ports, services.clock, "dm", study_definition(STUDY, CENTER), "start")
        add_profile(*ports, services.catalog, services.clock, "dm", PROFILE, "start")
        ingest(delivered(stub, STUDY, CENTER, "1.csv", file(subjects, 1)), services)
        tell_effects(services, services.queue)
        delivery = delivered(stub, STUDY, CENTER, "2.csv", file(subjects, 2))
        stub.reset()
        assert ingest(delivery, services).counts.accepted == 5 * subjects
        taken = stub.stats()
        stub.reset()
        tell_effects(services, services.queue)
        told = stub.stats()
    assert taken["requests"]["S3 PUT"] + told["requests"]["S3 PUT"] == 5
    in_series = [sum(half["in_series"].values()) for half in (taken, told)]
    assert in_series == [14, of_effect]
