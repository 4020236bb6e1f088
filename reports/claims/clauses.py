"""A sentence being read: its terms and numbers, the phrases that wait for a number, and what was stated."""

from __future__ import annotations

import re
from dataclasses import replace

from reports.claims import vocabulary as words
from reports.claims.context import Reporter, Times, whose
from reports.claims.counts import Count, find_counts
from reports.claims.doubts import is_doubtful, is_part
from reports.claims.heads import Head, State, Statement, request_row
from reports.claims.prose import Sentence
from reports.claims.terms import Term, find_terms
from reports.claims.wording import ATTRIBUTES, BOUNDARY, FILL

_SHARED_NEXT = re.compile(r"(?:均|都|各|皆|分别|全部)为?")
_PREFIX = re.compile(r"(?:全[市区县省州旗镇乡街盟](?:道)?)?(?:共计|总共|累计|合计|一共|总计|共)?(?:新)?$")
_BARE = re.compile(r"(?:为|是|:|数|数量|总数|总量|共|共计|合计|总计|有|分别|件数)$")
_ABOUT = re.compile(r"涉及|内容|集中在|申请公开|要求公开|类别|关于|主要是|主要为|主要有|咨询")
_KIND = re.compile(r"(?:等)?(?:类|方面|领域|案卷|信息|材料|较多|居多|为主)")
_SETTLED = re.compile("办结|审结")
_UNITS = {
    "requests": frozenset(("件", "件次", "人次", "条", "份", "宗", "起", "例", "次", "个", "项", "笔", "")),
    "reviews": frozenset(("件", "起", "宗", "例", "次", "个", "项", "件次", "")),
    "documents": frozenset(("件", "个", "份", "部", "项", "")),
    "decisions": frozenset(("件", "个", "宗", "起", "例", "次", "件次", "户次", "份", "项", "人次", "笔", "")),
}
MAIN_ROWS = ("new_received", "carried_in", "total_processed", "carried_out")


class Clauses:
    """The state of one pass over a sentence, and how a statement comes out of it."""

    def __init__(self, sentence: Sentence, reporter: Reporter, state: State) -> None:
        self.sentence, self.reporter, self.state = sentence, reporter, state
        self.text = text = sentence.text
        self.terms = find_terms(text)
        rows = [range(term.start, term.end) for term in self.terms if term.kind == "row"]
        self.counts = [count for count in find_counts(text) if not any(count.start in row for row in rows)]
        self.bounds = [match.start() for match in BOUNDARY.finditer(text)]
        self.times = Times(text, self.terms, reporter)
        self.statements: list[Statement] = []
        self.heads: list[Head] = []
        self.used: set[int] = set()  # where terms and numbers begin that have been read already
        self.clause = self.clause_start = 0
        self.after = 0  # the end of the last number
        self.within = self.received = self.channel = self.publishing = self.repealed = False
        self.requests_named = False
        self.elsewhere = False  # whether reviews were named that are not about disclosure
        self.strange = False  # whether requests of an unknown kind were named
        self.within_clause = -1  # the clause that begins with "其中"
        self.documents: str | None = None
        self._whose: str = "own"
        self._kept: list[tuple[list[Head], bool, State]] = []
        topic = sentence.topic
        if topic in ("requests", "reviews") and state.subject is None:
            state.subject = topic
        self.by_attribute = ATTRIBUTES.search(state.before + text) is not None
        state.before = text if state.before == "" or not self.by_attribute else state.before + text
        about = ("requests", "reviews")
        self.topical = topic in about or state.subject in about

    # where we are

    def mark(self, at: int) -> None:
        """Punctuation: a comma begins a clause, a semicolon forgets, brackets hold what is said in them."""
        character = self.text[at]
        if character == "(":
            self._kept.append((self.heads, self.within, replace(self.state)))
            self.heads = list(self.heads)
        elif character == ")":
            self._close_bracket(at)
            return
        elif character != ",":
            self.heads = []
            self.within = self.repealed = False
            self.documents = None
            self._whose = "own"
        self.clause += 1
        self.clause_start = at + 1
        self.channel = self.publishing = False

    def _close_bracket(self, at: int) -> None:
        self.clause_start = at + 1
        if self._kept:
            heads, self.within, before = self._kept.pop()
            if not _SHARED_NEXT.match(self.text, at + 1):  # "(部分公开、不予公开)均为0件"
                self.heads = heads
            self.state.subject, self.state.review, self.state.row = before.subject, before.review, before.row

    def describes(self, term: Term) -> bool:
        """Whether a term only says what requests were about ("主要涉及行政处罚案卷", "其中投诉举报类较多")."""
        if self.state.subject != "requests":
            return False
        about = _ABOUT.search(self.text, self.clause_start, term.start) or _ABOUT.search(self.before_clause())
        return about is not None or _KIND.match(self.text, term.end) is not None

    def before_clause(self) -> str:
        """The clause before this one where no number ends it: the same list goes on."""
        starts = [0, *(at + 1 for at in self.bounds if at + 1 < self.clause_start)]
        before = self.text[starts[-1] : self.clause_start]
        return "" if any(character.isdigit() for character in before) else before

    def last(self) -> Head | None:
        """The last phrase of this clause that has no number yet."""
        return self.heads[-1] if self.heads and self.heads[-1].clause == self.clause else None

    def waiting(self) -> list[Head]:
        """The phrases that may share a number; one before a colon is a heading."""
        heads = [head for head in self.heads if head.quantities and not head.open]
        return [head for head in heads if head is heads[-1] or self.text[head.end] != ":"]

    def add(self, quantities: tuple[str, ...], term: Term, kind: str, *, sure: bool = True, start: int = -1) -> Head:
        """A phrase that waits for its number from here on."""
        head = Head(quantities, term.start if start < 0 else start, term.end, kind, self.clause, sure)
        self.heads.append(head)
        return head

    def blank(self, term: Term) -> None:
        """A phrase whose number is no claim."""
        self.add((), term, term.kind)

    def fills(self, start: int, end: int) -> bool:
        """Whether nothing but small words stands between two places."""
        return start <= end and FILL.fullmatch(self.text, start, end) is not None

    def lead(self, end: int) -> str:
        """What stands in this clause before a place."""
        return self.text[self.clause_start : end]

    def limit(self, start: int) -> int:
        """The end of what may belong to a number that ends at ``start``."""
        ends = [at for at in self.bounds if at >= start] + [c.start for c in self.counts if c.start >= start]
        return min(ends, default=len(self.text))

    @property
    def on_requests(self) -> bool:
        """Whether requests are what is being spoken of."""
        return self.state.subject == "requests" or (self.state.subject is None and self.state.requests)

    # what is stated

    def say(self, head: Head, count: Count, start: int, end: int) -> None:
        """State that what a phrase names has a number, unless it is of others or of another time."""
        if not head.quantities or not self._unit_fits(head.quantities[0], count):
            return
        clause = max([at + 1 for at in self.bounds if at < start], default=0)
        before = [term for term in self.terms if clause <= term.start < count.start]
        said = self._whose = whose(self.text, clause, start, before, self.reporter) or self._whose
        self._remember(head)
        if said == "others" or not self.times.is_own(max(count.start, start)):
            return
        end -= self.text[end - 1] == "的"
        prefix = _PREFIX.search(self.text, clause, start)
        start = prefix.start() if prefix else start
        none_at_all = head.clean and count.value == 0  # then there is none about disclosure either
        included = self.within and head.quantities[0].startswith("requests.carried_in")
        sure = (head.sure or none_at_all) and said == "own" and not self._is_doubtful(head, count, start, clause)
        part = head.quantities[0].startswith("requests.total_processed") and is_part(self.text, clause, end)
        settled = _SETTLED.search(self.text, start, end) is not None
        statement = Statement(head.quantities, count, start, end, sure, included, part, settled)
        self.statements.append(statement)
        self.state.statements.append(statement)
        both = head.kind == "verb" and not head.noun and len(head.quantities) > 1
        if both and head.quantities[0] == request_row("new_received")[0]:
            # "收到并办结5件" says both; what was handled may be more.
            self.statements.append(replace(statement, quantities=head.quantities[1:], sure=False))

    def _is_doubtful(self, head: Head, count: Count, start: int, clause: int) -> bool:
        if not self.times.is_known(count.start):
            return True
        if self.sentence.torn and clause == 0:
            return True  # the beginning of this sentence is not known
        if count.kind == "bare" and count.end == len(self.text) and count.end > count.start and count.value:
            return True  # "依申请公开:20", and "22年" on the next line
        if self.sentence.topic == "problems" or (self.strange and head.kind == "verb" and not head.noun):
            return True
        said = [quantity for statement in self.state.statements for quantity in statement.quantities]
        return is_doubtful(self.text, clause, start, count, head.quantities[0], said)

    def say_none(self, quantities: tuple[str, ...], start: int, end: int, *, sure: bool) -> None:
        """State that there was none of something."""
        head = Head(quantities, start, end, "denial", self.clause, sure)
        self.say(head, Count(start, end, 0, "", "bare", 1, False, False), start, end)

    def _remember(self, head: Head) -> None:
        quantity = head.quantities[0]
        if head.row and quantity.startswith("requests."):
            self.state.row = head.row if head.row in MAIN_ROWS else None
        self.received = self.received or quantity.startswith("requests.new_received.total")
        self.repealed = self.repealed or quantity.endswith(".repealed")

    def _unit_fits(self, quantity: str, count: Count) -> bool:
        table, row = quantity.split(".")[:2]
        if quantity.endswith(".amount"):
            return count.kind == "money" or count.value == 0
        if count.kind == "money":
            return False
        group = table if table != "proactive" else "documents" if row in words.DOCUMENTS else "decisions"
        if count.unit == "项" and group == "decisions" and row != "procurement":
            # Without the word they are matters that the organ may decide, not decisions.
            return "决定" in self.text[max(0, count.start - 8) : count.start]
        if count.kind == "bare" and count.value != 0 and not _BARE.search(self.text, 0, count.start):
            return False
        return count.unit in _UNITS[group]
