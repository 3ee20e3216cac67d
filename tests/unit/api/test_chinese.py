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
