"""Process failed deliveries again, once the cause is fixed."""

from pydantic import BaseModel

from api.access import MANAGERS, allow
from api.parameters import Center, Study
from api.served import desk_of, new_router
from hepaflow.pipeline.desk.desk import require_sender
from hepaflow.pipeline.watch import send_failed

router = new_router()


class RedriveAnswer(BaseModel):
    """How many deliveries were queued."""

    sent: int


@router.post("/studies/<study>/centers/<center>/redrive", tags=["file"])
@allow(MANAGERS)
def redrive_deliveries(study: Study, center: Center) -> RedriveAnswer:
    """Process failed deliveries again.

    Queues the deliveries of a center that failed on our side and were not processed since.
    """
    desk = desk_of(router)
    require_sender(desk, study, center)
    return RedriveAnswer(sent=send_failed(desk.registry, desk.queue, study, center))
