"""Find what a person has still to fill in in a draft of a profile."""

from collections.abc import Iterator, Mapping

from hepaflow.domain.profile.fields import Fault, as_key
from hepaflow.domain.profile.profile import Profile

TODO = "TODO"
_REMEDIES = {
    "study": "write the id of the study, as its data manager gave it to you",
    "center": "write the id of the center, as its data manager gave it to you",
}
_OTHER = "a draft leaves this to you: write what belongs here, or remove the line"


def unfinished(profile: Profile) -> tuple[Fault, ...]:
    """Return a fault for each text of a profile that is still a TODO of its draft.

    Args:
        profile: the profile, which may be a draft of `hepaflow propose`.
    """
    return tuple(_todos(profile.model_dump(exclude_none=True), ""))


def _todos(value: object, where: str) -> Iterator[Fault]:
    match value:
        case str() if value == TODO or value.startswith(f"{TODO}-"):
            yield Fault(where, value, _REMEDIES.get(where, _OTHER))
        case Mapping():
            for key, inner in value.items():
                yield from _todos(inner, f"{where} {as_key(str(key))}" if where else str(key))
        case list() | tuple():
            for number, inner in enumerate(value, 1):
                yield from _todos(inner, f"{where}[{number}]")
        case _:
            pass
