"""A register comes through the same intake as a lab file: taken up once, answered by rows, kept, and every step harmless when done again."""

from dataclasses import replace

from hepaflow.domain.files import Claim, Delivery, DeliveryStatus, FileState
from hepaflow.domain.identity import RunId, sha256
from hepaflow.domain.issues import Refused
from hepaflow.domain.profile import FileLayout
from hepaflow.pipeline.intake.announcing import announce_run
from hepaflow.pipeline.intake.commit import ACTOR, commit
from hepaflow.pipeline.intake.delivery_receipts import keep_acknowledgement
from hepaflow.pipeline.intake.services import Services
from hepaflow.pipeline.reading.outcome import Counts, Outcome
from hepaflow.pipeline.register.file import (
    COLUMNS,
    Answer,
    RegisterFile,
    RowAnswer,
    places_of,
    read_register,
    register_file,
)
from hepaflow.pipeline.register.receipt import keep_register_receipt
from hepaflow.pipeline.runs.recipes import recipe_of
from hepaflow.pipeline.runs.source import source_key
from hepaflow.readers.copied import write_copied

_NO_PROFILE = 0  # a register needs none
_FIRST_RUN = 1


def take_up_register(delivery: Delivery, data: bytes, services: Services) -> Delivery:
    """Bring the rows of a delivered register in, and tell what became of them; return the delivery as it is settled.

    The same bytes again are acknowledged, with the first receipt. Where rows of them, or all, had been refused and
    the study's definition or the code is another now, they are read once more, as of their first receipt.
    """
    state = services.registry.view(delivery.study, [delivery.file_id]).state(delivery.file_id)
    claim = _claim(delivery, data, state, services)
    if state is None or claim.n > state.run:
        state = commit(delivery, claim, _entered(delivery, data, claim, services), services, state)
    _keep_source(delivery, data, state, services)
    if claim.version_id == delivery.version_id:
        status = DeliveryStatus.TAKEN_UP
        announce_run(delivery.study, delivery.version_id, state, services.announcements)
    else:
        status = DeliveryStatus.DUPLICATE
        keep_acknowledgement(delivery, state, {}, services)
    closed = replace(delivery, status=status)
    services.registry.mark(closed)
    return closed


def _claim(delivery: Delivery, data: bytes, state: FileState | None, services: Services) -> Claim:
    """Return the claim that holds for the register; its time of receipt is that of the first, whatever reads it again."""
    registry, study, file_id = services.registry, delivery.study, delivery.file_id
    recipe = recipe_of(study, _NO_PROFILE, services)
    claim = registry.latest_claim(study, file_id) or registry.claim(
        study,
        file_id,
        Claim(_FIRST_RUN, delivery.center, sha256(data), delivery.received, delivery.version_id, recipe),
    )
    while claim.recipe != recipe and (state is None or claim.n > state.run or _left_some(state)):
        wanted = replace(claim, n=claim.n + 1, recipe=recipe, version_id=delivery.version_id)
        claim = registry.claim(study, file_id, wanted)
    return claim


def _left_some(state: FileState) -> bool:
    _, _, _, rejected, _ = state.counts
    return bool(state.refusal or rejected)


def _entered(delivery: Delivery, data: bytes, claim: Claim, services: Services) -> Outcome:
    """Bring the rows in and write the receipt; what became of the rows, as the counts of a file."""
    file = RegisterFile(
        delivery.study,
        claim.received,
        ACTOR,
        f"file {delivery.file_id}",
        claim.recipe.definition_version,
    )
    answers: list[RowAnswer] = []
    try:
        answers = register_file(services.registry, services.clock, file, data)
        rejected = sum(told.answer is Answer.REFUSED for told in answers)
        outcome = Outcome(Counts(len(answers), len(answers) - rejected, rejected=rejected))
    except Refused as refused:
        outcome = Outcome(Counts(), issues=[refused.issue], refused=True)
    run = RunId(delivery.study, delivery.center, delivery.file_id, claim.n)
    keep_register_receipt(run, claim, answers, outcome, services)
    return outcome


def _keep_source(delivery: Delivery, data: bytes, state: FileState, services: Services) -> None:
    """Keep a register that was taken up: the original where it holds nothing else, else the rows as they were read."""
    key = source_key(delivery.study, delivery.center, delivery.file_id)
    if state.refusal or services.source.get(key) is not None:
        return
    sheet = read_register(data)
    places = places_of(sheet)
    if len(places) == len(sheet.header) and not sheet.holds_more:
        services.source.put(key, data, "application/octet-stream")
        return
    rows = [
        (line, [cells[place] if place < len(cells) else "" for place in places.values()])
        for line, cells in sheet.rows
    ]
    header = [name for name in COLUMNS if name in places]
    services.source.put(key, write_copied(sheet, header, rows, FileLayout()), "application/json")
