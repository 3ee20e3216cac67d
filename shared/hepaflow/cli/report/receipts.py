"""Print a receipt for a person at a terminal."""

from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from hepaflow.cli.report.causes import counts_line, lines_in_words, print_causes
from hepaflow.cli.report.outcome import print_kept
from hepaflow.cli.report.words import CHINESE, ENGLISH, Words
from hepaflow.domain.issues.places import place_ranges
from hepaflow.domain.receipts.receipts import AcceptedNow, DeliveryReceipt, Effect, Omitted, Receipt
from hepaflow.domain.study.files import Counts, FileStatus
from hepaflow.pipeline.checking.outcome_json import in_language


def print_receipt(
    console: Console, receipt: Receipt | DeliveryReceipt, *, chinese: bool, is_listed: bool = False
) -> None:
    """Print a receipt in the form of `print_outcome`.

    Args:
        console: the terminal to print to.
        receipt: the receipt of a run over a file, or of a delivery.
        chinese: print in Chinese instead of English.
        is_listed: the same causes are on the terminal already: they are not printed again.
    """
    words = CHINESE if chinese else ENGLISH
    sent = f"{receipt.study}  {receipt.center}  "
    if isinstance(receipt, DeliveryReceipt):
        console.print(Text(f"{sent}{receipt.file_id}", style="bold"), soft_wrap=True)
        console.print(Text(in_language(receipt.message, chinese=chinese)))
        return
    console.print(Text(f"{sent}{receipt.file_id[:16]}", style="bold"))
    refused = receipt.outcome is FileStatus.REFUSED
    console.print(Text(words["refused"] if refused else counts_line(words, receipt.counts)))
    if receipt.effect:
        for line in _changed(receipt.effect, receipt.counts, words):
            console.print(Text(line))
    elif receipt.effect_status:
        console.print(Text(words[f"effect_{receipt.effect_status}"]))
    if is_listed:
        console.print(Text(words["listed"]))
    else:
        print_causes(console, receipt.causes, words, chinese=chinese)
    if receipt.kept:
        print_kept(console, receipt.sha256, receipt.kept, chinese=chinese)


def _changed(effect: Effect, counts: Counts, words: Words) -> Iterator[str]:
    """Yield lines on what a file changed, as far as its receipt contains it."""
    if counts.accepted:
        yield from _accepted_now(effect.accepted_now, words)
    for rows in effect.resubmitted_rows or ():
        yield words["earlier"].format(file_id=rows.file_id)
        if rows.resolved:
            yield words["settles"].format(lines_in_words(rows.resolved_ranges, len(rows.resolved), words))
        for key, places in (("open", rows.for_lab), ("open_data_manager", rows.for_data_manager)):
            if places:
                yield words[key].format(lines_in_words(place_ranges(places), len(places), words))
    if effect.cumulative:
        yield from _omitted(effect.omitted, words)


def _accepted_now(now: AcceptedNow | None, words: Words) -> Iterator[str]:
    if now is None:
        yield words["not_split"]
        return
    yield words["standing"].format_map(asdict(now))
    if now.waiting:
        yield words["waiting"].format_map(asdict(now))


def _omitted(omitted: Omitted | None, words: Words) -> Iterator[str]:
    if omitted is None:
        yield words["not_counted"]
    elif omitted.results:
        yield words["omitted"].format(results=omitted.results, of_last=omitted.in_previous_file)
        yield words["stays"]
