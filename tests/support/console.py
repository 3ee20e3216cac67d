"""Drive the web pages of a stack on this machine with Chromium, and note what a browser complains about.

Playwright and axe-core are in the environment of `make console-test`, of the same Python as the project's own.
"""

import re
import shutil
import site
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PLAYWRIGHT = ROOT / ".venv-browser"
# a browser that asks nobody but this machine; as root, Chromium starts only without its sandbox
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, TELEPHONE = {"width": 1200, "height": 800}, {"width": 360, "height": 740}
_PATIENCE = 90_000  # milliseconds: what takes one on a quiet machine
_SIGN_IN, _SIGN_OUT = re.compile("^(Sign in|登录)$"), re.compile("^(Sign out|退出登录)$")
_WATCH = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
# rules that stand in WCAG 2.2 level A and AA, and axe-core's own best practices
_AXE = "async () => (await axe.run()).violations"


@dataclass
class Visitor:
    """Somebody at a browser of his own.

    Attributes:
        page: Playwright's page.
        address: of the stack.
        complaints: errors of the console, of the policy, and faults that no code expected.
        requests: what the browser asked for, as method and address.
    """

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Open a page by its address and wait until nothing is loaded any more."""
        self.page.goto(f"{self.address}{path}")
        self.page.wait_for_load_state("networkidle")

    def sign_in(self, email: str, path: str = "/app") -> None:
        """Sign in at the issuer of this machine, from a page and back to it."""
        self.open(path)
        self.page.locator("header").get_by_role("button", name=_SIGN_IN).click()
        self.page.get_by_role("button", name=email).click()
        self.page.get_by_role("button", name=_SIGN_OUT).wait_for()
        self.page.wait_for_load_state("networkidle")

    def text(self) -> str:
        """Return what the page shows."""
        said: str = self.page.inner_text("body")
        return said

    def barriers(self) -> list[str]:
        """Return what axe-core finds that keeps people from using the page."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(_axe_source())
        return [
            f"{fault['id']}: {node['html']}" for fault in self.page.evaluate(_AXE) for node in fault["nodes"]
        ]


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium."""
    (packages,) = PLAYWRIGHT.glob("lib/python*/site-packages")
    site.addsitedir(str(packages))
    from playwright.sync_api import sync_playwright

    with (
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS) as browser,
    ):
        yield browser


@contextmanager
def visitor(
    browser: Any, address: str, size: dict[str, int] = WIDE, language: str = "en"
) -> Iterator[Visitor]:
    """Open a window of a person who has never been here."""
    context = browser.new_context(viewport=size, locale=language, accept_downloads=True)
    try:
        context.set_default_timeout(_PATIENCE)
        context.add_init_script(_WATCH)
        someone = Visitor(context.new_page(), address)
        page = someone.page
        page.on(
            "console", lambda said: someone.complaints.append(_told(said)) if said.type == "error" else None
        )
        page.on("pageerror", lambda error: someone.complaints.append(str(error)))
        page.on("request", lambda asked: someone.requests.append(f"{asked.method} {asked.url}"))
        yield someone
    finally:
        context.close()


def _told(said: Any) -> str:
    return f"{said.text} {said.location.get('url', '')}"


def _axe_source() -> str:
    (path,) = PLAYWRIGHT.glob("lib/python*/site-packages/axe_playwright_python/axe.min.js")
    return path.read_text("utf-8")
