"""Build profiles of centers whose files have one result a row."""

from collections.abc import Mapping

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


def profile_toml(
    study: str,
    center: str,
    columns: Mapping[str, str] = ENGLISH,
    *,
    version: int = 1,
    time_zone: str = "Asia/Shanghai",
    file: str = "",
    more: str = "",
) -> str:
    """Return the text of a profile with a point as decimal mark.

    Args:
        study: its code.
        center: its code.
        columns: what each field is called in the file.
        version: of the profile.
        time_zone: of the center; none where it is empty.
        file: further lines of `[file]`.
        more: tables after `[columns]`, or further columns before them.
    """
    lines = [f'study = "{study}"', f'center = "{center}"', f"version = {version}"]
    lines += [f'time_zone = "{time_zone}"'] if time_zone else []
    lines += ["[file]", 'decimal_mark = "."', *file.splitlines(), "[columns]"]
    lines += [f'{field} = "{name}"' for field, name in columns.items()]
    return "\n".join([*lines, *more.splitlines(), ""])
