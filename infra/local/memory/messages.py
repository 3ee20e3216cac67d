"""What was said to others, kept in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.jobs import EffectCall, JobCall
from hepaflow.ports import Announcement, UploadForm


@dataclass(slots=True)
class MemoryQueue:
    """Deliveries that somebody wants taken up again, jobs that somebody wants done, runs whose effect is to be computed."""

    sent: list[Delivery] = field(default_factory=list)
    calls: list[JobCall] = field(default_factory=list)
    effects: list[EffectCall] = field(default_factory=list)

    def begin(self, call: JobCall) -> None:
        self.calls.append(call)

    def send(self, deliveries: Sequence[Delivery]) -> None:
        self.sent.extend(deliveries)

    def call_effect(self, call: EffectCall) -> None:
        self.effects.append(call)


@dataclass(slots=True)
class MemoryAnnouncements:
    """What was announced, in order."""

    announced: list[Announcement] = field(default_factory=list)

    def announce(self, news: Announcement) -> None:
        self.announced.append(news)


@dataclass(slots=True)
class MemoryUploads:
    """Forms that nobody serves."""

    url: str = "https://intake.invalid/"

    def form(self, key: str, size: int, sha256: str, seconds: int) -> UploadForm:
        return UploadForm(self.url, {"key": key, "size": str(size), "sha256": sha256}, seconds)
