"""Read receipts and the rows to be fixed over the API."""

from http import HTTPStatus

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.refusals import ApiRefusal, JsonObject
from hepaflow.domain.receipts.receipt_json import from_json, receipt_from_json
from hepaflow.domain.receipts.receipts import DeliveryReceipt, Receipt


def receipt_of_file(client: Client, file_id: str) -> Receipt:
    return receipt_from_json(client.call("GET", f"/files/{file_id}/receipt"))


def receipt_of_delivery(client: Client, center: str, version_id: str) -> Receipt | DeliveryReceipt | None:
    """Return the latest receipt of a delivery, or None if there is none yet.

    Args:
        client: calls the API.
        center: id of the center that sent it.
        version_id: version id of the object.

    Raises:
        ApiRefusal: the API rejected the request for another reason.
    """
    try:
        answer: JsonObject = client.call("GET", f"/centers/{center}/deliveries/{version_id}/receipt")
    except ApiRefusal as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            return None
        raise
    return from_json(answer)


def rows_to_fix(client: Client, file_id: str, who: str = "lab") -> tuple[str, bytes]:
    """Return the rejected and held rows of a file in the lab's own layout: the media type, and the bytes.

    Args:
        client: calls the API.
        file_id: the file.
        who: `lab` for the rows that the lab corrects, `data-manager` for the others.
    """
    answer = client.answer("GET", f"/files/{file_id}/rejected", {}, params={"for": who})
    return answer.headers["Content-Type"], answer.content


def page_of_receipt(client: Client, file_id: str) -> bytes:
    """Return the receipt of a file as a page."""
    return client.answer("GET", f"/files/{file_id}/receipt", {"Accept": "text/html"}).content
