"""Read one file in one pass: bytes become panels, and every row is accounted for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Field
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.files import Counts
from hepaflow.domain.study.fold_rules import NEWEST_VERSION
from hepaflow.pipeline.reading.columns import positions, unmapped_site
from hepaflow.pipeline.reading.dates.planned import let_draws_be_planned
from hepaflow.pipeline.reading.doubts import hold_doubtful_signs, hold_unread, tell_mark_typos
from hepaflow.pipeline.reading.open_file import Bytes, open_file
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.row_accounting import ReadingRules, account
from hepaflow.pipeline.reading.rows import Progress, RowLoop, no_progress
from hepaflow.pipeline.reading.specimens import FileSpecimens
from hepaflow.pipeline.reading.visits import hold_other_visits
from hepaflow.readers.sheet import LIMITS, Sheet
from hepaflow.readers.table import too_large


def read_file(  # noqa: PLR0913 each part comes from another place
    data: Bytes,
    profile: Profile,
    catalog: Catalog,
    received: datetime,
    *,
    study_start: date | None = None,
    fold_version: int = NEWEST_VERSION,
    progress: Progress = no_progress,
) -> Outcome:
    """Read, convert and check one file; the same for the command line and for the Lambda function.

    Args:
        data: the file as it arrived, or what was kept of it.
        profile: what its center declares.
        catalog: what is known.
        received: when it arrived, with a zone; later collection times are held.
        study_start: earlier collection days are noted.
        fold_version: version of the rules by which rows of one measurement are compared.
        progress: told the line reached, now and then.

    Returns:
        Panels in canonical units, every issue with its place, and counts that add up. Never raises for what is
        in the file: a file that cannot be read as a whole is refused with one issue.
    """
    return read_opened(
        lambda: open_file(data, profile),
        catalog,
        received,
        study_start=study_start,
        fold_version=fold_version,
        progress=progress,
    )


def read_opened(  # noqa: PLR0913 each part comes from another place
    opened: Callable[[], tuple[Sheet, Profile]],
    catalog: Catalog,
    received: datetime,
    *,
    study_start: date | None = None,
    fold_version: int = NEWEST_VERSION,
    progress: Progress = no_progress,
    most_specimens: int | None = LIMITS.specimens,
) -> Outcome:
    """Read a file that `opened` opens, as `read_file` does.

    Args:
        opened: returns the sheet and the profile that reads it; may raise `Refused`.
        catalog: what is known.
        received: when the file arrived, with a zone.
        study_start: earlier collection days are noted.
        fold_version: version of the rules by which rows of one measurement are compared.
        progress: told the line reached, now and then.
        most_specimens: how many specimens it may have; None: any number, where it was taken up already.
    """
    shown = Places.LINE
    try:
        sheet, profile = opened()
        shown = sheet.places
        places = positions(sheet, profile)
        site = unmapped_site(sheet, profile)
        if site is not None:
            places[Field.SITE] = site
        specimens = FileSpecimens(
            profile, received, study_start, None if site is None else sheet.header[site]
        )
        loop = RowLoop(sheet, profile, specimens, places)

        def looked(line: int) -> None:
            progress(line)
            _check_number(specimens, most_specimens)

        loop.run(catalog, looked)
        _check_number(specimens, most_specimens)
        proofs = specimens.hold_doubtful_dates()
        proofs |= loop.revisions.hold_doubtful(specimens.panels, specimens.latest)
        specimens.hold_two_sites()
        let_draws_be_planned(specimens.panels)
        hold_unread(specimens.panels, loop.without, loop.unread)
        hold_doubtful_signs(specimens.panels, profile)
        tell_mark_typos(specimens.panels, loop.without, profile)
        panels = specimens.panels
        hold_other_visits(panels, sheet.header, profile)
    except Refused as refusal:
        return Outcome(Counts(), issues=[refusal.issue], refused=True, places=shown, present=refusal.present)
    specimens.forget_rows()
    reading = ReadingRules(profile, sheet.places, fold_version)
    outcome = account(panels, loop.without, loop.rows, reading, loop.notes)
    return replace(
        outcome,
        places=sheet.places,
        examples=loop.examples,
        sheet=sheet,
        at_fault=loop.at_fault,
        order_proofs=proofs,
    )


def _check_number(specimens: FileSpecimens, most: int | None) -> None:
    """Refuse a file with more specimens than may be; each is an item of the table of results.

    Raises:
        Refused: it has more.
    """
    if most is not None and specimens.are_more_than(most):
        raise too_large(most + 1, "specimens")
