"""Declare what the pipeline needs from outside, as Protocols."""

from hepaflow.ports.attempts import attempts
from hepaflow.ports.changes import Change, LabsSince, RunKey, View
from hepaflow.ports.definitions import Definitions
from hepaflow.ports.labs import Labs, LabVersion
from hepaflow.ports.masked import Masked
from hepaflow.ports.messages import Announcement, Announcements, Queue, Silence, UploadForm, Uploads
from hepaflow.ports.queries import Queries
from hepaflow.ports.registry import (
    Claims,
    CurrentState,
    Deliveries,
    FileStates,
    Jobs,
    Journal,
    Registry,
    Specimens,
    Subjects,
    UnmappedTexts,
)
from hepaflow.ports.stores import (
    Files,
    Gone,
    Intake,
    PanelAgain,
    Panels,
    Results,
    Source,
    StoredFile,
    StoredPanel,
    TooLarge,
    Version,
)
from hepaflow.ports.user_names import Issuer, NoIssuer, UserNames

__all__ = [
    "Announcement",
    "Announcements",
    "Change",
    "Claims",
    "CurrentState",
    "Definitions",
    "Deliveries",
    "FileStates",
    "Files",
    "Gone",
    "Intake",
    "Issuer",
    "Jobs",
    "Journal",
    "LabVersion",
    "Labs",
    "LabsSince",
    "Masked",
    "NoIssuer",
    "PanelAgain",
    "Panels",
    "Queries",
    "Queue",
    "Registry",
    "Results",
    "RunKey",
    "Silence",
    "Source",
    "Specimens",
    "StoredFile",
    "StoredPanel",
    "Subjects",
    "TooLarge",
    "UnmappedTexts",
    "UploadForm",
    "Uploads",
    "UserNames",
    "Version",
    "View",
    "attempts",
]
