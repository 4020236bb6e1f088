"""Every error of the API: its code, its status and its title. docs/api.md lists them."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of problem. ``title`` is the same for each of its occurrences; what happened is in the detail."""

    status: int
    title: str


PROBLEMS: dict[str, Kind] = {
    # The request
    "bad_request": Kind(400, "请求无法理解 · The request cannot be understood"),
    "incomplete_body": Kind(400, "请求体不完整 · The body is shorter than declared"),
    "key_required": Kind(401, "需要密钥 · An API key is required"),
    "key_invalid": Kind(401, "密钥无效 · The API key is unknown, revoked or expired"),
    "role_missing": Kind(403, "密钥权限不足 · The API key has not the role needed"),
    "host_refused": Kind(403, "主机名不被接受 · Not a name of this machine"),
    "cross_site": Kind(403, "拒绝来自其他网站的请求 · Refused: the request comes from another web site"),
    "proxy_without_keys": Kind(403, "经代理访问须有密钥 · Requests through a proxy need an API key"),
    "not_found": Kind(404, "没有这个地址 · There is nothing at this address"),
    "report_not_found": Kind(404, "没有这份报告 · No such report"),
    "organ_not_found": Kind(404, "没有这个机关的报告 · No report of this organ"),
    "reading_not_found": Kind(404, "没有这次读取 · No such reading"),
    "table_not_found": Kind(404, "没有这个表格 · No such table"),
    "passage_not_found": Kind(404, "没有这个段落 · No such passage"),
    "job_not_found": Kind(404, "没有这个任务 · No such job"),
    "method_not_allowed": Kind(405, "此地址不支持这个方法 · Method not allowed here"),
    "not_acceptable": Kind(406, "没有所要的格式 · None of the formats asked for can be given"),
    "slow_body": Kind(408, "请求体传得太慢 · The body arrives too slowly"),
    "job_over": Kind(409, "任务已结束 · The job is over"),
    "job_not_over": Kind(409, "任务尚未结束 · The job is not over"),
    "body_too_large": Kind(413, "请求体太大 · The body is too large"),
    "unsupported_encoding": Kind(415, "不支持的内容编码 · Content coding not supported"),
    "unsupported_media_type": Kind(415, "不支持的媒体类型 · Media type not supported"),
    "media_type_mismatch": Kind(415, "内容与媒体类型不符 · The content is not of the declared media type"),
    "invalid_request": Kind(422, "请求的参数有误 · A parameter of the request is wrong"),
    "invalid_cursor": Kind(422, "翻页标记无效 · The cursor of the page is invalid"),
    "invalid_name": Kind(422, "文件名不被接受 · The file name is not accepted"),
    "too_many_reports": Kind(422, "报告太多，放不进这种格式 · More reports than the format can take"),
    "empty_batch": Kind(422, "批量中没有文件 · The batch holds no file"),
    # The document
    "too_large": Kind(413, "文件太大 · The document is beyond a limit"),
    "binary": Kind(415, "不是文档 · Not a document"),
    "unsupported_format": Kind(415, "不支持的文件格式 · Format not supported"),
    "archive": Kind(415, "这里不收压缩包 · An archive where one report is expected"),
    "converter_missing": Kind(415, "本服务没有安装 LibreOffice · LibreOffice is not installed here"),
    "ocr_missing": Kind(415, "本服务没有安装文字识别 · Character recognition is not installed here"),
    "empty": Kind(422, "文件是空的 · The document is empty"),
    "encoding": Kind(422, "文字编码无法识别 · The text's encoding cannot be told"),
    "broken": Kind(422, "文件已损坏 · The document is broken"),
    "encrypted": Kind(422, "文件有密码 · The document is protected by a password"),
    "timeout": Kind(422, "读取超时 · Reading the document took too long"),
    "crashed": Kind(422, "读取时进程崩溃 · The process that read the document died"),
    "memory": Kind(422, "读取时内存超限 · Reading the document took too much memory"),
    # The service
    "internal": Kind(500, "程序内部错误 · Internal error"),
    "original_missing": Kind(500, "原件缺失或已损坏 · The original is missing or damaged"),
    "storage_full": Kind(507, "存储空间不足 · The storage is full"),
    "busy": Kind(503, "服务正忙 · The service is busy"),
    "stopping": Kind(503, "服务正在停止 · The service is stopping"),
    "database_unavailable": Kind(503, "数据库不可用 · The database is not available"),
    "index_missing": Kind(503, "还没有检索索引 · There is no search index yet"),
    "index_unfit": Kind(503, "检索索引与模型或版本不符 · The search index does not fit the model or version"),
    "unavailable": Kind(503, "读取进程无法启动 · The processes that read do not start"),
    "settings": Kind(503, "服务的设置有误 · A setting of the service is wrong"),
    "model_broken": Kind(503, "模型不可用 · The model cannot be used"),
    "model_unfit": Kind(503, "模型与本版本不符 · The model does not fit this version"),
}
