"""The commands about the register tell a masked data manager what is left out, and who can do it in his place."""

import csv
import io

import pytest
from tests.support.api_office import CENTER, STUDY, SUBJECT
from tests.support.visit_plans import RULES

from hepaflow.domain.identity import file_id
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.desk.definitions import define_study

REGISTER = f"subject,center,status,baseline\n{SUBJECT},{CENTER},enrolled,2024-03-10\n".encode()


@pytest.fixture
def masked(office):
    """A study that masks day 1 from data managers, with a register that came as a file."""
    desk = office.desk
    protocol = {"masking": {"roles": ["data-manager"]}, "reference_date": RULES["reference_date"]}
    present = desk.registry.definition(STUDY)
    definition = present.model_copy(
        update={"version": present.version + 1, "protocol": Protocol.model_validate(protocol)}
    )
    define_study(desk.registry, desk.queue, desk.clock, "dm", definition, "start")
    office.send(REGISTER, "2024-05-20", RESERVED_CENTER)
    return office


@pytest.mark.usefixtures("masked")
@pytest.mark.parametrize("command", [("register", "list"), ("register", "show", SUBJECT)])
@pytest.mark.parametrize(("language", "told"), [("en", "masks day 1 from your role"), ("zh", "屏蔽第 1 天")])
def test_a_list_says_that_dates_are_left_out(hepaflow, command, language, told):
    ended = hepaflow(*command, "--csv", "--lang", language)
    assert (ended.status, told in ended.stderr) == (0, True), ended.stderr
    (entry,) = (one for one in csv.DictReader(io.StringIO(ended.stdout)) if one["status"] == "enrolled")
    assert (entry["baseline"], entry["version"], entry["journal_number"]) == ("", "", "")


@pytest.mark.usefixtures("masked")
def test_an_entry_is_refused_with_who_can_change_it(hepaflow):
    ended = hepaflow("register", "set", SUBJECT, "sex=F", "--center", CENTER, "--reason", "found out")
    assert (ended.status, "another role of the study" in ended.stderr) == (3, True), ended.stderr


@pytest.mark.usefixtures("masked")
def test_a_register_file_is_not_found_and_others_are(hepaflow):
    whole = file_id(STUDY, RESERVED_CENTER, REGISTER)
    told = [hepaflow("file", name) for name in (whole, whole[:12])]
    assert [ended.status != 0 for ended in told] == [True, True]
    assert "No file id begins with" in told[1].stderr
    assert whole not in hepaflow("files", "--csv").stdout
