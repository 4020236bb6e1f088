"""What a query means: years, places and organs as filters, its words with their official terms, its themes and role.

The order: what stands in quotation marks is set aside, then years, organs, places and levels are taken out, then the
words with which questions are asked (哪些单位, 有没有, 如何). What is left is what is looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.themes import Classifier
from reports.report import PassageRole
from reports.terms import FoundTerm, terms_in
from service.search.query_places import take_places
from service.search.query_years import take_years
from service.search.records import ThemeScore

_QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"|「([^「」]*)」|『([^『』]*)』")
_MARKS = re.compile(r"[^\w〔〕%、·\-]+")
_HAN = re.compile("[㐀-鿿]")
_FILLER = re.compile(
    "请问一下|请问|请帮我|帮我|帮忙|麻烦|我想知道|想知道|我想了解|想了解|我想|我要|想要|了解一下|查一下|看一下|找一下|找出|列出"
    "|(?:都)?有?哪些(?:单位|地方|部门|机关|地区|报告|年报|政府|机构|行政机关)?|(?:有)?哪(?:几)?(?:个|家)(?:单位|地方|部门|机关)?"
    "|哪里|哪儿|有没有|有无|是不是|是否|能不能|可不可以|要不要|有什么|有何|为什么|为何|什么样|什么|怎么样|怎么做到|怎么办|怎么|怎样|如何|何时"
    "|多少|各级|各地|各单位|各部门|各机关|所有单位|全部单位|有的单位|一些单位|一些地方|有些地方|部分单位|许多单位|很多单位"
    "|(?:年度)?(?:报告|年报)(?:里|中)(?:面)?|提到(?:了|过)?|提及|讲到|说到|谈到|写到|说明(?:了)?的?|涉及(?:到)?"
    "|关于|对于|有关|相关|(?:等)?方面|的?情况|例子|案例|近年来|近几年|近些年|目前|现在|最近|分别|一般|通常|具体|主要是|在于"
    "|做得?(?:比较)?(?:好|最好|差)的?|比较|哪"
    "|的(?:单位|部门|地方|机关|地区)$|(?<=.{2})(?:吗|呢|吧|啊)"
)
_ROLES: tuple[tuple[PassageRole, re.Pattern[str]], ...] = (
    (
        "measure",
        re.compile(
            "(?:采取|有)?了?(?:哪些|什么|怎样的)?(?:的)?(?:改进|整改|解决|应对|创新|工作|具体|主要|特色|下一?步)?(?:措施|举措|做法|办法|对策|打算|经验)"
            "|(?:如何|怎么|怎样)(?:去|来)?(?=改|提高|提升|加强|解决|推进|完善|做|整改|应对|落实|开展|强化|优化|处理|克服|保证|保障|确保|防止|规范|宣传|推广)"
            "|改进情况|整改情况|下一步(?:工作|计划)?"
        ),
    ),
    (
        "problem",
        re.compile(
            "(?:普遍|主要)?(?:存在|面临|遇到|出现)(?:着|了)?(?:的|哪些|什么)*(?:主要|突出|共性|共同|普遍)?的?(?:问题|不足|困难|短板|差距|薄弱环节)?"
            "|(?:主要|突出|共性|共同|普遍|常见)的?(?:问题|困难)|(?:的)?(?:问题|困难|短板|缺陷|毛病|差距|薄弱环节|难点|痛点)(?!整改|清单|解答|办理|回复|反映|导向)"
        ),
    ),
)
_FALLS_SHORT = re.compile(
    "不足|不够|不到位|不及时|不高|不强|不全|不严|不深|不准|不清|不熟|不规范|不健全|不完善|不平衡|不顺|不畅|不多|不重视|不主动|不准确"
    "|不更新|不回复|不统一|不合理|不稳定|不明确|不便|不丰富|不实|不好|不方便|不知道|不了解|不懂|没有?人|没人|没有(?!公开)|没更新|没回|缺|滞后|迟缓|单一"
    "|薄弱|短缺|紧张|欠缺|缺乏|过少|较少|偏少|太少|偏低|较低|过低|较慢|太慢|缓慢|拖延|推诿|敷衍|流于形式|走过场|空白|错误|差错|错别字|错敏"
    "|泄露|僵尸|打不开|找不到|搜不到|看不懂|失效|混乱|淡薄|参差不齐|被动|应付|照搬|照抄|超期|逾期|败诉|纠错|频繁|兼职|一人多岗|身兼数职|[太很]?难[找懂]|用不了|过时|老化|顾不上|跟不上|打不通|靠后|不会|不敢|不愿|[少慢差]$|没(?!有)[一-龥]"
)
_IMPROVES = re.compile(
    "(?:加强|加大|提高|提升|完善|优化|健全|建立|推进|强化|改进|拓宽|丰富|配齐|充实|压实|细化|规范(?![性化])|组织开展|开展)"
)
# Words of every report: they say where one is, not what is looked for.
_GENERIC = re.compile(
    "政府信息公开|信息公开|政务公开|政府信息|公开|信息|政务|政府|工作|单位|部门|行政机关|机关|年度|报告"
)
_WORD = re.compile(r"\w")
_EDGES = " 、,，·-的和与及在对是有等中里地得之为于"
_STOP = re.compile(
    "以及|因为|由于|可以|应该|已经|或者|如果|但是|的|了(?!解)|和(?!谐|平)|与(?!会)|(?<![普涉])及(?![时格])|或|是(?!否)"
    "|[也还又很太]|最(?!近|后)|把(?![关握])|让|等(?![级保])|之(?![间前后一])|这|那"
)
_RUN = re.compile("[㐀-鿿]{2,}|[0-9a-zA-Z.%]+")
_WORDS_OF_RUN = 4  # characters up to which a run is a word as it stands
_ASKED_LENGTH = 5  # Han characters from which on a classifier of passages is asked about a text without a known term
_TERM_SCORE = 0.7  # of a theme that a term speaks for, alone
_LEAST, _MOST = 0.3, 3  # score and number of the themes that are given


class Meant(NamedTuple):
    """A word of a query and the terms that mean the same, those left out that hold a shorter one."""

    word: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the index holds: whole names of regions and organs, and years."""

    regions: frozenset[str] = frozenset()
    organs: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a query asks for.

    ``text`` is what is left to look for when years, places and question words are taken out; it may be empty.
    ``words`` are its content words. ``phrases`` have to stand in a passage as they are. ``regions`` and ``organs`` are
    parts of names.
    """

    text: str
    words: tuple[Meant, ...]
    phrases: tuple[str, ...]
    themes: tuple[ThemeScore, ...]
    role: PassageRole | None
    years: tuple[int, ...]
    year_from: int | None
    year_to: int | None
    regions: tuple[str, ...]
    organs: tuple[str, ...]
    levels: tuple[str, ...]


_NOTHING_KNOWN = Known()


def understand(query: str, classifier: Classifier, known: Known = _NOTHING_KNOWN, *, today: date) -> Understanding:
    """What a query means. ``classifier`` is asked for its themes; ``today`` tells what 去年 is."""
    rest, phrases = _take_phrases(unicodedata.normalize("NFKC", query).strip())
    timed = take_years(rest, known.years, today.year)
    placed = take_places(timed.rest, known.regions, known.organs)
    filtered = timed.rest.strip() != rest.strip() or placed.rest.strip() != timed.rest.strip()
    role, content = _take_role(placed.rest)
    text = _tidy(_without_filler(content))
    if (not text and not phrases) or (role and len(text) < 2 and not phrases):
        asked = _tidy(placed.rest)
        text = _tidy(_without_filler(placed.rest)) if role else ("" if filtered else asked or rest)
    said = " ".join((text, *phrases)).strip()
    terms = terms_in(said)
    return Understanding(
        text=text,
        words=tuple(_words(text)),
        phrases=phrases,
        themes=_themes(said, terms, classifier),
        role=role or _role_of(said),
        years=timed.years,
        year_from=timed.year_from,
        year_to=timed.year_to,
        regions=placed.regions,
        organs=tuple(dict.fromkeys(placed.organs)),
        levels=placed.levels,
    )


def _take_phrases(query: str) -> tuple[str, tuple[str, ...]]:
    phrases = [next(filter(None, groups), "").strip() for groups in _QUOTED.findall(query)]
    return _QUOTED.sub(" ", query), tuple(dict.fromkeys(filter(None, phrases)))


def _take_role(query: str) -> tuple[PassageRole | None, str]:
    """The role that the query's words name, and the query without these."""
    protected = [(term.start, term.end) for term in terms_in(query) if term.group.themes]
    role: PassageRole | None = None
    rest = query
    for name, pattern in _ROLES:
        for match in reversed(list(pattern.finditer(rest))):
            if match[0] and not (rest == query and _cuts(match.span(), protected)):
                role, rest = role or name, f"{rest[: match.start()]} {rest[match.end() :]}"
    return role, rest


def _role_of(said: str) -> PassageRole | None:
    """The role of what is said without being called a problem or a measure: 人手不足, 加强培训."""
    if _IMPROVES.match(said):
        return "measure"
    return "problem" if _FALLS_SHORT.search(said) else None


def _without_filler(text: str) -> str:
    """The text without the words with which questions are asked; inside of terms these are none."""
    protected = [(term.start, term.end) for term in terms_in(text) if term.group.themes]
    for match in reversed(list(_FILLER.finditer(text))):
        if not _cuts(match.span(), protected):
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return text


def _cuts(span: tuple[int, int], protected: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in protected)


def _tidy(text: str) -> str:
    """Words apart by one blank, without marks and without particles at the edges."""
    pieces = (piece.strip(_EDGES) for piece in _MARKS.sub(" ", text).split())
    return " ".join(piece for piece in pieces if piece)


# Words


def _words(text: str) -> Iterable[Meant]:
    """The terms of a text, and between them what stop words leave; each once."""
    at = 0
    found: dict[str, Meant] = {}
    if not _WORD.search(text):
        return ()
    for term in terms_in(text):
        for word in _plain_words(text[at : term.start]):
            found.setdefault(word, Meant(word, ()))
        found.setdefault(term.text, Meant(term.text, _synonyms(term.text.lower(), term.group.terms)))
        at = term.end
    for word in _plain_words(text[at:]):
        found.setdefault(word, Meant(word, ()))
    specific = [meant for meant in found.values() if not _GENERIC.fullmatch(meant.word)]
    return specific or found.values() or [Meant(text, ())]


def _synonyms(word: str, terms: Sequence[str]) -> tuple[str, ...]:
    """Without terms that hold the word or another term: where these stand, the shorter one stands too."""
    others = [term for term in terms if word not in term.lower()]
    return tuple(term for term in others if not any(other != term and other in term for other in others))


def _plain_words(stretch: str) -> Iterable[str]:
    """Runs between stop words; long runs, which hold several words, as overlapping pairs of characters."""
    for run in _RUN.findall(_STOP.sub(" ", stretch)):
        if len(run) <= _WORDS_OF_RUN or not _HAN.match(run):
            yield run
        generic = _GENERIC.search(run)
        if generic and generic[0] != run and len(run) > 2:
            yield from _plain_words(run[: generic.start()])
            yield generic[0]
            yield from _plain_words(run[generic.end() :])
        elif _HAN.match(run) and len(run) >= _WORDS_OF_RUN:
            step = 2 if len(run) == _WORDS_OF_RUN else 1
            yield from (run[at : at + 2] for at in range(0, len(run) - 1, step))


# Themes


def _themes(text: str, terms: Sequence[FoundTerm], classifier: Classifier) -> tuple[ThemeScore, ...]:
    """What its terms speak for, and what the classifier of passages makes of it and of the official terms.

    A query is shorter than a passage and the classifier surer of it than it should be: a text that has no known term is
    given to it only where it is long enough, and one made of words of every report never.
    """
    core = _GENERIC.sub("", text)
    if len(_HAN.findall(core)) < 2:
        return ()
    doubts: defaultdict[str, float] = defaultdict(lambda: 1.0)
    for term in terms:
        for theme in term.group.themes:
            share = min(1.0, 0.5 + (term.end - term.start) / len(core))
            doubts[theme] *= 1 - _TERM_SCORE * share
    asked = [text] if terms or len(_HAN.findall(core)) >= _ASKED_LENGTH else []
    asked += [term.group.terms[0] for term in terms if len(term.group.terms[0]) >= 4 and term.group.themes]
    for place, found in enumerate(classifier.classify(asked)):
        for one in found.themes:
            backed = one.theme in doubts or not terms
            trust = (0.8 if backed else 0.55) if place == 0 else (0.4 if backed else 0.0)
            doubts[one.theme] *= 1 - trust * one.score
    scored = sorted((ThemeScore(theme, 1 - doubt) for theme, doubt in doubts.items()), key=lambda one: -one.score)
    return tuple(one for one in scored[:_MOST] if one.score >= _LEAST)
