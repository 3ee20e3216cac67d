"""Keep what a run's effect is worked out from: its subjects, and the rows of earlier files that it resubmits.

It is written before the run counts, and depends on the file alone. So whoever works out the effect does not read the file
again. It names subjects, so it lies in the registry or with the stored copies, and not with the receipts, which name none.
"""

import json
from dataclasses import asdict, dataclass

from hepaflow.domain.identity import RunId
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.receipt import receipt_folder
from hepaflow.pipeline.runs.resubmitted_rows import Named, NamedRows, named_rows
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile

_SMALL = 1_800  # bytes, about 140 subjects: with its keys two write units, which cost less than an object


class EffectInputGone(LookupError):
    """A run that counts has no effect input: it is written before the commit, so somebody removed it."""


@dataclass(frozen=True, slots=True)
class EffectInput:
    """What a run's effect is worked out from, beside what is stored of all runs.

    Attributes:
        subjects: whose results the run holds, in order.
        named: the rows of earlier files that it names, in the order in which it names the files.
    """

    subjects: tuple[str, ...] = ()
    named: tuple[NamedRows, ...] = ()


def put_effect_input(run: RunId, outcome: Outcome, named: Named, services: Services) -> None:
    """Write the effect input of a run; the same file read the same way gives the same text.

    Args:
        run: the run.
        outcome: what it read.
        named: the rows of earlier files that its rows say they are.
        services: the ports.
    """
    subjects = tuple(sorted({panel.subject for panel in outcome.panels}))
    text = json.dumps(asdict(EffectInput(subjects, tuple(named_rows(named, outcome)))), ensure_ascii=False)
    if len(body := text.encode()) <= _SMALL:
        services.registry.put_effect_input(run, text)
    else:
        services.source.put(StoredFile(effect_input_key(run), body, "application/json; charset=utf-8"))


def has_effect_input(run: RunId, services: Services) -> bool:
    return _stored(run, services) is not None


def stored_effect_input(run: RunId, services: Services, known: str | None = None) -> EffectInput:
    """Return the effect input that was kept of a run.

    Args:
        run: the run.
        services: the ports.
        known: its text, if it was read from the registry already.

    Raises:
        EffectInputGone: none was.
    """
    kept = known or _stored(run, services)
    if kept is None:
        raise EffectInputGone(effect_input_key(run))
    told = json.loads(kept)
    named = (
        NamedRows(rows["file_id"], tuple(rows["accepted"]), tuple(rows["open"])) for rows in told["named"]
    )
    return EffectInput(tuple(told["subjects"]), tuple(named))


def _stored(run: RunId, services: Services) -> str | bytes | None:
    return services.registry.effect_input(run) or services.source.get(effect_input_key(run))


def effect_input_key(run: RunId) -> str:
    return f"{receipt_folder(run)}/effect-input.json"
