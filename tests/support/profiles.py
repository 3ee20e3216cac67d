"""Build profiles of centers."""

from collections.abc import Mapping
from typing import Any

from hepaflow.domain.model import MAPPABLE, Field
from hepaflow.domain.profile.profile import Profile

ENGLISH = {
    "subject": "Subject",
    "collected_at": "Collected",
    "analyte": "Test",
    "value": "Result",
    "unit": "Units",
}
CHINESE = {
    "subject": "受试者编号",
    "collected_at": "采集时间",
    "analyte": "项目",
    "value": "结果",
    "unit": "单位",
}
SDTM = {
    "subject": "USUBJID",
    "collected_at": "LBDTC",
    "code": "LBTESTCD",
    "analyte": "LBTEST",
    "panel": "LBCAT",
    "value": "LBORRES",
    "unit": "LBORRESU",
    "range_low": "LBORNRLO",
    "range_high": "LBORNRHI",
    "flag": "LBNRIND",
    "visit": "VISIT",
}
PANELS = CHINESE | {"specimen": "条码号", "range": "参考范围", "flag": "提示"}
# a header for every field; limits stand in two columns, and a center needs [centers]
EVERY_FIELD = {field: f"<{field}>" for field in MAPPABLE if field not in {Field.RANGE, Field.CENTER}}


def made_profile(**declared: Any) -> Profile:
    """Return a profile of version 1 of a center; `declared` are its other keys and tables."""
    return Profile.model_validate({"study": "STUDY", "center": "C-01", "version": 1, **declared})


def profile_toml(
    study: str,
    center: str,
    columns: Mapping[str, str] = ENGLISH,
    *,
    version: int = 1,
    time_zone: str = "Asia/Shanghai",
    decimal_mark: str = ".",
    file: str = "",
    more: str = "",
) -> str:
    """Return the text of a profile.

    Args:
        study: its code.
        center: its code.
        columns: what each field is called in the file; none where the format has columns of its own.
        version: of the profile.
        time_zone: of the center; none where it is empty.
        decimal_mark: of its numbers; not declared where it is empty.
        file: further lines of `[file]`.
        more: tables after `[columns]`, or further columns before them.
    """
    lines = [f'study = "{study}"', f'center = "{center}"', f"version = {version}"]
    lines += [f'time_zone = "{time_zone}"'] if time_zone else []
    lines += ["[file]"]
    lines += [f'decimal_mark = "{decimal_mark}"'] if decimal_mark else []
    lines += [*file.splitlines(), *(["[columns]"] if columns else [])]
    lines += [f'{field} = "{name}"' for field, name in columns.items()]
    return "\n".join([*lines, *more.splitlines(), ""])
