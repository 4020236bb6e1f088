"""The phrases of table 二: documents issued, decisions, fees and procurement."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.claims.clauses import Clauses
from reports.claims.counts import Count
from reports.claims.heads import Head, request_row
from reports.claims.terms import Term
from reports.claims.vocabulary import DOCUMENTS
from reports.claims.wording import BEHIND, JOINED, KNOWN

_BY_WHOM = re.compile(r"(?:以|区|县|市|镇|政府|办公室|本级|名义|各类|重大|新|和|及)*")
_NO_DECISION = re.compile(r"(?:不予|免予|免于|从轻|减轻|重大|轻微|撤销|不服|首违|听证|普通程序|简易程序|类|相对集中)$")
_IN_LIST = re.compile("[、和及,]|以及")
_EXEMPTION = re.compile(r"减免|免征|减征|停征|取消|降低")


class ProactivePhrases(Clauses):
    """How the phrases of table 二 are read."""

    def on_document(self, term: Term) -> None:
        """Rules and normative documents: with a verb they are counted, without one they may be what a site shows."""
        row = term.keys[0]
        last = self.last()
        self.state.subject, self.documents = "documents", row
        self.repealed = False
        before = self.statements[-1] if self.statements else None
        if last is None and before and _IN_LIST.fullmatch(self.text, self.after, term.start):
            table, _, rest = before.quantities[0].partition(".")
            if table == "proactive" and rest.split(".")[0] in DOCUMENTS:  # "制发规章9件、规范性文件12件"
                listed = [quantity.rpartition(".")[2] for quantity in before.quantities]
                self._document(row, listed, term.start, term.end, sure=before.sure)
                return
        if last and last.kind == "document_quantity" and self.fills(last.end, term.start):
            last.end = term.end
        elif last and last.kind == "document_verb":
            gap = (last.end, term.start)
            known = KNOWN.fullmatch(self.text, *gap) or _BY_WHOM.fullmatch(self.text, *gap)
            self.heads.pop()
            sure = known is not None and not self.publishing and "disclosed" not in last.quantities
            columns = last.quantities
            if "对外" in self.text[last.start : last.end]:
                columns = ("disclosed_in_all", *columns)
            self._document(row, columns, last.start, term.end, sure=sure)
        elif last and last.kind == "document_quantity" and JOINED.fullmatch(self.text, last.end, term.start):
            columns = tuple(quantity.rpartition(".")[2] for quantity in last.quantities)  # "制发规章、规范性文件"
            self._document(row, columns, term.start, term.end, sure=last.sure)
        else:
            self.add((), term, "document").row = row

    def _document(self, row: str, columns: Sequence[str], start: int, end: int, *, sure: bool = True) -> Head:
        quantities = tuple(f"proactive.{row}.{column}" for column in columns)
        head = Head(quantities, start, end, "document_quantity", self.clause, sure)
        self.heads.append(head)
        return head

    def on_document_verb(self, term: Term) -> None:
        """What was done with documents, named before or behind."""
        said = self.text[term.start : term.end]
        disclosed = term.keys[0] == "disclosed"
        if disclosed and self.on_requests:
            handled = any(past.quantities[0].startswith("requests.total_processed") for past in self.statements)
            if "主动" in said or not (self.within or handled):
                self.blank(term)
            else:
                self.add(request_row("granted"), term, "row", sure=False)  # "答复件中:公开4件"
            return
        if term.keys == ("repealed",) and self.repealed:
            self.blank(term)  # "废止11件,宣布失效3件"
            return
        if self.documents and self.state.subject == "documents":
            named = self._named_documents(term.start)
            if not disclosed or said.startswith("新"):
                for row, start in named:
                    self._document(row, term.keys, start, term.end)
                return
        if disclosed and "主动" in said:
            self.state.subject = "other"
        self.add(term.keys, term, "document_verb").open = True

    def _named_documents(self, end: int) -> list[tuple[str, int]]:
        """The documents that a verb behind them is about ("规章、规范性文件制发数"), and where their names begin."""
        named: list[tuple[str, int]] = []
        at = end
        while (last := self.last()) and last.kind == "document" and JOINED.fullmatch(self.text, last.end, at):
            named.append((last.row or "", last.start))
            at = last.start
            self.heads.pop()
        return named[::-1] or [(self.documents or "", end)]

    def count_of_documents(self, verb: Head, count: Count) -> None:
        """ "制发2件行政规范性文件"."""
        noun = next((term for term in self.terms if term.start >= count.end), None)
        if noun and noun.kind == "document" and BEHIND.fullmatch(self.text, count.end, noun.start):
            self.documents, self.state.subject = noun.keys[0], "documents"
            self.used.add(noun.start)
            head = self._document(noun.keys[0], verb.quantities, verb.start, noun.end, sure=not self.publishing)
            self.say(head, count, head.start, noun.end)

    def on_decision(self, term: Term) -> None:
        """Licences, penalties and coercion: what was decided, not what was put on the site."""
        if self.describes(term):
            self.blank(term)
            return
        self.state.subject = "decisions"
        if self.publishing or _NO_DECISION.search(self.text, 0, term.start):
            self.blank(term)
            return
        if (last := self.last()) and last.kind == "verb" and last.open:
            self.heads.pop()
        self.add((f"proactive.{term.keys[0]}.decisions",), term, "decision")

    def on_short_decision(self, term: Term) -> None:
        """ "行政许可、处罚、强制"."""
        last = self.last()
        if last and last.kind == "decision" and JOINED.fullmatch(self.text, last.end, term.start):
            self.on_decision(term)

    def on_fees(self, term: Term) -> None:
        """Fees charged, not those that were waived."""
        if _EXEMPTION.search(self.lead(term.start)):
            self.blank(term)
        else:
            self.add(("proactive.fees.amount",), term, "money")

    def on_procurement(self, term: Term) -> None:
        """Centralised procurement: projects, and what they cost."""
        self.state.subject = "procurement"
        self.add(("proactive.procurement.projects",), term, "procurement")

    def on_procurement_amount(self, term: Term) -> None:
        """ "采购总金额"."""
        if self.state.subject == "procurement":
            self.add(("proactive.procurement.amount",), term, "money")

    def on_publishing(self, term: Term) -> None:
        """What was put on a site is counted in another way than what was decided or issued."""
        self.publishing = True
        self.blank(term)
