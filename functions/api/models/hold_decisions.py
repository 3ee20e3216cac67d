"""Define the answer about decisions on many holds."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.http.effects import Difference, difference_of


class HoldDecisionsOutcome(BaseModel):
    """What decisions about many holds changed, or would change once they are confirmed."""

    effect: Annotated[
        str, Field(description="`unchanged` (nothing is held for this cause), `to-confirm` or `done`.")
    ]
    difference: Difference
    confirm: Annotated[str, Field(description="Digest to send with the same request; else empty.")]
    decisions: Annotated[int, Field(description="Observations that are decided about.")]
    one_by_one: Annotated[
        int,
        Field(
            description="Observations that are held for the issue and stay so: they are held for another issue, too, or "
            "another observation of their measurement is held, or the decision would choose between two values."
        ),
    ]


def hold_decisions_outcome(study: str, stored: dict[str, Any]) -> HoldDecisionsOutcome:
    return HoldDecisionsOutcome(
        effect=stored["effect"],
        difference=difference_of(study, stored["difference"]),
        confirm=stored["confirm"],
        decisions=stored["decisions"],
        one_by_one=stored["left"],
    )
