"""Subject ids as segments of a path: plain ids stay, all others are base64url behind a `~`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepaflow.domain.study.subject_path import segment_of, subject_in

ENCODED = {  # RFC 4648, section 5, by `printf … | basenc --base64url`, without padding
    "A/7": "~QS83",
    "A#7": "~QSM3",
    "A?7": "~QT83",
    "A%41": "~QSU0MQ",
    "A 7": "~QSA3",
    "~A": "~fkE",
    ".": "~Lg",
    "..": "~Li4",
    "受试者1": "~5Y-X6K-V6ICFMQ",
}


@pytest.mark.parametrize("subject", ["CN01-0001", "a.b_c-D", "-", "_", "..."])
def test_plain_id_is_its_own_segment(subject):
    assert (segment_of(subject), subject_in(subject)) == (subject, subject)


@pytest.mark.parametrize("subject", ENCODED)
def test_other_id_is_base64url_behind_a_tilde(subject):
    assert segment_of(subject) == ENCODED[subject]


@pytest.mark.parametrize("subject", ENCODED)
def test_encoded_segment_names_its_subject(subject):
    assert subject_in(ENCODED[subject]) == subject


@pytest.mark.parametrize(
    "segment",
    [
        "~Q04wMS0wMDAx",  # CN01-0001, which is plain
        "~QT83=",  # padding
        "~QSU0MR",  # bits behind the last letter
        "~",
        "~QS/3",
        "~Q",  # six bits
        "~_w",  # 0xFF is not UTF-8
        "A%2F7",
        "A/7",
        "",
        ".",
        "..",
        "A\n",
    ],
)
def test_segment_that_no_subject_has_is_refused(segment):
    with pytest.raises(ValueError, match="not the path segment"):
        subject_in(segment)


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_every_id_comes_back(subject):
    assert subject_in(segment_of(subject)) == subject


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_every_segment_is_plain_in_a_path(subject):
    segment = segment_of(subject)
    assert segment not in {".", ".."}
    assert set(segment) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-~")
