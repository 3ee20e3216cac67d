"""Keep small inputs of effects in memory."""

from dataclasses import dataclass, field

from hepaflow.domain.identity import RunId


@dataclass
class MemoryEffectInputs:
    """The part of the registry that has inputs of effects."""

    effect_inputs: dict[RunId, str] = field(default_factory=dict)

    def put_effect_input(self, run: RunId, text: str) -> None:
        self.effect_inputs[run] = text

    def effect_input(self, run: RunId) -> str | None:
        return self.effect_inputs.get(run)
