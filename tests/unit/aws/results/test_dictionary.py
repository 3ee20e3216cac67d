import hashlib
from importlib.resources import files

import pytest

from hepaflow.aws.results.dictionary import NewerWord, dictionary, read_cell, write_cell

LINES = (files("hepaflow.aws.results") / "words.tsv").read_text("utf-8").splitlines()
SHIPPED = 1559
DIGEST = "cb22de73dce1cfcda261d060c5f6b3842031dbadae2b6ebed99845ee4ae6a1fd"


def test_words_that_stored_panels_name_stay_in_their_place():
    # the digest of the list as first shipped; a longer list keeps it, any other change makes stored panels unreadable
    first = LINES[4 : 4 + SHIPPED]
    assert hashlib.sha256("\n".join(first).encode()).hexdigest() == DIGEST


def test_no_word_is_there_twice():
    listed = [line.split("\t")[0] for line in LINES[4:]]
    assert len(set(listed)) == len(listed)


def test_every_token_takes_two_bytes():
    assert {len(token.encode()) for token in dictionary().word} == {2}


def test_token_of_a_word_that_a_newer_version_appended_is_not_read_as_a_letter():
    unused = chr(0x100 + len(LINES[4:]))
    with pytest.raises(NewerWord):
        read_cell(unused)
    assert read_cell(write_cell(unused)) == unused
