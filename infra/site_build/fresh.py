"""The web pages on one machine: built anew when a source of them has changed, so that loading the page again shows it."""

import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wrappers import Response

from site_build.build import ENGINE, ROOT, WEB, build_site
from site_build.engine import pack_anew, package_sources
from site_build.modules import NotPackable

FILES = ROOT / "build" / "local-site"
PATH = "/app"
_CHANGED = "The package has changed: the web pages check files with the new one. Start `make local` again, so that the server has it, too.\n"


@dataclass(slots=True)
class FreshSite:
    """A WSGI application: brings the built files up to date, and passes the request on.

    Attributes:
        api: the HTTP API, whose function `site` serves the files.
        folder: of the built files.
    """

    api: WSGIApplication
    folder: Path = FILES
    _built: Any = None
    _turn: Any = field(default_factory=threading.Lock)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        try:
            self._bring_up_to_date()
        except NotPackable as error:
            return Response(f"The pages cannot be built: {error}\n", 500)(environ, start)
        path = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        return self.api({**environ, "SCRIPT_NAME": "", "PATH_INFO": path}, start)

    def _bring_up_to_date(self) -> None:
        with self._turn:
            seen = [
                (path, path.stat().st_mtime_ns)
                for path in (*sorted(WEB.rglob("*")), *sorted(ENGINE.rglob("*")), *package_sources())
            ]
            if seen == self._built:
                return
            if pack_anew(ENGINE) and self._built is not None:
                sys.stderr.write(_CHANGED)
            build_site(self.folder)
            self._built = seen
