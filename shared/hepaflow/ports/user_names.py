"""Define where display names of users come from, and where they are kept."""

from collections.abc import Mapping
from typing import Any, Protocol

from hepaflow.domain.study.user_names import KeptName


class UserNames(Protocol):
    """The display names of the users of a study, beside its access journal; an event of that journal erases one."""

    def kept_name(self, study: str, user: str) -> KeptName | None:
        """Return what is kept about a user's name; None if nothing is."""
        ...

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
        ...

    def user_names(self, study: str) -> Mapping[str, str]:
        """Return the names of the study's users by their ids; without those who have none."""
        ...


class Issuer(Protocol):
    """Who signs the users in."""

    def user_claims(self, header: str) -> Mapping[str, Any]:
        """Return what the issuer says about the owner of an access token; nothing if it does not answer in time.

        Args:
            header: the header `Authorization` of the owner's request.
        """
        ...


class NoIssuer:
    """No issuer is asked: users have no names."""

    def user_claims(self, header: str) -> Mapping[str, Any]:  # noqa: ARG002 the port's
        """Return nothing."""
        return {}
