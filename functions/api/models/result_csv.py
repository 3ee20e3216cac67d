"""Answer with results as CSV: the columns are those of `hepaflow results --csv`."""

from collections.abc import Callable
from io import StringIO
from typing import Final

from aws_lambda_powertools.event_handler import Response

from hepaflow.pipeline.desk.study_results import MeasuredState, StudyPage
from hepaflow.writers.csv_cells import write_csv
from hepaflow.writers.result_rows import RESULT_COLUMNS, state_rows

CSV: Final = "text/csv"
_LARGEST: Final = (
    2_500_000  # bytes; a letter beyond ASCII may take twice as many in a response of a function (6 MB)
)


def study_results_csv(
    page: StudyPage, study: str, link: Callable[[str], dict[str, str]], *, left_out: bool
) -> Response[str]:
    """Return a page about many subjects as CSV with a header, cut where the response is full.

    Args:
        page: the page.
        study: the study's id.
        link: returns the headers that name the next page, by its position; none for "".
        left_out: with the number of results of which nobody can say whether they are wanted.
    """
    texts: list[str] = []
    size = 0
    for measured in page.answers:
        text = _lines(study, measured)
        size += len(text.encode())
        if size > _LARGEST and texts:
            break
        texts.append(text)
    counted, after = page.cut(len(texts))
    headers = {"Journal-Number": str(page.journal_number), **link(after)}
    if left_out:
        headers["Left-Out"] = f"without_multiple={counted.without_multiple}, uncertain={counted.uncertain}"
    header = ",".join(RESULT_COLUMNS) + "\r\n"
    return Response(200, f"{CSV}; charset=utf-8", header + "".join(texts), dict(headers))


def _lines(study: str, measured: MeasuredState) -> str:
    out = StringIO(newline="")
    write_csv(state_rows(study, *measured), out)
    return out.getvalue()
