"""What a report says there was none of: "未收到…申请", "无行政复议", "依申请公开:无", "…均未发生"."""

from __future__ import annotations

import re
from typing import NamedTuple

from reports.claims.heads import Head, request_row
from reports.claims.on_proactive import ProactivePhrases
from reports.claims.on_requests import RequestPhrases
from reports.claims.on_reviews import ReviewPhrases
from reports.claims.terms import Term
from reports.claims.wording import JOINED

_CAUSE = re.compile(r"因|由|就|针对|围绕|涉及|关于|对|与|引[起发]|产生|导致|提起|而|被|不服")
# What a bare "未" may be followed by
_DONE = re.compile(rf"(?:{_CAUSE.pattern})|新?(?:制|出台|印发|作出|做出|实施|采取|开展|收取|提起|申请|公布|增)")
_AND = re.compile(r"(?:情况|案件|事项)?(?:、|和|及|与|或|以及|也未|亦未|也没有)(?:发生|提起|出现|被|产生)*")
_FAULT = re.compile(r"逾期|超期|超时|违规|不当|泄|投诉|问题|责任|纠纷|差错|负面|不满|事故|失误|费")
_POWER = re.compile(r"职能|职权|职责|权限|权力|项目(?!发生)")
_NARROWED = re.compile(
    r"其[他它](?!组织|社会组织)|再|新的|符合|属于|要求|通过|以|需要?|应当?|复杂|重大|大量|相关|类|针对|涉及|关于|有关"
)
_WRONG = re.compile(
    r"逾期|超期|超时|违[规法]|不当|不力|不到位|不及时|不规范|不准确|不作为|投诉|责任|差错|负面|不满|失误|未依法|不依法|"
    r"不履行|败诉|被?纠|撤销|收费|答复|新的|重大|集体|涉密|个人隐私|追究|过错|问题"
)
_REST = re.compile(r"[。情况任何案件过]*")
_EACH_OF = re.compile(r"(?:均|都|皆|全|也)(?:为)?$")
_WAITING = ("request", "review", "row", "result", "verb", "decision")


class Denied(NamedTuple):
    """Quantities that are denied, where the words for them end, and whether nothing else can be meant."""

    quantities: tuple[str, ...]
    end: int
    sure: bool


class Denials(RequestPhrases, ReviewPhrases, ProactivePhrases):
    """How negations are read."""

    def on_negation(self, term: Term) -> None:
        """A negation denies what follows in its clause, or what was named before it."""
        said = self.text[term.start : term.end]
        if said.endswith("未") and not _DONE.match(self.text, term.end):
            return  # "未到期", "未按时办结"
        end = next((at for at in self.bounds if at > term.start), len(self.text))
        # "未发生1起" is none.
        counts = [c for c in self.counts if term.end <= c.start < end and not (c.value == 1 and c.start - term.end < 2)]
        scope = counts[0].start if counts and counts[0].value != 0 else end
        inside = [other for other in self.terms if term.end <= other.start < scope]
        if scope < end and inside and self.fills(inside[-1].end, scope):
            inside.pop()  # "未发生行政复议和行政诉讼1件": the comma was lost
        if not inside:
            self._denies_before(term, end)
            return
        single = [c.start for c in self.counts if c.value == 1 and 0 <= c.start - term.end < 2]
        self.used |= set(single)
        denied = self._denied(term, inside, scope)
        for each in denied:
            self.say_none(each.quantities, term.start, each.end, sure=each.sure)
        if denied:
            self.used |= {other.start for other in inside}
            self.used |= {count.start for count in self.counts if term.end <= count.start < scope}

    def _denies_before(self, term: Term, end: int) -> None:
        """ "依申请公开:无", "行政许可、行政处罚均未发生", and "未收到" where requests are spoken of."""
        if not _REST.fullmatch(self.text, term.end, end):
            return
        said = self.text[term.start : term.end]
        waiting = [head for head in self.waiting() if head.kind in _WAITING]
        each = said[0] in "均都皆" or _EACH_OF.search(self.text, 0, term.start)
        if waiting and each and JOINED.fullmatch(self.text, waiting[-1].end, term.start):
            self._say_each(waiting, term)
        elif said.endswith(("无", "没有", "未有")):
            last = self.last()
            if last and last in waiting and last.kind not in ("verb", "decision") and self.fills(last.end, term.start):
                self._say_each([last], term)
        elif said.endswith(("收到", "接到", "受理")) and self.state.subject == "requests":
            self.say_none(request_row("new_received"), term.start, term.end, sure=True)

    def _say_each(self, heads: list[Head], term: Term) -> None:
        for head in heads:
            self.say_none(head.quantities, head.start, term.end, sure=head.sure or head.clean)

    def _denied(self, term: Term, inside: list[Term], end: int) -> list[Denied]:
        said = self.text[term.start : term.end]
        if any(other.kind in ("lesser", "aim") for other in inside) or said.endswith("办理"):
            return []
        found = []
        for other in inside:
            denied = None
            if other.kind in ("request", "bare_request"):
                denied = self._requests(term, other, inside, end)
            elif other.kind in ("row", "carried"):
                denied = self._row(term, other)
            elif other.kind in ("review", "result"):
                denied = self._review(term, other, inside)
            elif other.kind in ("document", "document_verb"):
                denied = self._document_issued(said, other, inside)
            elif other.kind in ("decision", "fees") and _POWER.search(self.text, other.end, end):
                continue  # "无行政许可职能"
            elif other.kind == "decision":
                denied = Denied((f"proactive.{other.keys[0]}.decisions",), other.end, "作出" in said)
            elif other.kind == "procurement":
                denied = Denied(("proactive.procurement.projects",), other.end, "开展" in said)
            elif other.kind == "fees":
                denied = Denied(("proactive.fees.amount",), other.end, False)
            if denied:
                found.append(denied)
        return found

    def _row(self, term: Term, other: Term) -> Denied | None:
        near = other.start - term.end < 8
        if other.kind == "carried":
            rows, sure = self.carried(other)
            return Denied(tuple(quantity for row in rows for quantity in request_row(row)), other.end, sure)
        if self.text[other.start] in "未尚" or not (self.on_requests or other.keys[0].startswith("carried")):
            return None  # "未收到、未办结": a negation of its own
        return Denied(request_row(other.keys[0]), other.end, near)

    def _requests(self, term: Term, noun: Term, inside: list[Term], end: int) -> Denied | None:
        """Requests, unless they are only the cause of what is denied, or faults in handling them are."""
        if any(t.kind == "row" and t.end <= noun.start and self.fills(t.end, noun.start) for t in inside):
            return None
        if noun.kind == "bare_request" and not (self.on_requests or self.sentence.topic == "requests"):
            return None
        reviews = [other for other in inside if other.kind == "review"]
        before = self.text[term.end : noun.start]
        later = next((review for review in reviews if review.start >= noun.end), None)
        if later and (_CAUSE.search(before) or not _AND.fullmatch(self.text, noun.end, later.start)):
            return None
        if any(review.end <= noun.start for review in reviews) and _CAUSE.search(before):
            return None
        if _FAULT.search(before) or _FAULT.search(self.text, noun.end, min(end, noun.end + 12)):
            return None
        self.state.subject, self.state.requests = "requests", True
        sure = noun.kind == "request" and not self._is_narrowed(before, inside, noun)
        return Denied(request_row("new_received"), noun.end, sure)

    def _is_narrowed(self, before: str, inside: list[Term], noun: Term) -> bool:
        """Whether only requests of a kind are denied: those by letter, those of companies, further ones."""
        kinds = [term for term in inside if term.start < noun.start]
        applicants = [term for term in kinds if term.kind == "applicant"]
        one = len(applicants) == 1 and applicants[0].keys[0] not in ("natural_person", "")
        by_way = any(term.kind in ("channel", "letters", "within", "lesser") for term in kinds)
        return one or by_way or _NARROWED.search(before) is not None

    def _review(self, term: Term, other: Term, inside: list[Term]) -> Denied | None:
        """Reviews, or those of them that ended in a certain way ("未发生被纠错的行政复议").

        Those that a fault has led to, or that came from certain requests, are not all.
        """
        before = self.text[term.end : other.start]
        sure = not (_WRONG.search(before) or _WRONG.match(self.text, other.end) or "其他" in before)
        results = [term for term in inside if term.kind == "result"]
        if other.kind == "result":
            if any(term.kind == "review" for term in inside) or not self.state.review:
                return None
            return Denied((f"reviews.{self.state.review}.{other.keys[0]}",), other.end, sure)
        result = next((term for term in results if term.start > other.start), results[-1] if results else None)
        self.state.subject, self.state.review = "reviews", other.keys[0]
        column = result.keys[0] if result else "total"
        end = max(other.end, result.end) if result else other.end
        return Denied((f"reviews.{other.keys[0]}.{column}",), end, sure)

    def _document_issued(self, said: str, other: Term, inside: list[Term]) -> Denied | None:
        """Documents are denied with what was to be done with them: "未制发规范性文件"."""
        issued = [term for term in inside if term.kind == "document_verb" and "issued" in term.keys]
        columns = ("issued", "made")
        if other.kind == "document":
            sure = bool(issued) or "制" in said or "出台" in said
            self.documents, self.state.subject = other.keys[0], "documents"
            quantities = tuple(f"proactive.{other.keys[0]}.{column}" for column in columns)
            return Denied(quantities, other.end, True) if sure else None
        if self.documents and other in issued and not any(term.kind == "document" for term in inside):
            return Denied(tuple(f"proactive.{self.documents}.{column}" for column in columns), other.end, True)
        return None
