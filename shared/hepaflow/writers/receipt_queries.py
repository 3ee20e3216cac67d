"""Write the queries about rows of a file into the page of its receipt."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from hepaflow.domain.queries.queries import Query, QueryState
from hepaflow.writers.receipt_words import Words

_CELLS = ("where", "query_texts", "query_state")


def write_queries(section: Element, queries: Sequence[Query], words: Words) -> None:
    """Add a table of queries to a section of a receipt's page; nothing where there are none.

    Args:
        section: the section of one language.
        queries: the queries, in order.
        words: the words of that language.
    """
    if not queries:
        return
    SubElement(section, "h2").text = words["queries"]
    table = SubElement(section, "table")
    top = SubElement(SubElement(table, "thead"), "tr")
    for name in _CELLS:
        SubElement(top, "th").text = words[name]
    rows = SubElement(table, "tbody")
    for query in queries:
        row = SubElement(rows, "tr")
        analyte = f" ({query.about.analyte})" if query.about.analyte else ""
        _cell(row, "where", f"{query.about.place}{analyte}", words)
        _cell(row, "query_texts", " — ".join(_texts(query, words)), words)
        state = words[f"query_{query.state}"].format(query.asked.due)
        _cell(row, "query_state", state, words)


def _texts(query: Query, words: Words) -> Iterator[str]:
    yield query.asked.text
    last = query.versions[-1]
    answers = [one.text for one in query.versions if one.state is QueryState.ANSWERED]
    if answers:
        yield words["query_answer"].format(answers[-1])
    if last.file_id:
        yield words["query_file"].format(last.file_id)


def _cell(row: Element, name: str, text: str, words: Words) -> None:
    SubElement(row, "td", {"data-name": words[name]}).text = text
