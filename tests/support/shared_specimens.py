"""Build files in which subjects share a specimen, and list what counts for each of them."""

from tests.unit.pipeline.studies import (
    STUDY,
)

from hepaflow.pipeline.timeline import timeline

SPECIMEN = 'specimen = "Barcode"'
DAY = "2024-03-22"


def told(*rows):
    """A file: of each row subject, specimen and value, and what differs from an ALT of the day."""
    lines = ["Subject,Barcode,Collected,Test,Result,Units,Status"]
    for subject, specimen, value, *more in rows:
        analyte, day, status = (*more, "ALT", DAY, "final")[: len(more)] + ("ALT", DAY, "final")[len(more) :]
        lines.append(f"{subject},{specimen},{day},{analyte},{value},U/L,{status}")
    return "\n".join(lines).encode()


ANNA, BERT, CARL = (told((subject, "S1", 45)) for subject in ("A", "B", "C"))
HELD = ["moved-suspect"]


def known(world, subject, as_of=None):
    """What counts of each result, or the codes for which it is held and the subject that is named."""
    found = []
    for answer in timeline(world.registry, world.results, STUDY, subject, as_of).answers.values():
        if answer.current:
            found.append(str(answer.current.observation.number))
        found += [(*held.codes, held.found.get("moved-suspect")) for held in answer.held]
    return found


def waits_for(subject):
    return [(*HELD, subject)]
