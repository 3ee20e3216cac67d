"""Draw what happens to a study in a random history."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from tests.property.history.files import IMPOSSIBLE, SUBJECTS, Entry, LabFile, Line, SubjectList
from tests.property.history.model import Reading
from tests.property.history.study import UNITS
from tests.unit.pipeline.studies import CENTER, OTHER_CENTER

from hepaflow.domain.fold.decisions import DecisionKind

ACCEPT, SET_ASIDE, RELEASE = DecisionKind.ACCEPT, DecisionKind.SET_ASIDE, DecisionKind.RELEASE
# what is decided about a report in turn
RULINGS = [(ACCEPT,), (SET_ASIDE,), (RELEASE,), (SET_ASIDE, ACCEPT), (ACCEPT, SET_ASIDE, RELEASE)]

# most of it about one result of one subject, that much may happen to it
senders, times = st.sampled_from([SUBJECTS[0]] * 3 + [SUBJECTS[1]]), st.sampled_from([0, 0, 0, 0, 1])
statuses = st.sampled_from(["preliminary", "final", "final", "corrected"])
values = st.sampled_from([1, 1, 2, 2, 3, IMPOSSIBLE])
# by the age, born in 1970 or not
persons = st.sampled_from([("", ""), ("", ""), ("", ""), ("M", "52"), ("F", "55"), ("M", "51"), ("", "56")])
lines = st.builds(
    lambda subject, time, value, status, person: Line(subject, time, value, status, *person),
    senders,
    times,
    values,
    statuses,
    persons,
)
lab_files = st.lists(lines, min_size=1, max_size=2, unique_by=lambda line: line.time).map(
    lambda found: LabFile(tuple(found))
)
subjects = st.sampled_from(SUBJECTS)
CENTERS = [CENTER, CENTER, CENTER, CENTER, OTHER_CENTER]
said_of = {
    "sex": st.sampled_from(["", "M", "F"]),
    "born": st.sampled_from([None, 1970]),
}
statements = ["enrolled", "enrolled", "enrolled", "entered-in-error"]


# what only the study's register says; most results are of 2024-03-22
transfer_days = [
    *([], [], [], ["2024-03-21"], ["2024-03-22"], ["2024-03-23"]),
    *(["2024-03-21", "2024-03-22"], ["2024-03-22", "2024-03-23"], ["2024-02-01", "2024-03-21"]),
]
said_of_study = {
    "formers_at": st.sampled_from(["", "", CENTER, OTHER_CENTER]),
    "withdrawn": st.sampled_from(["", "", "", "2024-03-21", "2024-03-22", "2024-03-23"]),
    "death": st.sampled_from(
        ["", "", "", "", "2023", "2024", "2024-02", "2024-03", "2024-04", "2024-03-21", "2024-03-22"]
    ),
}


def transferred(entry: Entry, days: list[str]) -> Entry:
    """Return an entry whose subject changes to the other center and back on these days."""
    other = OTHER_CENTER if entry.center == CENTER else CENTER
    return replace(entry, transfers=tuple(zip((other, entry.center), days, strict=False)))


def screened_again(entry: Entry, earlier: str) -> Entry:
    """Return an entry with an earlier screening, unless that is one of its former ids."""
    return entry if earlier in entry.formers else replace(entry, rescreen=earlier)


def entries(status: list[str], centers: list[str], *, of_study: bool = False) -> st.SearchStrategy[Entry]:
    def of(subject: str) -> st.SearchStrategy[Entry]:
        others = [one for one in SUBJECTS if one != subject]
        formers = st.sampled_from([(), (), *((one,) for one in others), tuple(others)])
        found = st.builds(
            Entry,
            center=st.sampled_from(centers),
            subject=st.just(subject),
            status=st.sampled_from(status),
            formers=formers,
            **said_of,
            **(said_of_study if of_study else {}),
        )
        whole = found.map(lambda entry: entry if entry.formers else replace(entry, formers_at=""))
        if not of_study:
            return whole
        moved = st.builds(transferred, whole, st.sampled_from(transfer_days))
        return st.builds(screened_again, moved, st.sampled_from(["", "", "", *others]))

    return subjects.flatmap(of)


def subject_lists(centers: list[str], *, of_study: bool) -> st.SearchStrategy[SubjectList]:
    rows = st.lists(
        entries([*statements, ""], centers, of_study=of_study),
        min_size=1,
        max_size=3,
        unique_by=lambda row: row.subject if of_study else (row.center, row.subject),
    )
    return rows.map(lambda found: SubjectList(tuple(found)))


places, moments = st.integers(0, 20), st.integers(0, 99).map(lambda moment: 2 * moment)
hours = moments.map(lambda moment: moment + 1)  # never that of a file
readings = st.builds(Reading, st.sampled_from(sorted(UNITS)), st.booleans())
measurements = st.tuples(senders, times)


def courses(
    lab_files: st.SearchStrategy[LabFile],
    statuses: st.SearchStrategy[str],
    measurements: st.SearchStrategy[tuple[str, int]],
    centers: list[str],
    *,
    of_study: bool = False,
) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """Draw what happens to a study: first some files, then anything."""
    sends = st.tuples(st.just("send"), lab_files, moments)
    decisions = st.tuples(st.just("decide"), st.sampled_from(RULINGS), places, places)
    lists = subject_lists(centers, of_study=of_study)
    said = entries(statements, centers, of_study=of_study)
    labels = [st.tuples(st.just("label"), st.booleans())] if of_study else []
    operations = st.one_of(
        *labels,
        st.tuples(st.just("close"), st.booleans()),
        st.tuples(st.just("close"), st.booleans()),
        st.tuples(st.just("upload"), st.one_of(lab_files, lab_files, lists), moments),
        st.tuples(st.just("process"), places),
        st.tuples(st.just("again"), places, moments),
        st.tuples(st.just("correct"), places, moments, statuses),
        st.tuples(st.just("void"), places),
        st.tuples(st.just("restore"), places),
        st.tuples(st.just("pause"), places, moments),
        st.tuples(st.just("declare"), readings),
        st.tuples(st.just("rerun"), places),
        st.tuples(st.just("remap"), places, readings),
        st.tuples(st.just("remap"), places, readings),
        st.tuples(st.just("rerun_all")),
        decisions,
        decisions,
        st.tuples(st.just("retire"), measurements),
        st.tuples(st.just("move"), measurements, subjects),
        st.tuples(st.just("enter"), said, hours),
        st.tuples(st.just("enter"), said, hours),
        st.tuples(st.just("send"), lists, moments),
        st.tuples(st.just("ask"), places, places),
        st.tuples(st.just("advance"), places, st.sampled_from(["answered", "closed", "reopened"])),
    )
    parts = st.tuples(st.lists(sends, min_size=2, max_size=4), st.lists(operations, min_size=5, max_size=15))
    return parts.map(lambda found: [*found[0], *found[1]])


# version 2: a result may be taken back, and have up to three times; results of two times have no value in common,
# so that none is suspected of being another one
SAID = [
    *(["preliminary", "final", "final", "final", "corrected", "corrected", "deleted"]),
    *(["not-done", "not-done", "no corrected", "no final", "no deleted"]),
]


@st.composite
def lines_2(draw: st.DrawFn, allowed: list[int]) -> Line:
    subject, time, said = draw(senders), draw(st.sampled_from(allowed)), draw(st.sampled_from(SAID))
    status = said.split()[-1]
    number = draw(st.sampled_from([1, 1, 2, 2, 3, IMPOSSIBLE])) + 10 * time
    value = None if said.startswith("no ") or status == "not-done" else number
    tube = draw(st.sampled_from(["", "S1", "S1", "S2"]))
    person = draw(persons)
    return Line(subject, time, value, status, *person, f"{subject}-{tube}" if tube else "")


def courses_of(allowed: list[int], *, of_study: bool = False) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    files = st.lists(lines_2(allowed), min_size=1, max_size=2, unique_by=lambda line: line.time).map(
        lambda found: LabFile(tuple(found))
    )
    of = st.tuples(senders, st.sampled_from(allowed))
    return courses(
        files,
        st.sampled_from(["preliminary", "final", "corrected", "deleted"]),
        of,
        CENTERS,
        of_study=of_study,
    )


courses_2 = st.sampled_from(
    [[0], [0, 2], [0, 3], [0, 4], [0, 2, 4], [0, 3, 4], [0, 1, 3], [2, 3, 4]]
).flatmap(courses_of)


# version 3: the register is the study's
courses_3 = st.sampled_from([[0], [0, 1], [0, 2], [0, 4], [5], [0, 5]]).flatmap(
    lambda allowed: courses_of(allowed, of_study=True)
)


def steps(operation: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Return an operation as those of a history; after each, the two are compared."""
    match operation:
        case "pause", place, received:
            return [("void", place), ("resend", place, received), ("restore", place)]
        case "decide", kinds, *about:
            return [("decide", kind, *about) for kind in kinds]
        case "remap", place, reading:
            return [("declare", reading), ("rerun", place)]
        case _:
            return [operation]
