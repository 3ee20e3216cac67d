"""Write the receipt of one delivery, at one address from its first answer to its last.

The last answer says where the receipt of its file lies. An answer on the way there is written before the registry is
asked whether somebody has settled the delivery meanwhile, so no older answer is left standing over a newer one.
"""

import json
from dataclasses import replace

from hepaflow import VERSION
from hepaflow.domain.issues.issues import Actor, IssueCode
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.receipts.receipt_json import from_json
from hepaflow.domain.receipts.receipts import DeliveryReceipt, Duplicate, Text
from hepaflow.domain.screening.file_names import label_shows_a_person
from hepaflow.domain.study.addresses import name_of, without_key
from hepaflow.domain.study.feeds import UNDECLARED
from hepaflow.domain.study.files import Delivery, DeliveryStatus, FileState, FileStatus
from hepaflow.pipeline.runs.receipt import json_file, page_file
from hepaflow.pipeline.services import Services

_TAKEN_UP = Text(
    "The file was processed. Its receipt is under `receipts`, in the folder of the run number.",
    "文件已处理。回执位于 receipts 所示目录，按处理次数编号。",
)
_UNPACKED = Text(
    "The archive was unpacked. Each file in it has its own receipt. Nothing to do.",
    "压缩包已解压，其中每个文件各有回执。无需处理。",
)
_LARGE = MEANINGS[IssueCode.FILE_TOO_LARGE]
_TOO_LARGE = Text(f"{_LARGE.title_en} {_LARGE.remedy_en}", f"{_LARGE.title_zh}{_LARGE.remedy_zh}")
_DELIVERED_BEFORE = Text(
    "The same file was delivered before. It changes nothing. Nothing to do.",
    "此文件此前已发送过，没有新内容。无需处理。",
)
_REFUSED_BEFORE = Text(
    (
        "The same file was refused before, and the profile has not changed since. Follow the first receipt and send the "
        "corrected file. Or send this file again after the data manager has changed the profile."
    ),
    "此文件此前未被接收，且配置文件尚未更改。请按首次回执更正后重新发送；或在数据管理员更改配置文件后再次发送本文件。",
)
_WAITS_BEFORE = Text(
    "The same register was delivered before. It waits for a data manager: confirm it, or void it.",
    "此名册此前已发送过，正在等待数据管理员确认或作废。",
)
_READ_BY_ANOTHER_FEED = Text(
    (
        "The same file was delivered before, and read with the profile of the feed {first}. Its results stay those of this "
        'profile. Data manager: if the file belongs to the feed {feed}, run it again with `feed` "{feed}". Nothing to do '
        "for the lab."
    ),
    "此文件此前已发送过，并按数据源 {first} 的配置文件读取，其结果仍以该配置文件为准。数据管理员：如文件属于数据源 {feed}，"
    '请以 `feed` "{feed}" 重新处理该文件。实验室无需处理。',
)
_READ_BY_A_FEED = Text(
    (
        "The same file was delivered before, and read with the profile of the feed {first}. Its results stay those of this "
        "profile. The folder of this delivery is not a feed of the center. Data manager: if the file belongs to another "
        "feed, run it again with that `feed`. Nothing to do for the lab."
    ),
    "此文件此前已发送过，并按数据源 {first} 的配置文件读取，其结果仍以该配置文件为准。本次发送所在目录不是该中心已声明的数据源。"
    "数据管理员：如文件属于其他数据源，请以该数据源的 `feed` 重新处理该文件。实验室无需处理。",
)
_BEFORE = {FileStatus.REFUSED: _REFUSED_BEFORE, FileStatus.TO_CONFIRM: _WAITS_BEFORE}
_AWAITING_PROFILE = Text(
    (
        "The file is waiting for the center's profile, which describes how to read it. Data manager: add the profile; the "
        "file is then processed automatically. Nothing to do for the lab."
    ),
    "文件正在等待该中心的配置文件（说明如何读取文件）。数据管理员：请添加配置文件，随后文件将自动处理。实验室无需处理。",
)
_AWAITING_PROFILE_OF_FEED = Text(
    (
        "The file is waiting for the profile of the feed {feed} of the center. Data manager: add that profile; the file is "
        "then processed automatically. Nothing to do for the lab."
    ),
    "文件正在等待该中心数据源 {feed} 的配置文件。数据管理员：请添加该配置文件，随后文件将自动处理。实验室无需处理。",
)
_AWAITING_FEED = Text(
    (
        "The file is waiting. Its folder is not a feed of the center. Lab: ask the data manager for the right folder, and "
        "send the file there. Data manager: or declare the folder as a feed in the study's definition and add its profile; "
        "the file is then processed automatically."
    ),
    "文件正在等待：所在目录不是该中心已声明的数据源。实验室：请向数据管理员确认正确的目录，并将文件发送至该目录。"
    "数据管理员：也可在研究定义中将该目录声明为数据源并添加其配置文件，随后文件将自动处理。",
)
_AWAITING_PATTERN = Text(
    (
        "The file is waiting. The pattern of subject ids of the center's profile, or of the study's definition, can take too "
        "long. Data manager: add a version with a simpler pattern; the file is then processed automatically. Nothing to "
        "do for the lab."
    ),
    "文件正在等待：该中心配置文件或研究定义中的受试者编号格式可能耗时过长。数据管理员：请添加格式更简单的新版本，随后文件将自动处理。实验室无需处理。",
)
_UNKNOWN = Text(
    (
        "There is no study or center for this folder. Data manager: define it, and the file is then processed "
        "automatically; or give the lab the right folder."
    ),
    "该目录不对应任何已定义的研究或中心。数据管理员：请定义该中心，随后文件将自动处理；或告知实验室正确的目录。",
)
_MOVED = Text(
    "The center of this folder is now defined, and the file is processed there. Nothing to do.",
    "该目录对应的中心现已定义，文件已转至该中心处理。无需处理。",
)
_FAILED = Text(
    "The file could not be processed because of a fault on our side. The operator is notified. Nothing to do for the lab.",
    "由于我方系统故障，文件未能处理，系统运维人员已收到通知。实验室无需处理。",
)
_REMOVED = Text(
    (
        "The file waited for 180 days and could not be processed. It was removed, and none of its results counts. Ask the "
        "data manager before you send it again."
    ),
    "文件等待 180 天仍无法处理，现已删除，其中的结果均未计入。重新发送前，请先联系数据管理员。",
)


def keep_waiting(delivery: Delivery, services: Services) -> None:
    """Answer a delivery that no profile says how to read."""
    text = _AWAITING_PROFILE
    if delivery.feed != MAIN_FEED:
        en, zh = _AWAITING_PROFILE_OF_FEED.en, _AWAITING_PROFILE_OF_FEED.zh
        text = Text(en.format(feed=delivery.feed), zh.format(feed=delivery.feed))
    _keep(delivery, DeliveryStatus.AWAITING_PROFILE, text, services, who=Actor.DATA_MANAGER)


def keep_waiting_for_feed(delivery: Delivery, services: Services) -> None:
    """Answer a delivery whose folder is not a feed of its center."""
    _keep(delivery, DeliveryStatus.AWAITING_PROFILE, _AWAITING_FEED, services, who=Actor.DATA_MANAGER)


def keep_waiting_for_pattern(delivery: Delivery, services: Services) -> None:
    """Answer a delivery whose profile, or study, has a pattern that can take too long."""
    _keep(delivery, DeliveryStatus.AWAITING_PROFILE, _AWAITING_PATTERN, services, who=Actor.DATA_MANAGER)


def keep_unknown(delivery: Delivery, services: Services) -> None:
    """Answer an object under no study or center that exists."""
    _keep(delivery, DeliveryStatus.UNKNOWN, _UNKNOWN, services, who=Actor.DATA_MANAGER)


def keep_moved(left: Delivery, services: Services) -> None:
    """Answer a delivery under `unknown` whose center has been defined since."""
    _keep(left, DeliveryStatus.MOVED, _MOVED, services, who=Actor.NOBODY)


def keep_failure(delivery: Delivery, services: Services) -> None:
    """Answer a delivery that failed on our side."""
    _keep(delivery, DeliveryStatus.FAILED, _FAILED, services, who=Actor.NOBODY)


def keep_removed(delivery: Delivery, services: Services) -> None:
    """Answer a delivery that was removed because it waited for too long."""
    _keep(delivery, DeliveryStatus.REMOVED, _REMOVED, services, who=Actor.DATA_MANAGER)


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
        _keep(delivery, delivery.status, _TOO_LARGE, services, who=Actor.LAB)
        return
    if delivery.status is DeliveryStatus.REMOVED:
        keep_removed(delivery, services)
        return
    if delivery.status is DeliveryStatus.UNPACKED:
        _keep(delivery, delivery.status, _UNPACKED, services)
        return
    if delivery.status is DeliveryStatus.DUPLICATE:
        place = acknowledgement(delivery)
        known = services.receipts.get(place)
        told = from_json(json.loads(known)) if known else None
        text, who = (
            (told.message, told.who) if isinstance(told, DeliveryReceipt) else (_DELIVERED_BEFORE, None)
        )
        _keep(delivery, delivery.status, text, services, who=who, receipts=place)
        return
    place = f"{delivery.study}/{delivery.center}/{delivery.file_id}/"
    _keep(delivery, delivery.status, _TAKEN_UP, services, receipts=place)


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
    text, who = _BEFORE.get(state.status, _DELIVERED_BEFORE), None
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
    text = _READ_BY_A_FEED if feed == UNDECLARED else _READ_BY_ANOTHER_FEED
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


_NAMED = Text(
    " The file name identifies a person. Use another name next time.",
    "文件名含有个人信息，下次请更换文件名。",
)


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
        message = Text(message.en + _NAMED.en, message.zh + _NAMED.zh)
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
    page = key.removesuffix("json") + "html"
    services.receipts.put(json_file(key, receipt), page_file(page, receipt))
