"""Find what of subjects stands apart at each of some journal numbers, so that it need not be folded (docs/fold.md)."""

from collections.abc import Collection, Mapping, Sequence

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.apart.panels import Apart, panels_apart
from hepaflow.domain.fold.apart.told import ToldPanel
from hepaflow.domain.fold.connections import compared
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.study.fold_rules import applies_statements
from hepaflow.pipeline.subject_reports.known import KnownReports

_Rows = Mapping[str, set[int]]  # by file


def standing_apart(known: Sequence[KnownReports], subjects: Collection[str]) -> dict[str, Apart]:
    """Return by subject what stands apart at each of some journal numbers.

    Of a subject about whom something was decided, who has or had another id, or who shares a specimen with another one, all
    is folded.

    Args:
        known: what was known of these subjects, by journal number.
        subjects: the subjects.
    """
    version = known[0].rules.fold_version
    if not applies_statements(version) or any(
        one.rules.fold_version != version or one.deleted() or one.mask for one in known
    ):
        return {}
    rivals = {one for at in known for one in compared(at.dossiers, subjects)}
    plain = {
        subject
        for subject in subjects
        if subject not in rivals and all(_is_plain(at.dossiers[subject]) for at in known)
    }
    told: dict[str, list[list[ToldPanel]]] = {subject: [[] for _ in known] for subject in plain}
    met, rows = set[int](), _decided_rows(known)
    for place, at in enumerate(known):
        for one in at.told:
            if one.panel.subject in plain:
                told[one.panel.subject][place].append(one)
                if at.is_doubted(one) or _is_decided(one, rows):
                    met.add(id(one.panel))
    usual = fold_rules(version).usual_units
    return {subject: panels_apart(panels, met, usual) for subject, panels in told.items()}


def _is_plain(dossier: Dossier) -> bool:
    return not (dossier.decisions or dossier.belonging or dossier.links or any(dossier.sources()))


def _decided_rows(known: Sequence[KnownReports]) -> dict[str, set[int]]:
    """Return the rows that decisions about other subjects name: a row may have changed its subject since."""
    rows: dict[str, set[int]] = {}
    for at in known:
        for dossier in at.dossiers.values():
            for decision in dossier.decisions:
                rows.setdefault(decision.file_id, set()).add(decision.line)
    return rows


def _is_decided(told: ToldPanel, rows: _Rows) -> bool:
    return bool(rows) and any(not rows[file].isdisjoint(lines) for file, lines in told.rows() if file in rows)
