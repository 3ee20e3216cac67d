"""What every issue code means: severity, who can act, and what to do, in English and Chinese.

Source: docs/architecture.md, Laws law 6, §4 and §5. The texts speak to a lab technician or a data manager; `docs/issues.md` is
written from them by `scripts/build_issue_docs.py`.
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
        skips: the row carries no result that was asked for; it is counted as skipped (law 6).
        actor: who can do something about it.
        title_en: what happened, one short sentence.
        title_zh: the same in Simplified Chinese.
        remedy_en: what to do, in concrete terms, or that there is nothing to do.
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
        "文件是空的。",
        "Export the file again, check that there are rows in it, and send it again.",
        "请重新导出文件，确认其中有数据行后再次发送。",
    ),
    IssueCode.FILE_NO_ROWS: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file has a header but no result rows.",
        "文件只有表头，没有结果行。",
        "Check the date span and the filter of the export and send the file again. If there were no results in that time, there is nothing to send.",
        "请检查导出的时间范围和筛选条件后重新发送；如果该时段确实没有结果，则不必发送。",
    ),
    IssueCode.FILE_TOO_LARGE: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file is larger than the limit.",
        "文件超过大小上限。",
        "Split the file, for example by month, so that each part has at most 200 MB, 1,000,000 rows, 10,000 columns and 32 KB a cell, and send the parts.",
        "请拆分文件（例如按月），每个文件不超过 200 MB、1,000,000 行、10,000 列，单元格不超过 32 KB，然后分别发送。",
    ),
    IssueCode.FILE_FORMAT: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file is not in a format that can be read.",
        "无法识别文件格式。",
        "Send the agreed format, for example CSV or XLSX. If this is the agreed format, the data manager sets `[file] format` in the profile.",
        "请按约定的格式（如 CSV 或 XLSX）发送；如果格式确实如约定，请数据管理员在配置中设置 `[file] format`。",
    ),
    IssueCode.FILE_NOT_TEXT: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file should be text but holds binary data.",
        "文件应为文本，但内容是二进制数据。",
        "Export as CSV or text; renaming a file does not convert it. Then send it again.",
        "请另存为 CSV 或文本格式（只改扩展名不会转换内容），然后重新发送。",
    ),
    IssueCode.FILE_ENCODING: Meaning(
        *_REFUSE,
        Actor.DATA_MANAGER,
        "The characters of the file do not fit the declared encoding.",
        "文件的字符与声明的编码不符。",
        "The encoding shown is the one that does not fit. Ask the lab which one it exports, set `[file] encoding` (for example `gb18030` or `utf-8`) in the profile, and run the file again.",
        "所示编码与文件不符。请向实验室确认导出编码，在配置中设置 `[file] encoding`（如 `gb18030` 或 `utf-8`），然后重新运行该文件。",
    ),
    IssueCode.FILE_QUOTES: Meaning(
        *_REFUSE,
        Actor.LAB,
        "A quotation mark is not closed, so the rows cannot be told apart.",
        "引号没有成对，无法区分各行。",
        "Look at the line named here: double the quotation marks inside a cell or remove them, and send the file again.",
        "请查看所指的行：将单元格内的引号写成两个或删除，然后重新发送。",
    ),
    IssueCode.FILE_COLUMNS_MISSING: Meaning(
        *_REFUSE,
        Actor.DATA_MANAGER,
        "Columns that the profile names are not in the file.",
        "文件缺少配置中声明的列。",
        "If the lab renamed a column, write its new header in `[columns]` or `[wide]`; if the header is not in the first row, set `[file] header_row`. Otherwise ask the lab to export the missing columns.",
        "如果实验室改了列名，请在 `[columns]` 或 `[wide]` 中填写新表头；如果表头不在第一行，请设置 `[file] header_row`；否则请实验室补导缺少的列。",
    ),
    IssueCode.FILE_COLUMNS_REPEATED: Meaning(
        *_REFUSE,
        Actor.LAB,
        "A column that is needed stands in the file more than once.",
        "所需的列在文件中重复出现。",
        "Give each column its own header or remove the copy, and send the file again.",
        "请让每一列的表头各不相同，或删除重复的列，然后重新发送。",
    ),
    IssueCode.FILE_DAMAGED: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file is damaged or cut off.",
        "文件已损坏或不完整。",
        "Open the file to check it, export it again, and send it once the export has finished.",
        "请打开文件检查，重新导出，待导出完成后再发送。",
    ),
    IssueCode.FILE_PASSWORD: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file is protected by a password.",
        "文件设有密码。",
        "Save the file without a password and send it again; the transfer itself is encrypted.",
        "请取消密码后保存并重新发送；传输过程本身已加密。",
    ),
    IssueCode.FILE_SHEET: Meaning(
        *_REFUSE,
        Actor.DATA_MANAGER,
        "The sheet with the results cannot be told.",
        "无法确定结果所在的工作表。",
        "Set `[file] sheet` in the profile to the name of the sheet with the results, or ask the lab to send a workbook with that one sheet.",
        "请在配置中将 `[file] sheet` 设为结果所在的工作表名，或请实验室只保留这一张工作表。",
    ),
    IssueCode.SHEET_HIDDEN: Meaning(
        *_NOTE,
        Actor.LAB,
        "The sheet holds rows or columns that are hidden or filtered out; they are read like all others.",
        "工作表中有隐藏或被筛选掉的行或列，已与其他行列一样读取。",
        "If the hidden rows were not meant to be sent, delete them, save the file and send it again, and tell the data manager, who voids this one. Otherwise there is nothing to do.",
        "如果隐藏的行不应发送，请删除后保存并重新发送，并告知数据管理员作废本文件；否则无需处理。",
    ),
    IssueCode.ARCHIVE_NESTED: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file is an archive where a lab file should be, such as one inside another archive.",
        "此处应为检验文件，实际却是压缩包，例如压缩包中的压缩包。",
        "Unpack it and send the files in it, either one by one or in one archive without another in it.",
        "请先解压，再逐个发送其中的文件，或放入一个不含其他压缩包的压缩包中发送。",
    ),
    IssueCode.HEADER_GARBLED: Meaning(
        *_REFUSE,
        Actor.DATA_MANAGER,
        "The headers are garbled: the file was written in one encoding and read in another.",
        "表头是乱码：文件写入和读取时使用的编码不同。",
        "If the lab sees its headers well, set `[file] encoding` (for example `gb18030` or `utf-8`) in the profile to the encoding that it exports, and run the file again. If they are garbled at the lab, too, it exports again, as UTF-8.",
        "如果实验室看到的表头正常，请在配置中将 `[file] encoding`（如 `gb18030` 或 `utf-8`）设为其导出编码并重新运行该文件；如果实验室看到的也是乱码，请其以 UTF-8 重新导出。",
    ),
    IssueCode.PERSONAL_DATA: Meaning(
        *_REFUSE,
        Actor.LAB,
        "The file holds data that name a person.",
        "文件含有可识别个人身份的信息。",
        'Remove names, identity numbers, telephone numbers and addresses and send the file again; `hepaflow prepare` does so at the hospital. The data manager may set `[file] personal_columns = "drop"` where such columns cannot be left out.',
        '请删除姓名、身份证号、电话和住址后重新发送（可在院内用 `hepaflow prepare` 处理）；如无法去掉这些列，数据管理员可设置 `[file] personal_columns = "drop"`。',
    ),
}

_ROW: Final = {
    IssueCode.ROW_WIDTH: Meaning(
        *_REJECT,
        Actor.LAB,
        "The row has more or fewer cells than the header.",
        "该行的单元格数与表头不一致。",
        "Look for a separator inside a cell (put that cell in quotation marks) or for a line break, correct the row, and send it again.",
        "请检查单元格内是否含有分隔符（应加引号）或换行，改正后重新发送该行。",
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
        "The row is a total or a closing line of the export, not a result.",
        "该行是导出文件的合计或结尾行，不是结果。",
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
        "The message is no laboratory report (ORU^R01), so nothing was read from it.",
        "该消息不是检验报告（ORU^R01），未从中读取任何内容。",
        "Nothing to do.",
        "无需处理。",
    ),
    IssueCode.MESSAGE_COUNT: Meaning(
        *_NOTE,
        Actor.LAB,
        "The end of the batch tells another number of messages than there are. First the number told, then the number read.",
        "批次结尾声明的消息数与实际不符：前一个数字为声明数，后一个为读取数。",
        "Check that the export is complete and send the missing messages. All messages that are there were read.",
        "请确认导出完整，并补发缺少的消息；已有的消息均已读取。",
    ),
    IssueCode.QUALITY_CONTROL: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The result is of a control or of no named subject, not of a patient's specimen.",
        "该结果属于质控品，或未指明受试者，不是患者标本的结果。",
        "If it is a subject's result, the lab sends it again with the subject's id (PID-3). Otherwise there is nothing to do.",
        "如果确为受试者的结果，请实验室填写受试者编号（PID-3）后重新发送；否则无需处理。",
    ),
    IssueCode.RECORD_DAMAGED: Meaning(
        *_REJECT,
        Actor.LAB,
        "This record is broken or says something twice, so it was not read. The others were.",
        "该记录已损坏或同一内容出现两次，因此未读取；其他记录不受影响。",
        "Look at the record named here, export it again, and send the file again.",
        "请查看所指的记录，重新导出后再次发送该文件。",
    ),
    IssueCode.CELL_NESTED: Meaning(
        *_REJECT,
        Actor.LAB,
        "A list or an object stands where one value is expected.",
        "应为单个值的位置出现了列表或对象。",
        "Export records with one text, number, true, false or null for each name, and send the file again.",
        "请导出每个名称只对应一个文本、数字、true、false 或 null 的记录，然后重新发送。",
    ),
}

_WHO_AND_WHEN: Final = {
    IssueCode.SUBJECT_MISSING: Meaning(
        *_REJECT,
        Actor.LAB,
        "The row does not say which subject it belongs to.",
        "该行没有受试者编号。",
        "Enter the subject's study id and send the row again.",
        "请填写受试者的研究编号后重新发送该行。",
    ),
    IssueCode.SUBJECT_PATTERN: Meaning(
        *_REJECT,
        Actor.LAB,
        "The subject id does not look like an id of this study.",
        "受试者编号不符合本研究的格式。",
        "Correct the id and send the row again. If the lab puts a fixed text before it, the data manager sets `[subject] strip`; the expected form is `[subject] pattern`.",
        "请改正编号后重新发送。如果实验室在编号前加有固定文字，请数据管理员设置 `[subject] strip`；格式由 `[subject] pattern` 规定。",
    ),
    IssueCode.CELL_FORMULA: Meaning(
        *_REJECT,
        Actor.LAB,
        "The cell holds a formula whose result was not saved with it.",
        "单元格是公式，但文件中没有保存计算结果。",
        "Open the file in Excel, let it calculate, save it, and send it again; or paste the plain values over the formulas.",
        "请在 Excel 中打开文件，计算后保存并重新发送；或将公式粘贴为数值。",
    ),
    IssueCode.TEXT_GARBLED: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The text is garbled: it was written in one encoding and read in another.",
        "文字是乱码：写入和读取时使用的编码不同。",
        "If the lab sees the text well, set `[file] encoding` (for example `gb18030` or `utf-8`) in the profile to the encoding that it exports, and run the file again. If it is garbled at the lab, too, it exports the row again, as UTF-8.",
        "如果实验室看到的文字正常，请在配置中将 `[file] encoding`（如 `gb18030` 或 `utf-8`）设为其导出编码并重新运行该文件；如果实验室看到的也是乱码，请其以 UTF-8 重新导出该行。",
    ),
    IssueCode.ID_ZEROS_LOST: Meaning(
        *_REJECT,
        Actor.LAB,
        "The subject id would be one of this study if it began with zeros: a spreadsheet has removed them.",
        "受试者编号补上前导零后才符合本研究的格式：表格软件去掉了前面的零。",
        "Format the id column as text, enter the ids with their leading zeros or export from the lab system again, and send that file; the zeros are not guessed here.",
        "请先将编号列设为“文本”格式，补全前导零或从检验系统重新导出后发送；这里不会自行补零。",
    ),
    IssueCode.ID_SCIENTIFIC: Meaning(
        *_REJECT,
        Actor.LAB,
        "A spreadsheet turned the id into a number such as 1.10101E+17, and digits are lost.",
        "表格软件把编号变成了 1.10101E+17 这样的数字，部分位数已丢失。",
        "Format the id column as text before filling it, export from the lab system again, and send that file; the digits cannot be restored here.",
        "请先将编号列设为“文本”格式，再从检验系统重新导出并发送；丢失的位数在这里无法恢复。",
    ),
    IssueCode.SUBJECT_UNKNOWN: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The center has a register of its subjects, and this subject is not in it.",
        "该中心已有受试者登记，但其中没有此受试者。",
        "If the subject takes part, register the subject; the results count from then on. If the id is mistyped, move the results to the right subject, or ask the lab to withdraw the row and to send it with the right id.",
        "如果受试者确实入组，请登记该受试者，其结果随即生效；如果编号有误，请将结果移至正确的受试者，或请实验室撤回该行并以正确编号重新发送。",
    ),
    IssueCode.SUBJECT_MISMATCH: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The sex or the age in the row is not that of the subject in the register.",
        "该行的性别或年龄与登记的受试者不符。",
        "Ask the center whose blood it was. Correct the register if it is wrong, move the results to the right subject, or release the row if only the sex or age in the file is wrong.",
        "请向中心确认标本属于谁。如果登记有误请更正登记；如果属于他人请将结果移至正确的受试者；如果仅是文件中的性别或年龄有误，请放行该行。",
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
        "The collection date cannot be read.",
        "无法识别采集日期。",
        "If the lab writes dates this way, add the pattern to `[file] dates`, for example `%d.%m.%Y`, and run the file again. If it is a typing error, the lab corrects it.",
        "如果实验室的日期就是这种写法，请在 `[file] dates` 中加入相应格式（如 `%d.%m.%Y`）并重新运行该文件；如为录入错误，请实验室改正。",
    ),
    IssueCode.DATE_AMBIGUOUS: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The collection date can be read in two ways, such as 03/04/2024.",
        "采集日期有两种读法，例如 03/04/2024。",
        "Ask the lab which comes first, day or month, write the pattern in `[file] dates` (`%d/%m/%Y` or `%m/%d/%Y`), and run the file again.",
        "请向实验室确认日和月的先后，在 `[file] dates` 中写明格式（`%d/%m/%Y` 或 `%m/%d/%Y`），然后重新运行该文件。",
    ),
    IssueCode.DATE_OFFSET_UNKNOWN: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The time zone of the collection time cannot be told.",
        "无法确定采集时间的时区。",
        "Set `time_zone` in the profile, for example `Asia/Shanghai`, if it is not there. At a change to or from summer time there is nothing to do: the time is kept as reported.",
        "如果配置中没有 `time_zone`，请设置（如 `Asia/Shanghai`）；如果正值夏令时切换，则无需处理，时间按报告原样保留。",
    ),
    IssueCode.DATE_AFTER_RECEIPT: Meaning(
        *_HOLD,
        Actor.LAB,
        "The collection date lies after the day on which the file arrived.",
        "采集日期晚于文件收到的日期。",
        "Correct the date and send the row again. If the date is right, ask the data manager to release the row.",
        "请改正日期后重新发送；如果日期无误，请数据管理员放行该行。",
    ),
    IssueCode.DATE_BEFORE_STUDY: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The collection date lies before the study began.",
        "采集日期早于研究开始日期。",
        "Check the date with the lab; the result is kept. For results from before enrolment there is nothing to do.",
        "请与实验室核对日期，结果已保留；如属入组前的既往结果，则无需处理。",
    ),
    IssueCode.AGE_UNREADABLE: Meaning(
        *_NOTE,
        Actor.LAB,
        "The age cannot be read.",
        "无法识别年龄。",
        "Write the age as a number of years. The result is kept, but a reference range that depends on age is not applied to it.",
        "请以岁为单位用数字填写年龄；结果已保留，但不套用与年龄有关的参考范围。",
    ),
    IssueCode.SEX_UNREADABLE: Meaning(
        *_NOTE,
        Actor.LAB,
        "The sex cannot be read.",
        "无法识别性别。",
        "Write M or F (男 or 女). The result is kept, but a reference range that depends on sex is not applied to it.",
        "请填写“男”或“女”（M 或 F）；结果已保留，但不套用与性别有关的参考范围。",
    ),
}

_ANALYTE: Final = {
    IssueCode.ANALYTE_MISSING: Meaning(
        *_REJECT,
        Actor.LAB,
        "The row does not say what was measured.",
        "该行没有检验项目。",
        "Enter the name or the code of the test and send the row again.",
        "请填写检验项目的名称或代码后重新发送该行。",
    ),
    IssueCode.ANALYTE_UNKNOWN: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "This test name or code is not known.",
        "未知的检验项目名称或代码。",
        'Map it in `[analytes]` of the profile, or write `"ignore"` there if the study does not want it, and run the file again.',
        '请在配置的 `[analytes]` 中建立对应关系；如果研究不需要该项目，请写 `"ignore"`，然后重新运行该文件。',
    ),
    IssueCode.ANALYTE_AMBIGUOUS: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "This test name can mean several analytes.",
        "该检验项目名称可能对应多个检测物。",
        "Ask the lab which one it measures, write that in `[analytes]` of the profile, and run the file again.",
        "请向实验室确认检测的是哪一项，在配置的 `[analytes]` 中写明，然后重新运行该文件。",
    ),
    IssueCode.ANALYTE_NOT_WANTED: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The profile says that this test is not wanted.",
        "配置已声明不需要该检验项目。",
        'Nothing to do. To take it up, replace its `"ignore"` in `[analytes]` with an analyte code.',
        '无需处理。如需纳入，请在 `[analytes]` 中将 `"ignore"` 改为检测物代码。',
    ),
    IssueCode.NOT_LABORATORY: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "This observation is no laboratory result (vital signs, social history and the like).",
        "该观察不是检验结果（如生命体征、社会史等）。",
        "Nothing to do.",
        "无需处理。",
    ),
    IssueCode.CODE_CONFLICT: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The name, the code and the LOINC of the row do not go together.",
        "该行的项目名称、代码与 LOINC 不一致。",
        "Ask the lab which is right. Write the lab's own name or code in `[analytes]` and run the file again, or release the row.",
        "请向实验室确认哪个正确，在 `[analytes]` 中写明该名称或代码并重新运行该文件，或放行该行。",
    ),
    IssueCode.LOINC_UNKNOWN: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "This LOINC code is not in the catalog.",
        "目录中没有该 LOINC 代码。",
        'Check that it fits the test, write it in `[analytes]` with its analyte code or `"ignore"`, and run the file again.',
        '请核对它与检验项目是否相符，在 `[analytes]` 中写明对应的检测物代码或 `"ignore"`，然后重新运行该文件。',
    ),
    IssueCode.LOINC_PROPERTY: Meaning(
        *_NOTE,
        Actor.LAB,
        "The LOINC code is for another kind of unit (mass or amount of substance); the result was read by its unit.",
        "LOINC 代码对应的单位类型（质量或物质的量）与该行单位不同；结果已按其单位读取。",
        "Nothing to do for this file. Ask your system's support to send the LOINC code that belongs to the unit.",
        "此文件无需处理。请联系系统维护人员，发送与单位相符的 LOINC 代码。",
    ),
    IssueCode.SPECIMEN_OTHER: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The specimen is of another kind than this analyte is measured in, such as urine.",
        "标本类型与该检测物不符，例如尿液。",
        'If the study does not want this test, write its name or code with `"ignore"` in `[analytes]`. If the specimen is a typing error, the lab corrects it and sends the row again.',
        '如果研究不需要该项目，请在 `[analytes]` 中将其名称或代码写为 `"ignore"`；如果标本类型填写有误，请实验室改正后重新发送。',
    ),
    IssueCode.SPECIMEN_UNKNOWN: Meaning(
        *_HOLD,
        Actor.LAB,
        "The kind of specimen is not known.",
        "未知的标本类型。",
        "Write serum, plasma or blood (血清, 血浆, 全血) and send the row again. If the word means one of these, ask the data manager to release the row.",
        "请填写血清、血浆或全血后重新发送该行；如果该词就是其中之一，请数据管理员放行。",
    ),
    IssueCode.SPECIMEN_CONDITION: Meaning(
        *_NOTE,
        Actor.NOBODY,
        "The lab reports a condition of the specimen, such as haemolysis.",
        "实验室注明了标本状态，例如溶血。",
        "Nothing to do: the result is kept together with the condition.",
        "无需处理：结果与标本状态一并保留。",
    ),
}

_VALUE: Final = {
    IssueCode.VALUE_MISSING: Meaning(
        *_SKIP,
        Actor.LAB,
        "The result cell is empty.",
        "结果单元格为空。",
        "If there is a result, enter it and send the row again; otherwise there is nothing to do.",
        "如果已有结果，请填写后重新发送该行；否则无需处理。",
    ),
    IssueCode.VALUE_NOT_DONE: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The lab says that the test was not done.",
        "实验室注明该项目未检测。",
        "Nothing to do.",
        "无需处理。",
    ),
    IssueCode.VALUE_PENDING: Meaning(
        *_SKIP,
        Actor.LAB,
        "The result is not ready yet.",
        "结果尚未发出。",
        "Send the row again once the result is there.",
        "请在结果发出后重新发送该行。",
    ),
    IssueCode.VALUE_DOCUMENT: Meaning(
        *_SKIP,
        Actor.NOBODY,
        "The result is a document or a picture, or refers to one.",
        "结果是文档或图片，或指向文档或图片。",
        "If it holds a value that the study needs, the lab sends that as a number or a finding. Otherwise there is nothing to do.",
        "如果其中含有研究所需的数值，请实验室以数字或结论形式发送；否则无需处理。",
    ),
    IssueCode.VALUE_NOT_SENT: Meaning(
        *_SKIP,
        Actor.LAB,
        "The line tells how the order or an earlier result stands and gives no result.",
        "该行只说明申请或先前结果的状态，没有给出结果。",
        "If an earlier preliminary result has become final, send it again with its value and the status final. Otherwise there is nothing to do.",
        "如果先前的初步结果已成为最终结果，请连同数值以最终状态重新发送；否则无需处理。",
    ),
    IssueCode.VALUE_ELSEWHERE: Meaning(
        *_REJECT,
        Actor.LAB,
        "The cell refers to another place, such as “see comment”, instead of giving a result.",
        "单元格没有给出结果，而是指向别处，例如“见备注”。",
        "Write the result itself into the result cell and send the row again.",
        "请将结果本身填入结果单元格后重新发送该行。",
    ),
    IssueCode.VALUE_UNREADABLE: Meaning(
        *_REJECT,
        Actor.LAB,
        "The result cannot be read.",
        "无法识别结果。",
        "Write a number, a number with <, <=, > or >=, or a plain finding such as positive or negative, and send the row again.",
        "请填写数字、带 <、<=、> 或 >= 的数字，或“阴性”“阳性”等明确结论，然后重新发送该行。",
    ),
    IssueCode.VALUE_NOT_A_NUMBER: Meaning(
        *_REJECT,
        Actor.LAB,
        "The result is a text, but this analyte needs a number.",
        "该检测物需要数值，但结果是文字。",
        "Enter the measured number and send the row again. If the test has only a positive or negative answer, the data manager maps its name to another analyte in `[analytes]`.",
        "请填写测得的数值后重新发送；如果该项目只有阴性或阳性结论，请数据管理员在 `[analytes]` 中将其对应到另一检测物。",
    ),
    IssueCode.VALUE_DECIMAL_MARK: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "It cannot be told whether the comma or point marks decimals or thousands.",
        "无法判断逗号或点是小数点还是千位分隔符。",
        'Ask the lab, set `[file] decimal_mark` to `"."` or `","` in the profile, and run the file again.',
        '请向实验室确认，在配置中将 `[file] decimal_mark` 设为 `"."` 或 `","`，然后重新运行该文件。',
    ),
    IssueCode.VALUE_IS_A_DATE: Meaning(
        *_REJECT,
        Actor.LAB,
        "A spreadsheet turned the result into a date.",
        "表格软件把结果变成了日期。",
        "Format the result column as text before filling it, export from the lab system again, and send that file.",
        "请先将结果列设为“文本”格式，再从检验系统重新导出并发送。",
    ),
    IssueCode.VALUE_SPREADSHEET_ERROR: Meaning(
        *_REJECT,
        Actor.LAB,
        "The result cell holds a spreadsheet error such as #N/A or #REF!.",
        "结果单元格是表格错误，例如 #N/A 或 #REF!。",
        "Correct the formula or paste the plain value, and send the row again.",
        "请改正公式或粘贴为数值后重新发送该行。",
    ),
    IssueCode.VALUE_LIMIT_UNKNOWN: Meaning(
        *_REJECT,
        Actor.LAB,
        "The result lies beyond the measuring limit, but the limit is not given.",
        "结果超出检测限，但没有给出检测限的数值。",
        "Write the limit with its sign, for example `<5` or `>1000`, and send the row again.",
        "请写出带符号的检测限，例如 `<5` 或 `>1000`，然后重新发送该行。",
    ),
    IssueCode.VALUE_SENTINEL: Meaning(
        *_HOLD,
        Actor.LAB,
        "The result is a number of only nines, such as 9999, which many systems write for “no result”.",
        "结果全部由数字 9 组成（如 9999），许多系统用它表示“无结果”。",
        "If there is no result, leave the cell empty and send the row again. If the number was measured, ask the data manager to release the row.",
        "如果没有结果，请将单元格留空后重新发送；如果确为测得值，请数据管理员放行该行。",
    ),
    IssueCode.VALUE_FOOTNOTE: Meaning(
        *_NOTE,
        Actor.NOBODY,
        "An asterisk or a similar mark stands beside the number.",
        "数值旁有星号等标记。",
        "Nothing to do: the number is kept without the mark, and the cell is kept as it was.",
        "无需处理：数值已去掉标记保存，原始单元格也已保留。",
    ),
    IssueCode.VALUE_IMPOSSIBLE: Meaning(
        *_HOLD,
        Actor.LAB,
        "The value is not possible in a living person in this unit.",
        "按此单位，该数值在活人身上不可能出现。",
        "Check the number, the decimal mark and the unit, correct the row and send it again. If it is right, ask the data manager to release it.",
        "请核对数值、小数点和单位，改正后重新发送该行；如果无误，请数据管理员放行。",
    ),
    IssueCode.VALUE_ALERT: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The value is very unusual, but possible.",
        "该数值很不寻常，但有可能出现。",
        "The result is kept. Look at the subject's other values and ask the lab if it does not fit them.",
        "结果已保留；请对照该受试者的其他数值，如不相符请向实验室询问。",
    ),
}

_UNIT: Final = {
    IssueCode.UNIT_MISSING: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The row has no unit, and the profile declares none for this analyte.",
        "该行没有单位，配置中也没有声明该检测物的单位。",
        "Ask the lab which unit it reports, write it in `[units]` of the profile, and run the file again.",
        "请向实验室确认报告单位，写入配置的 `[units]`，然后重新运行该文件。",
    ),
    IssueCode.UNIT_UNKNOWN: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "This unit is not known.",
        "未知的单位。",
        "Write in `[unit_spellings]` of the profile which unit the text stands for, and run the file again.",
        "请在配置的 `[unit_spellings]` 中写明该文字代表的单位，然后重新运行该文件。",
    ),
    IssueCode.UNIT_REFUSED: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "This unit cannot be converted without a fact that the file does not carry.",
        "缺少文件中没有的信息，无法换算该单位。",
        "If the lab confirms the missing fact, such as the substance that is weighed, declare it in `[[declare]]` and run the file again. Otherwise ask the lab for results in another unit.",
        "如果实验室能确认所缺的信息（如以何种物质计），请在 `[[declare]]` 中声明并重新运行该文件；否则请实验室改用其他单位报告。",
    ),
    IssueCode.UNIT_CONFLICT: Meaning(
        *_HOLD,
        Actor.LAB,
        "The unit beside the number and the unit column disagree.",
        "数值后的单位与单位列不一致。",
        "Correct the unit that is wrong and send the row again. If the unit column is right, ask the data manager to release the row.",
        "请改正错误的单位后重新发送该行；如果单位列正确，请数据管理员放行。",
    ),
    IssueCode.UNIT_REPAIRED: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The unit was mistyped and was read as the only unit that it can mean.",
        "单位书写有误，已按唯一可能的单位读取。",
        "Check the unit that was read. To make it explicit, write the spelling in `[unit_spellings]` of the profile.",
        "请核对读取的单位；如需明确，可在配置的 `[unit_spellings]` 中写明该写法。",
    ),
    IssueCode.UNIT_SUSPECT: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The value fits the subject's other values of the analyte only in another unit than the file says.",
        "该数值只有换成文件所述之外的另一单位，才与该受试者同一项目的其他结果相符。",
        "Ask the lab in which unit it was reported. If the unit is wrong, have the row corrected and sent again, or set it aside; if it is right, release the row.",
        "请向实验室询问实际报告单位。如果单位有误，请实验室更正后重新发送该行，或将其搁置；如果单位无误，请放行该行。",
    ),
    IssueCode.CONVERTED_ELSEWHERE: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The standard result in the file differs from the reported one by more than 0.5 %.",
        "文件中的标准化结果与原始报告结果相差超过 0.5 %。",
        "The reported result counts. Ask whoever standardized the file which factor or rounding was used; if the reported result or its unit is the wrong one, have it corrected and sent again.",
        "以原始报告结果为准。请向文件的标准化方核实所用的换算系数或舍入方法；如果原始结果或其单位有误，请更正后重新发送。",
    ),
}

_RANGE_FLAG_STATUS: Final = {
    IssueCode.RANGE_UNREADABLE: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The reference range cannot be read.",
        "无法识别参考范围。",
        "The result is kept without a range. Declare the lab's range in `[[ranges]]` of the profile and run the file again.",
        "结果已保留，但没有参考范围；请在配置的 `[[ranges]]` 中声明实验室的参考范围并重新运行该文件。",
    ),
    IssueCode.RANGE_IS_A_DATE: Meaning(
        *_NOTE,
        Actor.LAB,
        "A spreadsheet turned the reference range into a date, such as 3-5 into 5-Mar.",
        "表格软件把参考范围变成了日期，例如把 3-5 变成 3月5日。",
        "The result is kept without a range. Format the range column as text before filling it, export from the lab system again, and send that file.",
        "结果已保留，但没有参考范围；请先将参考范围列设为“文本”格式，再从检验系统重新导出并发送。",
    ),
    IssueCode.RANGE_DECIMAL_MARK: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The reference range is written with another decimal mark than the profile declares.",
        "参考范围使用的小数点与配置中声明的不同。",
        'The result is kept without a range. Ask the lab, set `[file] decimal_mark` to `"."` or `","` in the profile, and run the file again.',
        '结果已保留，但没有参考范围；请向实验室确认，在配置中将 `[file] decimal_mark` 设为 `"."` 或 `","`，然后重新运行该文件。',
    ),
    IssueCode.RANGE_REVERSED: Meaning(
        *_NOTE,
        Actor.LAB,
        "The low limit of the reference range lies above the high limit.",
        "参考范围的下限高于上限。",
        "The result is kept without a range. Correct the range in the lab system and send the row again.",
        "结果已保留，但没有参考范围；请在检验系统中改正参考范围后重新发送该行。",
    ),
    IssueCode.FLAG_UNKNOWN: Meaning(
        *_NOTE,
        Actor.NOBODY,
        "The flag of the lab is not known.",
        "未知的异常提示符号。",
        "Nothing to do: high and low are computed from the value and its range.",
        "无需处理：偏高或偏低由数值与参考范围计算得出。",
    ),
    IssueCode.FLAG_MISMATCH: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The flag of the lab does not fit the value and its reference range.",
        "异常提示与数值及参考范围不符。",
        "Ask the lab which range it applied, by sex, age or method, and write it in `[[ranges]]` if the file does not carry it. The computed flag is used.",
        "请向实验室确认所用的参考范围（性别、年龄或方法）；如文件中没有，请写入 `[[ranges]]`。系统采用计算得出的提示。",
    ),
    IssueCode.STATUS_UNKNOWN: Meaning(
        *_REJECT,
        Actor.DATA_MANAGER,
        "The status of the report is not known.",
        "未知的报告状态。",
        "Write in `[status]` of the profile whether this word means preliminary, final, corrected, deleted or not-done, and run the file again.",
        "请在配置的 `[status]` 中写明该词表示 preliminary、final、corrected、deleted 还是 not-done，然后重新运行该文件。",
    ),
    IssueCode.REVISED_UNREADABLE: Meaning(
        *_NOTE,
        Actor.DATA_MANAGER,
        "The time of revision cannot be read.",
        "无法识别修订时间。",
        "The result is kept as if it had no time of revision. Add the pattern to `[file] dates` and run the file again.",
        "结果已保留，视为没有修订时间；请在 `[file] dates` 中加入相应格式并重新运行该文件。",
    ),
}

_OTHERS: Final = {
    IssueCode.DIRECT_OVER_TOTAL: Meaning(
        *_NOTE,
        Actor.LAB,
        "Direct bilirubin is higher than total bilirubin in the same specimen.",
        "同一标本的直接胆红素高于总胆红素。",
        "Both results are kept. Check both values and their units; if one is wrong, send it again marked as corrected.",
        "两个结果均已保留；请核对两个数值及其单位，如有错误，请标记为“已更正”后重新发送。",
    ),
    IssueCode.ALBUMIN_OVER_PROTEIN: Meaning(
        *_NOTE,
        Actor.LAB,
        "Albumin is higher than total protein in the same specimen.",
        "同一标本的白蛋白高于总蛋白。",
        "Both results are kept. Check both values and their units; if one is wrong, send it again marked as corrected.",
        "两个结果均已保留；请核对两个数值及其单位，如有错误，请标记为“已更正”后重新发送。",
    ),
    IssueCode.DUPLICATE: Meaning(
        *_NOTE,
        Actor.NOBODY,
        "The same result stands in the file more than once.",
        "同一结果在文件中重复出现。",
        "Nothing to do: it counts once.",
        "无需处理：只计一次。",
    ),
    IssueCode.POSSIBLE_DUPLICATE: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The center has sent this value for the same day already, and only tells the time, the specimen type or the specimen id otherwise: in all likelihood it is one result.",
        "该中心已发送过同一天的相同数值，只是时间、标本类型或标本编号的写法不同：很可能是同一个结果。",
        "If it is one result, leave this one waiting; where this one says more, set the other aside, or void its file, and this one counts. If both were measured, release it.",
        "如果是同一个结果，让该结果继续等待即可；如果该结果的信息更完整，请搁置另一个结果或作废其文件，该结果随即生效。如果确为两次检测，请放行该结果。",
    ),
    IssueCode.MOVED_SUSPECT: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "The center has reported the same result of the same specimen for another subject, and did not take it back there.",
        "该中心已将同一标本的同一结果报告给另一名受试者，且未在该受试者处撤销。",
        "Ask the lab which subject the specimen belongs to. If it is this one, retire the other's result, and this one counts; if it is the other, retire this one; if there were two specimens of one number, release it.",
        "请向实验室询问该标本属于哪名受试者。如属于本受试者，请停用另一受试者的结果，本结果随即生效；如属于另一受试者，请停用本结果；如果是编号相同的两份标本，请放行本结果。",
    ),
    IssueCode.CONFLICT: Meaning(
        *_HOLD,
        Actor.LAB,
        "The file gives two different values for the same measurement, and nothing says which is newer.",
        "文件对同一次检测给出两个不同的数值，且无法判断哪个更新。",
        "Send the right value again, marked as corrected or with a later time of revision, or ask the data manager to accept one of the two. If these are two specimens, give each its own id and set `[file] specimen_identifies = true`.",
        "请将正确的数值标记为“已更正”或附上更晚的修订时间后重新发送，或请数据管理员采纳其中之一；如果是两份标本，请分别编号并设置 `[file] specimen_identifies = true`。",
    ),
    IssueCode.CHANGED_UNMARKED: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "A later file gives another value without marking it as corrected or revised.",
        "后来的文件给出了不同的数值，但没有更正或修订标记。",
        'Ask the lab. Accept the new value or set it aside; the earlier one stays current until then. If this lab never marks changes, set `[file] changes = "accept"`.',
        '请向实验室询问，然后采纳新值或将其搁置，此前以旧值为准；如果该实验室从不标记更改，可设置 `[file] changes = "accept"`。',
    ),
    IssueCode.REVERTS_CORRECTION: Meaning(
        *_HOLD,
        Actor.DATA_MANAGER,
        "A later file comes back to a value that had been corrected or withdrawn.",
        "后来的文件又回到了已被更正或撤回的数值。",
        "If the lab merely sent old data again, set the row aside. If the lab took its correction back, accept the row.",
        "如果实验室只是重发了旧数据，请搁置该行；如果实验室确实撤销了更正，请采纳该行。",
    ),
}

MEANINGS: Final[Mapping[IssueCode, Meaning]] = MappingProxyType(
    _FILE | _ROW | _WHO_AND_WHEN | _ANALYTE | _VALUE | _UNIT | _RANGE_FLAG_STATUS | _OTHERS
)
