"""Keep the display names of users, as their issuer gives them, and erase them (docs/adr/0038-display-names.md)."""

from dataclasses import replace

from hepaflow.domain.study.journal import Draft, EventKind, Head, access_journal, instant
from hepaflow.domain.study.user_names import KeptName, display_name, is_due, may_have_name
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.services import Missing, Services
from hepaflow.ports import Change


def fetch_name(services: Services, study: str, user: str, seen: int, header: str) -> None:
    """Ask the issuer for a user's name if that is due, and keep it.

    The try is kept before the issuer is asked: whatever becomes of it, it was one of a few. A name that is erased
    meanwhile is not kept.

    Args:
        services: the ports.
        study: in which the user has called.
        user: the user's id at the issuer.
        seen: number of the user's newest `role-seen` in the access journal; 0 if there is none.
        header: the header `Authorization` of the user's request.
    """
    if not (header and seen and may_have_name(user)):
        return
    registry = services.registry
    kept, now = registry.kept_name(study, user), services.clock()
    if not is_due(kept, seen, now):
        return
    tries = kept.tries if kept and kept.event >= seen else 0
    tried = KeptName("", seen, tries + 1, instant(now))
    if not registry.keep_name(study, user, kept, tried):
        return  # another process asks, or the name was erased
    claims = services.issuer.user_claims(header)
    name = display_name(claims) if claims.get("sub") == user else ""  # OpenID Connect Core 1.0, section 5.3.2
    if name:
        registry.keep_name(study, user, tried, replace(tried, name=name))


def erase_name(services: Services, study: str, actor: str, user: str) -> int:
    """Erase the name of a user in a study; return the number of the event in the access journal.

    A name that is already erased stays so, and the number is that of its erasure.

    Args:
        services: the ports.
        study: the study's id.
        actor: who erases it.
        user: the user's id at the issuer.

    Raises:
        Missing: nothing is kept about a name of this user.
    """
    erased: list[int] = []

    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        kept = services.registry.kept_name(study, user) if may_have_name(user) else None
        if kept is None:
            raise Missing("name", "No name is stored for this user.")
        if kept.is_erased:
            erased.append(kept.event)
            return None
        draft = Draft(EventKind.USER_NAME_ERASED, actor, "", {"user": user})
        return draft, Change(erased_name=user)

    event = append(services.registry, access_journal(study), services.clock, draw_up)
    return event.journal_number if event else erased[-1]
