"""The phrases of table 三: requests, what was done with them, and who made them."""

from __future__ import annotations

import re

from reports.claims.clauses import MAIN_ROWS, Clauses
from reports.claims.heads import Head, request_row
from reports.claims.terms import Term
from reports.claims.wording import KNOWN, LEAD

_REASON = re.compile(r"(?:的|而|为由|原因|理由|类|申请|信息|,|依法|予以|情形|决定)*")
_WITH = re.compile(r"[、和及并与且]?(?:按时|依法|及时|按期|均)?")
_TIME_LIMIT = re.compile(r"(?:日|天|期限|时限)内(?:按时)?$")
_BY_APPLICANT = re.compile("申请(?:人|主体|者)(?:[类型别]|身份|来|看|划分|构成|分|中)")
_ANY = re.compile(r"各类|接待|查阅|窗口|大厅|咨询")
_DISCLOSURE_NEXT = re.compile("的?(?:政府|政务)?信息公开|依申请")
_LAST_YEAR = re.compile(r"上年|上一年|去年")


class RequestPhrases(Clauses):
    """How the phrases of table 三 are read."""

    def on_request(self, term: Term) -> None:
        """A name of requests: the object of a verb, or by itself the requests received."""
        if self.by_attribute:
            self.blank(term)
            return
        self.state.subject, self.state.requests = "requests", True
        self.requests_named = True
        last = self.last()
        if last and last.kind == "verb" and last.noun and not last.open and self.fills(last.end, term.start):
            last.start, last.end = last.noun, term.end
            return
        applicants = [head for head in self.heads if head.clause == self.clause and head.kind == "applicant"]
        everyone = len(applicants) > 1 or any(not head.quantities for head in applicants)
        if last and last.kind in ("row", "applicant") and self.fills(last.end, term.start) and not everyone:
            last.end = term.end
            return
        verb = next((h for h in reversed(self.heads) if h.clause == self.clause and h.kind == "verb" and h.open), None)
        if verb:
            verb.sure = verb.sure and (bool(applicants) or self._known(verb.end, term.start))
            self.strange = self.strange or not verb.sure
            verb.open, verb.end = False, term.end
            del self.heads[self.heads.index(verb) + 1 :]
        elif self.within:
            self.blank(term)
        else:
            lead = self.lead(term.start).rpartition(":")[2]
            sure = KNOWN.fullmatch(lead) is not None or LEAD.fullmatch(lead) is not None
            self.add(request_row("new_received"), term, "request", sure=sure)

    def _known(self, start: int, end: int) -> bool:
        """Whether what stands between a verb and its object does not narrow it."""
        return end - start <= 1 or KNOWN.fullmatch(self.text, start, end) is not None

    def on_bare_request(self, term: Term) -> None:
        """ "申请": of information only where that is spoken of."""
        last = self.last()
        if last and last.kind in ("row", "applicant") and last.quantities and self.fills(last.end, term.start):
            last.end = term.end
        elif not (self.on_requests or self.sentence.topic == "requests"):
            self.blank(term)
        elif last and last.kind == "verb" and last.open:
            known = self._known(last.end, term.start) and not _ANY.search(self.text, 0, term.start)
            last.sure = last.sure and known and not self.within
            self.strange = self.strange or not known
            last.open, last.end = False, term.end
        elif self.within or (last and not last.quantities):
            self.blank(term)
        else:
            self.add(request_row("new_received"), term, "request", sure=False)

    def on_verb(self, term: Term) -> None:
        """A verb of receiving or handling, after its object, after another verb, or alone."""
        rows = tuple(quantity for row in term.keys for quantity in request_row(row))
        last = self.last()
        if last and last.kind == "request":
            self._after_object(last, term, rows)
        elif last and last.kind == "verb" and last.open and last.row != term.keys[0] and self._joined(last, term):
            last.quantities, last.end = (*last.quantities, *rows), term.end  # "受理、答复…5件" says both
        elif last and last.kind in ("review", "row") and last.quantities and self.fills(last.end, term.start):
            if last.kind == "review" and term.keys[0] == "total_processed":
                self.blank(term)
        else:
            head = self.add(rows, term, "verb", sure=not _TIME_LIMIT.search(self.text, 0, term.start))
            head.open, head.row = True, term.keys[0]

    def _after_object(self, noun: Head, term: Term, rows: tuple[str, ...]) -> None:
        gap = self.text[noun.end : term.start]
        self.heads.pop()
        if term.keys == ("total_processed", "new_received"):
            rows = rows[::-1]  # "依申请公开办理5件" is what came in
        start = noun.start if len(gap) <= 4 and ":" not in gap else term.start
        head = self.add(rows, term, "verb", sure="因" not in gap and not self.channel, start=start)
        head.row, head.noun = rows[0].split(".")[1], term.start

    def _joined(self, verb: Head, term: Term) -> bool:
        return _WITH.fullmatch(self.text, verb.end, term.start) is not None

    def on_row(self, term: Term) -> None:
        """A result, or what was carried over."""
        row = term.keys[0]
        carried = row.startswith("carried")
        spoken_of = self.on_requests or (carried and self.sentence.topic in (None, "requests"))
        if self.by_attribute or not spoken_of or (carried and not self._year_fits(term)):
            self.blank(term)
            return
        last = self.last()
        if row == "not_processed.petition" and last and last.kind == "verb" and last.row == "new_received":
            self.state.subject = "other"  # "受理信访事项200件"
            self.blank(term)
            return
        if last and last.row != row and self._gives_reason(last, term):
            last.end = term.end  # "因本机关不掌握无法提供1件": the reason says it more exactly
            return
        start = term.start
        if last and last.kind == "request" and self.fills(last.end, term.start):
            start = last.start if carried else start
            self.heads.pop()
        self.add(request_row(row), term, "row", sure=self.on_requests, start=start).row = row

    def _gives_reason(self, last: Head, term: Term) -> bool:
        group = f"{(last.row or '').split('.')[0]}.*"
        return term.keys[0] == group and _REASON.fullmatch(self.text, last.end, term.start) is not None

    def _year_fits(self, term: Term) -> bool:
        """A year that is named must be the one before or the one after."""
        named = re.search(r"20\d\d", self.text[term.start : term.end])
        offset = -1 if term.keys[0] == "carried_in" else 1
        return named is None or self.reporter.year is None or int(named[0]) == self.reporter.year + offset

    def on_carried(self, term: Term) -> None:
        """A bare "结转"."""
        if self.on_requests:
            rows, sure = self.carried(term)
            quantities = tuple(quantity for row in rows for quantity in request_row(row))
            sure = sure or self.state.row == "total_processed"
            self.add(quantities, term, "row", sure=sure).row = rows[0]

    def carried(self, term: Term) -> tuple[tuple[str, ...], bool]:
        """The rows that "结转" may mean, and whether the words before it say which."""
        from_last = _LAST_YEAR.search(self.lead(term.start)) is not None
        return (("carried_in",) if from_last else ("carried_out", "carried_in")), from_last

    def on_applicant(self, term: Term) -> None:
        """A kind of applicant: of the requests received, or of the row named last."""
        column = term.keys[0]
        if not self.on_requests:
            return
        if column == "natural_person" and self.text[term.start : term.end] == "公民":
            last = self.last()
            if last and last.kind == "verb" and _DISCLOSURE_NEXT.match(self.text, term.end):
                return  # "收到公民政府信息公开申请1件": anyone's
        rows = dict.fromkeys(("new_received", self.state.row or "new_received"))
        quantities = tuple(f"requests.{row}.{column}" for row in rows) if column else ()
        self.add(
            quantities, term, "applicant", sure=len(rows) == 1 or bool(_BY_APPLICANT.search(self.text, 0, term.start))
        )

    def on_rest(self, term: Term) -> None:
        """The rest of a list, by what the list is of. What it holds is only sure where the table says the same."""
        listed = [statement.quantities for statement in self.statements]
        listed += [head.quantities for head in self.heads if head.quantities]
        last = listed[-1][0] if listed else ""
        table, column = last.partition(".")[0], last.rpartition(".")[2]
        quantities: tuple[str, ...] = ()
        if table in ("reviews", "requests") and column != "total":
            quantities = (f"{last.rpartition('.')[0]}.other",)
        elif table == "requests" and last.split(".")[1] not in MAIN_ROWS:
            quantities = (*request_row("other"), "requests.other.other.total")
        self.add(quantities, term, "rest", sure=False)

    def on_channel(self, term: Term) -> None:
        """A way in which requests came: a part of them."""
        self.channel = True
        self.blank(term)

    def on_letters(self, term: Term) -> None:
        """Letters and calls: ways of requests, or something else that is received and answered."""
        if self.within or self.requests_named:
            self.on_channel(term)
        else:
            self.on_other_subject(term)

    def on_lesser(self, term: Term) -> None:
        """A smaller thing, whose number is no claim."""
        self.blank(term)

    def on_aim(self, term: Term) -> None:
        """What is aimed at, or shares out."""
        self.blank(term)

    def on_within(self, term: Term) -> None:
        """ "其中": what follows are parts."""
        self.within = True
        self.within_clause = self.clause

    def on_other_subject(self, term: Term) -> None:
        """Something else that is counted, and handled."""
        if not self.describes(term):
            self.state.subject = "other"
        self.blank(term)
