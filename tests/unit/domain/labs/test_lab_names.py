"""The cell by which a message names labs."""

from hepaflow.domain.labs.names import code_in, lab_names, labs_of_names

KNOWN = {"central": "LAB-1", "a|1": "LAB-1", "ward": "LAB-2"}


def labs(*named):
    return labs_of_names(lab_names(named), KNOWN)


def test_words_come_back_as_labs_whatever_signs_are_in_them():
    known = {'=";, ~ ^ | \\ \\x2c 甲'.casefold(): "LAB-1"}
    assert labs_of_names(lab_names([['=";, ~ ^ | \\ \\x2c 甲']]), known) == ({"LAB-1"}, True)


def test_one_known_word_names_a_lab_and_every_lab_must_be_known():
    assert labs(["Central", "other"]) == ({"LAB-1"}, True)
    assert labs(["Central"], ["other"]) == ({"LAB-1"}, False)
    assert labs(["Central"], []) == ({"LAB-1"}, False)
    assert labs(["Central", "WARD"]) == ({"LAB-1", "LAB-2"}, True)


def test_other_code_of_a_system_makes_a_lab_unknown_and_one_of_another_system_does_not():
    assert labs(["A|1", "a|2"]) == ({"LAB-1"}, False)
    assert labs(["A|1", "b|2"]) == ({"LAB-1"}, True)


def test_nothing_is_named_by_words_for_nothing():
    assert lab_names([]) == ""
    assert lab_names([["N/A", ""]]) == ""
    assert code_in("L", "-") == ""


def test_cell_of_a_person_or_of_too_many_words_is_of_a_lab_that_nobody_knows():
    assert lab_names([["Patient name: Jane Doe"]]) == ";"
    assert labs(["Patient name: Jane Doe", "central"]) == ({"LAB-1"}, True)
    assert lab_names([[f"central {number}" for number in range(1_000)]]) == ";"


def test_registered_ids_of_labs_are_words():
    for word in ("05D0642827", "2.16.840.1.113883.4.7|05D0642827", "99D1234567", "CNAS MT0999", "ISO 15189"):
        assert lab_names([[word]]) == f";{word}"
