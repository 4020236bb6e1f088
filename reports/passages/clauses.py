"""Sentences, and the clauses of a sentence that each make a point of their own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from reports.language import chinese
from reports.passages.announcing import FAULTS
from reports.passages.numbering import enclosed

_SHORTFALL = re.compile(
    "不(?!断|仅|同|限|只|但|少于|得不|可或缺|定期|动产|忘|懈|含|包括|论|管|超过|再|误|折不扣|作为|公开为例外)|"
    "(?<!对)未(?!来|成年)|没有|没|缺|欠|(?<!期)(?<!等)待(?!遇|见)|滞后|薄弱|单一|单调|单薄|偏|慢|短板|难(?!题)|有限|片面|流于形式|"
    "参差|陈旧|老旧|老化|老套|老一套|过时|一知半解|脱节|两张皮|应付|被动|空白|遗漏|错|泄露|失效|落后|差距|隐患|冷清|混乱|随意|"
    "断档|零散|零星|弱项|薄|粗|窄|仍需|还需|尚需|需要(?:不断|进一步|加强)|需进一步|可以进一步|提升空间|差异|偏差|距离|(?:比较|较为|过于|相对)(?!好|完善|高效)|"
    "提高空间|改进空间|拖延|迟缓|迟|推诿|生硬|笼统|千篇一律|泛泛|敷衍|松懈|松散|模糊|堆砌|雷同|兼任|兼职|流失|频繁|少(?=且|而|又)|"
    "(?:少|低|弱|差|浅|乱|晚|旧|高|僵|空|淡|虚|重)(?:的)?(?:问题|现象|情况|情形)?$|较(?:少|低|弱|差|小|短|浅)|过(?:少|低|长|短|于|多)|"
    "太(?:少|低|长|短|多|慢)|很少|极少|甚少|(?:问题|短板|现象|漏洞|困难|情形|情况)(?:仍|还|依然|时有|较|突出|存在|偶有|$)"
)
_DEPENDENT = re.compile(
    "导致|造成|影响|使|致使|从而|以致|不利于|引起|引发|因而|因此|所以|进而|让|给|难以|无法|不能|不够|不会|不敢|不愿|不知|"
    "没有(?![^,]*(?:人员|人才|队伍|机制|制度))|没能|没(?!有)|未能|未|仍|还|也|又|甚至|更|与(?![^,]{1,12}(?:的|之?间))|同|和|并|且|而|却|只|仅|就|都|(?:缺乏|缺少)(?![^,]*(?:人员|人才|队伍|力量|机制|制度|平台|经费|设备))|存在|尤其|特别|个别时候|"
    "有待|需要|亟待|处于|停留|往往|经常|常常|总|时有|容易|离|距|比|较|对此|跟不上|达不到|满足不了|有的还|反映出"
)
_UNFINISHED = re.compile(
    "由于|因(?!此|而)|受|虽|尽管|随着|鉴于|除|对照|与[^,]*相比|按照|根据|在[^,]*(?:中|上|下|时|后|方面)$|"
    "[^,]*(?:方面|以来|过程中|同时)$|不仅|不但|一旦|当|如果"
)
_GENERAL = (
    f"(?:着|一些|一定|不少|许多|诸多|很多|较多|较|多|几|[一二两三四五]|个|方面|以下|如下|下列|这样那样|的|主要|突出|明显|较大|很大|不小|"
    f"薄弱|和|与|、|及|不容忽视|亟待|亟需|急需|亟须|值得|注意|重视|克服|加强|进一步|关注|解决|改进|需要|尚待|待|完善|提升|我们|了|程度|各种|地方|之处|环节|{FAULTS})*"
)
_LEAD_IN = re.compile(
    f"(?:存在|仍有|还有|尚有|也有|有(?!的)|出现){_GENERAL}$(?<!存在)(?<!有)|(?:{FAULTS})(?:主要|具体)?(?:有|如|在于|包括|表现(?:在|为)|体现在)$|"
    "主要(?:表现|体现)?(?:在|有|为|包括)(?:以下|如下)?(?:几个?方面|几点|方面)?$|"
    "(?:表现|体现)(?:在|为)(?:以下|如下)?(?:[一二两三四五六几]个?方面|[一二两三四五六几]点)?$|(?:如下|以下)$"
)
_JOINING = re.compile("^(?:但是|但|并且|且|仍然|仍|也|还|依然|集中)+")
_PRAISE = re.compile("^虽|^尽管|总体|整体|成效|成绩|进步|进展|提升|提高|平稳|推进|有序|较好|良好|加强|圆满|努力|工作")
_BUT = re.compile("但是|但|然而|不过")
_OPENING = re.compile(
    "(?:(?:但是|但|不过|然而|只是|而且|并且)(?=[^,])(?!也|是|仍|还|与)|(?:诸如|比如|譬如|例如|如(?!何|期|实|下|果|此|今|一|意))[,:]?|"
    "(?:主要(?:表现在|表现为|体现在|表现|体现|是|有|为)|即(?![时将使日便])|表现为|表现在)[,:]?|[,;:、])"
)
_AND_SO_ON = re.compile("等{1,2}$")
_AMONG_OTHERS = re.compile(
    f"(?P<before>.*?)(?:存在|出现)(?:着|了)?(?P<points>[^:]+?)(?:等(?:方面)?的?|的)(?:{FAULTS}|不足之处|现象|情况|情形)[。;,]*$"
)
_SOME = re.compile("部分|个别|有的|少数|一些")
_PURPOSE = re.compile("确保|力争|以(?:此|便|期)|从而|切实做到|真正|使|让")
_PARALLEL = re.compile("针对|关于|对于|对[^,;]{2,40}(?:问题|不足),|在[^,;]{2,20}(?:方面|上|中),|为(?:解决|改进)")
_CLOSING = "。;,:!?、 \n"
_SHORTEST = 6  # characters of a clause that can be a point of its own, unless all are short
_ALL_SHORT = 8
_MANY = 3
_QUOTED = tuple('“"《0123456789')  # a colon before one of these leads in to no points
_AT_ONCE = 100_000  # characters that the sentences are looked for in at once
_LONGEST = 2000  # characters of a sentence that is more than a run of text without punctuation

_OPENERS = "“‘(《〈【[「『—-·●*"

Range = tuple[int, int]


class Prose:
    """A plain text with its sentences, none of which ends inside quotes or brackets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._shut = enclosed(text)
        self._shut_starts = [start for start, _ in self._shut]
        ends = {i for i, char in enumerate(text) if char == "\n"} | {len(text)}
        for start in range(0, len(text), _AT_ONCE):
            for sentence in chinese()(text[start : start + _AT_ONCE]).sents:
                end = self._full_stop(start + sentence.start_char, start + sentence.end_char)
                if not self.is_shut(end - 1, end) and not self._closes_within(end):
                    ends.add(end)
        self._ends = sorted(ends)

    def _full_stop(self, start: int, end: int) -> int:
        """The end of a sentence, to which spaCy also counts the quotes and dashes that open the next one."""
        while end > start + 1 and self.text[end - 1] in _OPENERS:
            end -= 1
        opens_quote = self.text[end - 1] == '"' and self.is_shut(end)
        return end - 1 if opens_quote else end

    def _closes_within(self, end: int) -> bool:
        """Whether a sentence in quotes or brackets that ends here stands inside of another one."""
        k = bisect_right(self._shut_starts, end - 1) - 1
        if k < 0 or self._shut[k][1] != end - 1:
            return False
        opens = self._shut_starts[k] - 1
        return opens > 0 and self.text[opens - 1] not in "。!?;\n"

    def is_shut(self, *positions: int) -> bool:
        """Whether one of the positions stands inside of quotes or brackets."""
        for position in positions:
            k = bisect_right(self._shut_starts, position) - 1
            if k >= 0 and position < self._shut[k][1]:
                return True
        return False

    def sentences(self, start: int, end: int) -> Iterator[Range]:
        """The sentences of ``[start, end)``; all end with their line."""
        begun = start
        for k in range(bisect_right(self._ends, start), len(self._ends)):
            stop = min(self._ends[k], end)
            if self.text[begun:stop].strip("\n。;,:!?、"):
                while self.text[begun] == "\n":
                    begun += 1
                yield begun, stop
            begun = stop
            if stop == end:
                return

    def parts(self, start: int, end: int, marks: str) -> list[Range]:
        """The stretches between the marks that stand outside of quotes and brackets."""
        parts = []
        begun = start
        for i in range(start, end):
            if self.text[i] in marks and not self.is_shut(i):
                if i > begun:
                    parts.append((begun, i))
                begun = i + 1
        if self.text[begun:end].strip("。;,:!?"):
            parts.append((begun, end))
        return parts or [(start, end)]


def is_lead_in(prose: Prose, start: int, end: int) -> bool:
    """Whether a sentence only says that there are faults, and not which."""
    *others, (a, b) = prose.parts(start, end, ",;:")
    if not _LEAD_IN.search(_bare(prose.text, a, b)):
        return False
    return not any(names_shortfall(prose.text[c:d]) and not _LEAD_IN.search(prose.text[c:d]) for c, d in others)


def names_shortfall(text: str) -> bool:
    """Whether a stretch of plain text speaks of something that falls short."""
    return _SHORTFALL.search(text) is not None


def faults(prose: Prose, start: int, end: int, *, alone: bool) -> list[Range]:
    """The points of a sentence on what falls short: its lead-in, where there is one, and each clause with its own."""
    among = _among_others(prose, start, end)
    if among:
        return among
    text = prose.text
    if is_lead_in(prose, start, end):
        return [(start, end)]
    body = _behind_lead_in(prose, start, end)
    found = [(start, body)] if body > start else []
    parts = prose.parts(body, end, ";")
    if len(parts) == 1:
        joined = _joined(text, prose.parts(body, end, ","))
        parts = joined if alone or found or len(joined) >= _MANY else parts
    return found + [(_opened(text, a, b), _closed(text, a, b)) for a, b in parts]


def remedies(prose: Prose, start: int, end: int) -> list[Range]:
    """The points of a sentence on what is done: the sentence, unless it lists them behind a colon or in parallel."""
    text = prose.text
    parts = prose.parts(start, end, ";")
    if len(parts) < 2:
        return [(start, end)]
    head = prose.parts(*parts[0], ":")
    lead_in, first = head[0], (head[-1][0], parts[0][1])
    listed = [first, *parts[1:]]
    if len(head) == 2 or len(parts) >= _MANY or all(_PARALLEL.match(text, a, b) for a, b in listed):
        return ([lead_in] if len(head) == 2 else []) + _with_purposes(text, listed)
    return [(start, end)]


def _with_purposes(text: str, parts: Sequence[Range]) -> list[Range]:
    """The parts, those that only say what the one before is for put to it."""
    joined: list[Range] = []
    for a, b in parts:
        if joined and _PURPOSE.match(text, a):
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined


def _among_others(prose: Prose, start: int, end: int) -> list[Range]:
    """The points of “存在更新不及时，内容不全面等问题”, where no organ or column in particular is their subject."""
    match = _AMONG_OTHERS.match(prose.text[start:end]) if end - start < _LONGEST else None
    if match is None or _SOME.search(match["before"].rpartition(",")[2]):
        return []
    a, b = (start + position for position in match.span("points"))
    parts = prose.parts(a, b, ",;")
    if len(parts) < 2 or not all(names_shortfall(prose.text[c:d]) and d - c > 3 for c, d in parts):
        return []
    lead_in = [(start, a)] if match["before"].strip(",") else []
    return lead_in + parts


def _behind_lead_in(prose: Prose, start: int, end: int) -> int:
    """Where the points begin behind clauses that only say that there are some; ``start`` where there are none."""
    text = prose.text
    behind = begun = start
    for i in range(start, end):
        if text[i] not in ",:;" or prose.is_shut(i):
            continue
        if text[i] == ";":
            break
        if text[i] == ":" and text[i + 1 : i + 2] in _QUOTED:
            continue
        clause = text[begun:i]
        if text[i] == ":" or (_LEAD_IN.search(clause) if behind == start else _LEAD_IN.match(_JOINING.sub("", clause))):
            behind = i + 1
        elif names_shortfall(clause):
            break
        begun = i + 1
    return behind if behind > start and names_shortfall(_bare(text, behind, end)) else start


def _joined(text: str, clauses: Sequence[Range]) -> list[Range]:
    """Clauses put together until each stretch names a shortfall of its own."""
    bare = [_bare(text, a, b) for a, b in clauses]
    short = [names_shortfall(clause) for clause in bare]
    terse = all(short) and max(map(len, bare)) <= _ALL_SHORT
    parts: list[Range] = []
    complete = False
    for k, (a, b) in enumerate(clauses):
        praise_ends = not any(short[:k]) and _BUT.match(text, a) and _PRAISE.search(text[clauses[0][0] : a])
        if parts and not praise_ends and not (complete and (terse or _opens(bare, short, k))):
            parts[-1] = (parts[-1][0], b)
        else:
            parts.append((a, b))
            complete = False
        complete = complete or (short[k] and not _UNFINISHED.match(bare[k]))
    return parts


def _opens(clauses: Sequence[str], short: Sequence[bool], k: int) -> bool:
    """Whether a clause begins a point of its own, after one that is complete."""
    if _DEPENDENT.match(clauses[k]) or len(clauses[k]) < min(_SHORTEST, len(clauses[k - 1]) + 1):
        return False
    return any(short[k:])


def _bare(text: str, start: int, end: int) -> str:
    """A clause without what opens and closes it."""
    return _AND_SO_ON.sub("", text[_opened(text, start, end) : end].rstrip(_CLOSING))


def _opened(text: str, start: int, end: int) -> int:
    while match := _OPENING.match(text, start, end):
        if match.end() >= end:
            break
        start = match.end()
    return start


def _closed(text: str, start: int, end: int) -> int:
    return start + len(_AND_SO_ON.sub("", text[start:end].rstrip(_CLOSING)))
