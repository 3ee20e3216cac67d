"""No id can be chosen so that the key of one thing is the key of another."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hepaflow.aws.registry import keys
from hepaflow.aws.results.keys import partition_key, places, sort_key
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Moment, Panel, Precision

STUDIES = CENTERS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,5}", fullmatch=True)  # as profiles allow
IDS = st.text(
    st.sampled_from("A1#/%?~._-"), min_size=1, max_size=8
)  # subjects and specimens: any text of a file
RUN = RunId("S", "C", "94fc896bd8200aa4", 1)
WITHIN_CENTER = (
    keys.register_partition,
    keys.files_partition,
    keys.specimens_partition,
    keys.unmapped_partition,
)


def a_panel(specimen, line=2):
    return Panel("A", Moment("2024-03-22", Precision.DAY), specimen, lines=[line], observations=[])


@given(st.tuples(STUDIES, IDS), st.tuples(STUDIES, IDS))
def test_partitions_of_two_subjects_differ(one, other):
    assert (partition_key(*one) == partition_key(*other)) == (one == other)


@given(st.tuples(STUDIES, IDS), st.tuples(STUDIES, IDS))
def test_dossiers_of_two_subjects_differ(one, other):
    assert (keys.dossier_key(*one) == keys.dossier_key(*other)) == (one == other)


@given(st.tuples(STUDIES, CENTERS), st.tuples(STUDIES, CENTERS), st.sampled_from(WITHIN_CENTER))
def test_partitions_of_two_centers_differ(one, other, partition):
    assert (partition(*one) == partition(*other)) == (one == other)


@given(STUDIES, CENTERS, IDS)
def test_dossier_of_a_subject_is_no_other_item(study, center, subject):
    others = {partition(study, center) for partition in WITHIN_CENTER}
    others |= {
        keys.journal_partition(study),
        keys.subjects_partition(study),
        keys.file_partition(study, subject),
    }
    assert keys.dossier_key(study, subject).pk not in others


@given(CENTERS, CENTERS, IDS)
def test_list_of_one_center_s_subjects_begins_no_other_s(one, other, place):
    begins = keys.subject_list_place(other, place).startswith(keys.subject_list_place(one))
    assert begins == (one == other)


@given(CENTERS, st.integers(1, 99), IDS, st.integers(1, 99))
def test_sort_key_gives_back_what_it_was_made_of(center, number, specimen, line):
    run = replace(RUN, center=center, run_number=number)
    panel = a_panel(specimen, line)
    item = {"pk": partition_key("S", "A#1"), "sk": sort_key(run, panel, 0), "v": {}, "p": ""}
    assert places(item) == ("S", "2024-03-22", center, RUN.file_id, str(number), specimen, str(line))


@given(st.tuples(IDS, st.integers(1, 99)), st.tuples(IDS, st.integers(1, 99)))
def test_sort_keys_of_two_panels_of_a_run_differ(one, other):
    assert (sort_key(RUN, a_panel(*one), 0) == sort_key(RUN, a_panel(*other), 0)) == (one == other)
