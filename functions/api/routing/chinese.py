"""Translate what the API says of a request that it does not serve; loaded with the first such request of a Chinese reader."""

from collections.abc import Mapping
from typing import Any, Final

from hepaflow.pipeline.profiles.translate import translated

TITLES: Final[Mapping[str, str]] = {
    "Bad Request": "请求有误",
    "Unauthorized": "未登录",
    "Forbidden": "无权限",
    "Not Found": "未找到",
    "Method Not Allowed": "不支持该方法",
    "Conflict": "与现有数据冲突",
    "Content Too Large": "内容过大",
    "Unsupported Media Type": "不支持该格式",
    "Unprocessable Content": "请求无效",
    "Internal Server Error": "服务器内部错误",
    "Service Unavailable": "服务暂不可用",
}
_THINGS: Final[Mapping[str, str]] = {  # what a request names and the study does not have
    "arm": "治疗组",
    "center": "中心",
    "feed": "数据来源",
    "file": "文件",
    "job": "任务",
    "lab": "实验室",
    "list of rejected rows": "被拒绝行的列表",
    "measurement": "测量结果",
    "observation": "观测",
    "profile": "配置文件",
    "query": "质疑",
    "receipt": "回执",
    "report": "报告",
    "study": "研究",
    "subject": "受试者",
}
_STATES: Final[Mapping[str, str]] = {
    "open": "待答复",
    "answered": "已答复",
    "closed": "已关闭",
    "reopened": "重新打开",
}
DETAILS: Final[Mapping[str, str]] = {
    # who may ask
    "An access token is required.": "需要访问令牌。请重新登录。",
    "This is no access token. An ID token or a refresh token cannot be used here.": "这不是访问令牌。ID 令牌或刷新令牌不能用于此处。",
    "Your role does not allow this.": "您的角色无权执行此操作。",
    "Your token names no group: it has no list of texts in the claim {claim}.": "您的令牌未写明任何组：其声明 {claim} 中没有文本列表。请联系管理员。",
    "A user with another role in the study, too, is masked.": "在该研究中还有其他角色的用户处于设盲状态。",
    "The study masks results from your role, and the answer would count or show them. Ask somebody with another role of the "
    "study that is not masked.": "该研究对您的角色屏蔽了部分结果，而答复会统计或显示这些结果。请联系该研究中未被设盲的其他角色。",
    "The study masks your role, and its definition does not say that day 1 is the same event in both arms: a date of the register "
    "could show the arm. Ask somebody to change the register who has another role of the study, too, that is not masked.": "该研究对您"
    "的角色设盲，且研究定义未说明两组的第 1 天为同一事件：名册中的日期可能暴露分组。请由还具有该研究中未被设盲角色的人员更改名册。",
    "The study masks results from your role, and the row may have some. Ask about a measurement that you see.": "该研究对您的角色屏蔽了"
    "部分结果，而该行可能含有这些结果。请就您能看到的测量结果提出质疑。",
    "The study masks day 1 from your role, and the query would show the specimen's id. Ask a data manager who is not masked.": "该研究对"
    "您的角色屏蔽了第 1 天，而质疑会显示标本编号。请联系未被设盲的数据管理员。",
    # what there is not
    "Not found.": "未找到。",
    "Method not allowed.": "该地址不支持此方法。",
    **{f"There is no such {thing}.": f"没有该{said}。" for thing, said in _THINGS.items()},
    "No name is stored for this user.": "未存储该用户的姓名。",
    "The journal has no such number yet.": "日志尚无此编号。",
    # what does not fit what is stored
    "Several files have an id that begins so. Write more digits of it.": "有多个文件的编号以此开头。请多写几位。",
    "The version must be the next one after the newest.": "版本号必须是最新版本的下一个。",
    **{
        f"The query is {state}. It cannot become {wanted}.": f"该质疑的状态为“{_STATES[state]}”，不能变为“{_STATES[wanted]}”。"
        for state in _STATES
        for wanted in _STATES
    },
    "This was asked before with another due day. Reopen that query to change it.": "此前已提出同一质疑，但截止日期不同。如需更改，请重新打开该质疑。",
    "The query was reopened too often. Open another one.": "该质疑重新打开的次数过多。请另提一项质疑。",
    "The due day has passed; nothing was stored.": "截止日期已过；未保存任何内容。",
    "The observation already has this state.": "该观测已处于此状态。",
    "Holds for this issue cannot be decided together, or not by this decision. Decide about each observation.": "该问题的待定结果不能"
    "一并处理，或不能以此决定处理。请逐条决定。",
    "Too many concurrent writes; nothing was changed. Try again.": "同时写入过多；未作任何更改。请重试。",
    # what a request says
    "Invalid request.": "请求无效。",
    "Invalid register entry.": "名册条目无效。",
    "Unknown query parameter.": "未知的查询参数。",
    "`as_of` must be a journal number, or a time with its UTC offset.": "`as_of` 必须是日志编号，或带 UTC 偏移的时间。",
    "The body must be {kind}.": "请求内容的格式必须为 {kind}。",
    "The body has too many lists and objects inside each other.": "请求内容的列表和对象嵌套过深。",
    "The body has a number with too many digits.": "请求内容中有位数过多的数字。",
    "A name has 1 to 255 bytes, no folder, no control character and no ${{.": "文件名须为 1 至 255 字节，不含文件夹、控制字符和 ${{。",
    "sha256 is 64 hexadecimal digits in lower case.": "sha256 须为 64 位小写十六进制数字。",
    "The {what} is not UTF-8 text.": "内容不是 UTF-8 文本。",
    "Line {number} of the {what} holds personal data ({kind}). Write it without; nothing was stored.": "第 {number} 行含个人信息（{kind}）。"
    "请删除后再提交；未保存任何内容。",
    "The title holds personal data ({kind}). Write it without; nothing was stored.": "标题含个人信息（{kind}）。请删除后再提交；未保存任何内容。",
    "The definition is for another study.": "该定义属于另一项研究。",
    "The profile is for another center.": "该配置文件属于另一中心。",
    "The profile is for another feed.": "该配置文件属于另一数据来源。",
    "The papers are of another lab.": "该资质文件属于另一实验室。",
    "The entry has facts that the request leaves out.": "条目中有请求未写明的内容。",
    "A preview of all centers cannot be confirmed. Name the center.": "不能确认所有中心的预览。请指定中心。",
    # what is too large
    "The response exceeds 6 MB. Ask for fewer entries (`limit`, a filter), or download the file from the receipts bucket.": "答复超过"
    " 6 MB。请减少条目（`limit` 或筛选），或从回执存储桶下载该文件。",
    "The response exceeds 4.4 MB. Download it from the receipts bucket.": "答复超过 4.4 MB。请从回执存储桶下载。",
    "The partition key of an entry may have at most {most} bytes; nothing was stored.": "条目的分区键最多 {most} 字节；未保存任何内容。",
    "The sort key of an entry may have at most {most} bytes; nothing was stored.": "条目的排序键最多 {most} 字节；未保存任何内容。",
    "The item of an entry may have at most {most} bytes; nothing was stored.": "每个条目最多 {most} 字节；未保存任何内容。",
    "A {what} may have at most {most} bytes; nothing was stored.": "所提交的文本最多 {most} 字节；未保存任何内容。",
    "One change may have at most {most} entries; nothing was stored.": "一次更改最多 {most} 个条目；未保存任何内容。",
    "One change may have at most {most} bytes; nothing was stored.": "一次更改最多 {most} 字节；未保存任何内容。",
}


def problem_in_chinese(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a problem document with its title and detail in Chinese; a text that the tables do not have stays as it is."""
    title, detail = document["title"], document["detail"]
    return {**document, "title": TITLES.get(title, title), "detail": translated(detail, DETAILS)}
