"""What is sent in a history: lab files, and lists of subjects."""

from dataclasses import dataclass

from tests.unit.pipeline.studies import HEADER

SUBJECTS = ("S-001", "SCR-1", "S-002")
# the next three name results of the first day otherwise: to the second, without the time, with another time; the last one the month
TIMES = (
    "2024-03-22T08:30",
    "2024-03-23T08:30",
    "2024-03-22T08:30:00",
    "2024-03-22",
    "2024-03-22T09:30",
    "2024-03",
)
IMPOSSIBLE = 9_999_000  # U/L of ALT, and more: held by its row
NO_VALUE = {"not-done": "", "deleted": "", "corrected": "TNP", "final": "CANCELLED"}  # in place of a value
LIST_HEADER = "subject,center,sex,birth_year,status,former_ids,transfers,consent_withdrawn,death,rescreen_of"


@dataclass(frozen=True)
class Line:
    """One result of a lab file, with what it says about the person."""

    subject: str
    time: int
    value: int | None
    status: str
    sex: str = ""
    age: str = ""
    specimen: str = ""

    @property
    def place(self) -> "Place":
        return self.subject, self.time

    @property
    def text(self) -> str:
        value = NO_VALUE[self.status] if self.value is None else self.value
        result = f"{self.subject},{TIMES[self.time]},ALT,{value},U/L,{self.status}"
        return f"{result},{self.sex},{self.age},{self.specimen}\n"


@dataclass(frozen=True)
class LabFile:
    """A file of results, no two of one time."""

    lines: tuple[Line, ...]

    @property
    def data(self) -> bytes:
        return f"{HEADER},Sex,Age,Specimen\n{''.join(line.text for line in self.lines)}".encode()


@dataclass(frozen=True)
class Entry:
    """What a register says of a subject; as a row of a list, an empty cell says nothing.

    Attributes:
        center: whose register says it; of the study's register, the center that enrolled the subject.
        subject: the subject.
        sex: M, F, or "".
        born: the year, if it is known.
        status: where the subject stands.
        formers: its former ids.
        formers_at: the only center whose former ids they are; "" for all centers.
        transfers: which center had the subject since which day, in order.
        withdrawn: the day on which the consent was withdrawn, or "".
        death: the date of the death as far as it is known, or "".
        rescreen: the id of an earlier screening, or "".
        baseline: the reference date, or ""; a list of subjects does not have it.
    """

    center: str
    subject: str
    sex: str = ""
    born: int | None = None
    status: str = ""
    formers: tuple[str, ...] = ()
    formers_at: str = ""
    transfers: tuple[tuple[str, str], ...] = ()
    withdrawn: str = ""
    death: str = ""
    rescreen: str = ""
    baseline: str = ""

    @property
    def text(self) -> str:
        cells = (
            self.subject,
            self.center,
            self.sex,
            str(self.born or ""),
            self.status,
            ";".join(f"{self.formers_at}: {one}" if self.formers_at else one for one in self.formers),
            ";".join(f"{center} {since}" for center, since in self.transfers),
            self.withdrawn,
            self.death,
            self.rescreen,
        )
        return f"{','.join(cells)}\n"


@dataclass(frozen=True)
class SubjectList:
    """A register that comes as a file, no two rows of one subject (and center, up to version 2)."""

    rows: tuple[Entry, ...]

    @property
    def data(self) -> bytes:
        return f"{LIST_HEADER}\n{''.join(row.text for row in self.rows)}".encode()


Place = tuple[str, int]  # whose result of which time: what was measured
Row = tuple[LabFile, int]  # a report: its file, its place there
