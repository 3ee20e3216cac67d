"""Find the later screenings of a person: the entries that name a subject as their earlier screening."""

from hepaflow.domain.study.fold_rules import has_one_register, version_at
from hepaflow.domain.study.register import Registered
from hepaflow.pipeline.desk.checks import Centers
from hepaflow.ports import CurrentState


def later_screenings(
    registry: CurrentState, study: str, subject: str, number: int, centers: Centers
) -> list[Registered]:
    """Return the entries that name a subject as their earlier screening at a journal number, in order of their subjects.

    Writing such an entry links the two subjects, so the links of the subject say where to look.

    Args:
        registry: the registry.
        study: the study's id.
        subject: the subject's id.
        number: the journal number.
        centers: the centers that the caller may see; None: all.
    """
    view = registry.view(study, [], [subject])
    others = sorted(view.dossiers[subject].links)
    if not others or not has_one_register(version_at(view.fold_versions, number)):
        return []
    dossiers = registry.view(study, [], others).dossiers
    later = (entry for one in others for entry in dossiers[one].as_of(number).in_study())
    named = [entry for entry in later if entry.of_study and entry.subject.rescreen_of == subject]
    return [one for one in named if centers is None or set(centers).intersection(one.subject.centers)]
