"""Write the receipt of one delivery, at one address from its first answer to its last.

The last answer says where the receipt of its file lies. An answer on the way there is written before the registry is
asked whether somebody has settled the delivery meanwhile, so no older answer is left standing over a newer one.
"""

import json
from dataclasses import replace

from hepaflow import VERSION
from hepaflow.domain.issues.issues import Actor
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.receipts.receipt_json import from_json
from hepaflow.domain.receipts.receipts import DeliveryReceipt, Duplicate, Text
from hepaflow.domain.screening.file_names import label_shows_a_person
from hepaflow.domain.study.addresses import name_of, without_key
from hepaflow.domain.study.feeds import UNDECLARED
from hepaflow.domain.study.files import Delivery, DeliveryStatus, FileState
from hepaflow.pipeline.intake import delivery_texts
from hepaflow.pipeline.runs.receipt import json_file, page_file
from hepaflow.pipeline.services import Services


def keep_waiting(delivery: Delivery, services: Services) -> None:
    """Answer a delivery that no profile says how to read."""
    text = delivery_texts.AWAITING_PROFILE
    if delivery.feed != MAIN_FEED:
        en, zh = delivery_texts.AWAITING_PROFILE_OF_FEED.en, delivery_texts.AWAITING_PROFILE_OF_FEED.zh
        text = Text(en.format(feed=delivery.feed), zh.format(feed=delivery.feed))
    _keep(delivery, DeliveryStatus.AWAITING_PROFILE, text, services, who=Actor.DATA_MANAGER)


def keep_waiting_for_feed(delivery: Delivery, services: Services) -> None:
    """Answer a delivery whose folder is not a feed of its center."""
    _keep(
        delivery,
        DeliveryStatus.AWAITING_PROFILE,
        delivery_texts.AWAITING_FEED,
        services,
        who=Actor.DATA_MANAGER,
    )


def keep_waiting_for_pattern(delivery: Delivery, services: Services) -> None:
    """Answer a delivery whose profile, or study, has a pattern that can take too long."""
    _keep(
        delivery,
        DeliveryStatus.AWAITING_PROFILE,
        delivery_texts.AWAITING_PATTERN,
        services,
        who=Actor.DATA_MANAGER,
    )


def keep_unknown(delivery: Delivery, services: Services) -> None:
    """Answer an object under no study or center that exists."""
    _keep(delivery, DeliveryStatus.UNKNOWN, delivery_texts.UNKNOWN_FOLDER, services, who=Actor.DATA_MANAGER)


def keep_moved(left: Delivery, services: Services) -> None:
    """Answer a delivery under `unknown` whose center has been defined since."""
    _keep(left, DeliveryStatus.MOVED, delivery_texts.MOVED, services, who=Actor.NOBODY)


def keep_failure(delivery: Delivery, services: Services) -> None:
    """Answer a delivery that failed on our side."""
    _keep(delivery, DeliveryStatus.FAILED, delivery_texts.FAULT_OF_OURS, services, who=Actor.NOBODY)


def keep_removed(delivery: Delivery, services: Services) -> None:
    """Answer a delivery that was removed because it waited for too long."""
    _keep(delivery, DeliveryStatus.REMOVED, delivery_texts.REMOVED, services, who=Actor.DATA_MANAGER)


def keep_deadline(delivery: Delivery, until: str, services: Services) -> None:
    """Add to the receipt of a waiting delivery until when its file is kept; done again, it is the same.

    Args:
        delivery: the delivery.
        until: the day, `2026-05-30`.
        services: the ports.
    """
    key = delivery_receipt_key(delivery.study, delivery.center, delivery.version_id)
    known = services.receipts.get(key)
    receipt = from_json(json.loads(known)) if known else None
    if not isinstance(receipt, DeliveryReceipt):
        return
    more = Text(
        f" The file has waited for more than 7 days. It is kept until {until}, and then removed.",
        f"文件等待已超过 7 天，将保留至 {until}，之后删除。",
    )
    if not receipt.message.en.endswith(more.en):
        message = Text(receipt.message.en + more.en, receipt.message.zh + more.zh)
        _answer(key, replace(receipt, message=message), services)


def keep_settled(delivery: Delivery, services: Services) -> None:
    """Say of a settled delivery where the receipt of its file lies, in place of what was said before."""
    if delivery.status is DeliveryStatus.MOVED:
        keep_moved(delivery, services)
        return
    if delivery.status is DeliveryStatus.TOO_LARGE:
        _keep(delivery, delivery.status, delivery_texts.TOO_LARGE, services, who=Actor.LAB)
        return
    if delivery.status is DeliveryStatus.REMOVED:
        keep_removed(delivery, services)
        return
    if delivery.status is DeliveryStatus.UNPACKED:
        _keep(delivery, delivery.status, delivery_texts.UNPACKED, services)
        return
    if delivery.status is DeliveryStatus.DUPLICATE:
        place = acknowledgement(delivery)
        known = services.receipts.get(place)
        told = from_json(json.loads(known)) if known else None
        text, who = (
            (told.message, told.who)
            if isinstance(told, DeliveryReceipt)
            else (delivery_texts.DELIVERED_BEFORE, None)
        )
        _keep(delivery, delivery.status, text, services, who=who, receipts=place)
        return
    place = f"{delivery.study}/{delivery.center}/{delivery.file_id}/"
    _keep(delivery, delivery.status, delivery_texts.TAKEN_UP, services, receipts=place)


def keep_acknowledgement(
    delivery: Delivery, state: FileState, values_now: dict[str, int], services: Services
) -> None:
    """Write the receipt of bytes that were delivered before: their outcome, and how many of their values count now.

    Args:
        delivery: the later delivery.
        state: the file as it is now.
        values_now: number of the file's values by their present state: the six names of `PLACES` in values_now.py as
            keys; empty for a register.
        services: the ports.
    """
    visible = state.visible()
    text, who = delivery_texts.TEXTS_BEFORE.get(state.status, delivery_texts.DELIVERED_BEFORE), None
    if visible is not None and visible.feed != delivery.feed:
        text, who = _read_by(visible.feed, delivery.feed), Actor.DATA_MANAGER
    receipt = DeliveryReceipt(
        delivery.study,
        delivery.center,
        delivery.file_id,
        delivery.received,
        DeliveryStatus.DUPLICATE,
        text,
        who,
        duplicate=Duplicate(
            state.history[-1].received, state.status, visible.run_number if visible else None, values_now
        ),
        hepaflow=VERSION,
    )
    _answer(acknowledgement(delivery), receipt, services)


def _read_by(first: str, feed: str) -> Text:
    """Return what to say of a file that was read with the profile of another feed than that of a later delivery."""
    text = delivery_texts.READ_BY_A_FEED if feed == UNDECLARED else delivery_texts.READ_BY_ANOTHER_FEED
    return Text(text.en.format(first=first, feed=feed), text.zh.format(first=first, feed=feed))


def acknowledgement(delivery: Delivery) -> str:
    """Return where the answer to a duplicate lies: beside the receipts of its file."""
    file = f"{delivery.study}/{delivery.center}/{delivery.file_id}"
    return f"{file}/deliveries/{delivery.version_id}/receipt.json"


def delivery_receipt_key(study: str, center: str, version_id: str) -> str:
    """Return the key of a delivery's receipt; it is the same for every outcome.

    Args:
        study: the study's id.
        center: the center's id.
        version_id: the version id of the delivery.
    """
    return f"{study}/{center}/deliveries/{version_id}/receipt.json"


def _keep(
    delivery: Delivery,
    outcome: DeliveryStatus,
    message: Text,
    services: Services,
    *,
    who: Actor | None = None,
    receipts: str = "",
) -> None:
    if label_shows_a_person(name_of(without_key(delivery))):
        message = Text(message.en + delivery_texts.NAMED.en, message.zh + delivery_texts.NAMED.zh)
    receipt = DeliveryReceipt(
        delivery.study,
        delivery.center,
        delivery.file_id,
        delivery.received,
        outcome,
        message,
        who,
        receipts,
        hepaflow=VERSION,
    )
    _answer(delivery_receipt_key(delivery.study, delivery.center, delivery.version_id), receipt, services)


def _answer(key: str, receipt: DeliveryReceipt, services: Services) -> None:
    """Write the receipt of a delivery. Its page is made when somebody asks for it; one that an earlier version stored is replaced."""
    page = key.removesuffix("json") + "html"

    def replace_page() -> None:
        if services.receipts.get(page) is not None:
            services.receipts.put(page_file(page, receipt))

    services.together(lambda: services.receipts.put(json_file(key, receipt)), replace_page)
