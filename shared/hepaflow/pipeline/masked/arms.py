"""Declare the arms of a study, and record which arm a subject was randomized to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hepaflow.domain.masked.masked import MaskedTopic, MaskedVersion, StudyArms
from hepaflow.domain.study.fold_rules import has_one_register, version_at
from hepaflow.domain.study.journal import Head
from hepaflow.domain.study.register import SubjectStatus
from hepaflow.pipeline.desk.checks import require_study
from hepaflow.pipeline.masked.record import RequestedRecord, record
from hepaflow.pipeline.services import Missing, Services


class ArmFault(StrEnum):
    """Why an arm cannot be recorded or left out."""

    UNDECLARED = "undeclared"
    IN_USE = "in-use"
    NOTHING_TO_TAKE_BACK = "nothing-to-take-back"
    IN_ERROR = "in-error"


ARM_REFUSALS: Final[Mapping[ArmFault, str]] = MappingProxyType({
    ArmFault.UNDECLARED: "The study has no such arm. Declare it first.",
    ArmFault.IN_USE: "A subject has an arm that is left out. Correct the subject's arm first.",
    ArmFault.NOTHING_TO_TAKE_BACK: "The subject has no arm that could be taken back.",
    ArmFault.IN_ERROR: "The register says that the subject was entered in error.",
})  # fmt: skip


class ArmUnfit(Exception):
    """An arm cannot be recorded, or not be left out; `fault` says why."""

    def __init__(self, fault: ArmFault) -> None:
        super().__init__(ARM_REFUSALS[fault])
        self.fault = fault


@dataclass(frozen=True, slots=True)
class RequestedArm:
    """Which arm a subject was randomized to; "" takes an arm back that was recorded in error."""

    subject: str
    version: int
    arm: str


def declare_arms(
    services: Services, study: str, actor: str, version: int, arms: StudyArms, reason: str
) -> MaskedVersion:
    """Add a version of the study's arms; the same request again returns what it wrote.

    Args:
        services: the ports.
        study: the study's id.
        actor: who declares them.
        version: one more than the newest.
        arms: all arms of the study.
        reason: why.

    Raises:
        Missing: there is no such study.
        VersionTaken: it is not the version after the newest.
        ArmUnfit: a subject has an arm that is left out.
    """
    require_study(services, study)
    wish = RequestedRecord(MaskedTopic.ARMS, "", version, arms.model_dump_json(), actor, reason)

    def check(_head: Head, _newest: MaskedVersion | None) -> None:
        used = {one.content for one in newest_arms(services.registry.masked_versions(study, MaskedTopic.ARM))}
        if not used <= arms.arms.keys():
            raise ArmUnfit(ArmFault.IN_USE)

    return record(services, study, wish, check)


def record_arm(services: Services, study: str, actor: str, arm: RequestedArm, reason: str) -> MaskedVersion:
    """Record the arm of a registered subject; the same request again returns what it wrote.

    Args:
        services: the ports.
        study: the study's id.
        actor: who records it.
        arm: the arm, with its version: one more than the newest.
        reason: why.

    Raises:
        Missing: there is no such study, or the register does not know the subject.
        VersionTaken: it is not the version after the newest.
        ArmUnfit: the study has no such arm, the subject was entered in error, or there is nothing to take back.
    """
    require_study(services, study)
    wish = RequestedRecord(MaskedTopic.ARM, arm.subject, arm.version, arm.arm, actor, reason)

    def check(head: Head, newest: MaskedVersion | None) -> None:
        if not arm.arm and (newest is None or not newest.content):
            raise ArmUnfit(ArmFault.NOTHING_TO_TAKE_BACK)
        if not arm.arm:
            return
        _require_registered(services, study, arm.subject, head.journal_number)
        declared = declared_arms(services, study)
        if declared is None or arm.arm not in StudyArms.model_validate_json(declared.content).arms:
            raise ArmUnfit(ArmFault.UNDECLARED)

    return record(services, study, wish, check)


def declared_arms(services: Services, study: str, number: int | None = None) -> MaskedVersion | None:
    """Return the version of the study's arms that holds at a journal number; None if none was declared.

    Args:
        services: the ports.
        study: the study's id.
        number: a journal number; None for now.
    """
    known = services.registry.masked_versions(study, MaskedTopic.ARMS, "")
    return max(_until(known, number), key=lambda one: one.version, default=None)


def newest_arms(versions: Iterable[MaskedVersion], number: int | None = None) -> list[MaskedVersion]:
    """Return the newest version of each subject's arm at a journal number, in order of the subjects.

    Args:
        versions: all versions, in order.
        number: a journal number; None for now.

    Returns:
        Without subjects whose arm was taken back.
    """
    newest = {one.subject: one for one in _until(versions, number)}
    return [one for one in newest.values() if one.content]


def arm_history(services: Services, study: str, subject: str, number: int) -> list[MaskedVersion]:
    """Return the versions of a subject's arm up to a journal number, in order.

    Args:
        services: the ports.
        study: the study's id.
        subject: the subject's id.
        number: the journal number.

    Raises:
        Missing: none was recorded.
    """
    known = list(_until(services.registry.masked_versions(study, MaskedTopic.ARM, subject), number))
    if not known:
        raise Missing("arm")
    return known


def _until(versions: Iterable[MaskedVersion], number: int | None) -> Iterable[MaskedVersion]:
    return (one for one in versions if number is None or one.journal_number <= number)


def _require_registered(services: Services, study: str, subject: str, number: int) -> None:
    view = services.registry.view(study, [], [subject])
    dossier = view.dossiers[subject].as_of(number)
    one_register = has_one_register(version_at(view.fold_versions, number))
    entries = list(dossier.in_study() if one_register else dossier.newest().values())
    if not entries:
        raise Missing("subject")
    if all(entry.subject.status is SubjectStatus.ENTERED_IN_ERROR for entry in entries):
        raise ArmUnfit(ArmFault.IN_ERROR)
