"""Find what an entry says and the next one would drop without saying so."""

from collections.abc import Collection

from hepaflow.domain.study.fold_rules import has_one_register, version_at
from hepaflow.domain.study.register import Subject
from hepaflow.ports import CurrentState

_ALWAYS_STATED = frozenset({"id", "center", "status"})


def unstated_facts(
    registry: CurrentState, study: str, subject: Subject, stated: Collection[str]
) -> list[str]:
    """Return the facts that the entry of a subject has, and a request for the next entry does not state.

    Args:
        registry: the registry.
        study: the study's id.
        subject: what the next entry would say.
        stated: the names of the facts that the request states, be it as empty.
    """
    view = registry.view(study, [], [subject.id])
    known = view.dossiers[subject.id]
    if has_one_register(version_at(view.fold_versions, view.head.journal_number)):
        entries = known.replaceable()
    else:
        entries = tuple(entry for entry in [known.entry(subject.center)] if entry is not None)
    facts = Subject.model_fields.keys() - _ALWAYS_STATED - set(stated)
    return sorted(name for name in facts if any(getattr(entry.subject, name) for entry in entries))
