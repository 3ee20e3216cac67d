"""Read the papers of labs named on the command line."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import click

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.profile.fields import Fault
from hepaflow.domain.profile.labs import Lab, labs_named_by
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.profiles.chinese import in_chinese
from hepaflow.pipeline.profiles.labs import labs_without_papers
from hepaflow.pipeline.profiles.parse import LabFault, lab_from_toml
from hepaflow.pipeline.profiles.references import CatalogReferences, lab_faults

LABS = click.option(
    "--labs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="The papers of a lab that the profile names (TOML); once for each lab.",
)
_NOT_GIVEN = (
    "The papers of {labs} are not given (--labs): results have no reference range of the lab, and no note about its papers.",
    "未提供 {labs} 的资质文件（--labs）：结果没有该实验室的参考范围，也没有关于其资质的提示。",
)
_NOT_VALID = ("{name} is not a valid list of papers:", "{name} 不是有效的资质文件：")
_Refused = Callable[[Path, Iterable[Fault]], click.ClickException]


def given_papers(
    profile: Profile, files: tuple[Path, ...], catalog: Catalog, *, chinese: bool
) -> tuple[Lab, ...]:
    """Return the papers in the given files.

    Without files, the labs that the profile names are named on the standard error.

    Args:
        profile: the profile.
        files: the papers, one file for each lab.
        catalog: the known codes and units.
        chinese: tell what is wrong in Chinese.

    Raises:
        ClickException: a file is not the papers of a lab of the study, two are of one lab, or some are given and those of a lab that
            the profile names are not.
    """
    named = labs_named_by(profile)
    if not files:
        if named:
            click.echo(_NOT_GIVEN[chinese].format(labs=", ".join(sorted(named))), err=True)
        return ()
    refused = partial(_refused, chinese=chinese)
    papers: dict[str, Lab] = {}
    for path in files:
        lab = _papers(path, profile.study, catalog, refused)
        if lab.lab in papers:
            raise refused(path, (Fault("lab", lab.lab, "give the papers of a lab once"),))
        papers[lab.lab] = lab
    if faults := labs_without_papers(profile, papers, "give the papers of the lab, too (--labs)"):
        raise refused(files[-1], faults)
    return tuple(papers.values())


def _papers(path: Path, study: str, catalog: Catalog, refused: _Refused) -> Lab:
    try:
        lab = lab_from_toml(path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise refused(path, (Fault("", "", "save the file as UTF-8"),)) from None
    except LabFault as fault:
        raise refused(path, fault.faults) from None
    if lab.study != study:
        raise refused(path, (Fault("study", lab.study, f"write the study of the profile: {study}"),))
    if faults := lab_faults(lab, CatalogReferences(catalog)):
        raise refused(path, faults)
    return lab


def _refused(path: Path, faults: Iterable[Fault], *, chinese: bool) -> click.ClickException:
    lines = (in_chinese(fault) if chinese else str(fault) for fault in faults)
    return click.ClickException("\n".join((_NOT_VALID[chinese].format(name=path.name), *lines)))
