"""Define where small inputs of effects are kept."""

from typing import Protocol

from hepaflow.domain.identity import RunId


class EffectInputs(Protocol):
    """From what the effects of runs are computed, where it is small."""

    def put_effect_input(self, run: RunId, text: str) -> None:
        """Keep the input of a run's effect; the same once more is once."""
        ...

    def effect_input(self, run: RunId) -> str | None: ...
