"""Convert file states, claims and deliveries to items of text, and back."""

import json
from collections.abc import Iterable
from dataclasses import astuple, replace
from typing import Any

from hepaflow.aws.registry.growing import by_number
from hepaflow.aws.registry.table import Record
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.issues.places import Places
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.addresses import without_key
from hepaflow.domain.study.files import (
    Claim,
    Delivery,
    DeliveryStatus,
    FileState,
    FileStatus,
    Recipe,
    Visible,
)
from hepaflow.domain.study.fold_rules import VersionSince
from hepaflow.domain.study.register import Closing
from hepaflow.ports import LabsSince

_FEED = "feed"
_CLOSED, _OPEN = "closed", "open"


class Collision(Exception):
    """Two files of one study begin with the same 16 digits: neither may be taken for the other."""


def packed_delivery(delivery: Delivery) -> Record:
    kept = without_key(delivery)
    return {
        "key": kept.key,
        "key_hash": kept.key_hash,
        "status": kept.status,
        "file_id": kept.file_id,
        "parent": kept.parent,
        **_unless_main(kept.feed),
    }


def unpacked_delivery(study: str, center: str, place: str, record: Record) -> Delivery:
    """Return the delivery that an item holds.

    Args:
        study: the study's id.
        center: the center's id.
        place: sort key of the item: time of receipt and version id of the object, joined by `#`.
        record: the item's attributes, as `packed_delivery` writes them.
    """
    received, _, version_id = place.partition("#")
    status = DeliveryStatus(record["status"])
    return Delivery(
        study,
        center,
        record["key"],
        version_id,
        received,
        status,
        record["file_id"],
        record["parent"],
        record.get("key_hash", ""),  # records of before have the key itself
        record.get(_FEED, MAIN_FEED),
    )


def packed_claim(file_id: str, claim: Claim) -> Record:
    recipe = claim.recipe
    return {
        "file_id": file_id,
        "n": str(claim.run_number),
        "center": claim.center,
        "sha256": claim.sha256,
        "received": claim.received,
        "version_id": claim.version_id,
        "profile": str(recipe.profile_version),
        "catalog": recipe.catalog_version,
        "code": recipe.code_version,
        "definition": str(recipe.definition_version),
        **_unless_main(recipe.feed),
        **({"labs": str(recipe.labs)} if recipe.labs else {}),
        **({"base": claim.base} if claim.base else {}),
        **({"by": claim.by} if claim.by else {}),
    }


def unpacked_claim(file_id: str, record: Record) -> Claim:
    refuse_collision(file_id, record)
    recipe = Recipe(
        int(record["profile"]),
        record["catalog"],
        record["code"],
        int(record["definition"]),
        record.get(_FEED, MAIN_FEED),
        int(record.get("labs", 0)),
    )
    return Claim(
        int(record["n"]),
        record["center"],
        record["sha256"],
        record["received"],
        record["version_id"],
        recipe,
        record.get("base", ""),
        record.get("by", ""),
    )


def packed_state(state: FileState) -> Record:
    return {
        "file_id": state.file_id,
        "center": state.center,
        "status": state.status,
        "counts": json.dumps(state.counts, separators=(",", ":")),
        "history": json.dumps([_packed_visible(seen) for seen in state.history]),
        "version": state_version(state),
        "refusal": state.refusal,
        "run": str(state.run_number),
    }


def unpacked_state(record: Record) -> FileState:
    rows, accepted, held, rejected, skipped = json.loads(record["counts"])
    return FileState(
        record["file_id"],
        record["center"],
        FileStatus(record["status"]),
        (rows, accepted, held, rejected, skipped),
        tuple(map(_visible, json.loads(record["history"]))),
        record["refusal"],
        int(record["run"]),
    )


def _packed_visible(seen: Visible) -> tuple[Any, ...]:
    """Return the values in order; the feed comes last and is left out if it is `main`, as earlier versions wrote them."""
    *rest, feed = astuple(seen)
    return (*rest,) if feed == MAIN_FEED else (*rest, feed)


def _visible(seen: list[Any]) -> Visible:
    visible = Visible(*seen)
    return replace(visible, places=Places(visible.places))


def _unless_main(feed: str) -> Record:
    """Return the attribute that names a feed; items of the feed `main` are as earlier versions wrote them."""
    return {} if feed == MAIN_FEED else {_FEED: feed}


def packed_newest(newest: Iterable[Newest]) -> str:
    """Return one line for each feed: time, file, feed unless it is `main`; the number is the name of the attribute."""
    return "\n".join(f"{one.received} {one.file_id}{_feed_mark(one.feed)}" for one in newest)


def _feed_mark(feed: str) -> str:
    return "" if feed == MAIN_FEED else f" {feed}"


def unpacked_newest(record: Record) -> tuple[Newest, ...]:
    lines = ((number, line.split(" ")) for number, text in by_number(record) for line in text.split("\n"))
    return tuple(Newest(number, file_id, received, *feed) for number, (received, file_id, *feed) in lines)


def packed_closing(*, closed: bool) -> str:
    return _CLOSED if closed else _OPEN


def unpacked_rules(record: Record | None) -> tuple[tuple[VersionSince, ...], tuple[Closing, ...]]:
    """Return from which journal number on which version of the rules is in force, and whether the register is closed."""
    known = by_number(record)
    closings = tuple((number, text == _CLOSED) for number, text in known if text in {_CLOSED, _OPEN})
    return tuple((number, int(text)) for number, text in known if text not in {_CLOSED, _OPEN}), closings


def unpacked_central_labs(record: Record | None) -> tuple[LabsSince, ...]:
    return tuple((number, frozenset(labs.split())) for number, labs in by_number(record))


def state_version(state: FileState) -> str:
    """Return the journal number of the last change: every change of a state adds to its history."""
    return str(state.history[-1].journal_number if state.history else 0)


def refuse_collision(file_id: str, record: Record) -> None:
    """Compare identities in full; of a panel's file only the digits that keys carry are known.

    Raises:
        Collision: the item is another file's.
    """
    if not record["file_id"].startswith(file_id):
        raise Collision(f"{file_id} {record['file_id']}")
