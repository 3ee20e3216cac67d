from datetime import UTC, datetime

import pytest

from hepaflow.domain.identity import file_id
from hepaflow.pipeline.configure import profile_from_toml
from hepaflow.pipeline.ingest import Landed, NotOnboarded, Services, ingest
from local.memory import MemoryObjects, MemoryProfiles, MemoryResults

STUDY, CENTER, KEY = "NCT03945487", "CN-01", "NCT03945487/CN-01/三月.csv"
FILE = """受试者编号,采集时间,项目,结果,单位
CN01-0001,2024-03-22 08:30,丙氨酸氨基转移酶,86.3,U/L
CN01-0001,2024-03-22 08:30,总胆红素,171.4,μmol/L
CN01-0002,2024-03-22 08:40,总胆红素,17.1,mg/hl
""".encode()
PROFILE = profile_from_toml(
    """
study = "NCT03945487"
center = "CN-01"
version = 1
time_zone = "Asia/Shanghai"
[file]
decimal_mark = "."
[columns]
subject = "受试者编号"
collected_at = "采集时间"
analyte = "项目"
value = "结果"
unit = "单位"
"""
)
LANDED = Landed(STUDY, CENTER, KEY, None, datetime(2024, 3, 23, tzinfo=UTC))


@pytest.fixture
def services(catalog):
    return Services(
        MemoryObjects({KEY: [FILE]}), MemoryProfiles({(STUDY, CENTER): PROFILE}), MemoryResults(), catalog
    )


def test_a_file_becomes_panels_of_its_subjects(services):
    ingest(LANDED, services)
    (stored,) = services.results.subject_panels(STUDY, "CN01-0001")
    assert [report.analyte for report in stored.panel.reports] == ["ALT", "BILI"]


def test_the_summary_accounts_for_every_row(services):
    counts = ingest(LANDED, services).counts
    assert (counts.rows, counts.accepted, counts.rejected) == (3, 2, 1)


def test_a_file_is_named_by_its_content(services):
    assert ingest(LANDED, services).file_id == file_id(STUDY, CENTER, FILE)


def test_the_same_file_again_changes_nothing(services):
    ingest(LANDED, services)
    ingest(LANDED, services)
    assert len(list(services.results.subject_panels(STUDY, "CN01-0001"))) == 1


def test_a_refused_file_leaves_no_panel(services):
    services.objects.versions[KEY] = [b""]
    assert ingest(LANDED, services).refused
    assert not services.results.stored


def test_a_center_without_profile_waits(services):
    services.profiles.profiles.clear()
    with pytest.raises(NotOnboarded):
        ingest(LANDED, services)
