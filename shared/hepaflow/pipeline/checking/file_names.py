"""Find out whether the name of a file, or of a file in an archive, shows a person."""

from collections.abc import Iterable

from hepaflow.domain.screening.personal import file_name_shows_a_person


def names_show_a_person(name: str, inside: Iterable[str]) -> bool:
    """Return whether a name shows a person; such a file is not sent.

    Args:
        name: the name of the file or archive.
        inside: the names of the files in the archive.
    """
    return any(map(file_name_shows_a_person, (name, *inside)))
