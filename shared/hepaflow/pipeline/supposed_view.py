"""Show what would count if something were otherwise; nothing of it is written."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from hepaflow.domain.study.journal import Head
from hepaflow.ports import CurrentState, RunKey, View


@dataclass(frozen=True, slots=True)
class SupposedView:
    """What counts, with something supposed.

    Attributes:
        registry: the real registry.
        suppose: returns a view with what is supposed in it; its second argument are the centers that were asked for.
    """

    registry: CurrentState
    suppose: Callable[[View, Collection[str]], View]

    def head(self, study: str) -> Head:
        return self.registry.head(study)

    def view(
        self,
        study: str,
        file_ids: Iterable[str],
        subjects: Collection[str] = (),
        centers: Collection[str] = (),
        runs: Collection[RunKey] = (),
    ) -> View:
        """Return what the registry returns, with what is supposed in it.

        Args:
            study: the study's id.
            file_ids: the files whose states are wanted.
            subjects: the subjects whose dossiers are wanted.
            centers: the centers of which registers and newest cumulative files are wanted.
            runs: the runs whose claims are wanted, each the first 16 digits of the file id and the run number.
        """
        return self.suppose(self.registry.view(study, file_ids, subjects, centers, runs), centers)
