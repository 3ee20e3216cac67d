"""Build the papers of a lab."""

from typing import Any

from hepaflow.domain.model import Observation
from hepaflow.domain.profile.labs import Lab, with_papers
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.outcome import Outcome


def made_lab(lab: str = "LAB-1", begin: str | None = None, end: str | None = None, **more: Any) -> Lab:
    """Return papers that are valid from `begin` to `end`, days as `2024-03-22`."""
    dates = {key: day for key, day in (("from", begin), ("to", end)) if day}
    papers = [{"name": "Central Lab", **dates}]
    return Lab.model_validate({"study": "S1", "lab": lab, "version": 1, "papers": papers, **more})


def beside(profile: Profile, *labs: Lab) -> Profile:
    """Return a profile beside the papers of labs."""
    return with_papers(profile, {lab.lab: lab for lab in labs})


def reports(outcome: Outcome) -> list[Observation]:
    """Return the observations of a file in the order of its rows."""
    found = {
        line: report
        for panel in outcome.panels
        for line, report in zip(panel.lines, panel.observations, strict=True)
    }
    return [found[line] for line in sorted(found)]


def labs_of(outcome: Outcome) -> list[str]:
    """Return the lab of each row of a file, in the order of its rows."""
    return [report.lab for report in reports(outcome)]
