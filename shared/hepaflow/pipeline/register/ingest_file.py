"""Ingest a register file: claim, write entries, answer, keep. Every step is idempotent."""

from dataclasses import replace

from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import MAIN_FEED, FileLayout
from hepaflow.domain.study.files import Claim, Counts, Delivery, DeliveryStatus, FileState, Visible
from hepaflow.pipeline.intake.announcements import announce_run
from hepaflow.pipeline.intake.claim import first_claim, next_claim
from hepaflow.pipeline.intake.commit_file import ACTOR, commit
from hepaflow.pipeline.intake.delivery_receipt import keep_acknowledgement
from hepaflow.pipeline.intake.incoming import IncomingFile
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.register.file import (
    REGISTER_COLUMNS,
    RegisterAnswer,
    RegisterFile,
    RowAnswer,
    places_of,
    read_register,
    register_file,
)
from hepaflow.pipeline.register.receipt import keep_register_receipt
from hepaflow.pipeline.runs.recipe import UNPLACED, recipe_with
from hepaflow.pipeline.runs.source_copy import source_key
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile
from hepaflow.readers.copied import encoded_row, write_copied

_NO_PROFILE = 0  # a register needs none
_NO_LABS = 0


def take_up_register(file: IncomingFile, services: Services) -> Delivery:
    """Bring the rows of a delivered register in, and tell what became of them; return the delivery as it is settled.

    The same bytes again are acknowledged, with the first receipt. Where rows of them, or all, had been refused and
    the study's definition or the code is another now, they are read once more, as of their first receipt.
    """
    delivery, state = file.delivery, file.state(services)
    claim = _claim(file, state, services)
    if state is None or claim.run_number > state.run_number:
        services.registry.mark(delivery)  # whoever finds its dead letter looks whether the file counts
        run = file.run_id(claim)
        outcome = _entered(run, file.data, claim, services)
        if not outcome.refused:
            _keep_source(file, run, services)
        visible = Visible(UNPLACED, 0 if outcome.refused else claim.run_number, claim.received)
        state = commit(run, visible, outcome, services, state)
    elif not state.refusal:  # a version before this one committed first
        _keep_source(file, file.run_id(claim), services)
    if claim.version_id == delivery.version_id:
        status = DeliveryStatus.TAKEN_UP
        announce_run(delivery.study, delivery.version_id, state, services.announcements)
    else:
        status = DeliveryStatus.DUPLICATE
        keep_acknowledgement(delivery, state, {}, services)
    closed = replace(delivery, status=status)
    services.registry.mark(closed)
    return closed


def _claim(file: IncomingFile, state: FileState | None, services: Services) -> Claim:
    """Return the claim that holds for the register; its time of receipt is that of the first, whatever reads it again."""
    registry, study, file_id = services.registry, file.delivery.study, file.delivery.file_id
    recipe = recipe_with(file.definition, _NO_PROFILE, MAIN_FEED, _NO_LABS, services)
    claim = registry.latest_claim(study, file_id) or registry.claim(study, file_id, first_claim(file, recipe))
    while claim.recipe != recipe and (
        state is None or claim.run_number > state.run_number or _left_some(state)
    ):
        claim = registry.claim(study, file_id, next_claim(file, claim, recipe))
    return claim


def _left_some(state: FileState) -> bool:
    _, _, _, rejected, _ = state.counts
    return bool(state.refusal or rejected)


def _entered(run: RunId, data: bytes, claim: Claim, services: Services) -> Outcome:
    """Bring the rows in and write the receipt; what became of the rows, as the counts of a file."""
    file = RegisterFile(
        run.study, claim.received, ACTOR, f"file {run.file_id}", claim.recipe.definition_version
    )
    answers: list[RowAnswer] = []
    try:
        answers = register_file(services.registry, services.clock, file, data)
        rejected = sum(told.answer is RegisterAnswer.REFUSED for told in answers)
        outcome = Outcome(Counts(len(answers), len(answers) - rejected, rejected=rejected))
    except Refused as refused:
        outcome = Outcome(Counts(), issues=[refused.issue], refused=True)
    keep_register_receipt(run, claim, answers, outcome, services)
    return outcome


def _keep_source(file: IncomingFile, run: RunId, services: Services) -> None:
    """Keep a register that was taken up: the original where it holds nothing else, else the rows as they were read."""
    key = source_key(run)
    if services.source.get(key) is not None:
        return
    sheet = read_register(file.data)
    places = places_of(sheet)
    if len(places) == len(sheet.header) and not sheet.holds_more:
        services.source.put(StoredFile(key, file.data, "application/octet-stream"))
        return
    rows = b"".join(
        encoded_row(line, [cells[place] if place < len(cells) else "" for place in places.values()])
        for line, cells in sheet.rows
    )
    header = [name for name in REGISTER_COLUMNS if name in places]
    copy = write_copied(sheet, header, rows, FileLayout(), asides=sheet.asides)
    services.source.put(StoredFile(key, copy, "application/json"))
