"""Read the profile named on the command line, or report what is wrong with it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.profile.fields import Fault
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.profiles.chinese import in_chinese
from hepaflow.pipeline.profiles.parse import ProfileFault, check_against, profile_from_toml
from hepaflow.pipeline.profiles.references import CatalogReferences
from hepaflow.pipeline.profiles.unfinished import unfinished

PROFILE_SENTENCES: Mapping[str, tuple[str, str]] = {
    "not_utf8": (
        "{name} is not UTF-8 text: save the profile as UTF-8",
        "{name} 不是 UTF-8 文本：请将配置文件另存为 UTF-8",
    ),
    "not_valid": ("{name} is not a valid profile:", "{name} 不是有效的配置文件："),
    "unfinished": ("{name} is a draft that is not finished:", "{name} 是尚未完成的草稿："),
    "unknown": (
        "{name} names codes or units that are not in the catalog:",
        "{name} 中有目录里没有的代码或单位：",
    ),
}


def read_profile(path: Path, catalog: Catalog, *, chinese: bool = False) -> Profile:
    """Return the profile of a file.

    Args:
        path: the file.
        catalog: the known codes and units.
        chinese: tell what is wrong in Chinese.

    Raises:
        ClickException: what is wrong with it.
    """
    try:
        profile = profile_from_toml(path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise _told("not_utf8", path, (), chinese=chinese) from None
    except ProfileFault as fault:
        raise _told("not_valid", path, fault.faults, chinese=chinese) from None
    if todos := unfinished(profile):
        raise _told("unfinished", path, todos, chinese=chinese)
    if faults := check_against(profile, CatalogReferences(catalog)):
        raise _told("unknown", path, faults, chinese=chinese)
    return profile


def _told(what: str, path: Path, faults: Iterable[Fault], *, chinese: bool) -> click.ClickException:
    lines = (in_chinese(fault) if chinese else str(fault) for fault in faults)
    return click.ClickException("\n".join((PROFILE_SENTENCES[what][chinese].format(name=path.name), *lines)))
