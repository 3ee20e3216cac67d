import gzip
import struct
import subprocess
import sys
import zipfile
import zlib
from contextlib import contextmanager

import pytest
from tests.unit.readers.workbook.packages import TABLE, WORKBOOK, zipped

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.readers.archive import MOST_FILES, is_archive, unpacked
from hepaflow.readers.sheet import Limits


def refusal(data, limits=Limits()):  # noqa: B008 frozen
    with pytest.raises(Refused) as caught:
        unpacked(data, limits)
    return caught.value.issue


def told(data, limits=Limits()):  # noqa: B008 frozen
    issue = refusal(data, limits)
    return issue.code, issue.found


def files_in(data):
    return [(member.name, member.data) for member in unpacked(data)]


def directory_entry(data, number=0):
    """Where the directory speaks of a file; its fields follow: APPNOTE.TXT 4.3.12."""
    at = -1
    for _ in range(number + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    return at


def patched(data, offset, form, value):
    changed = bytearray(data)
    struct.pack_into(form, changed, offset, value)
    return bytes(changed)


@pytest.mark.parametrize("data", [gzip.compress(TABLE, mtime=0), zipped(("a.csv", TABLE)), zipped()])
def test_gzip_and_zip_are_archives(data):
    assert is_archive(data)


@pytest.mark.parametrize(
    "data",
    [
        TABLE,
        WORKBOOK,
        zipped(("word/document.xml", b"<w/>")),
        zipped(("xl/workbook.bin", b"x")),
        zipped(
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), compression=zipfile.ZIP_STORED
        ),
        zlib.compress(b'{"datasetJSONVersion": "1.1.0"}'),
    ],
)
def test_a_workbook_or_document_is_none(data):
    assert not is_archive(data)


def test_gzip_holds_one_file_without_a_name():
    assert files_in(gzip.compress(TABLE, mtime=0)) == [("", TABLE)]


def test_gzip_in_several_members_is_one_file():
    # RFC 1952, 2.2: members follow one another, and so do their contents
    assert files_in(gzip.compress(b"a,b\n", mtime=0) + gzip.compress(b"1,2\n")) == [("", TABLE)]


def test_zeros_after_gzip_are_padding():
    assert files_in(gzip.compress(TABLE, mtime=0) + bytes(512)) == [("", TABLE)]  # tapes; `man gzip`


def test_a_zip_holds_its_files_in_order():
    data = zipped(("b.csv", TABLE), ("sub/a.xlsx", WORKBOOK))
    assert files_in(data) == [("b.csv", TABLE), ("sub/a.xlsx", WORKBOOK)]


def test_a_file_that_is_stored_as_it_is_comes_out():
    assert files_in(zipped(("a.csv", TABLE), compression=zipfile.ZIP_STORED)) == [("a.csv", TABLE)]


def test_an_empty_file_in_an_archive_is_a_file():
    assert files_in(zipped(("a.csv", b""))) == [("a.csv", b"")]


def test_two_files_of_one_name_are_two_files():
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(("a.csv", TABLE), ("a.csv", b"other"))
    assert files_in(data) == [("a.csv", TABLE), ("a.csv", b"other")]


@pytest.mark.parametrize(
    "name",
    ["folder/", "__MACOSX/._a.csv", "__MACOSX/x", ".DS_Store", "x/.DS_Store", "Thumbs.db", "x\\Thumbs.db",
     "desktop.ini", "x/._a.csv"],
)  # fmt: skip
def test_what_programs_leave_beside_files_is_no_file(name):
    assert files_in(zipped((name, b"x" if name[-1] != "/" else b""), ("a.csv", TABLE))) == [("a.csv", TABLE)]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\lab\\a.csv", "a\x1b[2J.csv"])
def test_a_name_that_leads_elsewhere_is_a_name_only(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert files_in(zipped((name, TABLE))) == [(name, TABLE)]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "cp437"])
def test_a_name_in_the_code_page_of_the_lab_is_read(encoding):
    name = "é" if encoding == "cp437" else "结果"
    stored = name.encode(encoding)
    data = zipped(("?" * len(stored), TABLE)).replace(b"?" * len(stored), stored)
    assert files_in(data) == [(name, TABLE)]


def test_a_name_that_says_its_encoding_is_read():
    assert files_in(zipped(("结果.csv", TABLE))) == [("结果.csv", TABLE)]


@pytest.mark.parametrize(
    "inner",
    [
        zipped(("a.csv", TABLE)),
        gzip.compress(TABLE, mtime=0),
        b"7z\xbc\xaf\x27\x1c\0\x04",
        b"Rar!\x1a\x07\x01\0",
    ],
)
def test_an_archive_within_is_handed_on_as_it_is(inner):
    assert files_in(zipped(("inner", inner), ("a.csv", TABLE))) == [("inner", inner), ("a.csv", TABLE)]


@pytest.mark.parametrize("data", [zipped(), zipped(("folder/", b"")), zipped((".DS_Store", b"x"))])
def test_an_archive_without_a_file_is_empty(data):
    assert told(data) == (IssueCode.FILE_EMPTY, "an archive without a file")


@pytest.mark.parametrize("keep", [4, 15, -1, -4])
@pytest.mark.parametrize("data", [gzip.compress(TABLE * 99, mtime=0), zipped(("a.csv", TABLE * 99))])
def test_an_archive_that_is_cut_off_is_damaged(data, keep):
    assert refusal(data[:keep]).code == IssueCode.FILE_DAMAGED


def test_gzip_with_something_else_behind_it_is_damaged():
    assert refusal(gzip.compress(TABLE, mtime=0) + b"more").code == IssueCode.FILE_DAMAGED


@pytest.mark.parametrize("at", [15, -6])
def test_gzip_that_was_changed_is_damaged(at):
    data = bytearray(gzip.compress(TABLE * 99, mtime=0))
    data[at] ^= 0xFF
    assert refusal(bytes(data)).code == IssueCode.FILE_DAMAGED


def test_a_wrong_checksum_is_damage():
    data = zipped(("a.csv", TABLE), compression=zipfile.ZIP_STORED).replace(b"1,2", b"1,3")
    assert refusal(data).code == IssueCode.FILE_DAMAGED


def test_a_password_is_told():
    data = zipped(("a.csv", TABLE))
    assert told(patched(data, directory_entry(data) + 8, "<H", 1)) == (IssueCode.FILE_PASSWORD, "")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_compression_is_told(method):
    assert told(zipped(("a.csv", TABLE), compression=method)) == (
        IssueCode.FILE_FORMAT,
        "a ZIP archive that is not packed by Deflate",
    )


@pytest.mark.parametrize("size", [1, 7, 9, 1_000])  # of 8
def test_a_size_that_is_none_is_damage(size):
    data = zipped(("a.csv", TABLE))
    assert refusal(patched(data, directory_entry(data) + 24, "<I", size)).code == IssueCode.FILE_DAMAGED


def test_files_that_share_their_bytes_are_damage():
    data = zipped(("a.csv", TABLE), ("b.csv", TABLE))
    assert refusal(patched(data, directory_entry(data, 1) + 42, "<I", 0)).code == IssueCode.FILE_DAMAGED


def test_a_file_that_reaches_into_the_next_is_damage():
    data = zipped(("a.csv", TABLE), ("b.csv", TABLE))
    assert refusal(patched(data, directory_entry(data) + 20, "<I", 60)).code == IssueCode.FILE_DAMAGED


def test_an_archive_at_the_limit_of_files_is_read_and_one_above_is_not():
    files = [(f"{number}.csv", b"x") for number in range(MOST_FILES + 1)]
    assert len(unpacked(zipped(*files[1:]))) == MOST_FILES
    assert told(zipped(*files)) == (IssueCode.FILE_TOO_LARGE, "1,001 files in the archive")


def test_a_directory_of_too_many_parts_is_not_looked_at():
    data = zipped(("a.csv", TABLE)) + b"PK\x01\x02" * 50_000
    assert told(data) == (IssueCode.FILE_TOO_LARGE, "50,001 parts in the archive")


def test_gzip_of_too_many_members_is_not_looked_at():
    assert told(gzip.compress(b"", mtime=0) * 10_001) == (
        IssueCode.FILE_TOO_LARGE,
        "10,001 blocks in the archive",
    )


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(("a", content))])
def test_the_content_may_be_as_large_as_the_limit_and_no_larger(pack):
    content = bytes(range(256)) * 8
    assert unpacked(pack(content), Limits(bytes=2048))[0].data == content
    assert told(pack(content), Limits(bytes=2047)) == (IssueCode.FILE_TOO_LARGE, "2,048 bytes unpacked")


def test_the_files_of_an_archive_count_together():
    assert told(zipped(("a", bytes(600)), ("b", bytes(600))), Limits(bytes=1000))[1] == "1,200 bytes unpacked"


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(("a", content))])
def test_content_that_is_many_times_larger_than_its_archive_is_refused(pack):
    assert unpacked(pack(bytes(10 << 20)))  # small enough to do no harm
    assert refusal(pack(bytes(11 << 20))).code == IssueCode.FILE_TOO_LARGE


@pytest.mark.slow
def test_lab_text_that_repeats_itself_is_no_bomb():
    rows = b"".join(b"CN01-%04d,2024-03-22,ALT,%d,U/L,9-50\n" % (n % 900, n % 97) for n in range(400_000))
    assert unpacked(gzip.compress(rows, mtime=0))[0].data == rows


_MEASURED = """
import resource, sys, zlib
from hepaflow.domain.issues.issues import Refused
from hepaflow.readers.archive import unpacked
data = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    unpacked(data)
except Refused as refusal:
    print(refusal.issue.code.value, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@contextmanager
def in_gzip(file):
    with gzip.open(file, "wb", 1) as out:
        yield out


@contextmanager
def in_zip(file):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros", "w") as out:
        yield out


@pytest.mark.slow
@pytest.mark.parametrize("packed", [in_gzip, in_zip], ids=["gzip", "zip"])
def test_600_mb_of_zeros_are_refused_within_200_mb(packed, tmp_path):
    bomb = tmp_path / "bomb"
    with packed(bomb) as out:
        for _ in range(600):
            out.write(bytes(1_000_000))
    done = subprocess.run(  # noqa: S603 our own interpreter
        [sys.executable, "-c", _MEASURED, bomb], capture_output=True, text=True, check=True, timeout=60
    )
    code, megabytes = done.stdout.split()
    assert code == "file-too-large"
    assert int(megabytes) < 200


def test_an_archive_that_holds_itself_is_unpacked_once():
    # what a quine does: its file is an archive again, for as long as somebody unpacks it
    inner = zipped(("r/r.zip", zipped(("r/r.zip", b"..."))))
    assert files_in(zipped(("r/r.zip", inner))) == [("r/r.zip", inner)]
