"""A report that is kept once for several runs is folded as if each run had a report of its own."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.support.said_reports import decided, placed, written

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.decisions import Decision, docket
from hepaflow.domain.fold.later.runs import Later, Resending, later_runs, of_each_run
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.omission import Newest, marked
from hepaflow.domain.fold.suspicion.moved_suspicion import parted, shared_results
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.fold.timeline import fold

HOURS = range(1, 20)


@st.composite
def resent(draw: st.DrawFn) -> tuple[list[RunObservation], list[Decision]]:
    """Draw reports, each with later runs of its own, and decisions, some of them about these runs."""
    said, decisions = draw(decided())
    reports = []
    for one in map(placed, said):
        hours = sorted(draw(st.sets(st.sampled_from(HOURS), max_size=3)))
        runs = tuple(
            Resending(
                replace(
                    one.run,
                    file_id=f"{one.run.file_id}-{hour}",
                    received=f"2024-05-0{day}T{hour:02}:00:00.000Z",
                ),
                [draw(st.sampled_from([one.line, one.line + 1]))],
            )
            for hour in hours
            for day in [draw(st.integers(int(one.run.received[9]), 4))]
        )
        runs = tuple({again.run.received: again for again in runs}.values())
        ordered = tuple(sorted(runs, key=lambda again: again.run.received))
        moved = draw(st.sampled_from([one.measurement, one.measurement._replace(subject="S-2")]))
        if one.observation.number is None:
            moved = moved._replace(collected_at=draw(st.sampled_from([moved.collected_at, ""])))
        report = replace(one, measurement=moved, later=Later(later_runs(ordered), 0) if ordered else None)
        number = draw(st.sampled_from([None, None, 100]))
        if number and report.observation.number is not None:  # a value that may fit in another unit
            other = report.observation.number * number
            report = replace(report, observation=report.observation._replace(number=other, value=other))
        reports.append(report)
    named = [row for report in reports for row in report.rows()]
    return reports, [
        replace(made, file_id=row[0], line=row[1])
        for made in written(decisions)
        for row in [draw(st.sampled_from(named))]
    ]


@given(resent(), st.sampled_from([1, 2, 3]))
@tried(6)
def test_runs_that_are_told_together_are_folded_like_runs_that_are_not(drawn, version):
    reports, decisions = drawn
    apart = list(of_each_run(reports))
    assert fold(reports, decisions, version=version) == fold(apart, decisions, version=version)


@given(resent(), st.sampled_from([1, 2, 3]))
@tried(6)
def test_what_is_held_after_the_fold_is_the_same_too(drawn, version):
    reports, decisions = drawn
    by_subject = {of: [one for one in reports if one.measurement.subject == of] for of in ("S-1", "S-2")}
    newest = {"CN-01": (Newest(1, "file-3", "2024-05-03T00:00:00.000Z"),)}

    def told(apart):
        known = {of: list(of_each_run(found)) if apart else found for of, found in by_subject.items()}
        rules, ruled = fold_rules(version), docket(decisions)
        shared = shared_results(fold(found, decisions, version=version) for found in known.values())
        answers = [parted(weighed(found, decisions, {}, rules), shared, ruled) for found in known.values()]
        return [marked(answer, newest) for answer in answers]

    assert told(apart=False) == told(apart=True)


@given(resent())
@tried(1)
def test_the_reports_of_a_file_are_found_without_writing_out_all(drawn):
    reports, decisions = drawn
    for answer in fold(reports, decisions).values():
        every = list(answer.observations())
        files = {sent.run.file_id for sent in every}
        for file_id in (*files, "none"):
            found = [sent for sent in every if sent.run.file_id == file_id]
            assert sorted(map(repr, answer.of_file(file_id))) == sorted(map(repr, found))
            assert answer.carries(file_id) is bool(found)
