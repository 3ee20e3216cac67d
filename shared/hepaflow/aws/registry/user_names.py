"""Keep display names of users in the Registry table, beside the access journal."""

from collections.abc import Mapping

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.table import Record, Table
from hepaflow.domain.study.user_names import KeptName


class UserNamesTable:
    """The part of the registry that has names of users."""

    _table: Table

    def kept_name(self, study: str, user: str) -> KeptName | None:
        record = self._table.get(keys.user_name_key(study, user))
        return _unpacked(record) if record else None

    def keep_name(self, study: str, user: str, before: KeptName | None, name: KeptName) -> bool:
        """Keep something else about a user's name.

        Args:
            study: the study's id.
            user: the user's id at the issuer.
            before: what was kept; None: nothing.
            name: what is kept from now on.

        Returns:
            False if something else than `before` is kept by now; it stays.
        """
        key, record = keys.user_name_key(study, user), packed_name(name)
        if before is None:
            return self._table.keep(key, record) == record
        condition = {
            "ConditionExpression": "#event = :event AND #tries = :tries",
            "ExpressionAttributeNames": {"#event": "event", "#tries": "tries"},
            "ExpressionAttributeValues": {
                ":event": {"S": str(before.event)},
                ":tries": {"S": str(before.tries)},
            },
        }
        return self._table.replace(key, record, **condition)

    def user_names(self, study: str) -> Mapping[str, str]:
        """Return the names of the study's users by their ids; without those who have none."""
        items = self._table.query(keys.user_names_partition(study))
        return {user: record["name"] for user, record in items if record["name"]}


def packed_name(kept: KeptName) -> Record:
    return {"name": kept.name, "event": str(kept.event), "tries": str(kept.tries), "tried": kept.tried}


def _unpacked(record: Record) -> KeptName:
    return KeptName(record["name"], int(record["event"]), int(record["tries"]), record["tried"])
