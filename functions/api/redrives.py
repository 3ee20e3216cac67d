"""Sends what failed on our side through the stack again, once its cause is mended."""

from api.parameters import Center, Study
from api.served import desk_of, new_router
from hepaflow.pipeline.desk.desk import require_sender
from hepaflow.pipeline.watch import send_failed

router = new_router()


@router.post("/studies/<study>/centers/<center>/redrive", tags=["file"])
def redrive(study: Study, center: Center) -> dict[str, int]:
    """Have the failed deliveries of a center taken up again; those that have been since are left alone."""
    desk = desk_of(router)
    require_sender(desk, study, center)
    return {"sent": send_failed(desk.registry, desk.queue, study, center)}
