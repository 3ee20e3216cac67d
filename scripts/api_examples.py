"""A session with the HTTP API whose questions and answers are the examples of its description.

It goes the way of the worked session in docs/api.md, and to what is seldom; `make docs` keeps it in
functions/api/http/examples.json.
"""

from hashlib import sha256

from scripts.api_answers import ask_about_subject
from scripts.api_session import CENTER, STUDY, Json, Session, new_session

from hepaflow.pipeline.failures import fail
from hepaflow.pipeline.jobs import work_off
from hepaflow.ports import StoredFile

SUBJECT = "US01-0001"
BASE = "/studies/{study}"
HERE = f"{BASE}/centers/{{center}}"
FILE = f"{BASE}/files/{{file_id}}"
DEFINITION = {
    "study": STUDY,
    "version": 1,
    "title": "Two centers",
    "centers": [CENTER, "DE-01"],
    "feeds": {CENTER: ["chemistry"]},
}
PROFILE = f"""study = "{STUDY}"
center = "{CENTER}"
version = 1
time_zone = "America/New_York"
[file]
decimal_mark = "."
[columns]
subject = "Subject"
collected_at = "Collected"
analyte = "Test"
value = "Result"
unit = "Units"
"""
CORRECTED = PROFILE.replace("version = 1", "version = 2") + '[unit_spellings]\n"g/hl" = "g/dL"\n'
CHEMISTRY = PROFILE.replace("version = 1", 'feed = "chemistry"\nversion = 1\nlab = "LAB-1"')
LAB = f"""study = "{STUDY}"
lab = "LAB-1"
version = 1
[[papers]]
name = "Example Central Laboratory"
accreditation = "ISO 15189"
from = 2025-01-01
to = 2026-12-31
[[ranges]]
analyte = "ALT"
unit = "U/L"
high = 41
sex = "M"
"""
HEADER = "Subject,Collected,Test,Result,Units\n"
MARCH = f"{HEADER}{SUBJECT},2024-03-22 08:30,ALT,45,U/L\n{SUBJECT},2024-03-22 08:30,Albumin,3.4,g/hl\n"
APRIL = MARCH.replace("ALT,45", "ALT,54")
COURSE = (("2024-03-22", "22"), ("2024-03-23", "25"), ("2024-03-24", "28"), ("2024-03-25", "1.5"))
SLIP = HEADER + "".join(f"US01-0002,{day} 08:30,BILI,{value},umol/L\n" for day, value in COURSE)
COHORT = HEADER + "".join(f"US01-1{one:03},2024-05-02 08:30,ALT,40,U/L\n" for one in range(101))
ENTRY: Json = {
    "center": CENTER, "version": 1, "status": "enrolled", "sex": "F", "birth_year": 1961, "baseline": "2024-03-22",
    "former_ids": ["SCR-0017"],
}  # fmt: skip
_SHOWN = 2  # entries of what is known: all of it is what the route is for


def api_examples(at: Session | None = None) -> dict[str, Json]:
    """Return what a session gives, a new one if none is named: by route, `body` or status, media type and name."""
    at = at or new_session()
    _look_up(at)
    march = _onboard(at)
    _correct(at, march)
    april = _decide(at)
    _query(at, march)
    at.ask(f"GET {BASE}/work", "all but holds")
    _read(at, march)
    _register(at)
    _randomize(at)
    _rule(at, march, april)
    _turn(at, march)
    _fold_differently(at)
    _register_by_center(at)
    _go_wrong(at)
    at.ask(f"DELETE {BASE}/access/{{sub}}/name", "her own", sub="ann")
    return at.told


def _look_up(at: Session) -> None:
    at.ask("GET /health", "up")
    at.ask("GET /sign-in", "example")
    at.ask("GET /me", "data-manager")
    for noun in ("analytes", "units", "issues"):
        known = at.ask(f"GET /catalog/{noun}", "first")
        for listed in known.values() if isinstance(known, dict) else (known,):
            del listed[_SHOWN:]


def _onboard(at: Session) -> str:
    """Begin a study, and have a first file read; return its id."""
    at.ask(f"PUT {BASE}/definition", "start", DEFINITION, {"reason": "start"})
    at.ask(f"GET {BASE}/definition", "newest")
    at.ask(f"PUT {HERE}/profile", "onboarding", PROFILE, {"reason": "onboarding"})
    at.ask(f"GET {HERE}/profile", "newest")
    at.ask(f"PUT {BASE}/labs/{{lab}}", "papers", LAB, {"reason": "papers of the central lab"}, lab="LAB-1")
    feed = f"{HERE}/feeds/{{feed}}/profile"
    at.ask(f"PUT {feed}", "a feed", CHEMISTRY, {"reason": "onboarding"}, feed="chemistry")
    at.ask(f"GET {feed}", "newest", feed="chemistry")
    at.ask(f"GET {BASE}/labs/{{lab}}", "newest", lab="LAB-1")
    at.ask(f"GET {BASE}/labs", "all")
    at.ask(f"GET {HERE}/labs", "of the feed chemistry")
    sent = {"name": "march.csv", "size": len(MARCH), "sha256": sha256(MARCH.encode()).hexdigest()}
    at.ask(f"POST {HERE}/uploads", "march", sent)
    march = at.send(MARCH, "march.csv")
    (listed,) = at.ask(f"GET {BASE}/files", "first page", query={"center": CENTER})["deliveries"]
    at.ask(f"GET {HERE}/deliveries/{{version_id}}/receipt", "processed", version_id=listed["version_id"])
    for noun in ("", "/issues", "/receipt", "/rejected"):
        at.ask(f"GET {FILE}{noun}", "march", file_id=march)
    at.ask(f"GET {FILE}/issues", "march", query={"format": "csv"}, file_id=march)
    at.ask(f"GET {BASE}/subjects", "with counts", query={"counts": "true"})
    at.ask(f"GET {BASE}/results", "a table", query={"format": "csv"})
    at.ask(f"GET {BASE}/results", "above a multiple", query={"multiple_from": "1"})
    at.ask(f"GET {BASE}/unmapped", "a unit", query={"center": CENTER})
    lost = fail(at.arrived(MARCH + MARCH, "lost.csv"), at.services)
    at.ask(f"GET {HERE}/deliveries/{{version_id}}/receipt", "failed", version_id=lost.version_id)
    at.ask(f"POST {HERE}/redrive", "one")
    return march


def _correct(at: Session, march: str) -> None:
    """Try a profile that explains a unit, add it, and have the file read again."""
    why = {"reason": "g/hl is mapped"}
    draft = {"profile": CORRECTED, "file_id": march}
    job = at.ask(f"POST {HERE}/profile/trial", "a draft", draft)["job_id"]
    at.ask(f"GET {BASE}/jobs/{{job_id}}", "queued", job_id=job)
    work_off(at.queue.calls[-1], at.services)
    at.ask(f"GET {BASE}/jobs/{{job_id}}", "done", job_id=job)
    draft = {"profile": CHEMISTRY.replace("version = 1", "version = 2"), "file_id": march}
    at.ask(f"POST {HERE}/feeds/{{feed}}/profile/trial", "a draft", draft, feed="chemistry")
    at.ask(f"PUT {HERE}/profile", "a unit explained", CORRECTED, {"reason": "the lab says that hl is dL"})
    shown = at.ask(f"POST {FILE}/rerun", "to be confirmed", why, file_id=march)
    at.ask(f"POST {FILE}/rerun", "confirmed", {**why, "confirm": shown["confirm"]}, file_id=march)
    at.ask(f"POST {BASE}/reruns", "a center", {"center": CENTER, "reason": "g/hl is mapped"})
    job = at.ask(f"POST {BASE}/reruns", "a preview of all centers", {"reason": "hepaflow was upgraded"})[
        "job_id"
    ]
    work_off(at.queue.calls[-1], at.services)
    at.ask(f"GET {BASE}/jobs/{{job_id}}", "a preview of all centers", job_id=job)
    _screen(at, march)


def _screen(at: Session, file_id: str) -> None:
    """Have an original that an earlier version of hepaflow stored be replaced by its rows.

    Args:
        at: the session.
        file_id: the file, sent as `MARCH`.
    """
    key = f"{STUDY}/{CENTER}/{file_id}"
    for version in at.services.source.versions(key):
        at.services.source.remove(key, version)
    at.services.source.put(StoredFile(key, MARCH.encode(), "text/csv"))
    why = {"reason": "originals may hold names"}
    job = at.ask(f"POST {BASE}/screenings", "a preview", why)["job_id"]
    work_off(at.queue.calls[-1], at.services)
    shown = at.ask(f"GET {BASE}/jobs/{{job_id}}", "a screening to be confirmed", job_id=job)
    confirm = {"confirm": shown["answer"]["confirm"]}
    job = at.ask(f"POST {BASE}/screenings", "confirmed", {**why, **confirm})["job_id"]
    work_off(at.queue.calls[-1], at.services)
    at.ask(f"GET {BASE}/jobs/{{job_id}}", "a screening that is done", job_id=job)


def _decide(at: Session) -> str:
    """Meet a value that changed, and one in another unit than it says; return the id of the file with the first."""
    april = at.send(APRIL, "april.csv")
    at.send(SLIP, "slip.csv")
    at.ask(f"GET {BASE}/holds", "a change and a unit")
    many: Json = {"kind": "set-aside", "center": CENTER, "code": "unit-suspect", "reason": "sent in mg/dL"}
    job = at.ask(f"POST {BASE}/hold-decisions", "a preview", many)["job_id"]
    work_off(at.queue.calls[-1], at.services)
    at.ask(f"GET {BASE}/jobs/{{job_id}}", "decisions about many holds", job_id=job)
    accepted = {"subject": SUBJECT, "analyte": "ALT", "file_id": april, "line": 2}
    at.ask(
        f"POST {BASE}/decisions", "accept", {"kind": "accept", **accepted, "reason": "the lab confirms 54"}
    )
    return april


def _query(at: Session, march: str) -> None:
    """Ask the center about a row and a measurement, and have one answered, closed and asked again."""
    named = {"center": CENTER, "subject": SUBJECT, "analyte": "ALT", "collected_at": "2024-03-22T08:30"}
    asked: tuple[tuple[str, Json], ...] = (
        ("a row", {"kind": "row", "file_id": march, "line": 3}),
        ("a measurement", {"kind": "measurement", **named}),
    )
    for name, about in asked:
        body = {"about": about, "question": "Is the value right?", "due": "2025-09-15"}
        query = at.ask(f"POST {BASE}/queries", name, body)
    center = f"center-{CENTER}"
    steps: tuple[tuple[str, str, Json], ...] = (
        ("answer", center, {"version": 2, "answer": "Yes: 54, from the second tube."}),
        ("close", "data-manager", {"version": 3, "reason": "confirmed"}),
        ("reopen", "data-manager", {"version": 4, "question": "Which tube first?", "due": "2025-09-30"}),
    )
    for verb, role, body in steps:
        at.ask(f"POST {BASE}/queries/{{query_id}}/{verb}", verb, body, role=role, query_id=query["id"])
    at.ask(f"GET {BASE}/queries", "first page", query={"limit": "1"}, role=center)
    at.ask(f"GET {BASE}/queries/{{query_id}}", "reopened", role=center, query_id=query["id"])
    at.ask(f"GET {FILE}/receipt", "with a query", file_id=march)


def _read(at: Session, march: str) -> None:
    at.ask(f"GET {BASE}/subjects/{{subject}}/results", "current", subject=SUBJECT)
    at.ask(f"GET {BASE}/subjects/{{subject}}/results", "history", query={"history": "true"}, subject=SUBJECT)
    at.ask(f"GET {BASE}/results", "one analyte", query={"analyte": "ALT"})
    report = {"subject": SUBJECT, "analyte": "ALB", "file_id": march, "line": "3"}
    at.ask(f"GET {BASE}/lineage", "converted", query=report)
    at.ask(f"GET {BASE}/journal", "first page", query={"limit": "3"})
    at.ask(f"GET {BASE}/access", "first page")


def _register(at: Session) -> None:
    put, why = f"PUT {BASE}/subjects/{{subject}}", {"reason": "enrolment"}
    shown = at.ask(put, "to be confirmed", ENTRY, why, subject=SUBJECT)
    at.ask(put, "confirmed", ENTRY, {**why, "confirm": shown["confirm"]}, subject=SUBJECT)
    other = {"center": CENTER, "version": 1, "status": "screened"}
    why = {"reason": "screening"}
    shown = at.ask(put, "screened", other, why, subject="US01-0002")
    at.ask(put, "screened, confirmed", other, {**why, "confirm": shown["confirm"]}, subject="US01-0002")
    at.ask(f"GET {BASE}/subjects/{{subject}}", "enrolled", subject=SUBJECT)
    why, register = {"reason": "the list is complete"}, f"{BASE}/register"
    for turn in ("close", "reopen"):
        job = at.ask(f"POST {register}/{turn}", "to be confirmed", why)["job_id"]
        work_off(at.queue.calls[-1], at.services)
        shown = at.ask(f"GET {BASE}/jobs/{{job_id}}", f"to {turn} the register", job_id=job)["answer"]
        at.ask(f"POST {register}/{turn}", "confirmed", {**why, "confirm": shown["confirm"]})
        work_off(at.queue.calls[-1], at.services)
        at.ask(f"GET {register}", f"after {turn}")
    _wait(at)
    at.ask(f"GET {BASE}/subjects", "first page", query={"center": CENTER})
    ask_about_subject(at, DEFINITION, SUBJECT)


def _randomize(at: Session) -> None:
    """Declare the arms, and record and read that of a subject, as the unmasked statistician."""
    role, why = "unmasked-statistician", {"reason": "randomization list"}
    arm, arms = f"{BASE}/subjects/{{subject}}/arm", {"A": "UC-MSC, 1e6 cells/kg", "B": "placebo"}
    at.ask(f"PUT {BASE}/arms", "two arms", {"version": 1, "arms": arms}, why, role=role)
    at.ask(f"GET {BASE}/arms", "newest", role=role)
    at.ask(f"PUT {arm}", "randomized", {"version": 1, "arm": "B"}, why, role=role, subject=SUBJECT)
    at.ask(f"GET {arm}", "randomized", role=role, subject=SUBJECT)
    at.ask(f"GET {BASE}/arms/subjects", "first page", role=role)
    at.ask(f"GET {BASE}/arms/subjects", "all", query={"format": "csv"}, role=role)


def _wait(at: Session) -> None:
    """Send a register that would alter results, look at what it alters, and withdraw it."""
    listed = f"subject,center,status\n{SUBJECT},{CENTER},entered-in-error\n"
    waits, why = at.send(listed, "register.csv", "register"), {"reason": "the list of August"}
    at.ask(f"GET {FILE}/receipt", "a register that waits", file_id=waits)
    job = at.ask(f"POST {FILE}/confirm", "to be confirmed", why, file_id=waits)["job_id"]
    work_off(at.queue.calls[-1], at.services)
    at.ask(f"GET {BASE}/jobs/{{job_id}}", "to confirm a register", job_id=job)
    at.ask(f"POST {FILE}/void", "a register that waits", {"reason": "the wrong list"}, file_id=waits)


def _rule(at: Session, march: str, april: str) -> None:
    """Decide all else that can be decided."""
    alt = {"subject": SUBJECT, "analyte": "ALT"}
    place = {"center": CENTER, "collected_at": "2024-03-22T08:30"}
    alb = {"subject": SUBJECT, "analyte": "ALB", "file_id": march, "line": 3}
    rulings: tuple[Json, ...] = (
        {"kind": "set-aside", **alt, "file_id": april, "line": 2, "reason": "another patient's tube"},
        {"kind": "move-subject", **alb, "to": "US01-0002", "reason": "swapped samples"},
        {"kind": "retire", **alt, **place, "reason": "haemolysed, says the lab"},
    )
    for ruling in rulings:
        at.ask(f"POST {BASE}/decisions", ruling["kind"], ruling)


def _turn(at: Session, march: str) -> None:
    """Void and restore a file while the caller waits, and one with so many subjects that it becomes a job."""
    why = {"reason": "the wrong study"}
    many = at.send(COHORT, "cohort.csv")
    for which, named in ((march, "at once"), (many, "as a job")):
        at.ask(f"POST {FILE}/void", named, why, file_id=which)
        at.ask(f"POST {FILE}/restore", named, {"reason": "it was the right one"}, file_id=which)
    at.ask(f"POST {FILE}/rerun", "as a job", why, file_id=many)


def _fold_differently(at: Session) -> None:
    """Ask what another version of the fold would change; nothing is confirmed."""
    why, named = {"reason": "compare the versions"}, "another version of the fold"
    asked = {**DEFINITION, "version": 3, "fold_version": 1}
    job = at.ask(f"PUT {BASE}/definition", named, asked, why)["job_id"]
    work_off(at.queue.calls[-1], at.services)
    at.ask(f"GET {BASE}/jobs/{{job_id}}", named, job_id=job)


def _register_by_center(at: Session) -> None:
    """Register the first subject of a center with many, in a study that has a register for each center."""
    german, why = PROFILE.replace(CENTER, "DE-01"), {"reason": "onboarding"}
    at.ask(f"PUT {HERE}/profile", "another center", german, why, center="DE-01")
    at.send(COHORT, "german.csv", "DE-01")
    newest = at.desk.registry.definition(STUDY)
    asked = {**DEFINITION, "version": newest.version + 1 if newest else 1, "fold_version": 2}
    named, confirm = "registers of centers", ""
    for _ in range(2):
        job = at.ask(f"PUT {BASE}/definition", named, asked, {"reason": named, "confirm": confirm})["job_id"]
        work_off(at.queue.calls[-1], at.services)
        confirm = at.ask(f"GET {BASE}/jobs/{{job_id}}", named, job_id=job)["answer"]["confirm"]
        if not confirm:
            break
    put, entry = f"PUT {BASE}/subjects/{{subject}}", {**ENTRY, "center": "DE-01", "former_ids": []}
    job = at.ask(put, "as a job", entry, {"reason": "enrolment"}, subject="DE01-0001")["job_id"]
    work_off(at.queue.calls[-1], at.services)
    shown = at.ask(f"GET {BASE}/jobs/{{job_id}}", "the first entry of a center", job_id=job)["answer"]
    del shown["subjects"][_SHOWN:], shown["difference"]["measurements"][_SHOWN:]


def _go_wrong(at: Session) -> None:
    """Ask for what cannot be served, for each kind of problem that a desk meets."""
    at.ask(f"GET {BASE}/definition", "another study", study="LIVER-9")
    at.ask(f"GET {FILE}", "no such file", file_id="0" * 64)
    at.ask(f"DELETE {BASE}/journal", "no such method")
    at.ask(f"PUT {HERE}/profile", "a version that exists", PROFILE.replace("DE", "D"), {"reason": "again"})
    at.ask(f"PUT {BASE}/definition", "no JSON", "study = 1", {"reason": "start"})
    at.ask(f"POST {BASE}/reruns", "no reason", {"center": CENTER})
