"""Read what a file is checked with: the profile, the study's definition and the papers of labs that the command line names."""

from collections.abc import Mapping
from pathlib import Path

import click

from hepaflow.catalog.loader import Catalog
from hepaflow.cli.lab.papers import given_papers
from hepaflow.cli.lab.profiles import read_profile
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.checking.declared import DeclaredNow, declared_by
from hepaflow.pipeline.profiles.chinese import in_chinese
from hepaflow.pipeline.profiles.definitions import definition_from_json
from hepaflow.pipeline.profiles.parse import DefinitionFault
from hepaflow.pipeline.profiles.patterns import PatternRefused, check_patterns

DEFINITION = click.option(
    "--definition",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The study's definition (JSON), as `hepaflow study show --json` prints it.",
)
DEFINITION_SENTENCES: Mapping[str, tuple[str, str]] = {
    "not_given": (
        "The study's definition is not given (--definition): subject ids are not compared with its pattern, collection days not with its start.",
        "未提供研究定义（--definition）：未按其格式核对受试者编号，也未按研究开始日期核对采样日期。",
    ),
    "not_valid": ("{name} is not a valid definition:", "{name} 不是有效的研究定义："),
    "study": (
        "{name} is the definition of another study: the profile is of {study}.",
        "{name} 是另一项研究的定义：配置文件属于 {study}。",
    ),
    "center": (
        "{name} does not have the center {center}: the server would not process its files.",
        "{name} 中没有中心 {center}：服务器不会处理其文件。",
    ),
    "feed": (
        "{name} does not have the feed {feed} of {center}: the server would let its files wait.",
        "{name} 中没有 {center} 的数据来源 {feed}：其文件将在服务器等待。",
    ),
    "pattern": (
        "The pattern of subject ids can take too long: the server would let the file wait for another one.",
        "受试者编号的格式匹配可能耗时过长：文件将在服务器等待新的格式。",
    ),
}


def read_declared_files(
    profile: Path, definition: Path | None, labs: tuple[Path, ...], catalog: Catalog, *, chinese: bool
) -> DeclaredNow:
    """Return what a file is checked with; what is not given is named on the standard error.

    Args:
        profile: the center's profile (TOML).
        definition: the study's definition (JSON).
        labs: papers of labs (TOML), one file for each lab.
        catalog: the known codes and units.
        chinese: tell what is wrong in Chinese.

    Raises:
        ClickException: a file is not what it should be, or they do not belong together.
    """
    declared = read_profile(profile, catalog, chinese=chinese)
    papers = given_papers(declared, labs, catalog, chinese=chinese)
    within = None if definition is None else _definition(definition, declared, chinese=chinese)
    if within is None and declared.subject.pattern is None:
        click.echo(DEFINITION_SENTENCES["not_given"][chinese], err=True)
    return declared_by(declared, within, papers)


def _definition(path: Path, profile: Profile, *, chinese: bool) -> StudyDefinition:
    try:
        definition = definition_from_json(path.read_bytes().decode("utf-8", errors="replace"))
    except DefinitionFault as refused:
        lines = (in_chinese(fault) if chinese else str(fault) for fault in refused.faults)
        raise click.ClickException(
            "\n".join((DEFINITION_SENTENCES["not_valid"][chinese].format(name=path.name), *lines))
        ) from None
    if wrong := _contradiction(definition, profile):
        told = DEFINITION_SENTENCES[wrong][chinese]
        raise click.ClickException(
            told.format(name=path.name, study=profile.study, center=profile.center, feed=profile.feed)
        )
    return definition


def _contradiction(definition: StudyDefinition, profile: Profile) -> str:
    """Return why the server would not read a file of the profile; "" if it would."""
    if definition.study != profile.study:
        return "study"
    if profile.center not in definition.centers:
        return "center"
    if profile.feed not in {MAIN_FEED, *definition.feeds_of(profile.center)}:
        return "feed"
    try:
        check_patterns(definition, profile)
    except PatternRefused:
        return "pattern"
    return ""
