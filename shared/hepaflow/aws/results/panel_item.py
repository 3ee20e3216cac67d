r"""Pack a panel into one item of the Results table, and unpack it without loss.

`v` maps each analyte to its canonical number: of the first report of that analyte that has one which DynamoDB can hold.
It is for queries; who decides what is current reads the reports. `p` holds everything else, one line each:

    format, precision, sex and age; offset, lines, visit, issues of the specimen, specimen id if too long for the key
    \=…   what the reports that follow share: status, revision, specimen type, condition
    …      a report (see `hepaflow.aws.results.report_line`)
    \#…   its number, where `v` does not hold it
    \!…   what other rows of the file say about it
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Context, Decimal

from hepaflow.aws.results import report_line
from hepaflow.aws.results.cells import (
    packed_issues,
    packed_lines,
    packed_number,
    unpacked_issues,
    unpacked_lines,
    unpacked_number,
)
from hepaflow.aws.results.dictionary import read_cell, write_cell
from hepaflow.aws.results.keys import Item, fits_key, partition_key, places, sort_key
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Moment, Observation, Panel, Precision

LONGEST_PACKED = (
    90_000  # characters of `p`: at most 4 bytes each, so that an item stays below DynamoDB's 400 KB
)
_EXACT = Context(prec=38)  # digits of a DynamoDB number
_SIZES = range(-130, 126)  # powers of ten of a DynamoDB number
_REMEMBERED = 50_000  # reports packed once and kept; a file where all differ must not hold them all twice
_FORMAT = "1"
_PRECISIONS = dict(zip("YMDhms", Precision, strict=True))
_LETTERS = {precision: letter for letter, precision in _PRECISIONS.items()}
_SEXES = frozenset("MF")
_SHARED, _NUMBER, _ISSUES = "\\=", "\\#", "\\!"  # no cell begins like this


@dataclass(frozen=True, slots=True)
class _Packed:
    """A report, packed. It keeps the report alive, whose address is the key of the memo."""

    report: Observation
    own: str
    common: str
    number: Decimal | None
    rest: str | None


@dataclass(frozen=True, slots=True)
class Packer:
    """Packs the panels of one run; a report that many rows share is packed once."""

    run: RunId
    _memo: dict[int, _Packed] = field(default_factory=dict)

    def items(self, panel: Panel, start: int = 0) -> Iterator[Item]:
        """Yield the panel as one item; as several, each with some of the reports, where one item cannot hold it."""
        item = self.pack(panel, start)
        if len(item["p"]) <= LONGEST_PACKED or len(panel.observations) == 1:
            yield item
            return
        middle = len(panel.observations) // 2
        yield from self.items(_part(panel, 0, middle), start)
        yield from self.items(_part(panel, middle, len(panel.observations)), start + middle)

    def pack(self, panel: Panel, start: int = 0) -> Item:
        """Return the item of a panel, or of the part of one that begins with its report number `start`."""
        numbers: dict[str, Decimal] = {}
        records = [_header(panel)]
        shared = ""
        for place, report in enumerate(panel.observations):
            packed = self._memo.get(id(report)) or self._remember(report)
            if packed.common != shared:
                shared = packed.common
                records.append(_SHARED + shared)
            records.append(packed.own)
            if packed.number is not None and report.analyte not in numbers:
                numbers[report.analyte] = packed.number
            elif packed.rest is not None:
                records.append(_NUMBER + packed.rest)
            if place in panel.row_issues:
                records.append(_ISSUES + packed_issues(panel.row_issues[place]))
        key = sort_key(self.run, panel, start)
        return Item(pk=partition_key(self.run.study, panel.subject), sk=key, v=numbers, p="\n".join(records))

    def _remember(self, report: Observation) -> _Packed:
        if len(self._memo) >= _REMEMBERED:
            self._memo.clear()
        own, common = report_line.pack_line(report)
        plain = report.number is None and report.value is None
        number = None if report.number is None else _native(report.value)
        rest = None if plain else packed_number(report.value)
        packed = self._memo[id(report)] = _Packed(report, own, common, number, rest)
        return packed


def unpack_panel(item: Item) -> Panel:
    """Return the panel that was packed."""
    _, wall, _, _, _, specimen, _ = places(item)
    header, *records = item["p"].split("\n")
    mark, offset, lines, visit, issues, long_specimen = (*header.split("\t"), "", "", "", "", "")[:6]
    precision, sex, age = _person(mark)
    panel = Panel(
        subject=item["pk"].partition("#")[2],
        collected_at=Moment(wall, _PRECISIONS[precision], offset),
        specimen=read_cell(long_specimen) or specimen,
        visit=read_cell(visit),
        lines=list(unpacked_lines(lines)),
        specimen_issues=unpacked_issues(issues),
        sex=sex,
        age=age,
    )
    _fill(panel, records, item["v"])
    return panel


def _header(panel: Panel) -> str:
    moment = panel.collected_at
    cells = (
        f"{_FORMAT}{_LETTERS[moment.precision]}{panel.sex}{'' if panel.age is None else panel.age}",
        moment.offset,
        packed_lines(panel.lines),
        write_cell(panel.visit),
        packed_issues(panel.specimen_issues),
        "" if fits_key(panel.specimen) else write_cell(panel.specimen),
    )
    return "\t".join(cells).rstrip("\t")


def _person(mark: str) -> tuple[str, str, int | None]:
    """Return precision, sex and age of what leads a panel: `1mM63`."""
    precision, rest = mark.removeprefix(_FORMAT)[:1], mark[len(_FORMAT) + 1 :]
    sex, age = (rest[:1], rest[1:]) if rest[:1] in _SEXES else ("", rest)
    return precision, sex, int(age) if age else None


def _fill(panel: Panel, records: list[str], numbers: dict[str, Decimal]) -> None:
    shared, reports = "", panel.observations
    for record in records:
        mark = record[:2]
        if mark == _SHARED:
            shared = record[2:]
        elif mark == _NUMBER:
            reports[-1] = reports[-1]._replace(value=unpacked_number(record[2:]))
        elif mark == _ISSUES:
            panel.add_row_issues(len(reports) - 1, *unpacked_issues(record[2:]))
        else:
            reports.append(report_line.unpack_line(record, shared, numbers))


def _part(panel: Panel, start: int, end: int) -> Panel:
    return Panel(
        panel.subject,
        panel.collected_at,
        panel.specimen,
        panel.visit,
        panel.lines[start:end],
        panel.observations[start:end],
        panel.specimen_issues,
        {place - start: issues for place, issues in panel.row_issues.items() if start <= place < end},
        panel.sex,
        panel.age,
    )


def _native(value: Decimal | None) -> Decimal | None:
    """Return the number as DynamoDB keeps it, without trailing zeros; None where it cannot hold it exactly."""
    if value is None or len(value.as_tuple().digits) > _EXACT.prec or value.adjusted() not in _SIZES:
        return None
    bare = value.normalize(_EXACT)  # 2210 becomes 2.21E+3
    whole = bare == bare.to_integral_value() and bare.adjusted() < _EXACT.prec
    return bare.quantize(Decimal(1), context=_EXACT) if whole else bare
