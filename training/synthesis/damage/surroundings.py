"""What gets between and around: navigation, page furniture, foreign lines."""

from __future__ import annotations

from reports.tags import Tag
from training.synthesis.damage.rows import MARKED_UP, is_border, ways
from training.synthesis.layouts.furniture import page_number
from training.synthesis.layouts.writer import Border, Chooser
from training.synthesis.pieces import Laid, Piece

_BEFORE = (
    "首页 > 政务公开 > 政府信息公开年报",
    "当前位置：首页 / 信息公开 / 法定主动公开内容 / 年度报告",
    "您现在的位置是：网站首页>>政府信息公开>>年报",
    "政府信息公开指南",
    "政府信息公开制度",
    "依申请公开",
    "法定主动公开内容",
    "政府信息公开年报",
    "【字体：大 中 小】",
    "字号：[大] [中] [小]  打印本页",
    "无障碍浏览 | 长者模式 | 登录",
    "浏览次数：{n}",
    "发布时间：{y}-01-{d} 09:{d}",
    "发布日期：{y}年1月{d}日  来源：办公室  点击数：{n}",
    "索引号：{n}-2/{y}-000{d}  主题分类：综合政务",
    "分享到：微信 微博",
    "繁体版 | English | 网站支持IPv6",
    "信息名称：政府信息公开工作年度报告  文号：无",
)
_BEFORE_HELDOUT = (
    "点击收藏 我要纠错 返回列表",
    "栏目导航：机构职能 规划计划 财政信息 人事信息",
    "访问量 {n} 时间 {y}/1/{d} 责任编辑 管理员",
)
_AFTER = (
    "打印本页    关闭窗口",
    "【打印】【关闭】【返回顶部】",
    "上一篇：{z}年政府信息公开工作年度报告",
    "下一篇：没有了",
    "附件下载：{y}年度报告.docx",
    "版权所有：本单位办公室  网站标识码：{n}0001",
    "备案号：ICP备{n}号-1   公网安备 {n}号",
    "主办单位：人民政府办公室    技术支持：信息中心",
    "网站地图 | 联系我们 | 隐私声明",
    "扫一扫在手机打开当前页",
    "相关链接：国务院部门网站  省政府网站",
    "您是第{n}位访客",
)
_AFTER_HELDOUT = ("相关阅读 {z}年年报解读", "本网站由信息中心维护 电话{n}", "点赞 {d} 收藏 {d} 评论 0")
_JUNK = (
    "4+H 4+H +/",
    "甘加 半土",
    ". . , '",
    "丨 丨 丨",
    "^_ ~ -- =",
    "图片1.png",
    "图1 各类申请所占比重",
    "HYPERLINK \\l",
    "ＩＩＩ ＿ ＿",
    "[图片]",
    "!img",
    "仅供内部核对使用",
    "扫描全能王 创建",
    "![](images/{n}.jpg)",
    "![Image {d}](https://www.example.gov.cn/images/{n}.png)",
    "[打印](javascript:window.print())",
    "[首页](/index.html) > [年报](/nb/)",
    "* [下载附件](./P0{n}.docx)",
)
_JUNK_HELDOUT = (
    "rId{d} image{d}.emf",
    "PAGE \\* MERGEFORMAT",
    "¬ ¬ § ¶",
    "公章处",
    "WPS 稻壳",
    "<!-- image -->",
    "URL Source: https://www.example.gov.cn/{n}",
)


_CLOSED = MARKED_UP - {"markdown"}  # ways of writing a table that let no line in between


def _lines(chooser: Chooser, pool: tuple[str, ...], heldout: tuple[str, ...], count: int) -> list[str]:
    found = pool + (heldout if chooser.heldout else ())
    rng = chooser.rng
    year = rng.randrange(2020, 2027)
    return [
        line.format(n=rng.randrange(100, 99999), y=year, z=year - 2, d=rng.randrange(10, 29))
        for line in rng.sample(found, min(count, len(found)))
    ]


def _block(lines: list[str], between: str) -> list[Piece]:
    pieces: list[Piece] = []
    for line in lines:
        pieces += [Piece(line, Tag.RUNNING_HEAD), Border(between, role="block")]
    return pieces


def _between(laid: Laid) -> str:
    """What parts two blocks in this report: nothing but a space where line breaks are lost."""
    return " " if laid.layout == "unbroken" else "\n"


def navigation(laid: Laid, chooser: Chooser) -> Laid:
    """A web site's navigation before the report, after it, or both."""
    between = _between(laid)
    where = chooser.pick({"before": 2, "after": 2, "both": 3})
    before = _block(_lines(chooser, _BEFORE, _BEFORE_HELDOUT, chooser.rng.randrange(1, 9)), between)
    after = _block(_lines(chooser, _AFTER, _AFTER_HELDOUT, chooser.rng.randrange(1, 7)), between)
    pieces = (before if where != "after" else []) + list(laid.pieces)
    if where != "before":
        pieces += [Border(between, role="block"), *after]
    return laid.with_(pieces=pieces)


def _break_places(laid: Laid, *, inside: bool) -> list[int]:
    """Indices after which a new line begins: of blocks and, with ``inside``, of rows and lines too."""
    roles = ("block", "row", "line", "table", "cell") if inside else ("block",)
    text = ""
    places = []
    for i, (piece, way) in enumerate(zip(laid.pieces, ways(laid.pieces), strict=True)):
        text = piece.text or text
        if way in _CLOSED:
            continue
        if any(is_border(piece, role) for role in roles) and text.endswith("\n"):
            places.append(i + 1)
    return places


def _insert(laid: Laid, at: list[int], make: list[list[Piece]]) -> Laid:
    pieces = list(laid.pieces)
    for place, new in sorted(zip(at, make, strict=True), key=lambda pair: -pair[0]):
        pieces[place:place] = new
    return laid.with_(pieces=pieces)


def page_furniture(laid: Laid, chooser: Chooser) -> Laid:
    """Page numbers and a running head at a few line borders, in the middle of tables too."""
    places = _break_places(laid, inside=True)
    at = sorted(chooser.rng.sample(places, min(len(places), chooser.rng.randrange(2, 9))))
    name = laid.organ or ""
    head = chooser.pick({"": 5, f"{name}政府信息公开年度报告": 2, name: 1, "政府信息公开": 1})
    blank = chooser.pick({"": 3, "\n": 2})
    form = page_number(chooser)
    first = chooser.rng.randrange(1, 3)
    made = []
    for n, _ in enumerate(at):
        new = [Piece(blank)] if blank else []
        new += [Piece(_renumbered(form, n + first), Tag.RUNNING_HEAD), Border("\n", role="line")]
        if head:
            new += [Piece(head, Tag.RUNNING_HEAD), Border("\n", role="line")]
        made.append(new + ([Piece(blank)] if blank else []))
    return _insert(laid, at, made)


def _renumbered(form: str, number: int) -> str:
    """A page number's form with its first number replaced."""
    digits = "".join(c if c.isdigit() else " " for c in form).split()
    return form.replace(digits[0], str(number), 1) if digits else form


def foreign_lines(laid: Laid, chooser: Chooser) -> Laid:
    """Lines that belong to nothing: recognised stamps and pictures, field codes, debris."""
    inside = chooser.chance(0.6)
    places = _break_places(laid, inside=inside)
    lines = _lines(chooser, _JUNK, _JUNK_HELDOUT, chooser.rng.randrange(1, 6))
    at = sorted(chooser.rng.sample(places, min(len(places), len(lines))))
    return _insert(laid, at, [_block([line], "\n") for line in lines[: len(at)]])
