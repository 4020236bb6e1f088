"""The organ that gives the report: from the title, else from what else names it, weighed as evidence.

Names are given as the report writes them, without the blanks a converter put between their characters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from reports.identity_data import (
    BARE_KINDS,
    CANONICAL_ENDS,
    DATE_ONLY,
    GENERIC_START,
    INNER_OFFICE,
    KIND,
    LABELS_OF_ORGAN,
    LABELS_OF_TITLE,
    LEVEL_SHORTHAND,
    LOOKALIKES,
    MINISTRY,
    NOT_IN_ORGAN,
    PLACES_LIKE_LEVELS,
    SCOPE_BRACKET,
    SELF_KINDS,
    SELF_REFERENCE,
    TITLE_END,
    TOPIC,
    VERB,
    YEAR,
)
from reports.identity_text import fold, nearest_end

OPENING = 300  # characters of narrative in which a report introduces itself
_HAN = r"[\u3400-\u9fff·]"
_NAME = rf"(?:{_HAN}|\({_HAN}{{1,12}}\)|[0-9]{{1,4}}(?!年|\d))"
_ENDS_IN_KIND = re.compile(rf".*{KIND}(?:\({_HAN}{{1,20}}\))?")
_YEAR_IN_TITLE = re.compile(
    rf"\(?(?:公元)?{YEAR}(?:(?:-|—|~|至){YEAR})?(?:年度|年|度)?\)?"
    r"|\(\d{2}年度?\)|(?<!\d)\d{2}年度?(?=$|政府|信息)"
)
_ABOUT = re.compile(r"^关于(?:报送|上报|呈报|印发|公布|发布|公开|做好|编制|提交|对)?|关于.*$")
_LEADING = re.compile(rf"^(?:附件?\d*|[#*★●■◆•·\-—]+|\(?\d{{1,2}}[.、)]|[《“\"'‘]|(?:{'|'.join(LABELS_OF_TITLE)}))+")
_TRAILING = re.compile(
    r"(?:[》”\"'’、,:—\-·]|的|年度|度|全面|深入|推进|开展|落实|加强|实施|贯彻|依法|(?<=[局委办厅府]) ?工作|主动|执行)+$"
)
_LOOKALIKES = str.maketrans(LOOKALIKES)
_ANNOUNCING = re.compile(r".*(?:公布|公开|编制|编写|形成|发布|现将|现就|报告|报送|以下(?:是|为)|将)")
_BRACKETED = re.compile(r"\(([^()]{2,30})\)")
_OPENING_BRACKET = str.maketrans("()", "（）")

_PHRASE = re.compile(
    rf"(?:^|[,。;:\n]|公布|公开|编制|发布|现将|报告|了|将)(?P<name>{_NAME}{{2,30}}?)(?:关于)?(?:在|对)?{YEAR}年?度?的?{TOPIC}"
)
_COMPILED = re.compile(
    rf"由(?P<name>{_NAME}{{2,30}}?{KIND})(?:按照|根据|依据|依照|结合|汇总|综合|负责|牵头|组织|统一|具体|起草|撰写|编写|编制|整理|制作)"
)
_CONTACT = re.compile(
    rf"(?:请(?:与|向|致电|拨打|联系)|可(?:与|向|联系)|敬请联系|联系单位:|联系人?:|直接与|致电)(?P<name>{_NAME}{{2,30}}?{KIND})"
    r"(?=联系|咨询|反映|反馈|查询|\(|,|。|$|\d|电话|政府信息|政务|信息)"
)
_SUBJECT = re.compile(
    rf"(?:^|[\n。;!?,:)])(?P<year>(?:{YEAR}年(?:度|以来|来|期间)?|今年以来|本年度|一年来|全年)[,、]?)?"
    rf"(?P<name>{_NAME}{{2,28}}?{KIND}|{MINISTRY})(?={VERB})"
)
_LABEL = re.compile(rf"(?P<label>{'|'.join(sorted(LABELS_OF_ORGAN, key=len, reverse=True))})[:：]")
_VALUE = re.compile(
    rf"{_NAME}+?(?=发布|浏览|时间|日期|字体|字号|作者|文号|公开|成文|点击|索引|主题|[^\u3400-\u9fff·()]|$)"
)
_WEB_SITE = re.compile(r"(?:网|网站|平台|公众号|日报|晚报|客户端|门户)$")


def written(name: str) -> str:
    """A folded name as it is given out: with full-width brackets, as the forms print them."""
    return name.translate(_OPENING_BRACKET)


def organ_of_title(title: str) -> str | None:
    """The organ that a title names, None where it names none. Years, brackets of scope and the report's name go."""
    folded = fold(title)
    ends = list(TITLE_END.finditer(mended(folded)))
    head = folded[: ends[0].start()] if ends else folded[: damaged_end(folded)]
    if ends and head.endswith("人民") and ends[0]["topic"].startswith("政府"):
        head += "政府"  # 某市人民政府信息公开…, the two words run into one
    name = clean_name(head)
    if is_name(name):
        return written(name)
    if ends:
        for match in _BRACKETED.finditer(folded, ends[0].start()):
            inner = clean_name(match[1])
            if is_name(inner) and _ENDS_IN_KIND.fullmatch(inner):
                return written(inner)
    return None


def mended(folded: str) -> str:
    """Folded text with what OCR mistakes for the words of a title read as these; one character for one."""
    return folded.translate(_LOOKALIKES)


def damaged_end(line: str) -> int | None:
    """Where the report's name begins at the end of a folded line that has up to three characters of it wrong."""
    if len(set(line) & set(CANONICAL_ENDS[0])) < 6:
        return None
    errors, at = min(nearest_end(line, canonical) for canonical in CANONICAL_ENDS)
    return at if errors <= 3 and len(set(line[at:]) & set("信息公开")) >= 2 else None


def clean_name(head: str) -> str:
    """The part of a folded title before the report's name, stripped of all that is no name of an organ."""
    name = SCOPE_BRACKET.sub("", head)
    name = _YEAR_IN_TITLE.sub("", name)
    while True:
        shorter = _TRAILING.sub("", _LEADING.sub("", _ABOUT.sub("", name).strip(" :,、")))
        shorter = shorter[1:-1] if re.fullmatch(r"\([^()]*\)", shorter) else shorter
        if shorter.count("(") != shorter.count(")"):
            shorter = shorter.replace("(", "").replace(")", "")
        if shorter == name:
            return name
        name = shorter


def is_name(name: str) -> bool:
    """Whether a folded text may be an organ's own name, rather than "我局", "全县", "各部门"."""
    if not 2 <= len(name) <= 45 or not re.search(_HAN, name) or re.search(r"[。;!?:《》]", name):
        return False
    if re.fullmatch(r"(?:我|各|该|本(?!溪)|全(?!州|椒|南|国)).{0,4}", name):
        return False
    if re.search(r"名称|[xX×╳✕]{2}|^某|[○_]{2}", name):  # an empty form
        return False
    if name in {"政府", "机关", "单位", "行政机关", "人民政府", "年度", "部门", "政务", "中华人民共和国", "办公室"}:
        return False
    return not re.search(r"公开(?!办|中心|处|科|局|服务)|报告|年报", name)


def is_organ_line(text: str) -> str | None:
    """The organ in a folded line that holds a name and at most a date ("某县水利局2024年1月10日"), else None."""
    line = re.sub(r"\((?:盖章|公章|印章)\)|盖章$", "", DATE_ONLY.sub("", text)).strip("()—-,:")
    if not 3 <= len(line) <= 36 or not re.fullmatch(rf"{_NAME}+", line) or not is_own_name(line):
        return None
    return line


def is_own_name(name: str) -> bool:
    """Whether a folded text found outside of the title is the name of one organ."""
    return bool(
        is_name(name)
        and _ENDS_IN_KIND.fullmatch(name)
        and name not in BARE_KINDS
        and not name.startswith("(")
        and not GENERIC_START.match(name)
        and not NOT_IN_ORGAN.search(name)
        and not re.fullmatch(r"[省市县区州旗镇乡](?:委|政府|人民政府|直部门|级部门)?", name)
    )


def _with_and_without_office(name: str, weight: float) -> Iterable[tuple[str, float]]:
    """The office that writes or answers, and rather the organ it belongs to: 某县水利局办公室, 某县水利局."""
    shorter = INNER_OFFICE.sub("", name)
    if shorter != name and is_own_name(shorter):
        yield shorter, weight
        weight -= 1.0
    yield name, weight


def labelled_organs(lines: Sequence[str]) -> Iterable[tuple[str, int]]:
    """Organs that an information bar names, with weights; a label's value may be in the next line or cell."""
    for number, line in enumerate(lines):
        for match in _LABEL.finditer(line):
            rest = line[match.end() :] or (lines[number + 1] if number + 1 < len(lines) else "")
            value = _VALUE.match(rest)
            if value and not _WEB_SITE.search(value[0]) and is_own_name(value[0]):
                yield value[0], LABELS_OF_ORGAN[match["label"]]
        if line in LABELS_OF_ORGAN and number + 1 < len(lines) and is_own_name(lines[number + 1]):
            yield lines[number + 1], LABELS_OF_ORGAN[line]


def narrated_organs(prose: str) -> Iterable[tuple[str, float]]:
    """Organs that the narrative shows as the one reporting, with weights. ``prose`` is folded, lines by newlines."""
    for match in _PHRASE.finditer(prose):
        yield clean_name(_ANNOUNCING.sub("", match["name"])), 8.0
    for match in _COMPILED.finditer(prose):
        yield from _with_and_without_office(match["name"], 7.0)
    for match in _CONTACT.finditer(prose):
        yield from _with_and_without_office(match["name"], 4.0)
    told: dict[str, float] = defaultdict(float)
    for match in _SUBJECT.finditer(prose):
        if match.start() < OPENING and match["name"] not in told:
            yield match["name"], 4.0
        told[match["name"]] += 4.0 if match["year"] else 2.0
    for name, weight in told.items():
        yield name, min(weight, 7.0)


_COUNT_BEFORE = re.compile(r"\d+(?=[^\d年月日号])")  # of visits, or a page's number, at the end of the line before


def organ_of_narrative(prose: str, named: Iterable[tuple[str, float]] = ()) -> str | None:
    """The organ for which the evidence is best, or None. ``named``: names from elsewhere, with their weights."""
    weights: dict[str, float] = defaultdict(float)
    for found, weight in (*named, *narrated_organs(prose)):
        name = found[match.end() :] if (match := _COUNT_BEFORE.match(found)) else found
        if is_own_name(name):
            weights[name] += weight
    if not weights:
        return None
    own_kind = _own_kind(prose)
    for name in weights:
        weights[name] += min(prose.count(name), 4) * 0.5
        if LEVEL_SHORTHAND.match(name) and not name.startswith(PLACES_LIKE_LEVELS):
            weights[name] -= 3.0
        if own_kind:
            weights[name] += 3.0 if re.search(f"(?:{SELF_KINDS.get(own_kind, own_kind)})$", name) else -3.0
    alone = dict(weights)
    for name in weights:
        weights[name] += 0.5 * sum(weight for other, weight in alone.items() if _is_fuller(name, other) and weight > 0)
    best = max(weights, key=lambda name: weights[name])
    for name in weights:
        if name != best and _brief(name).endswith(_brief(best)) and _is_fuller(name, best):
            best = name
    return written(best) if weights[best] > 0 else None


def _brief(name: str) -> str:
    return name.replace("人民政府", "政府")


def _is_fuller(name: str, other: str) -> bool:
    """Whether a name is another with its place before it (某县某镇, 某镇) or its form after it (某镇政府, 某镇)."""
    before, found, after = name.partition(other)
    if _brief(name) != _brief(other) and _brief(name).endswith(_brief(other)) and LEVEL_SHORTHAND.match(other):
        return True  # 县水利局 is how 某县水利局 is spoken of at home
    return bool(found and name != other and re.fullmatch(r"(?:.*[省市县区州旗盟])?", before)) and after in {
        *("", "人民政府", "政府", "办事处", "管理委员会", "管委会"),
    }


def _own_kind(prose: str) -> str | None:
    """What the report calls its own organ ("我局" → 局), where it says so at least twice."""
    counts: dict[str, int] = defaultdict(int)
    for match in SELF_REFERENCE.finditer(prose):
        counts[match[1]] += 1
    if not counts:
        return None
    kind = max(counts, key=lambda key: counts[key])
    return kind if counts[kind] >= 2 else None
