"""Keep small inputs of effects in the Registry table, beside the claim of their run."""

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.files import refuse_collision
from hepaflow.aws.registry.table import Table
from hepaflow.domain.identity import RunId


class EffectInputsTable:
    """The part of the registry that has inputs of effects."""

    _table: Table

    def put_effect_input(self, run: RunId, text: str) -> None:
        key = keys.input_of_effect_key(run.study, run.file_id, run.run_number)
        self._table.replace(key, {"file_id": run.file_id, "input": text})

    def effect_input(self, run: RunId) -> str | None:
        """Return the input of a run's effect; None where none is kept here.

        Raises:
            Collision: it belongs to another file whose id begins with the same 16 digits.
        """
        record = self._table.get(keys.input_of_effect_key(run.study, run.file_id, run.run_number))
        if record is None:
            return None
        refuse_collision(run.file_id, record)
        return record["input"]
