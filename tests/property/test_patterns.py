"""Every accepted pattern answers about every text in a time that grows at most with the square of its length."""

import re
import signal
import time
from contextlib import contextmanager

from hypothesis import assume, example, given
from hypothesis import strategies as st

from hepaflow.domain.profile.patterns import unbounded_part

ONE = st.sampled_from(["a", "b", "-", ".", "[ab]", "[^a]", r"\w", r"\d", "[a-z0-9]", "(?i:A)", "é"])
TIMES = st.sampled_from(["*", "+", "?", "*?", "+?", "{3}", "{0,3}", "{1,40}", "{2,}", "{1,5000}", "{0,60}"])


def larger(inner):
    grouped = inner.map(lambda part: f"(?:{part})")
    return st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(grouped, TIMES).map("".join),
    )


PATTERNS = st.recursive(st.one_of(ONE, st.tuples(ONE, TIMES).map("".join)), larger, max_leaves=9)
LONG = 2_000
# as many of one character as there are, then one that hardly any pattern ends with
TEXTS = st.tuples(
    st.sampled_from(["a", "ab", "aA", "a-", "1", "b1", "é", "aab"]), st.sampled_from(["", "!", "-", "b"])
)
SECONDS = 20  # only so that a failure ends


@contextmanager
def ended():
    def stop(*_):
        raise AssertionError("no answer")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def taken(compiled, text):
    times = []
    for _ in range(5):
        start = time.thread_time()  # of this thread alone: the machine may be busy
        compiled.fullmatch(text)
        times.append(time.thread_time() - start)
    return min(times)


@given(PATTERNS, TEXTS)
@example("a*a*b", ("a", "!"))
@example("(?:[ab]{0,60})(?:.*)-", ("ab", "!"))
def test_time_of_an_accepted_pattern_grows_with_the_square_of_the_length(pattern, text):
    assume(not unbounded_part(pattern))
    compiled, (unit, end) = re.compile(pattern), text
    with ended():
        half, whole = (taken(compiled, (unit * length)[:length] + end) for length in (LONG // 2, LONG))
    # the square is four times as long; twice that, and 50 µs, are for the clock
    assert whole <= 8 * half + 50e-6


def test_refused_pattern_would_have_no_end():
    assert unbounded_part("([A-Z0-9]+-?)+")
    compiled = re.compile("([A-Z0-9]+-?)+")
    short, longer = (taken(compiled, "A" * length + "!") for length in (12, 18))
    assert longer > 8 * short  # one and a half times as long; twice as much for each character
