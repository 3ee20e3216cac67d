"""Define what every issue code means: severity, who can act, and what to do, in English and Chinese.

A lab technician or a data manager reads these texts: the title says what happened, the remedy is an instruction.
`scripts/build_issue_docs.py` writes `docs/issues.md` from them. Rows are accounted for as in docs/architecture.md, Laws.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from hepaflow.domain.issues import Actor, IssueCode, Severity


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one issue code means.

    Attributes:
        severity: what becomes of the row or file.
        skips: the row has no result that the study asked for; it is counted as skipped.
        actor: who can act.
        title_en: what happened, one short sentence.
        title_zh: the same in Simplified Chinese.
        remedy_en: an instruction, or that there is nothing to do.
        remedy_zh: the same in Simplified Chinese.
    """

    severity: Severity
    skips: bool
    actor: Actor
    title_en: str
    title_zh: str
    remedy_en: str
    remedy_zh: str


_REFUSE = (Severity.REFUSE, False)
_REJECT = (Severity.REJECT, False)
_HOLD = (Severity.HOLD, False)
_NOTE = (Severity.NOTE, False)
_SKIP = (Severity.NOTE, True)

_FILE: Final = {
    IssueCode.FILE_EMPTY: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file is empty.",
        "文件为空。",
        "Export the file again, check that it contains rows, and send it.",
        "请重新导出文件，确认其中有数据行后再发送。",
    ),
    IssueCode.FILE_NO_ROWS: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file has a header but no result rows.",
        "文件只有表头，没有结果行。",
        "Check the date range and the filters of the export, and send the file again. If there were no results in that period, there is nothing to send.",
        "请检查导出的时间范围和筛选条件，然后重新发送。如果该时段确实没有结果，则不必发送。",
    ),
    IssueCode.FILE_TOO_LARGE: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file is larger than the limit.",
        "文件超过大小上限。",
        "Split the file (for example by month) and send the parts. Each part may have at most 200 MB, 1,000,000 rows, 10,000 columns and 32 KB in a cell.",
        "请拆分文件（例如按月）后分别发送。每个文件不超过 200 MB、1,000,000 行、10,000 列，每个单元格不超过 32 KB。",
    ),
    IssueCode.FILE_FORMAT: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The format of the file is not recognized.",
        "无法识别文件格式。",
        "Send the file in the agreed format, for example CSV or XLSX. If this is the agreed format, ask the data manager to set `[file] format` in the profile.",
        "请按约定的格式（如 CSV 或 XLSX）发送。如果这就是约定的格式，请数据管理员在配置文件中设置 `[file] format`。",
    ),
    IssueCode.FILE_NOT_TEXT: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file should contain text but contains binary data.",
        "文件应为文本，但内容是二进制数据。",
        "Export the file as CSV or text and send it again. Renaming a file does not convert it.",
        "请将文件另存为 CSV 或文本格式后重新发送。只改扩展名不会转换内容。",
    ),
    IssueCode.FILE_ENCODING: Meaning(
        *_REFUSE,
        Actor.DATA_MANAGER,
        "The file does not have the encoding that the profile declares.",
        "文件的编码与配置文件中声明的编码不符。",
        "The file cannot be read in the encoding shown. Ask the lab which encoding it exports, set it in `[file] encoding` of the profile (for example `gb18030` or `utf-8`), and re-run the file.",
        "所示编码无法读取该文件。请向实验室了解导出时使用的编码，在配置文件中设置 `[file] encoding`（如 `gb18030` 或 `utf-8`），然后重新处理该文件。",
    ),
    IssueCode.FILE_QUOTES: Meaning(
        *_REFUSE,
        Actor.LAB,
        "A quotation mark is not closed, so the rows cannot be separated.",
        "引号没有成对，无法区分各行。",
        "Go to the line shown. Double the quotation marks inside the cell or remove them, and send the file again.",
        "请查看所示的行，将单元格内的引号写成两个或删除，然后重新发送文件。",
    ),
    IssueCode.FILE_COLUMNS_MISSING: Meaning(
        *_REFUSE,
        Actor.DATA_MANAGER,
        "Columns that the profile names are missing from the file.",
        "文件缺少配置文件中声明的列。",
        "If the lab renamed a column, enter its new header in `[columns]` or `[wide]` of the profile. If the header is not in the first row, set `[file] header_row`. Then re-run the file. Otherwise ask the lab to export the missing columns.",
        "如果实验室更改了列名，请在配置文件的 `[columns]` 或 `[wide]` 中填写新表头；如果表头不在第一行，请设置 `[file] header_row`；然后重新处理该文件。否则请实验室补充导出缺少的列。",
    ),
    IssueCode.FILE_COLUMNS_REPEATED: Meaning(
        *_REFUSE,
        Actor.LAB,
        "A required column occurs more than once in the file.",
        "所需的列在文件中重复出现。",
        "Give each column its own header or remove the duplicate column, and send the file again.",
        "请让每一列的表头各不相同，或删除重复的列，然后重新发送文件。",
    ),
    IssueCode.FILE_DAMAGED: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file is damaged or incomplete.",
        "文件已损坏或不完整。",
        "Open the file to check it. Export it again, wait until the export has finished, and send it.",
        "请打开文件检查，重新导出，待导出完成后再发送。",
    ),
    IssueCode.FILE_PASSWORD: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file is protected by a password.",
        "文件设有密码。",
        "Save the file without a password and send it again. The transfer itself is encrypted.",
        "请取消密码后保存并重新发送。传输过程本身已加密。",
    ),
    IssueCode.FILE_SHEET: Meaning(
        *_REFUSE,
        Actor.DATA_MANAGER,
        "The results sheet could not be identified.",
        "无法确定结果所在的工作表。",
        "Set `[file] sheet` in the profile to the name of the sheet with the results and re-run the file. Or ask the lab to send a workbook with only that sheet.",
        "请在配置文件中将 `[file] sheet` 设为结果所在的工作表名，然后重新处理该文件；或请实验室只保留这一张工作表后重新发送。",
    ),
    IssueCode.SHEET_HIDDEN: Meaning(
        *_NOTE,
        Actor.LAB,
        "The sheet has hidden or filtered rows or columns. They were read like all others.",
        "工作表中有隐藏或被筛选掉的行或列，已与其他行列一样读取。",
        "If the hidden rows should not be sent, delete them, save the file and send it again, and ask the data manager to void this file. Otherwise there is nothing to do.",
        "如果隐藏的行不应发送，请删除后保存并重新发送，同时请数据管理员将本文件作废。否则无需处理。",
    ),
    IssueCode.ARCHIVE_NESTED: Meaning(
        *_REFUSE,
        Actor.LAB,
        "An archive was found where a lab file is expected, for example inside another archive.",
        "此处应为检验数据文件，实际却是压缩包（例如压缩包中的压缩包）。",
        "Unpack it and send the files in it, one by one or in one archive that contains no other archive.",
        "请先解压，再逐个发送其中的文件，或将它们放入一个不含其他压缩包的压缩包中发送。",
    ),
    IssueCode.HEADER_GARBLED: Meaning(
        *_REFUSE,
        Actor.DATA_MANAGER,
        "The headers are garbled: the file was written in one encoding and read in another.",
        "表头是乱码：文件写入和读取时使用的编码不同。",
        "If the headers look right at the lab, set `[file] encoding` in the profile to the encoding that the lab exports (for example `gb18030` or `utf-8`) and re-run the file. If they are garbled at the lab too, ask the lab to export the file again as UTF-8.",
        "如果表头在实验室显示正常，请在配置文件中将 `[file] encoding` 设为实验室的导出编码（如 `gb18030` 或 `utf-8`），然后重新处理该文件；如果在实验室也是乱码，请实验室以 UTF-8 重新导出。",
    ),
    IssueCode.PERSONAL_DATA: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file contains data that identify a person.",
        "文件含有可识别个人身份的信息。",
        'Remove names, identity numbers, hospital and patient numbers, telephone numbers and addresses, and send the file again. `hepaflow prepare` does this at the hospital. If such columns cannot be left out, ask the data manager to set `[file] personal_columns = "drop"`.',
        '请删除姓名、身份证号、住院号/门诊号/病历号、电话和住址后重新发送（可在院内用 `hepaflow prepare` 处理）。如果无法去掉这些列，请数据管理员设置 `[file] personal_columns = "drop"`。',
    ),
    IssueCode.COLUMN_WITHHELD: Meaning(
        *_NOTE,
        Actor.NOBODY,
        "The column is about staff, a bed, a ward, a birth year or a postcode. It is not read and not kept.",
        "该列涉及工作人员、床位、病区、出生年份或邮政编码，不读取也不保存。",
        "Nothing to do. If the export can leave the column out, leave it out.",
        "无需处理。如果导出时可以去掉该列，请去掉。",
    ),
}

_ROW: Final = {
    IssueCode.ROW_WIDTH: Meaning(
        *_REJECT,
        Actor.LAB,
        "The row has more or fewer cells than the header.",
        "该行的单元格数与表头不一致。",
        "Look for a separator or a line break inside a cell and put that cell in quotation marks. Send the corrected row again.",
        "请检查单元格内是否含有分隔符或换行（该单元格应加引号），改正后重新发送该行。",
    ),
    IssueCode.ROW_BLANK: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The row is blank.",
        "该行为空行。",
        "Nothing to do.",
        "无需处理。",
    ),
    IssueCode.ROW_TOTAL: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The row is a total or the last line of the export, not a result.",
        "该行是导出文件的合计行或结尾行，不是结果。",
        "Nothing to do.",
        "无需处理。",
    ),
    IssueCode.ROW_HEADER: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The row repeats the header.",
        "该行是重复的表头。",
        "Nothing to do.",
        "无需处理。",
    ),
    IssueCode.MESSAGE_OTHER: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The message is not a laboratory report (ORU^R01). Nothing was read from it.",
        "该消息不是检验报告（ORU^R01），未读取其中的内容。",
        "Nothing to do.",
        "无需处理。",
    ),
    IssueCode.MESSAGE_COUNT: Meaning(
        *_NOTE,
        Actor.LAB,
        "The number of messages differs from the batch trailer (shown: announced, then found).",
        "消息数与批次结尾声明的不符（前为声明数，后为实际数）。",
        "Check that the export is complete and send the missing messages. All messages in the file were read.",
        "请确认导出是否完整，并补发缺少的消息。文件中已有的消息均已读取。",
    ),
    IssueCode.QUALITY_CONTROL: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The result belongs to a control material or to no named subject, not to a patient's specimen.",
        "该结果属于质控品，或未指明受试者，不是患者标本的结果。",
        "If it is a subject's result, the lab sends it again with the subject id (PID-3). Otherwise there is nothing to do.",
        "如果确为受试者的结果，请实验室填写受试者编号（PID-3）后重新发送；否则无需处理。",
    ),
    IssueCode.RECORD_DAMAGED: Meaning(
        *_REJECT,
        Actor.LAB,
        "The record is broken or contains the same element twice. It was not read; the other records were.",
        "该记录已损坏或同一内容出现两次，未读取；其他记录不受影响。",
        "Check the record shown, export it again, and send the file again.",
        "请查看所示的记录，重新导出后再发送该文件。",
    ),
    IssueCode.CELL_NESTED: Meaning(
        *_REJECT,
        Actor.LAB,
        "A list or an object was found where a single value is expected.",
        "应为单个值的位置出现了列表或对象。",
        "Export records with one text, number, true, false or null for each name, and send the file again.",
        "请导出每个名称只对应一个文本、数字、true、false 或 null 的记录，然后重新发送文件。",
    ),
}

_WHO_AND_WHEN: Final = {
    IssueCode.SUBJECT_MISSING: Meaning(
        *_REJECT,
        Actor.LAB,
        "The row has no subject id.",
        "该行没有受试者编号。",
        "Enter the subject id (screening or randomization number) and send the row again.",
        "请填写受试者编号（筛选号或随机号）后重新发送该行。",
    ),
    IssueCode.SUBJECT_AMBIGUOUS: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The message gives several ids for the patient, and the profile does not say which one is the subject's.",
        "消息中给出了该患者的多个编号，配置文件未说明哪一个是受试者编号。",
        "Set `[subject] pattern` to the form of the study's ids, or `[subject] authority` to the assigning authority, system or type of the right one, and re-run the file.",
        "请在配置文件中将 `[subject] pattern` 设为本研究受试者编号的格式，或将 `[subject] authority` 设为正确编号的发放机构、系统或类型，然后重新处理该文件。",
    ),
    IssueCode.SUBJECT_UNCERTAIN: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The resource names two people, or the result is about someone else than its subject, such as a donor.",
        "该资源指向两个人，或者结果并非关于受试者本人（例如供者）。",
        "Ask the lab whose result it is. Accept it if it is the subject's; otherwise set it aside.",
        "请向实验室核实结果属于谁。如属于该受试者，请接受；否则请选择不采用。",
    ),
    IssueCode.SUBJECT_PATTERN: Meaning(
        *_REJECT,
        Actor.LAB,
        "The subject id does not have the format of this study.",
        "受试者编号不符合本研究的格式。",
        "Correct the id and send the row again. If the lab puts a fixed text before the id, ask the data manager to set `[subject] strip`. The expected format is in `[subject] pattern`.",
        "请改正编号后重新发送该行。如果实验室在编号前加有固定文字，请数据管理员设置 `[subject] strip`。编号格式由 `[subject] pattern` 规定。",
    ),
    IssueCode.CELL_FORMULA: Meaning(
        *_REJECT,
        Actor.LAB,
        "The cell contains a formula without its calculated result.",
        "单元格是公式，但文件中没有保存计算结果。",
        "Open the file in Excel, let it calculate, save it, and send it again. Or paste the values over the formulas.",
        "请在 Excel 中打开文件，计算后保存并重新发送；或将公式粘贴为数值。",
    ),
    IssueCode.TEXT_GARBLED: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The text is garbled: it was written in one encoding and read in another.",
        "文字是乱码：写入和读取时使用的编码不同。",
        "If the text looks right at the lab, set `[file] encoding` in the profile to the encoding that the lab exports (for example `gb18030` or `utf-8`) and re-run the file. If it is garbled at the lab too, ask the lab to export the row again as UTF-8.",
        "如果文字在实验室显示正常，请在配置文件中将 `[file] encoding` 设为实验室的导出编码（如 `gb18030` 或 `utf-8`），然后重新处理该文件；如果在实验室也是乱码，请实验室以 UTF-8 重新导出该行。",
    ),
    IssueCode.ID_ZEROS_LOST: Meaning(
        *_REJECT,
        Actor.LAB,
        "The subject id fits this study only with leading zeros, which a spreadsheet has removed.",
        "受试者编号补上前导零后才符合本研究的格式：Excel 等表格软件去掉了前面的零。",
        "Format the id column as text. Enter the ids with their leading zeros or export from the lab system again, and send that file. hepaflow does not add zeros.",
        "请先将编号列设为“文本”格式，补全前导零或从检验系统重新导出后发送。系统不会自行补零。",
    ),
    IssueCode.ID_SCIENTIFIC: Meaning(
        *_REJECT,
        Actor.LAB,
        "A spreadsheet turned the id into a number such as 1.10101E+17, and digits were lost.",
        "Excel 等表格软件把编号变成了 1.10101E+17 这样的数字，部分位数已丢失。",
        "Format the id column as text before filling it, export from the lab system again, and send that file. The lost digits cannot be restored.",
        "请先将编号列设为“文本”格式，再从检验系统重新导出并发送。丢失的位数无法恢复。",
    ),
    IssueCode.SUBJECT_UNKNOWN: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The center has a register of its subjects, and this subject is not in it.",
        "该中心已建立受试者名册，但名册中没有此受试者。",
        "If the subject takes part, add the subject to the register; the results then become current. If the id is wrong, move the results to the right subject, or ask the lab to send the row again with the status deleted and then with the right id.",
        "如果受试者确已入组，请将其加入受试者名册，其结果随即生效；如果编号有误，请将结果移至正确的受试者，或请实验室将该行的状态填为 deleted（作废）后发送，再以正确编号发送。",
    ),
    IssueCode.SUBJECT_MISMATCH: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The sex or age in the row differs from the register.",
        "该行的性别或年龄与受试者名册不符。",
        "Ask the center whose specimen it is. If the register is wrong, correct it. If the specimen belongs to another subject, move the results there. If only the sex or age in the file is wrong, release the row.",
        "请向中心发出质疑，确认标本属于谁。如果名册有误，请更正名册；如果标本属于他人，请将结果移至正确的受试者；如果仅文件中的性别或年龄有误，请确认接受该行。",
    ),
    IssueCode.DATE_MISSING: Meaning(
        *_REJECT,
        Actor.LAB,
        "The collection date is missing.",
        "缺少采集日期。",
        "Enter when the specimen was collected and send the row again.",
        "请填写标本的采集时间后重新发送该行。",
    ),
    IssueCode.DATE_UNREADABLE: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The collection date cannot be read, or there is no such date.",
        "无法识别采集日期，或该日期不存在。",
        "If the lab writes dates this way, add the pattern to `[file] dates`, for example `%d.%m.%Y`, and re-run the file. If it is a typing error, ask the lab to correct the row and send it again.",
        "如果实验室的日期就是这种写法，请在 `[file] dates` 中加入相应格式（如 `%Y/%m/%d %H:%M`）并重新处理该文件；如为录入错误，请实验室改正后重新发送该行。",
    ),
    IssueCode.DATE_AMBIGUOUS: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The collection date can be read in two ways, such as 03/04/2024.",
        "采集日期有两种读法，例如 03/04/2024。",
        "Ask the lab whether the day or the month comes first, enter the pattern in `[file] dates` (`%d/%m/%Y` or `%m/%d/%Y`), and re-run the file.",
        "请向实验室确认日和月的先后，在 `[file] dates` 中写明格式（`%d/%m/%Y` 或 `%m/%d/%Y`），然后重新处理该文件。",
    ),
    IssueCode.DATE_OFFSET_UNKNOWN: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The time zone of the collection time is unknown.",
        "采集时间的时区未知。",
        "If the profile has no `time_zone`, set it (for example `Asia/Shanghai`) and re-run the file. At a change to or from summer time there is nothing to do: the time is stored as reported.",
        "如果配置文件中没有 `time_zone`，请设置（如 `Asia/Shanghai`）并重新处理该文件；如果正值夏令时切换，则无需处理，时间按报告原样保留。",
    ),
    IssueCode.DATE_AFTER_RECEIPT: Meaning(
        *_HOLD,
        Actor.LAB,
        "The collection date is later than the day on which the file arrived.",
        "采集日期晚于文件接收日期。",
        "Correct the date and send the row again. If the date is right, ask the data manager to release the row.",
        "请改正日期后重新发送该行；如果日期无误，请数据管理员确认接受该行。",
    ),
    IssueCode.DATE_BEFORE_STUDY: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The collection date is before the start of the study.",
        "采集日期早于研究开始日期。",
        "The result is stored. Check the date with the lab. For results from before enrolment there is nothing to do.",
        "结果已保留。请与实验室核对日期；如属入组前的既往结果，则无需处理。",
    ),
    IssueCode.AGE_UNREADABLE: Meaning(
        *_NOTE,
        Actor.LAB,
        "The age cannot be read.",
        "无法识别年龄。",
        "Write the age as a number of years. The result is stored, but reference ranges that depend on age are not applied to it.",
        "请以岁为单位用数字填写年龄。结果已保留，但不套用与年龄有关的参考范围。",
    ),
    IssueCode.SEX_UNREADABLE: Meaning(
        *_NOTE,
        Actor.LAB,
        "The sex cannot be read.",
        "无法识别性别。",
        "Write M or F (男 or 女). The result is stored, but reference ranges that depend on sex are not applied to it.",
        "请填写“男”或“女”（M 或 F）。结果已保留，但不套用与性别有关的参考范围。",
    ),
}

_ANALYTE: Final = {
    IssueCode.ANALYTE_MISSING: Meaning(
        *_REJECT,
        Actor.LAB,
        "The row does not name a test.",
        "该行没有检验项目。",
        "Enter the name or the code of the test and send the row again.",
        "请填写检验项目的名称或代码后重新发送该行。",
    ),
    IssueCode.ANALYTE_UNKNOWN: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "This test name or code is not known.",
        "未知的检验项目名称或代码。",
        'Map it to an analyte in `[analytes]` of the profile, or to `"ignore"` if the study does not need it, and re-run the file.',
        '请在配置文件的 `[analytes]` 中将其对应到分析物；如果研究不需要该项目，请写 `"ignore"`；然后重新处理该文件。',
    ),
    IssueCode.ANALYTE_AMBIGUOUS: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "This test name can mean several analytes.",
        "该检验项目名称可能对应多个分析物。",
        "Ask the lab which analyte it measures, enter it in `[analytes]` of the profile, and re-run the file.",
        "请向实验室确认检测的是哪一项，在配置文件的 `[analytes]` 中写明，然后重新处理该文件。",
    ),
    IssueCode.ANALYTE_NOT_WANTED: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The profile marks this test as not wanted.",
        "配置文件已声明不需要该检验项目。",
        'Nothing to do. To include the test, replace its `"ignore"` in `[analytes]` with an analyte code and re-run the file.',
        '无需处理。如需纳入该项目，请在 `[analytes]` 中将 `"ignore"` 改为分析物代码，然后重新处理该文件。',
    ),
    IssueCode.NOT_LABORATORY: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "This observation is not a laboratory result (but vital signs, social history or the like).",
        "该条记录（Observation）不是检验结果（如生命体征、个人史等）。",
        "Nothing to do.",
        "无需处理。",
    ),
    IssueCode.CODE_CONFLICT: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The test name, the code and the LOINC code of the row do not match.",
        "该行的项目名称、代码与 LOINC 代码不一致。",
        "Ask the lab which one is right. Map the lab's own name or code in `[analytes]` and re-run the file, or release the row.",
        "请向实验室确认哪个正确，在 `[analytes]` 中写明实验室的项目名称或代码并重新处理该文件，或确认接受该行。",
    ),
    IssueCode.LOINC_UNKNOWN: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "This LOINC code is not in the catalog.",
        "目录中没有该 LOINC 代码。",
        'Check that the code fits the test. Map it to an analyte code or to `"ignore"` in `[analytes]`, and re-run the file.',
        '请核对该代码与检验项目是否相符，在 `[analytes]` 中将其对应到分析物代码或 `"ignore"`，然后重新处理该文件。',
    ),
    IssueCode.LOINC_PROPERTY: Meaning(
        *_NOTE,
        Actor.LAB,
        "The LOINC code belongs to another kind of unit (mass or amount of substance). The result was read by its unit.",
        "LOINC 代码对应的单位类型（质量或物质的量）与该行单位不同，结果已按该行单位读取。",
        "Nothing to do for this file. Ask the support of your lab system to send the LOINC code that belongs to the unit.",
        "此文件无需处理。请联系检验系统的维护人员，发送与单位相符的 LOINC 代码。",
    ),
    IssueCode.SPECIMEN_OTHER: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The specimen type does not fit this analyte (for example urine).",
        "标本类型不适用于该项目（例如尿液）。",
        'If the study does not need this test, map its name or code to `"ignore"` in `[analytes]` and re-run the file. If the specimen type is a typing error, ask the lab to correct the row and send it again.',
        '如果研究不需要该项目，请在 `[analytes]` 中将其名称或代码写为 `"ignore"` 并重新处理该文件；如果标本类型填写有误，请实验室改正后重新发送该行。',
    ),
    IssueCode.SPECIMEN_UNKNOWN: Meaning(
        *_HOLD,
        Actor.LAB,
        "The specimen type is not known.",
        "未知的标本类型。",
        "Write serum, plasma or blood (血清, 血浆, 全血) and send the row again. If the word means one of these, ask the data manager to release the row.",
        "请填写血清、血浆或全血后重新发送该行；如果该词就是其中之一，请数据管理员确认接受该行。",
    ),
    IssueCode.SPECIMEN_CONDITION: Meaning(
        *_NOTE,
        Actor.NOBODY,
        "The lab reports a condition of the specimen, such as haemolysis.",
        "实验室注明了标本状态（例如溶血）。",
        "Nothing to do: the condition is stored with the result.",
        "无需处理：标本状态已与结果一并保留。",
    ),
}

_VALUE: Final = {
    IssueCode.VALUE_MISSING: Meaning(
        *_SKIP,
        Actor.LAB,
        "The result is empty or only a placeholder such as “-”.",
        "结果为空，或只有“-”“/”“无”等占位符。",
        "If there is a result, enter it and send the row again. Otherwise there is nothing to do.",
        "如果已有结果，请填写后重新发送该行；否则无需处理。",
    ),
    IssueCode.VALUE_NOT_DONE: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "No result was issued (test not done, specimen unsuitable or refused).",
        "未出具结果（未检测、标本不合格、拒收等）。",
        "Nothing to do.",
        "无需处理。",
    ),
    IssueCode.VALUE_PENDING: Meaning(
        *_SKIP,
        Actor.LAB,
        "The result is not available yet.",
        "结果尚未发出。",
        "Send the row again when the result is available.",
        "请在结果发出后重新发送该行。",
    ),
    IssueCode.VALUE_DOCUMENT: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The result is a document or an image, or refers to one.",
        "结果是文档或图片，或指向文档或图片。",
        "If it contains a value that the study needs, the lab sends that value as a number or a finding. Otherwise there is nothing to do.",
        "如果其中含有研究所需的数值，请实验室以数字或结论形式发送；否则无需处理。",
    ),
    IssueCode.VALUE_NOT_SENT: Meaning(
        *_SKIP,
        Actor.LAB,
        "The line reports the status of the order or of an earlier result, but no result.",
        "该行只说明申请或先前结果的状态，没有给出结果。",
        "If an earlier preliminary result is now final, send it again with its value and the status final. Otherwise there is nothing to do.",
        "如果先前的初步结果已成为最终结果，请连同数值重新发送，并将状态填为 final（最终）；否则无需处理。",
    ),
    IssueCode.VALUE_ELSEWHERE: Meaning(
        *_REJECT,
        Actor.LAB,
        "The result cell contains no result, but refers to another place, such as “see comment”.",
        "结果栏没有结果，只提示见他处（如“见备注”）。",
        "Enter the result itself in the result cell and send the row again.",
        "请将结果本身填入结果栏后重新发送该行。",
    ),
    IssueCode.VALUE_UNREADABLE: Meaning(
        *_REJECT,
        Actor.LAB,
        "The result cannot be read.",
        "无法识别结果。",
        "Enter a number, a number with <, <=, > or >=, or a finding such as positive or negative, and send the row again.",
        "请填写数字、带 <、<=、> 或 >= 的数字，或“阴性”“阳性”等明确结论，然后重新发送该行。",
    ),
    IssueCode.VALUE_NOT_A_NUMBER: Meaning(
        *_REJECT,
        Actor.LAB,
        "The result is text, but this analyte needs a number.",
        "该分析物需要数值，但结果是文字。",
        "Enter the measured number and send the row again. If the test only gives positive or negative, ask the data manager to map its name to another analyte in `[analytes]`.",
        "请填写测得的数值后重新发送该行。如果该项目只有阴性或阳性结论，请数据管理员在 `[analytes]` 中将其对应到另一分析物。",
    ),
    IssueCode.VALUE_DECIMAL_MARK: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The decimal and thousands separators of the number are ambiguous.",
        "无法判断逗号或点是小数点还是千位分隔符。",
        'Ask the lab which one marks decimals, set `[file] decimal_mark` to `"."` or `","` in the profile, and re-run the file.',
        '请向实验室确认哪个是小数点，在配置文件中将 `[file] decimal_mark` 设为 `"."` 或 `","`，然后重新处理该文件。',
    ),
    IssueCode.VALUE_IS_A_DATE: Meaning(
        *_REJECT,
        Actor.LAB,
        "A spreadsheet turned the result into a date.",
        "Excel 等表格软件把结果自动转成了日期。",
        "Format the result column as text before filling it, export from the lab system again, and send that file.",
        "请先将结果列设为“文本”格式，再从检验系统重新导出并发送。",
    ),
    IssueCode.VALUE_SPREADSHEET_ERROR: Meaning(
        *_REJECT,
        Actor.LAB,
        "The result cell contains a spreadsheet error such as #N/A or #REF!.",
        "结果单元格是表格软件的错误值（如 #N/A 或 #REF!）。",
        "Correct the formula or paste the value, and send the row again.",
        "请改正公式或粘贴为数值后重新发送该行。",
    ),
    IssueCode.VALUE_LIMIT_UNKNOWN: Meaning(
        *_REJECT,
        Actor.LAB,
        "The result is outside the measuring range, but the limit is not given.",
        "结果超出检测限，但没有给出限值。",
        "Enter the limit with its sign, for example `<5` or `>1000`, and send the row again.",
        "请填写带符号的限值（如 `<5` 或 `>1000`），然后重新发送该行。",
    ),
    IssueCode.VALUE_SENTINEL: Meaning(
        *_HOLD,
        Actor.LAB,
        "The result consists only of nines, such as 9999, which many systems write for “no result”.",
        "结果全部由数字 9 组成（如 9999），许多系统用它表示“无结果”。",
        "If there is no result, leave the cell empty and send the row again. If the number was measured, ask the data manager to release the row.",
        "如果没有结果，请将单元格留空后重新发送该行；如果确为测得值，请数据管理员确认接受该行。",
    ),
    IssueCode.VALUE_FOOTNOTE: Meaning(
        *_NOTE,
        Actor.NOBODY,
        "The number has an asterisk or a similar mark.",
        "数值旁有星号等标记。",
        "Nothing to do: the number is stored without the mark, and the original cell is stored too.",
        "无需处理：数值已去掉标记保存，原始单元格也已保留。",
    ),
    IssueCode.VALUE_IMPOSSIBLE: Meaning(
        *_HOLD,
        Actor.LAB,
        "In this unit, the value is outside the range that is possible in a living person.",
        "按所报单位，该数值超出人体可能的范围。",
        "Check the number, the decimal mark and the unit, correct the row and send it again. If it is right, ask the data manager to release it.",
        "请核对数值、小数点和单位，改正后重新发送该行；如果无误，请数据管理员确认接受该行。",
    ),
    IssueCode.VALUE_ALERT: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The value is very unusual, but possible.",
        "该数值明显异常，但仍在可能范围内。",
        "The result is stored. Compare it with the subject's other values. If it does not fit them, ask the lab.",
        "结果已保留。请对照该受试者的其他数值；如不相符，请向实验室发出质疑。",
    ),
}

_UNIT: Final = {
    IssueCode.UNIT_MISSING: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The row has no unit, and the profile declares none for this analyte.",
        "该行没有单位，配置文件中也没有声明该分析物的单位。",
        "Ask the lab which unit it reports, enter it in `[units]` of the profile, and re-run the file.",
        "请向实验室确认报告单位，写入配置文件的 `[units]`，然后重新处理该文件。",
    ),
    IssueCode.UNIT_UNKNOWN: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "This unit is not known.",
        "未知的单位。",
        "Map this text to a unit in `[unit_spellings]` of the profile, and re-run the file.",
        "请在配置文件的 `[unit_spellings]` 中写明该文字代表的单位，然后重新处理该文件。",
    ),
    IssueCode.UNIT_REFUSED: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "Converting this unit needs information that is not in the file.",
        "文件提供的信息不足，无法换算该单位。",
        "Ask the lab for the missing information, such as the substance that is weighed. Declare it in `[[declare]]` and re-run the file. If the lab cannot confirm it, ask for results in another unit.",
        "请向实验室确认所缺的信息（如以何种物质计），在 `[[declare]]` 中声明并重新处理该文件；如果实验室无法确认，请其改用其他单位报告。",
    ),
    IssueCode.UNIT_CONFLICT: Meaning(
        *_HOLD,
        Actor.LAB,
        "The unit beside the number differs from the unit column.",
        "数值后的单位与单位列不一致。",
        "Correct the wrong unit and send the row again. If the unit column is right, ask the data manager to release the row.",
        "请改正错误的单位后重新发送该行；如果单位列正确，请数据管理员确认接受该行。",
    ),
    IssueCode.UNIT_REPAIRED: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The unit is mistyped. It was read as the only unit that it can mean.",
        "单位书写有误，已按唯一可能的单位读取。",
        "Check the unit that was read. To confirm it, enter the spelling in `[unit_spellings]` of the profile.",
        "请核对读取的单位；如需明确，可在配置文件的 `[unit_spellings]` 中写明该写法。",
    ),
    IssueCode.UNIT_SUSPECT: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The value does not fit the subject's other values of this analyte, but would fit in another unit. The unit may be wrong.",
        "按文件中的单位，该数值与该受试者同一项目的其他结果不符，换成另一单位则相符（单位可能有误）。",
        "Ask the lab in which unit it was reported. If the unit is wrong, ask the lab to correct the row and send it again, or set the result aside. If it is right, release the row.",
        "请就实际报告单位向实验室发出质疑。如果单位有误，请实验室更正后重新发送该行，或将该结果设为不采用；如果单位无误，请确认接受该行。",
    ),
    IssueCode.CONVERTED_ELSEWHERE: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The standard result in the file differs from the reported one by more than 0.5 %.",
        "文件中的标准化结果与原始报告结果相差超过 0.5 %。",
        "The reported result is used. Ask the sender which factor or rounding gave the standard result. If the reported result or its unit is wrong, ask the lab to correct it and send it again.",
        "以原始报告结果为准。请向发送方核实标准化结果所用的换算系数或舍入方法；如果原始结果或其单位有误，请实验室更正后重新发送。",
    ),
}

_RANGE_FLAG_STATUS: Final = {
    IssueCode.RANGE_UNREADABLE: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The reference range cannot be read.",
        "无法识别参考范围。",
        "The result is stored without a range. Declare the lab's range in `[[ranges]]` of the profile and re-run the file.",
        "结果已保留，但没有参考范围。请在配置文件的 `[[ranges]]` 中声明实验室的参考范围，然后重新处理该文件。",
    ),
    IssueCode.RANGE_IS_A_DATE: Meaning(
        *_NOTE,
        Actor.LAB,
        "A spreadsheet turned the reference range into a date (for example 3-5 into 5-Mar).",
        "Excel 等表格软件把参考范围自动转成了日期（例如把 3-5 变成 3月5日）。",
        "The result is stored without a range. Format the range column as text before filling it, export from the lab system again, and send that file.",
        "结果已保留，但没有参考范围。请先将参考范围列设为“文本”格式，再从检验系统重新导出并发送。",
    ),
    IssueCode.RANGE_DECIMAL_MARK: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The reference range has another decimal mark than the profile declares.",
        "参考范围使用的小数点与配置文件中声明的不同。",
        'The result is stored without a range. Ask the lab which decimal mark it uses, set `[file] decimal_mark` to `"."` or `","` in the profile, and re-run the file.',
        '结果已保留，但没有参考范围。请向实验室确认所用的小数点，在配置文件中将 `[file] decimal_mark` 设为 `"."` 或 `","`，然后重新处理该文件。',
    ),
    IssueCode.RANGE_REVERSED: Meaning(
        *_NOTE,
        Actor.LAB,
        "The low limit of the reference range is above the high limit.",
        "参考范围的下限高于上限。",
        "The result is stored without a range. Correct the range in the lab system and send the row again.",
        "结果已保留，但没有参考范围。请在检验系统中改正参考范围后重新发送该行。",
    ),
    IssueCode.FLAG_UNKNOWN: Meaning(
        *_NOTE,
        Actor.NOBODY,
        "The lab's flag is not known.",
        "未知的异常提示符号。",
        "Nothing to do: high and low are computed from the value and its range.",
        "无需处理：偏高或偏低由数值与参考范围计算得出。",
    ),
    IssueCode.FLAG_MISMATCH: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The lab's flag does not match the value and its reference range.",
        "异常提示与数值及参考范围不符。",
        "The computed flag is used. Ask the lab which range it applied (by sex, age or method). If that range is not in the file, enter it in `[[ranges]]` and re-run the file.",
        "系统采用计算得出的提示。请向实验室确认所用的参考范围（性别、年龄或方法）；如果文件中没有该范围，请写入 `[[ranges]]` 并重新处理该文件。",
    ),
    IssueCode.STATUS_UNKNOWN: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The result status is not known.",
        "未知的结果状态。",
        "Map this word to preliminary, final, corrected, deleted or not-done in `[status]` of the profile, and re-run the file.",
        "请在配置文件的 `[status]` 中写明该词表示 preliminary（初步）、final（最终）、corrected（更正）、deleted（作废）还是 not-done（未检测），然后重新处理该文件。",
    ),
    IssueCode.REVISED_UNREADABLE: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The revision time cannot be read.",
        "无法识别修订时间。",
        "The result is stored without a revision time. Add the pattern to `[file] dates` and re-run the file.",
        "结果已保留，但没有修订时间。请在 `[file] dates` 中加入相应格式，然后重新处理该文件。",
    ),
}

_OTHERS: Final = {
    IssueCode.DIRECT_OVER_TOTAL: Meaning(
        *_NOTE,
        Actor.LAB,
        "Direct bilirubin is higher than total bilirubin in the same specimen.",
        "同一标本的直接胆红素高于总胆红素。",
        "Both results are stored. Check both values and their units. If one is wrong, send it again with the status corrected.",
        "两个结果均已保留。请核对两个数值及其单位；如有错误，请将该结果的状态填为 corrected（更正）后重新发送。",
    ),
    IssueCode.ALBUMIN_OVER_PROTEIN: Meaning(
        *_NOTE,
        Actor.LAB,
        "Albumin is higher than total protein in the same specimen.",
        "同一标本的白蛋白高于总蛋白。",
        "Both results are stored. Check both values and their units. If one is wrong, send it again with the status corrected.",
        "两个结果均已保留。请核对两个数值及其单位；如有错误，请将该结果的状态填为 corrected（更正）后重新发送。",
    ),
    IssueCode.DUPLICATE: Meaning(
        *_NOTE,
        Actor.NOBODY,
        "The same result occurs in the file more than once.",
        "同一结果在文件中重复出现。",
        "Nothing to do: it counts once.",
        "无需处理：只计一次。",
    ),
    IssueCode.POSSIBLE_DUPLICATE: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The center has already sent this value for the same day, with a different time, specimen type or specimen id. It is probably the same result.",
        "该中心已发送过同一天的相同数值，只是时间、标本类型或标本编号不同，很可能是同一个结果。",
        "If it is the same result, leave this one on hold. If this one has more information, set the other aside or void its file; this one then becomes current. If both were measured, release this one.",
        "如果是同一个结果，保持待核实状态即可；如果该结果的信息更完整，请将另一个结果设为不采用或将其文件作废，该结果随即生效；如果确为两次检测，请确认接受该结果。",
    ),
    IssueCode.MOVED_SUSPECT: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The center has reported the same result of the same specimen for another subject, and has not withdrawn it there.",
        "该中心已将同一标本的同一结果报告给另一名受试者，且未在该受试者处撤销。",
        "Ask the lab which subject the specimen belongs to. If it is this subject, retire the other subject's result; this one then becomes current. If it is the other subject, retire this result. If two specimens have the same number, release this result.",
        "请向实验室发出质疑，确认该标本属于哪名受试者。如属于本受试者，请将另一受试者名下的该结果作废，本结果随即生效；如属于另一受试者，请将本结果作废；如果是编号相同的两份标本，请确认接受本结果。",
    ),
    IssueCode.CONFLICT: Meaning(
        *_HOLD,
        Actor.LAB,
        "The file gives two different values for the same measurement and does not show which is newer.",
        "文件对同一次检测给出两个不同的数值，且无法判断哪个更新。",
        "Send the right value again with the status corrected or with a later revision time, or ask the data manager to accept one of the two. If these are two specimens, give each its own id and ask the data manager to set `[file] specimen_identifies = true`.",
        "请将正确结果的状态填为 corrected（更正）或附上更晚的修订时间后重新发送，或请数据管理员采用其中之一；如果是两份标本，请分别编号，并请数据管理员设置 `[file] specimen_identifies = true`。",
    ),
    IssueCode.CHANGED_UNMARKED: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "A later file gives another value that is not marked as corrected or revised.",
        "后来的文件给出了不同的数值，但没有更正或修订标记。",
        'Ask the lab which value is right, then accept the new value or set it aside. Until then the earlier value stays current. If this lab never marks changes, set `[file] changes = "accept"`.',
        '请向实验室发出质疑，然后采用新值或将其设为不采用；在此之前以旧值为准。如果该实验室从不标记更改，可设置 `[file] changes = "accept"`。',
    ),
    IssueCode.REVERTS_CORRECTION: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "A later file returns to a value that had been corrected or withdrawn.",
        "后来的文件又回到了已被更正或撤回的数值。",
        "If the lab has only sent old data again, set the result aside. If the lab has taken back its correction, accept the result.",
        "如果实验室只是重发了旧数据，请将该结果设为不采用；如果实验室确实撤销了更正，请采用该结果。",
    ),
}

MEANINGS: Final[Mapping[IssueCode, Meaning]] = MappingProxyType(
    _FILE | _ROW | _WHO_AND_WHEN | _ANALYTE | _VALUE | _UNIT | _RANGE_FLAG_STATUS | _OTHERS
)
