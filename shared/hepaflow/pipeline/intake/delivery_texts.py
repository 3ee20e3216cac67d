"""Define what the receipt of a delivery says became of it, in English and Chinese."""

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.receipts.receipts import Text
from hepaflow.domain.study.files import FileStatus

TAKEN_UP = Text(
    "The file was processed. Its receipt is under `receipts`, in the folder of the run number.",
    "文件已处理。回执位于 receipts 所示目录，按处理次数编号。",
)
UNPACKED = Text(
    "The archive was unpacked. Each file in it has its own receipt. Nothing to do.",
    "压缩包已解压，其中每个文件各有回执。无需处理。",
)
LARGE = MEANINGS[IssueCode.FILE_TOO_LARGE]
TOO_LARGE = Text(f"{LARGE.title_en} {LARGE.remedy_en}", f"{LARGE.title_zh}{LARGE.remedy_zh}")
DELIVERED_BEFORE = Text(
    "The same file was delivered before. It changes nothing. Nothing to do.",
    "此文件此前已发送过，没有新内容。无需处理。",
)
REFUSED_BEFORE = Text(
    (
        "The same file was refused before, and the profile has not changed since. Follow the first receipt and send the "
        "corrected file. Or send this file again after the data manager has changed the profile."
    ),
    "此文件此前未被接收，且配置文件尚未更改。请按首次回执更正后重新发送；或在数据管理员更改配置文件后再次发送本文件。",
)
WAITS_BEFORE = Text(
    "The same register was delivered before. It waits for a data manager: confirm it, or void it.",
    "此名册此前已发送过，正在等待数据管理员确认或作废。",
)
READ_BY_ANOTHER_FEED = Text(
    (
        "The same file was delivered before, and read with the profile of the feed {first}. Its results stay those of this "
        'profile. Data manager: if the file belongs to the feed {feed}, run it again with `feed` "{feed}". Nothing to do '
        "for the lab."
    ),
    "此文件此前已发送过，并按数据来源 {first} 的配置文件读取，其结果仍以该配置文件为准。数据管理员：如文件属于数据来源 {feed}，"
    '请以 `feed` "{feed}" 重新处理该文件。实验室无需处理。',
)
READ_BY_A_FEED = Text(
    (
        "The same file was delivered before, and read with the profile of the feed {first}. Its results stay those of this "
        "profile. The folder of this delivery is not a feed of the center. Data manager: if the file belongs to another "
        "feed, run it again with that `feed`. Nothing to do for the lab."
    ),
    "此文件此前已发送过，并按数据来源 {first} 的配置文件读取，其结果仍以该配置文件为准。本次发送所在目录不是该中心已声明的数据来源。"
    "数据管理员：如文件属于其他数据来源，请以该数据来源的 `feed` 重新处理该文件。实验室无需处理。",
)
TEXTS_BEFORE = {FileStatus.REFUSED: REFUSED_BEFORE, FileStatus.TO_CONFIRM: WAITS_BEFORE}
AWAITING_PROFILE = Text(
    (
        "The file is waiting for the center's profile, which describes how to read it. Data manager: add the profile; the "
        "file is then processed automatically. Nothing to do for the lab."
    ),
    "文件正在等待该中心的配置文件（说明如何读取文件）。数据管理员：请添加配置文件，随后文件将自动处理。实验室无需处理。",
)
AWAITING_PROFILE_OF_FEED = Text(
    (
        "The file is waiting for the profile of the feed {feed} of the center. Data manager: add that profile; the file is "
        "then processed automatically. Nothing to do for the lab."
    ),
    "文件正在等待该中心数据来源 {feed} 的配置文件。数据管理员：请添加该配置文件，随后文件将自动处理。实验室无需处理。",
)
AWAITING_FEED = Text(
    (
        "The file is waiting. Its folder is not a feed of the center. Lab: ask the data manager for the right folder, and "
        "send the file there. Data manager: or declare the folder as a feed in the study's definition and add its profile; "
        "the file is then processed automatically."
    ),
    "文件正在等待：所在目录不是该中心已声明的数据来源。实验室：请向数据管理员确认正确的目录，并将文件发送至该目录。"
    "数据管理员：也可在研究定义中将该目录声明为数据来源并添加其配置文件，随后文件将自动处理。",
)
AWAITING_PATTERN = Text(
    (
        "The file is waiting. The pattern of subject ids of the center's profile, or of the study's definition, can take too "
        "long. Data manager: add a version with a simpler pattern; the file is then processed automatically. Nothing to "
        "do for the lab."
    ),
    "文件正在等待：该中心配置文件或研究定义中的受试者编号格式可能耗时过长。数据管理员：请添加格式更简单的新版本，随后文件将自动处理。实验室无需处理。",
)
UNKNOWN_FOLDER = Text(
    (
        "There is no study or center for this folder. Data manager: define it, and the file is then processed "
        "automatically; or give the lab the right folder."
    ),
    "该目录不对应任何已定义的研究或中心。数据管理员：请定义该中心，随后文件将自动处理；或告知实验室正确的目录。",
)
MOVED = Text(
    "The center of this folder is now defined, and the file is processed there. Nothing to do.",
    "该目录对应的中心现已定义，文件已转至该中心处理。无需处理。",
)
FAULT_OF_OURS = Text(
    "The file could not be processed because of a fault on our side. The operator is notified. Nothing to do for the lab.",
    "由于我方系统故障，文件未能处理，系统运维人员已收到通知。实验室无需处理。",
)
REMOVED = Text(
    (
        "The file waited for 180 days and could not be processed. It was removed, and none of its results counts. Ask the "
        "data manager before you send it again."
    ),
    "文件等待 180 天仍无法处理，现已删除，其中的结果均未计入。重新发送前，请先联系数据管理员。",
)
NAMED = Text(
    " The file name identifies a person. Use another name next time.",
    "文件名含有个人信息，下次请更换文件名。",
)
