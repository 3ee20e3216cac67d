"""Goes through the web pages as a lab and a data manager do; with `make console-tour`, writes docs/console.md with pictures.

A step is a picture with a text. Each job of a page has its steps here, in the order in which people come to it.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from tests.support.console import TELEPHONE, Visitor, visitor
from tests.support.console_roles import address, email
from tests.support.engine_files import EXAMPLES

from local.demo_study import STUDY

pytestmark = pytest.mark.browser
DOCS: Final = Path(__file__).parents[2] / "docs"
SIZE: Final = {"width": 960, "height": 640}
LONG: Final = 120_000  # milliseconds, on a busy machine
LARGEST: Final = 1_500_000  # bytes of all pictures
_COUNT = "for (const kind of ['click', 'change']) addEventListener(kind, () => window.clicked(), true)"
_HEAD = """# The web pages, step by step

`make console-tour` writes this page: it goes through the pages of a stack on this machine with the study of the demo. The pages are at `/app` of the HTTP API.
Everything can be done with the keyboard: Tab goes to the next field or button, Enter chooses. The language is chosen at the top.
"""


@dataclass
class Tour:
    """A person at a browser, and what has been shown so far.

    Attributes:
        person: the visitor.
        lines: of docs/console.md.
        folder: of the pictures.
        clicks: since the job began.
        began: when it did.
    """

    person: Visitor
    lines: list[str]
    folder: Path
    clicks: int = 0
    began: float = field(default_factory=time.monotonic)

    def begin(self, title: str) -> None:
        """Begin a job."""
        self.lines += ["", f"## {title}"]
        self.clicks, self.began = 0, time.monotonic()

    def show(self, name: str, text: str) -> None:
        """Show the page as it is now."""
        self.person.page.wait_for_load_state("networkidle")
        self.person.page.screenshot(path=self.folder / f"{name}.png")
        self.lines += ["", text, "", f"![{text.split('.', maxsplit=1)[0]}](console/{name}.png)"]

    def end(self) -> None:
        """Say how many clicks and seconds the job took."""
        seconds = time.monotonic() - self.began
        self.lines += ["", f"Clicks: {self.clicks}. Seconds of the machine: {seconds:.1f}."]

    def choose(self, name: str, data: bytes) -> None:
        """Choose a file of this computer on the page."""
        chosen = {"name": name, "mimeType": "text/csv", "buffer": data}
        self.person.page.set_input_files("input[type=file]", [chosen])

    def count_clicks(self) -> None:
        """Count each click, and each choice in a list."""

        def clicked(_source: Any) -> None:
            self.clicks += 1

        context = self.person.page.context
        context.expose_binding("clicked", clicked)
        context.add_init_script(_COUNT)


def sign_in(tour: Tour) -> None:
    page = tour.person.page
    tour.begin("A lab signs in")
    tour.person.open("/app")
    tour.show("start", "The first page says what the pages are for. Choose “Sign in”.")
    page.locator("header").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=email("lab")).wait_for()
    tour.show(
        "issuer",
        "Your organization signs you in. On this machine, a page with the users of the stack stands for it.",
    )
    page.get_by_role("button", name=email("lab")).click()
    page.get_by_role("heading", name=STUDY).wait_for()
    tour.show("studies", "Your studies with your role in each, and the pages that this role may see.")
    tour.end()


def send_file(tour: Tour) -> None:
    page = tour.person.page
    tour.begin("A lab checks a file, corrects it, and sends it")
    tour.person.sign_in(email("lab"), address("send"))
    page.get_by_text("They do not leave it until you send them.").wait_for(timeout=LONG)
    tour.show(
        "send", "“Send files” loads what checks files into the browser. Then drop a file, or choose one."
    )
    text = (EXAMPLES / "mistakes.csv").read_text("utf-8").replace("US02-0301", "US02-0388")
    tour.choose("november.csv", text.encode())
    page.get_by_text("15 rows are for you to correct.").wait_for(timeout=LONG)
    tour.show("verdict", "The page says what the server would say. Nothing has left the computer.")
    page.get_by_role("heading", name="For the lab to correct").scroll_into_view_if_needed()
    tour.show(
        "causes", "What the lab corrects comes first: what is wrong, where, what was found, and what to do."
    )
    page.get_by_role("table", name="The rows to correct").scroll_into_view_if_needed()
    tour.show("marked", "The lab's own rows follow, with the cells at fault marked.")
    page.get_by_role("button", name="Send the file as it is").click()
    page.locator("li.done", has_text="Compared with earlier results").wait_for(timeout=LONG)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the 15 rows to correct").click()
    page.locator("ol.steps").scroll_into_view_if_needed()
    tour.show(
        "sent",
        "Here the file was sent as it is, and the 15 rows were saved to be corrected. The page shows how far the file has come.",
    )
    rows = saved.value.path().read_text("utf-8-sig")
    for wrong, right in {"1O35": "1035", "#DIV/0!": "3.9", "3-May": "1200", "3,95": "3.95"}.items():
        rows = rows.replace(wrong, right)
    tour.choose("november-to-correct.csv", rows.encode())
    again = page.get_by_role("region", name="november-to-correct.csv")
    again.get_by_role("button", name="Send the file").click(timeout=LONG)
    again.get_by_text("settled").wait_for(timeout=LONG)
    again.scroll_into_view_if_needed()
    tour.show(
        "settled",
        "Four rows were corrected in the saved file, which was dropped and sent. The receipt says which rows are settled.",
    )
    tour.end()


def read_receipt(tour: Tour) -> None:
    page = tour.person.page
    tour.begin("A data manager looks at what came in")
    tour.person.sign_in(email("data-manager"), address("files"))
    page.get_by_role("heading", name="What came in").wait_for()
    tour.show(
        "files",
        "“Files and receipts” shows what waits and for whom, and below it what came in over all centers.",
    )
    page.locator("table").nth(1).locator("tr", has_text="US-02").get_by_role("link").last.click()
    page.get_by_text("43 rows").wait_for()
    tour.show(
        "receipt",
        "A receipt accounts for every row. What the lab corrects comes first, with the rows, the cells and the remedy.",
    )
    page.get_by_role("heading", name="Take away").scroll_into_view_if_needed()
    tour.show(
        "take-away",
        "At its end, rows, issues and the receipt itself can be taken away. Rows have the lab's own layout.",
    )
    tour.end()


def read_subject(tour: Tour) -> None:
    page = tour.person.page
    tour.begin("A monitor looks at a subject")
    tour.person.sign_in(email("monitor"), address("subjects"))
    page.get_by_role("searchbox").fill("US01-0002")
    tour.show(
        "subjects", "“Subjects” lists the subjects that your role may see. Type a part of an id to find one."
    )
    page.get_by_role("link", name="US01-0002").first.click()
    page.get_by_role("img").wait_for()
    tour.show(
        "subject",
        "The liver panel over time, by the upper limits of the lab and day. Below it are the scores of the newest specimen days.",
    )
    tour.end()


def chinese_telephone(tour: Tour) -> None:
    page = tour.person.page
    tour.begin("The same in Chinese on a telephone")
    page.set_viewport_size(TELEPHONE)
    page.get_by_label("Language").select_option("zh")
    page.get_by_role("heading", name="由实验室更正").wait_for()
    page.evaluate("scrollTo(0, 0)")
    tour.show(
        "telephone",
        "Every text is there in English and Chinese. Dates and numbers are written as in the language.",
    )
    tour.end()


# jobs, by the window in which they are done
WINDOWS: Final[list[list[Callable[[Tour], None]]]] = [
    [sign_in],
    [send_file],
    [read_receipt, chinese_telephone],
    [read_subject],
]


@pytest.fixture
def docs(pytestconfig, tmp_path):
    """Return where the page is written: for nobody, unless it is asked for."""
    folder = DOCS if pytestconfig.getoption("tour") else tmp_path
    (folder / "console").mkdir(exist_ok=True)
    for picture in (folder / "console").glob("*.png"):
        picture.unlink()
    return folder


def test_people_can_do_every_job_of_the_tour(browser, demo, docs):
    lines = [_HEAD.rstrip("\n")]
    for jobs in WINDOWS:
        with visitor(browser, demo.address, SIZE) as person:
            tour = Tour(person, lines, docs / "console")
            tour.count_clicks()
            for job in jobs:
                job(tour)
            assert person.complaints == []
    assert sum(picture.stat().st_size for picture in (docs / "console").iterdir()) <= LARGEST
    (docs / "console.md").write_text("\n".join([*lines, ""]), "utf-8")


def test_the_page_shows_every_picture_and_no_other():
    named = set(re.findall(r"\]\(console/([a-z-]+\.png)\)", (DOCS / "console.md").read_text("utf-8")))
    assert named == {picture.name for picture in (DOCS / "console").iterdir()}
    assert named == {
        f"{name}.png"
        for name in re.findall(r"tour\.show\(\s*\"([a-z-]+)\"", Path(__file__).read_text("utf-8"))
    }
