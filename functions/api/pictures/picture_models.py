"""Define the answers with pictures: the marks as JSON, the same picture as SVG."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.answers.answer_models import AnswersOfSubject
from api.http.parameters import Next
from api.http.records import AsOfNumber
from api.http.served import TEXT
from hepaflow.domain.pictures.completeness_map import CompletenessMap
from hepaflow.domain.pictures.dish import Dish
from hepaflow.domain.pictures.marks import LiverPanel

_SVG = "image/svg+xml"
_TODAY = "The day for which the picture holds."


class LiverPanelPicture(AnswersOfSubject):
    """The marks of a subject's liver panel over time."""

    today: Annotated[str, Field(description=_TODAY)]
    picture: LiverPanel


class DishPage(BaseModel):
    """The marks of eDISH or mDISH, of the subjects of one page."""

    journal_number: AsOfNumber
    picture: Dish
    next: Next


class CompletenessMapPage(BaseModel):
    """The marks of the map of completeness, of the subjects of one page."""

    journal_number: AsOfNumber
    picture: CompletenessMap
    next: Next


def picture_responses(model: type[BaseModel]) -> Any:
    """Return the answers of a route that gives a picture as SVG or its marks as JSON."""
    return {
        200: {
            "description": "OK",
            "content": {"application/json": {"model": model}, _SVG: {"schema": TEXT}},
            "headers": {
                "Link": {"description": "SVG: the next page", "schema": TEXT},
                "Journal-Number": {
                    "description": "SVG: the picture holds as of this journal number",
                    "schema": TEXT,
                },
            },
        }
    }
