"""Ingest a register file: claim, write entries, answer, keep. Every step is idempotent."""

from contextlib import suppress
from dataclasses import replace

from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.domain.protocol.masked_parts import masks_results
from hepaflow.domain.study.files import Claim, Counts, Delivery, DeliveryStatus, FileState, FileStatus, Recipe
from hepaflow.pipeline.intake.announcements import announce_run
from hepaflow.pipeline.intake.claim import first_claim, next_claim
from hepaflow.pipeline.intake.commit_file import ACTOR
from hepaflow.pipeline.intake.delivery_receipt import keep_acknowledgement
from hepaflow.pipeline.intake.incoming import IncomingFile
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.register.file import places_of, planned_changes, read_register, register_file
from hepaflow.pipeline.register.guard import Disturbed, guarded
from hepaflow.pipeline.register.preview import register_difference
from hepaflow.pipeline.register.rows import REGISTER_COLUMNS, RegisterFile
from hepaflow.pipeline.register.settle import RegisterRun, register_recipe, settle, settle_waiting, taken_over
from hepaflow.pipeline.runs.source_copy import source_key
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile
from hepaflow.readers.copied import write_copied
from hepaflow.readers.row_file import RowFile


def take_up_register(file: IncomingFile, services: Services) -> Delivery:
    """Bring the rows of a delivered register in, and tell what became of them; return the delivery as it is settled.

    The same bytes again are acknowledged, with the first receipt. Where rows of them, or all, had been refused and
    the study's definition or the code is another now, they are read once more, as of their first receipt.
    """
    delivery, state = file.delivery, file.state(services)
    claim = _claim(file, state, services)
    if state is None or claim.run_number > state.run_number:
        services.registry.mark(delivery)  # whoever finds its dead letter looks whether the file counts
        state = _settled(file, RegisterRun(file.run_id(claim), claim, state), services)
    elif not state.refusal:  # a version before this one committed first
        _keep_source(file, file.run_id(claim), services)
    if claim.version_id == delivery.version_id:
        status = DeliveryStatus.TAKEN_UP
        announce_run(delivery.study, delivery.version_id, state, file.definition, services.announcements)
    else:
        status = DeliveryStatus.DUPLICATE
        keep_acknowledgement(delivery, state, {}, services)
    closed = replace(delivery, status=status)
    services.registry.mark(closed)
    return closed


def _claim(file: IncomingFile, state: FileState | None, services: Services) -> Claim:
    """Return the claim that holds for the register; its time of receipt is that of the first, whatever reads it again."""
    registry, study, file_id = services.registry, file.delivery.study, file.delivery.file_id
    recipe = register_recipe(file.definition, services)
    claim = registry.latest_claim(study, file_id) or registry.claim(study, file_id, first_claim(file, recipe))
    if claim.by and state is not None and claim.run_number > state.run_number:  # of who confirms the file now
        claim = registry.claim_of(study, file_id, state.run_number) or claim
    while (state is None or claim.run_number > state.run_number or _left_some(state)) and (
        claim.recipe != recipe
    ):
        claim = _next(file, claim, recipe, services)
    if state is not None and _is_withdrawn(state, claim) and claim.version_id != file.delivery.version_id:
        claim = _next(file, claim, recipe, services)
    return claim


def _next(file: IncomingFile, claim: Claim, recipe: Recipe, services: Services) -> Claim:
    """Return the claim of the next run that no request has claimed for itself."""
    wanted, file_id = next_claim(file, claim, recipe), file.delivery.file_id
    while (found := services.registry.claim(file.delivery.study, file_id, wanted)).by:
        wanted = replace(wanted, run_number=wanted.run_number + 1)
    return found


def _left_some(state: FileState) -> bool:
    _, _, held, rejected, _ = state.counts
    return bool(state.refusal or rejected or held)


def _is_withdrawn(state: FileState, claim: Claim) -> bool:
    """Say whether the newest claim is that of a run that a data manager withdrew: sent again, the file is read anew."""
    return state.status is FileStatus.VOIDED and claim.run_number == state.run_number


def _settled(file: IncomingFile, run: RegisterRun, services: Services) -> FileState:
    """Have the rows take effect, or wait where that would alter current results; return the state that holds.

    Where the study masks results, a file that changes anything waits: else its state would say whether masked results are altered.
    """
    claim, study, file_id = run.claim, run.id.study, run.id.file_id
    told = RegisterFile(
        study,
        claim.received,
        ACTOR,
        f"file {file_id}",
        claim.recipe.definition_version,
        {"file_id": file_id},
    )
    waits_always = file.definition is not None and masks_results(file.definition.protocol)
    while (state := file.state(services)) == run.was:
        number = services.registry.head(study).journal_number
        try:
            plan = planned_changes(services.registry, told, file.data, number)
        except Refused as refused:
            settle(run, [], Outcome(Counts(), issues=[refused.issue], refused=True), services)
            continue
        _keep_source(file, run.id, services)
        found = register_difference(services, study, plan.changes, number)
        if found.altered or (plan.changes and waits_always):
            settle_waiting(run, plan, found, services)
            continue
        check = guarded(services, told, file.data, found, number, file_id)
        with suppress(Disturbed):  # then the next round looks at the rows that are left
            answers = register_file(services.registry, services.clock, told, file.data, check)
            settle(run, answers, taken_over(answers), services)
    if state is None:
        raise LookupError(file_id)
    return state


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
    rows = RowFile()
    for line, cells in sheet.rows:
        rows.add(line, [cells[place] if place < len(cells) else "" for place in places.values()])
    header = [name for name in REGISTER_COLUMNS if name in places]
    with write_copied(sheet, header, rows, FileLayout(), asides=sheet.asides) as copy:
        services.source.put_from(key, copy, "application/json")
