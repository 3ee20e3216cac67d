"""What the pipeline needs from outside, as Protocols; `hepaflow.aws` keeps them, and so may a test."""

from hepaflow.ports.changes import Change, RunKey, View
from hepaflow.ports.messages import Announcement, Announcements, Queue, UploadForm, Uploads
from hepaflow.ports.registry import Registry
from hepaflow.ports.stores import Files, Gone, Intake, Results, StoredPanel, Version

__all__ = [
    "Announcement",
    "Announcements",
    "Change",
    "Files",
    "Gone",
    "Intake",
    "Queue",
    "Registry",
    "Results",
    "RunKey",
    "StoredPanel",
    "UploadForm",
    "Uploads",
    "Version",
    "View",
]
