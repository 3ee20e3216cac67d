"""What files name that no profile knows becomes a work list, summed over the runs that count."""

import json

import pytest
from tests.unit.pipeline.studies import CENTER, FIRST, HEADER, SECOND, STUDY, World, profile

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.unmapped import UnmappedKind, masked
from hepaflow.pipeline.changes.void import restore_file, void_file
from hepaflow.pipeline.desk.unmapped import WorkList, work_list
from hepaflow.pipeline.services import Missing


def lab_file(*rows):
    return "\n".join([HEADER, *(f"S-001,2024-03-22 08:30,{row},final" for row in rows)]).encode()


ONE = lab_file("Bilirubbin totall,1.2,mg/dL", "Bilirubbin totall,<5,mg/dL", "ALT,45,furlong", "ALT,46,")
TWO = lab_file("Bilirubbin totall,3.4,mg/dL", "ALT,47,U/L")


@pytest.fixture
def world():
    world = World()
    world.define()
    world.add_profile(profile())
    world.send(ONE, FIRST, name="one.csv")
    return world


def tasks(world):
    return {task.unmapped.names: task for task in work_list(world.desk, STUDY, CENTER).tasks}


def rows(world):
    return {names[:2]: task.unmapped.count for names, task in tasks(world).items()}


NAME = (UnmappedKind.NAME, "Bilirubbin totall")


def test_names_units_and_missing_units_are_listed_with_their_rows(world):
    assert rows(world) == {NAME: 2, (UnmappedKind.UNIT, "furlong"): 1, (UnmappedKind.NO_UNIT, ""): 1}


def test_units_of_corrections_are_listed_although_the_rows_are_kept(world):
    corrected = lab_file("AST,45,cubit", "GGT,45,").replace(b",final", b",corrected")
    world.send(corrected, SECOND, name="corrected.csv")
    assert {(UnmappedKind.UNIT, "cubit", "AST"), (UnmappedKind.NO_UNIT, "", "GGT")} <= tasks(world).keys()


def test_a_unit_is_listed_with_its_analyte(world):
    assert (UnmappedKind.UNIT, "furlong", "ALT") in tasks(world)


def test_a_name_is_listed_with_what_is_near(world):
    assert "BILI" in tasks(world)[*NAME, ""].nearest


def test_values_beside_it_are_masked(world):
    assert tasks(world)[*NAME, ""].unmapped.examples == ("9.9", "<9")


@pytest.mark.parametrize(("value", "shape"), [("12.5 mg", "99.9 xx"), ("张三", "xx"), ("1" * 40, "9" * 16)])
def test_a_masked_value_shows_its_shape_alone(value, shape):
    assert masked(value) == shape


def test_rows_of_several_files_are_summed(world):
    world.send(TWO, SECOND, name="two.csv")
    assert rows(world)[NAME] == 3
    assert tasks(world)[*NAME, ""].files == tuple(
        sorted(file_id(STUDY, CENTER, data)[:16] for data in (ONE, TWO))
    )


def test_the_same_bytes_again_count_once(world):
    world.send(ONE, SECOND, name="again.csv")
    assert rows(world)[NAME] == 2


def test_a_voided_file_has_no_work_left(world):
    name = file_id(STUDY, CENTER, ONE)
    void_file(world.services, "ann", STUDY, name, "wrong file")
    assert rows(world) == {}
    restore_file(world.services, "ann", STUDY, name, "right after all")
    assert rows(world)[NAME] == 2


def test_a_center_without_files_has_nothing_to_explain(world):
    assert work_list(world.desk, STUDY, "C-02") == WorkList((), 0)


def test_a_center_that_does_not_exist_is_missing(world):
    with pytest.raises(Missing):
        work_list(world.desk, STUDY, "C-99")


# --- words for a status and for a specimen

WORDS = f"""{HEADER},Specimen
S-001,2024-03-22 08:30,ALT,45,U/L,已退检,Serum
S-001,2024-03-22 08:30,AST,40,U/L,已退检,Serum
S-001,2024-03-22 08:30,ALB,40,g/L,张三已阅,Serum
S-001,2024-03-22 08:30,Sodium,140,mmol/L,final,红头管
S-001,2024-03-22 08:30,Potassium,4,mmol/L,final,张三的标本
""".encode()
OF_SPECIMEN = 'specimen_type = "Specimen"\n'


@pytest.fixture
def words():
    world = World()
    world.define()
    world.add_profile(profile(more=OF_SPECIMEN))
    world.send(WORDS, FIRST, name="words.csv")
    return world


def test_unknown_words_for_status_and_specimen_are_listed_but_for_those_that_may_be_names(words):
    assert rows(words) == {(UnmappedKind.STATUS, "已退检"): 2, (UnmappedKind.SPECIMEN, "红头管"): 1}


def test_words_that_the_profile_maps_are_no_longer_listed(words):
    mapped = '[status]\n"已退检" = "final"\n[specimens]\n"红头管" = "serum"\n'
    words.add_profile(profile(version=2, more=OF_SPECIMEN + mapped))
    words.send(WORDS + b"\n", SECOND, name="again.csv")
    (first,) = {task.files for task in tasks(words).values()}
    assert first == (file_id(STUDY, CENTER, WORDS)[:16],)


ACCESSIONS = range(20_000)


def test_of_a_wrong_column_the_most_frequent_names_are_kept_and_the_others_counted(world):
    """Accession numbers stand where the names belong; two of them stand there twice."""
    numbers = [f"A{number:06},{number % 90},U/L" for number in ACCESSIONS]
    world.send(lab_file(*numbers, *numbers[-2:]), SECOND, name="wrong.csv")
    found = work_list(world.desk, STUDY, CENTER)
    of_one = 3  # what one.csv names
    assert (len(found.tasks), found.left_out) == (1_000 + of_one, len(ACCESSIONS) - 1_000)
    twice = {task.unmapped.text for task in found.tasks if task.unmapped.count == 2}
    assert {"A019998", "A019999"} <= twice


def test_what_a_voided_file_left_out_is_counted_no_longer(world):
    data = lab_file(*(f"A{number:06},1,U/L" for number in range(1_100)))
    world.send(data, SECOND, name="wrong.csv")
    assert work_list(world.desk, STUDY, CENTER).left_out == 100
    void_file(world.services, "ann", STUDY, file_id(STUDY, CENTER, data), "wrong column")
    assert work_list(world.desk, STUDY, CENTER).left_out == 0


def test_the_receipt_says_how_many_other_names_were_found(world):
    data = lab_file(*(f"A{number:06},1,U/L" for number in range(1_100)))
    world.send(data, SECOND, name="wrong.csv")
    folder = f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}/1"
    (cause,) = json.loads(world.receipts.get(f"{folder}/receipt.json"))["causes"]
    assert (len(cause["found"]), cause["found_more"]) == (5, 1_095)
    page = world.receipts.get(f"{folder}/receipt.html").decode()
    assert "and 1,095 others" in page
    assert "另有 1,095 种" in page
