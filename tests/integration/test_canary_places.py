"""Thirty names in every place of a file where one can be: nothing that the stack stores or says repeats one (law 7).

Names behind no label in a mapped column of free text are not among them: no program tells them from a comment
(docs/security.md).
"""

import io
import json
import re
import zipfile
from urllib.parse import quote, unquote_plus

import boto3
import pytest
import requests
from openpyxl import Workbook
from tests.support.announced import listening, read
from tests.support.profiles import ENGLISH, profile_toml
from tests.support.studies import study_definition
from tests.unit.readers.fhir.fhir_resources import PATIENT, bundle, observation
from tests.unit.readers.hl7v2.hl7_messages import MSH, OBR, OBX, message, segment

from api import app as api_function
from hepaflow.aws import wiring
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from ingest import app as ingest_function
from local.pump import pump
from local.serve import serving
from watch import app as watch_function

STUDY = "LIVER-1"
TABLES, DROPS, MESSAGES, RESOURCES, WAITING = "CN-01", "CN-02", "CN-03", "CN-04", "CN-05"
CENTERS = (TABLES, DROPS, MESSAGES, RESOURCES, WAITING)
NAMES = (
    *("张伟国", "欧阳娜娜", "司马相如", "王小明", "李 四光", "古力娜扎", "诸葛孔明", "陈冠希", "赵子龙", "慕容雪"),
    *("Zhang Xiaoming", "Wilhelmina Oberhuber", "O'Brannagh", "Núñez-Ferreira", "Müller-Lüdenscheidt"),
    *("Kowalczyk Zbigniew", "VAN DER BERGHE", "Jean-Baptiste Lully", "Bjørnstjerne", "Papadopoulou, Eleni"),
    *("11010519491231002X", "13912345678", "010-62345678", "+49 30 1234567", "E12345678"),
    *("xu.xiake@example.cn", "110105491231002", "한지민", "さくらももこ", "090-1234-5678"),
)  # fmt: skip
BARE = "魏无羡"  # without a label, in a comment: found, which shows that the search finds
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
HEADER = ["Subject", "Collected", "Test", "Result", "Units", "Comment", "Doctor's desk"]
ROW = ["S-001", "2024-03-22 08:30", "ALT", "45", "U/L", "", ""]


def table(*rows) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def at(place: int, cell: str, row=ROW) -> list[str]:
    return [*row[:place], cell, *row[place + 1 :]]


def workbook(place: str, *names: str) -> bytes:
    book, saved = Workbook(), io.BytesIO()
    sheet = book.active
    if place == "sheet":
        sheet.title = names[0][:31]
    for name in names if place == "title" else ():
        sheet.append([name])
    sheet.append(HEADER)
    for name in names if place == "hidden" else ("",):
        sheet.append(at(6, name))
    if place == "hidden":
        sheet.column_dimensions["G"].hidden = True
    if place == "author":
        book.properties.creator = names[0]
    book.save(saved)
    return saved.getvalue()


def archive(member: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        where = zipfile.ZipInfo(f"{member.replace('/', '')}.csv", (2024, 1, 1, 0, 0, 0))
        packed.writestr(where, table(HEADER, at(6, member)))
    return out.getvalue()


def hl7(name: str) -> bytes:
    pid = segment("PID", {3: "CN01-0001^^^TRIAL^MR", 5: name.replace(" ", "^"), 11: name, 13: name})
    return message(MSH, pid, f"NTE|1||{name}", OBR, OBX, f"NTE|1||{name}")


def fhir(*names: str) -> bytes:
    return bundle(*map(resource, names))


def resource(name: str):
    patient = {**PATIENT, "id": "p1", "name": [{"text": name}], "telecom": [{"value": name}]}
    return observation(
        contained=[patient],
        subject={"reference": "#p1", "display": name},
        performer=[{"display": name}],
        note=[{"text": name}],
        text={"status": "generated", "div": f"<div>{name}</div>"},
    )


def labelled(value="45"):
    return lambda *names: table(HEADER, *(at(3, value, at(5, f"患者姓名：{name}")) for name in names))


def each(place: int, row=ROW):
    return lambda *names: table(HEADER, *(at(place, name, row) for name in names))


TOGETHER = {  # place: center, and the content of a file with all names there
    "dropped label in a mapped column": (DROPS, labelled()),
    "unmapped column": (TABLES, each(6)),
    "header": (TABLES, lambda *names: table([*HEADER, *names], [*ROW, *names])),
    "title row": (TABLES, lambda *names: workbook("title", *names)),
    "hidden column": (TABLES, lambda *names: workbook("hidden", *names)),
    "HL7 PID and NTE": (MESSAGES, lambda *names: b"".join(map(hl7, names))),
    "FHIR Patient, display and note": (RESOURCES, fhir),
    "comment": (TABLES, lambda *_: table(HEADER, at(5, BARE))),
    "rejected row": (TABLES, each(6, at(3, "4O"))),
    "rejected row with a dropped label": (DROPS, labelled("4O")),
    "row too wide": (TABLES, lambda *names: table(HEADER, ROW, *([*ROW, name] for name in names))),
    "closing row": (TABLES, lambda *names: table(HEADER, ROW, *([f"审核者：{name}", *[""] * 6] for name in names))),
    "without a profile": (WAITING, each(6)),
}  # fmt: skip
ALONE = {  # place: center, and the content of a file with one name there
    "label in a mapped column": (TABLES, labelled()),
    "header that refuses": (TABLES, lambda name: table(at(3, name, HEADER), ROW)),
    "sheet name": (TABLES, lambda name: workbook("sheet", name)),
    "author": (TABLES, lambda name: workbook("author", name)),
    "member of an archive": (TABLES, archive),
}
SUFFIXES = {"title row": "xlsx", "sheet name": "xlsx", "hidden column": "xlsx", "author": "xlsx",
            "member of an archive": "zip", "HL7 PID and NTE": "hl7", "FHIR Patient, display and note": "json"}  # fmt: skip


@pytest.fixture
def told(stack, heard, capfd):
    """All that the stack stored and said, as (where, text)."""
    written = io.StringIO()
    modules = (ingest_function, watch_function, api_function)
    streams = [module.logger.registered_handler.setStream(written) for module in modules]
    listener = listening(stack)
    onboard()
    files = [(place, center, content(*NAMES)) for place, (center, content) in TOGETHER.items()]
    files += [
        (place, center, content(name))
        for number, (place, (center, content)) in enumerate(ALONE.items())
        for name in NAMES[number :: len(ALONE)][:4]
    ]
    for number, (place, center, data) in enumerate(files):
        key = f"{STUDY}/{center}/{NAMES[number % 30]} {place} {number}.{SUFFIXES.get(place, 'csv')}"
        boto3.client("s3").put_object(Bucket=stack.refs["IntakeBucket"], Key=key, Body=data)
    pump(stack)
    answers = ask(stack)
    for module, stream in zip(modules, streams, strict=True):
        if stream is not None:
            module.logger.registered_handler.setStream(stream)
    said = [("logs", written.getvalue()), ("metrics", capfd.readouterr().out)]
    said += [("announcement", text) for text in read(listener)]
    said += [("message", text) for text in heard.messages if not json.loads(text).get("Records")]
    return [*said, *answers, *items(stack), *objects(stack)]


def onboard():
    definition = study_definition(STUDY, *CENTERS)
    define_study(wiring.registry(), wiring.queue(), wiring.now, "ann", definition, "start")
    columns, ids = ENGLISH | {"comment": "Comment"}, "[subject]\npattern = '(S|CN01)-[0-9]+'"
    profiles = (
        profile_toml(STUDY, TABLES, columns, more=ids),
        profile_toml(STUDY, DROPS, columns, file='personal_columns = "drop"', more=ids),
        profile_toml(STUDY, MESSAGES, {}, file='format = "hl7v2"', more=ids),
        profile_toml(STUDY, RESOURCES, {}, file='format = "fhir"', more=ids),
    )
    for text in profiles:
        add_profile(wiring.registry(), wiring.queue(), wiring.catalog(), wiring.now, "ann", text, "start")


def ask(stack):
    """Ask for a decision whose reason has a name, and for subjects that are called so; return the answers."""
    found = []
    with serving(stack, pumping=False) as served:
        token = served.user("ann@example.org", f"{STUDY}/data-manager").token
        bearer = {"Authorization": f"Bearer {token}"}
        here = f"{served.address}/studies/{STUDY}"
        for name in NAMES:
            where = {"center": TABLES, "collected_at": "2024-03-22", "subject": "S-001", "analyte": "ALT"}
            body = {"kind": "retire", **where, "reason": f"患者姓名：{name}"}
            answer = requests.post(f"{here}/decisions", json=body, headers=bearer, timeout=20)
            assert answer.status_code == 422, (name, answer.text)
            found.append(("answer to a reason", answer.text))
            answer = requests.get(f"{here}/subjects/{quote(name)}/results", headers=bearer, timeout=20)
            found.append(("status of an answer", str(answer.status_code)))
    return found


def items(stack):
    for table_name in ("RegistryTable", "ResultsTable"):
        pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=stack.refs[table_name])
        for item in (item for page in pages for item in page["Items"]):
            _, *kinds = item["pk"]["S"].split("#")
            yield f"{table_name} {kinds[0] if kinds else 'stack'}", text_of(item)


def text_of(value) -> str:
    match value:
        case dict():
            return " ".join(text_of(part) for pair in value.items() for part in pair)
        case list():
            return " ".join(map(text_of, value))
        case bytes():
            return value.decode("utf-8", "ignore")
    return str(value)


def objects(stack):
    """Yield every version of every object, but in the intake those that wait for a profile: they are not read yet."""
    s3 = boto3.client("s3")
    for bucket in ("IntakeBucket", "SourceBucket", "ReceiptsBucket"):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=stack.refs[bucket]):
            for listed in page.get("Versions", []):
                if bucket == "IntakeBucket" and f"/{WAITING}/" in listed["Key"]:
                    continue
                which = {"Bucket": stack.refs[bucket], "Key": listed["Key"], "VersionId": listed["VersionId"]}
                data = s3.get_object(**which)["Body"].read()
                yield f"{bucket} {listed['Key'].rpartition('/')[2]}", listed["Key"] + "\n" + unpacked(data)


def unpacked(data: bytes) -> str:
    if not data.startswith(b"PK\x03\x04"):
        return data.decode("utf-8-sig", "ignore")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "\n".join(name + packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())


def folded(text: str) -> str:
    told = text + unquote_plus(text) + _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return "".join(told.split()).casefold().replace("&#x27;", "'")


def test_thirty_names_in_every_place_are_found_nowhere(told):
    wanted = {"".join(name.split()).casefold(): name for name in NAMES}
    plain = [(where, folded(text)) for where, text in told]
    outcomes = {
        json.loads(json.loads(text)["Message"])["outcome"] for at, text in told if at == "announcement"
    }
    assert outcomes == {"committed", "refused", "awaiting-profile"}
    assert len(NAMES) == len(set(NAMES)) == 30
    found = sorted({(where, wanted[name]) for where, text in plain for name in wanted if name in text})
    assert found == []
    for known in ("s-001", "cn01-0001"):
        assert {where.split()[0] for where, text in plain if known in text} >= {
            "RegistryTable",
            "ResultsTable",
            "SourceBucket",
        }
    assert {where.split()[0] for where, text in plain if BARE in text} == {"SourceBucket"}
