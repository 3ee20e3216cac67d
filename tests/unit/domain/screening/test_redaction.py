from decimal import Decimal

import pytest

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Comparator, Conversion, Moment, Observation, Panel, Precision, Raw
from hepaflow.domain.screening.redaction import MARK, NameFault, PersonName, person_name, redacted_panel


@pytest.mark.parametrize(
    ("name", "text", "times"),
    [
        ("张三", "患者张 三和张三", 2),
        ("Zhang San", "ZHANG  SAN; ZhangSan; zhang\tsan", 3),
        ("Lima", "Limapase Lima lima2 _Lima_", 3),
        ("O'Brannagh", "O&#x27;Brannagh O'Brannagh", 2),
        ("张三", r'{"a": "\u5f20\u4e09"}', 1),
        ("13912345678", "139123456789 13912345678 a13912345678", 2),
        ("ann@example.org", "joann@example.org ann@example.org", 1),
        ("张三", "张四", 0),
    ],
)
def test_name_is_found_whatever_its_case_space_and_escapes(name, text, times):
    found = PersonName(name)
    assert found.count(text) == times
    assert found.redacted(text).count(MARK) == times
    assert found.count(found.redacted(text)) == 0


@pytest.mark.parametrize("text", ["", "张", "ab", "a\tb|c", "45 12", "12345", "1-234-56", "Red Top"])
def test_what_would_remove_results_is_no_name(text):
    with pytest.raises(NameFault):
        person_name(text, frozenset({"red top", "ALT"}))


def test_name_is_taken_without_repeated_space():
    assert person_name("  Zhang   San ", frozenset({"ALT"})).text == "Zhang San"


def test_panel_keeps_everything_but_its_texts():
    number = Decimal("45.0")
    issue = Issue(IssueCode.VALUE_IMPOSSIBLE, 0, "Wert", "45 张三", "ALT")
    plain = Observation(
        "ALT", Raw("ALT", "45.0 张三", "U/L", "9-50", "张三"), Comparator.EQ, number, Conversion(), number, "U/L",
        method="dry, 张三", issues=(issue,), record="张三",
    )  # fmt: skip
    moment = Moment("2024-03-22", Precision.DAY)
    panel = Panel("S-1", moment, "B 张三", "V1 张三", [2], [plain], (issue,), {0: (issue,)}, "F", 50)
    new = redacted_panel(panel, PersonName("张三"))
    without = Issue(IssueCode.VALUE_IMPOSSIBLE, 0, "Wert", "45 █", "ALT")
    (one,) = new.observations
    assert one == plain._replace(
        raw=Raw("ALT", "45.0 █", "U/L", "9-50", "█"), method="dry, █", issues=(without,)
    )
    assert (new.visit, new.specimen_issues, new.row_issues) == ("V1 █", (without,), {0: (without,)})
    same = (new.subject, new.collected_at, new.specimen, new.lines, new.sex, new.age)
    assert same == ("S-1", moment, "B 张三", [2], "F", 50)
