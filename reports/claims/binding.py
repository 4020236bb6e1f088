"""Which phrase a number belongs to: the one before it, the ones of a list before it, or the one behind it."""

from __future__ import annotations

import re

from reports.claims.counts import Count
from reports.claims.denials import Denials
from reports.claims.doubts import is_closed
from reports.claims.heads import Head, request_row
from reports.claims.terms import Term
from reports.claims.wording import BEHIND, JOINED, KNOWN, LEAD

_ALL = re.compile(r"(?:均|都|皆|全|全部|各|一律|同为|同样)(?:为|是|有|计|是有)?$")
_EACH = re.compile(r"分别(?:为|是|有|达|达到|计|收到|办理|共)?$")
_SERIES = re.compile(r"[、,和及]|以及")
_LINK = re.compile(r"(?:案件|申请|事项|处理|决定|情况|数|数量)*(?:、|和|及|与|或|以及|并)(?:提起|发生|被)*")
_LINKED_BEFORE = re.compile(r"[、和及与]$")
_TOGETHER = re.compile(r"合计|共计|总计|共")
_ENDS = re.compile(r"[,;:、。.!?()]|$|分别|均|都|全部|并|已|现|按时|依法|及时|含|其中")
_ANEW = re.compile(r"(?:其中|有|共|对|将|的|另有|剩余|余下|,|、|和|及)$")
_BEGINS = re.compile(
    r"(?:^|其中|有|共|对|将|的|剩余|余下|余|除|仅|只有|其余|未到期|另|尚|全年|年度|实现|、|和|及|:|[)(])(?:\d{4}年)?(?:共|有)?$"
)
_CASES = re.compile(r"事项|案件|查处|查办|立案")
_THINGS = re.compile(r"文件|公文|信息(?!公开|的)|目录|栏目|事项清单")


class Binding(Denials):
    """How numbers find their phrases."""

    def on_count(self, count: Count) -> None:
        """Bind a number, and let nothing of this clause wait any longer."""
        head = self.last()
        if count.kind == "other":
            if head and self.fills(head.end, count.start):
                head.quantities = ()  # a rate, a duration
            return
        if not (self._shared(count) or self._respective(count)):
            self._bind_one(head, count)
        self.heads = []

    def _bind_one(self, head: Head | None, count: Count) -> None:
        if head and self.fills(head.end, count.start):
            if head.open and head.kind == "verb":
                self._object(head, count)
            elif head.open:
                self.count_of_documents(head, count)
            elif head.quantities:
                self._bind(head, count)
            return
        if head is None and count.start == self.clause_start and self._behind(count):
            return
        if head is None and (self._continues(count) or self._costs(count)):
            return
        nothing = count.value == 0 and not count.unit  # "零诉讼"
        if head is None or nothing or _ANEW.search(self.text, head.start, count.start):
            self._behind(count)

    def _continues(self, count: Count) -> bool:
        """ "收到政府信息公开申请,共5件": the phrase stands in the clause before."""
        before = self.heads[-1] if self.heads else None
        if before is None or before.clause != self.clause - 1 or not self.fills(self.clause_start, count.start):
            return False
        if self.text[self.clause_start - 1] == "(" and not self.fills(before.end, self.clause_start - 1):
            return False
        handled = before.row == "total_processed" and self.on_requests
        if not before.quantities or before.kind == "applicant" or (before.open and not handled):
            return False
        self._bind(before, count)
        return True

    def _costs(self, count: Count) -> bool:
        """ "政府集中采购9个项目、463.85万元"."""
        last = self.statements[-1].quantities[0] if self.statements else ""
        if count.kind != "money" or last != "proactive.procurement.projects" or count.start - self.after > 4:
            return False
        head = Head(("proactive.procurement.amount",), count.start, count.end, "money", self.clause)
        self.say(head, count, self.statements[-1].start, count.end)
        return True

    def _bind(self, head: Head, count: Count, end: int = 0) -> None:
        linked = self._linked(head)
        together = _TOGETHER.search(self.text, head.end, count.start) and _LINKED_BEFORE.search(
            self.text, 0, head.start
        )
        if count.value != 0 and (linked or together):
            return  # one number of several quantities
        if head.kind == "decision" and self._only_cases(count):
            head.sure = False  # matters and cases that were taken up are not all decided
        for other in (*linked, head):
            self.say(other, count, other.start, max(end, count.end))

    def _only_cases(self, count: Count) -> bool:
        said = self.text[self.clause_start : count.start]
        return "决定" not in said and _CASES.search(said) is not None

    def _linked(self, head: Head) -> list[Head]:
        """The phrases joined to one by 、 or 和, which share its number."""
        linked: list[Head] = []
        at = head
        for other in reversed(self.heads[: self.heads.index(head)] if head in self.heads else []):
            if other.clause != head.clause or not other.quantities or (other.open and other.kind != at.kind):
                break
            if not _LINK.fullmatch(self.text, other.end, at.start):
                break
            linked.append(other)
            at = other
        return linked[::-1]

    def _shared(self, count: Count) -> bool:
        """ "行政复议、行政诉讼均为0件": one number for each of a list."""
        heads = self.waiting()
        if count.kind == "money" or not heads or not _ALL.search(self.text, self.after, count.start):
            return False
        if not JOINED.fullmatch(self.text, heads[-1].end, count.start):
            return False
        for head in heads:
            self.say(head, count, head.start, count.end)
        return True

    def _respective(self, count: Count) -> bool:
        """ "自然人、商业企业分别为3件、1件": as many numbers as phrases, in order."""
        if not _EACH.search(self.text, self.after, count.start):
            return False
        series = [count]
        for other in self.counts:
            if other.start >= series[-1].end and _SERIES.fullmatch(self.text, series[-1].end, other.start):
                series.append(other)
        if len(series) < 2 or len(self.heads) < len(series):
            return False
        if self._listed() > len(series) or any(other.kind == "other" for other in series):
            self.used |= {other.start for other in series}
            return True  # a number of the series was lost: it cannot be told which
        for head, other in zip(self.heads[-len(series) :], series, strict=True):
            self.say(head, other, head.start, other.end)
        self.used |= {other.start for other in series}
        return True

    def _listed(self) -> int:
        """How many phrases the list has that ends with the last one."""
        heads = [head for head in self.heads if head.kind == self.heads[-1].kind]
        breaks = (
            i for i in range(1, len(heads)) if not JOINED.fullmatch(self.text, heads[-i - 1].end, heads[-i].start)
        )
        return next(breaks, len(heads))

    def _object(self, verb: Head, count: Count) -> None:
        """A verb and its number: what was received or handled stands behind, or was named before."""
        limit = self.limit(count.end)
        following = [t for t in self.terms if count.end <= t.start < limit and t.kind not in ("whole", "ourselves")]
        near = following[0] if following and BEHIND.fullmatch(self.text, count.end, following[0].start) else None
        if near and (near.kind == "request" or (near.kind == "bare_request" and self.on_requests)):
            verb.sure = verb.sure and not (self.within and near.kind == "bare_request")
            self._bind_object(verb, count, near)
        elif near and near.kind in ("review", "applicant", "channel", "other_subject", "document", "decision"):
            return
        elif not _ENDS.match(self.text, count.end):
            noun = next((term for term in following if term.kind == "request"), None)
            if noun:
                verb.sure = False
                self._bind_object(verb, count, noun)
        elif self.on_requests:
            verb.sure = verb.sure and not self.channel and not self._is_part(verb)
            self._bind(verb, count)

    def _is_part(self, verb: Head) -> bool:
        """Whether a verb without an object may be of a part of what was counted before."""
        if verb.row != "new_received":
            return self.within_clause == self.clause
        said = self.text[verb.start : verb.end]
        return (self.within or self.received) and not said.startswith("新")

    def _bind_object(self, verb: Head, count: Count, noun: Term) -> None:
        self.state.subject, self.state.requests = "requests", True
        self.used.add(noun.start)
        self._bind(verb, count, noun.end)

    def _behind(self, count: Count) -> bool:
        """A number before what it counts: "18件予以公开", "93件政府信息公开申请"."""
        if not _BEGINS.search(self.text[max(self.after, self.clause_start) : count.start]):
            return False
        limit = self.limit(count.end)
        term = next((t for t in self.terms if count.end <= t.start < limit), None)
        if term is None or not BEHIND.fullmatch(self.text, count.end, term.start) or _THINGS.match(self.text, term.end):
            return False
        if not count.unit and count.value != 0:
            return False
        head = self._head_behind(term, limit, count.start)
        if head is None or (term.kind == "bare_request" and self._is_repeated(head, count)):
            return False
        self.used.add(term.start)
        head.sure = head.sure and is_closed(self.text, head.end)
        self.say(head, count, count.start, head.end)
        return True

    def _is_repeated(self, head: Head, count: Count) -> bool:
        """ "收到申请四件…四件申请均已答复" says it once."""
        said = self.state.statements
        return any(s.quantities[0] in head.quantities and s.count.value == count.value for s in said)

    def _head_behind(self, term: Term, limit: int, at: int) -> Head | None:
        """The phrase behind a number at ``at``."""
        if term.kind in ("request", "bare_request"):
            if term.kind == "bare_request" and not self.on_requests:
                return None
            self.state.subject, self.state.requests = "requests", True
            verb = next((t for t in self.terms if term.end <= t.start < limit and t.kind == "verb"), None)
            rows = dict.fromkeys((*(verb.keys if verb else ()), "new_received"))
            quantities = tuple(quantity for row in rows for quantity in request_row(row))
            lead = self.lead(at)
            plain = KNOWN.fullmatch(lead) is not None or LEAD.fullmatch(lead) is not None
            sure = term.kind == "request" and not self.within and plain
            return Head(quantities, term.start, term.end, "request", self.clause, sure)
        if term.kind == "verb" and self.on_requests and term.keys[0] == "total_processed":
            return Head(request_row("total_processed"), term.start, term.end, "verb", self.clause, False)
        if term.kind not in ("row", "carried", "review", "result", "decision", "applicant"):
            return None
        waiting, self.heads = self.heads, []
        getattr(self, f"on_{term.kind}")(term)
        made, self.heads = self.heads, waiting
        return made[-1] if made and made[-1].quantities else None
