"""What of a page is the report, and what is the site around it: menus, paths, share bars, footers.

Only what is surely the site's is marked; the text keeps all of it. What surely belongs to the report are its section
headings and its tables: nothing is marked between the first of them and the last, and what else stands in the
smallest element that holds them all is marked only where its own words give it away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from reports.formats.blocks import is_heading
from reports.formats.html.elements import Element, names
from reports.formats.html.items import Flowed, Item, Region, TableItem, TextLine

_OFFICIAL = 3  # labels of the official forms that make a table one of the report's
_LINK_SHARE, _ALL_LINKS = 0.6, 0.9
_LONGEST_LABEL = 200  # characters of a line of the page's own
_SITE_TAGS = names("nav header footer aside")
_SITE_ROLES = names("navigation banner contentinfo complementary search menu menubar")
# Names that sites give to what stands around a text. They are hints: a region so named has to look like it as well.
_SITE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav\w*|menu\w*|crumbs?|bread\w*|position|location|weizhi|dqwz|path|header?|top\w*|foot\w*|bottom|"
    r"copyright|side\w*|share\w*|bdshare\w*|links?|yqlj|friend\w*|tools?|toolbar|print|pages?|pager|related|xgwz|xgyd|"
    r"prev|next|info|meta|source|ly|qrcode|ewm|search|login|banner|logo|jiathis\w*)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"(?:您?(?:现在|当前)?(?:所在|的)?(?:的)?位置(?:是)?\s*[:：]|当前(?:位置|栏目)|(?:网站)?首\s*页\s*[>＞»›/→\-－|])"
)
_NEIGHBOURS = re.compile(
    r"(?:上|下)\s*[一1]\s*[篇条页]\s*[:：]?|(?:相关|推荐|热点|延伸)(?:文章|链接|信息|阅读|新闻|文档|稿件|附件下载)|友情链接|分享(?:到|至)|扫一扫|"
    r"返回(?:顶部|首页|上一页|列表)|(?:打印|关闭|收藏)(?:本页|此页|窗口|页面|文章)|[【\[(（]?(?:打印|关闭|收藏|大|中|小)[】\])）]"
)
_FOOT = re.compile(
    r"版权所有|ICP备|公网安备|网站标识码|网站地图|主办单位|主办[:：]|承办单位|承办[:：]|技术支持|建议使用.{0,20}浏览|copyright|©|隐私声明|网站声明",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:发布|发文|公开|生成|成文|更新|发表|创建|录入)(?:时间|日期)|信息来源|来\s*源\s*[:：]|文章来源|(?:浏览|点击|阅读|访问|点阅)(?:次数|量|数)?\s*[:：]|"
    r"索\s*引\s*号|字\s*[体号]\s*[:：]|作\s*者\s*[:：]|责任编辑|编\s*辑\s*[:：]|主题(?:分类|词)|发[布文](?:机构|机关|单位)|信息分类|公开(?:方式|范围|形式)|"
    r"文\s*号\s*[:：]|有\s*效\s*性|审核|浏览字号|视力保护"
)
_TITLE = re.compile(r"公开.{0,12}(?:年度?报告?|年报)|年度报告")


def has_report(items: Sequence[Item]) -> bool:
    """Whether a page holds (a good part of) a report, rather than a link to it."""
    return len(_anchors(items)) >= 2


def find_navigation(found: Flowed, title: str | None) -> set[int]:
    """The items that are the site's, by index."""
    return _Finder(found, title).find()


def _anchors(items: Sequence[Item]) -> list[int]:
    """The items that are surely the report's."""
    return [
        index
        for index, item in enumerate(items)
        if (item.official >= _OFFICIAL if isinstance(item, TableItem) else not item.links and is_heading(item.text))
    ]


def _size(item: Item) -> int:
    return item.characters if isinstance(item, TableItem) else len("".join(item.text.split()))


class _Finder:
    def __init__(self, found: Flowed, title: str | None) -> None:
        self.items = found.items
        self.regions = found.regions
        self.title = _plain(title or "")
        anchors = _anchors(found.items)
        # Where nothing tells the report, everything may be it but what its own words give away.
        self.first, self.last = (anchors[0], anchors[-1] + 1) if anchors else (0, 0)
        self.core = self._core() if anchors else Region(Element("", {}, {}, None), 0, len(found.items))
        self.sizes = [0, *accumulate(_size(item) for item in found.items)]
        self.links = [0, *accumulate(item.links for item in found.items)]

    def find(self) -> set[int]:
        marked: set[int] = set()
        for region in self.regions:
            if self._is_apart(region) and self._is_site(region):
                marked.update(index for index in range(region.first, region.last) if not self._is_kept(index))
        for index, item in enumerate(self.items):
            if not self.first <= index < self.last and index not in marked and self._speaks_of_site(index, item):
                marked.add(index)
        return {index for index in marked if _size(self.items[index])}

    def _core(self) -> Region:
        """The smallest element that holds all that is surely the report's."""
        around = [region for region in self.regions if region.first <= self.first and region.last >= self.last]
        whole = Region(Element("", {}, {}, None), 0, len(self.items))
        return min(around, key=lambda region: region.last - region.first, default=whole)

    def _is_apart(self, region: Region) -> bool:
        """Whether a region holds something, and nothing that is surely the report's."""
        return region.first < region.last and (region.last <= self.first or region.first >= self.last)

    def _is_site(self, region: Region) -> bool:
        """Whether all of a region is the site's. One within the core has to say so itself, or be all links."""
        size = self.sizes[region.last] - self.sizes[region.first]
        links = self.links[region.last] - self.links[region.first]
        element = region.element
        if self.core.first < region.last and region.first < self.core.last:
            return element.tag in ("nav", "footer", "aside") or links >= _ALL_LINKS * size > 0
        if element.tag in _SITE_TAGS or element.attribute("role").strip().lower() in _SITE_ROLES:
            return True
        if not size:
            return False
        if links >= _LINK_SHARE * size and links > 0:
            return True
        named = f"{element.attribute('id')} {element.attribute('class')}"
        if not _SITE_NAMES.search(named):
            return False
        longest = max(_size(item) for item in self.items[region.first : region.last])
        return links >= _LINK_SHARE * size / 2 or longest <= _LONGEST_LABEL / 4

    def _is_kept(self, index: int) -> bool:
        """Whether an item in a region of the site's is the report's title all the same."""
        item = self.items[index]
        if isinstance(item, TableItem):
            return item.official >= _OFFICIAL
        return self._is_title(item)

    def _is_title(self, line: TextLine) -> bool:
        """Whether a line is the report's title, not a path or a link that names it."""
        text = _plain(line.text)
        if line.links or not 6 <= len(text) <= _LONGEST_LABEL / 2 or _PATH.search(line.text):
            return False
        if _NEIGHBOURS.search(line.text):
            return False
        return bool(_TITLE.search(text)) or (bool(self.title) and (self.title in text or text in self.title))

    def _speaks_of_site(self, index: int, item: Item) -> bool:
        """Whether a line's own words say that it is the site's."""
        inside = self.core.first <= index < self.core.last and self.first < self.last
        if isinstance(item, TableItem):
            if item.official >= _OFFICIAL or inside:
                return False
            text = " ".join(cell.text for row in item.rows for cell in row)
            return len(text) <= 10 * _LONGEST_LABEL and len(set(_ABOUT.findall(text))) >= 2
        text = item.text
        size = _size(item)
        if size > _LONGEST_LABEL or self._is_title(item):
            return False
        if _PATH.search(text[:40]) and (item.links or re.search("[>＞»›]", text)):
            return True
        if _NEIGHBOURS.match(text) and (item.links or size <= _LONGEST_LABEL / 8):
            return True
        if inside and index < self.last:
            # Between the page's head and the first heading stands the report's introduction.
            return item.links > _LINK_SHARE * size
        return self._is_foot_or_head(text, inside)

    def _is_foot_or_head(self, text: str, inside: bool) -> bool:
        if _FOOT.search(text) and not re.search("[。；]", text):
            return True
        about = len(set(_ABOUT.findall(text)))
        return about >= 2 or (
            about == 1 and not inside and len(text) <= _LONGEST_LABEL / 5 and not re.search("[。；，]", text)
        )


def _plain(text: str) -> str:
    return "".join(text.split())
