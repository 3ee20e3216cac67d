"""What is wrong with a profile, a definition or the papers of a lab is said in Chinese if the caller asks for it."""

import pytest
from tests.support.api_office import CENTER, OTHER, STUDY, lab_toml, profile
from tests.support.cli_office import answering
from tests.support.command import hepaflow

HERE = f"/studies/{STUDY}"
ZH = {"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"}


def definition(ask, **changes):
    return {**ask(f"GET {HERE}/definition").json, "version": 2, **changes}


def test_a_fault_of_a_profile_is_said_in_the_language_of_the_caller(ask):
    text = profile(CENTER, version=2).replace('"Result"', '""')
    call = (f"PUT {HERE}/centers/{CENTER}/profile", {"reason": "x"}, text)
    english, chinese = ask(*call), ask(*call, **ZH)
    assert (english.status, chinese.status) == (422, 422)
    assert english.json["detail"] == "Invalid profile."
    assert chinese.json["detail"] == "配置文件无效。"
    assert chinese.json["errors"][0]["what"] == "请在引号内写文本，或删除该键"
    assert [one["at"] for one in english.json["errors"]] == [one["at"] for one in chinese.json["errors"]]
    assert chinese.headers["Content-Language"] == "zh"


def test_a_fault_of_a_definition_is_said_in_chinese(ask):
    told = ask(f"PUT {HERE}/definition", {"reason": "x"}, definition(ask, centers=[OTHER]), **ZH)
    assert told.json["detail"] == "研究定义无效。"
    assert told.json["errors"][0]["what"] == "请保留：该中心已有文件、受试者或受试者名册条目"


def test_a_fault_of_papers_is_said_in_chinese(ask):
    told = ask(f"PUT {HERE}/labs/LAB-1", {"reason": "x"}, lab_toml(2).replace("2024-12-31", "2024"), **ZH)
    assert (told.status, told.json["detail"]) == (422, "实验室的资质文件无效。")


@pytest.mark.parametrize("preferred", ["en", "en-US,zh;q=0.5", "de", ""])
def test_every_other_caller_reads_english(ask, preferred):
    call = (f"PUT {HERE}/definition", {"reason": "x"}, definition(ask, centers=[OTHER]))
    assert ask(*call, **{"accept-language": preferred}).json["detail"] == "Invalid definition."


def test_the_command_line_asks_for_the_language_of_its_user(office, monkeypatch, tmp_path, ask):
    answering(office, monkeypatch)
    (tmp_path / "lab.toml").write_text(lab_toml(2).replace("[[papers]]", "[[papers]]\nranges = 1"), "utf-8")
    ended = hepaflow("labs", "add", "lab.toml", "--reason", "x", "--lang", "zh", folder=tmp_path)
    assert (ended.status != 0, "请" in ended.stderr) == (True, True), ended.stderr


@pytest.mark.parametrize(
    ("query", "english", "chinese"),
    [
        ({}, "it is required", "此项必填"),
        ({"limit": "0"}, "write a number of at least 1", "请填写不小于 1 的数"),
        ({"limit": "many"}, "write a whole number", "请填写整数"),
        ({"cursor": "a b"}, "write it in the form ^[A-Za-z0-9_-]*$", "请按以下格式填写：^[A-Za-z0-9_-]*$"),
        ({"cursor": "x" * 3_001}, "write at most 3000 characters", "请填写最多 3000 个字符"),
    ],
)
def test_a_fault_of_a_request_is_said_in_plain_words_of_both_languages(ask, query, english, chinese):
    call = (f"GET {HERE}/results", query) if query else (f"PUT {HERE}/definition", None, definition(ask))
    in_english, in_chinese = ask(*call), ask(*call, **ZH)
    assert (in_english.status, in_chinese.status) == (422, 422)
    assert (in_english.json["detail"], in_chinese.json["detail"]) == ("Invalid request.", "请求无效。")
    assert in_english.json["errors"][0]["what"].startswith(english)
    assert in_chinese.json["errors"][0]["what"].startswith(chinese)
    assert in_chinese.headers["Content-Language"] == "zh"


def test_a_user_without_a_stored_name_is_said_in_plain_words(ask):
    told = ask(f"DELETE {HERE}/access/nobody/name")
    assert (told.status, told.json["detail"]) == (404, "No name is stored for this user.")
