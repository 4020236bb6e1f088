"""The phrases of table 四: reconsiderations and lawsuits, and how they ended."""

from __future__ import annotations

import re

from reports.claims.clauses import Clauses
from reports.claims.doubts import decides, is_on_others, is_whole
from reports.claims.terms import Term
from reports.claims.wording import DISCLOSURE, LEAD

# The organ as the one who decides, or a kind of case that is not about disclosure.
_JUDGING = re.compile(r"(?:办理|审理|受理|审结|办结|处理|代理|应诉|出庭|审查|化解)[^,]{0,6}$")
_SUBJECT = re.compile(r"(?:等)?(?:信息|材料|案卷|类)")
_OF_A_KIND = re.compile(r"(?:类|领域|方面|涉及[^,]*)的?$")


class ReviewPhrases(Clauses):
    """How the phrases of table 四 are read."""

    def on_review(self, term: Term) -> None:
        """Reconsiderations and lawsuits are claims only where they are about disclosure."""
        row = term.keys[0]
        lead = self.lead(term.start)
        if _SUBJECT.match(self.text, term.end) and self.describes(term):
            self.blank(term)
            return
        disclosed = DISCLOSURE.search(lead) is not None
        acting = "应诉" in self.text[term.start : term.end] or _JUDGING.search(lead)
        judging = acting and self.sentence.topic not in ("requests", "reviews")
        disclosed = disclosed and not is_on_others(self.text)
        if not disclosed and (judging or self.elsewhere or is_on_others(self.text) or _OF_A_KIND.search(lead)):
            self.elsewhere = True
            self.state.subject, self.state.review = "other", None
            self.blank(term)
            return
        start = term.start
        last = self.last()
        if last and last.kind == "verb" and last.open:
            start = last.start if last.row == "new_received" and len(last.quantities) == 1 else start
            self.heads.pop()
        elif last and last.kind == "request":
            self.heads.pop()  # "因政府信息公开申请行政复议"
        again = self.state.subject == "reviews" and any(
            said.sure and said.quantities[0].startswith("reviews.") for said in self.statements
        )
        clean = disclosed or again or LEAD.fullmatch(lead) is not None
        self.state.subject, self.state.review = "reviews", row
        self._remember_review(row, term)
        sure = clean and self._is_related(term.start) and not self.state.deciding
        head = self.add((f"reviews.{row}.total",), term, "review", sure=sure, start=start)
        head.row, head.clean = row, clean

    def _remember_review(self, row: str, term: Term) -> None:
        """Whose outcomes may follow, and whether they are of all that was named."""
        family = row.partition("_")[0]
        self.state.reviews = [other for other in self.state.reviews if other != family] + [family]
        if decides(self.text) or is_whole(self.text, term.end):
            self.state.deciding = True

    def _is_related(self, end: int) -> bool:
        """Whether disclosure was spoken of before a place."""
        return self.topical or DISCLOSURE.search(self.text, 0, end) is not None

    def on_result(self, term: Term) -> None:
        """How those named last ended; of which of several they are is not sure."""
        if self.state.subject != "reviews" or not self.state.review:
            self.blank(term)
            return
        last = self.last()
        if last and last.kind == "review" and self.fills(last.end, term.start):
            self.state.reviews = self.state.reviews[-1:]  # "复议纠正1件"
        sure = self._is_related(term.start) and not self.state.deciding and len(self.state.reviews) < 2
        self.state.reviews = self.state.reviews[-1:]
        self.add((f"reviews.{self.state.review}.{term.keys[0]}",), term, "result", sure=sure)
