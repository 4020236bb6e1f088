"""The narrative of a synthetic report: what stands around its official tables, as blocks."""

from __future__ import annotations

import random
import re

from training.synthesis.content import Content
from training.synthesis.draft import Block, Furniture, Paragraph, Subheading
from training.synthesis.own_tables import OwnTables
from training.synthesis.phrases import Phrases
from training.synthesis.splits import Split
from training.synthesis.subheadings import Subheader, mark

_TOPICS = ("proactive", "requests", "management", "platform", "oversight")
_LISTS = (
    *("{h}是", "{h}是", "{h}是", "（{h}）", "{n}.", "{n}、", "（{n}）", "第{h}，", "{c}"),
    *("{h}要", "{n}）", "其{h}，", "{n}. ", "({n})", "{h}、", "第{h}是"),
)
_TIMED = re.compile(r"\d{4}年|二〇|今年|一年来|全年|本年|过去一年|截至|年内")  # such a clause needs no other opener
_YEAR_HAN = str.maketrans("0123456789", "〇一二三四五六七八九")


def narrative_values(content: Content) -> dict[str, str]:
    """The slots that a report itself answers: its names, its year, and numbers of its tables."""
    organ, year = content.organ, content.year
    requests = [row.key for row in content.tables["requests"].rows]
    total = content.tables["requests"].columns(requests[0])[-1].key
    values = {
        "organ": organ.name,
        "own": organ.own,
        "region": organ.region,
        "level": organ.level if len(organ.level) == 1 else "街道" if organ.level == "街道" else "部门",
        "year": str(year),
        "last_year": str(year - 1),
        "next_year": str(year + 1),
        "year_han": str(year).translate(_YEAR_HAN),
        "next_year_han": str(year + 1).translate(_YEAR_HAN),
    }
    for slot, row in (
        ("new", requests[0]),
        ("before", requests[1]),
        ("processed", requests[-2]),
        ("open", requests[-1]),
    ):
        values[slot] = str(content.number(f"requests.{row}.{total}"))
    for slot, row in (("granted", requests[2]), ("partly", requests[3])):
        values[slot] = str(content.number(f"requests.{row}.{total}"))
    for group in ("refused", "unavailable", "not_processed", "other"):
        keys = [f"requests.{key}.{total}" for key in requests if key.partition(".")[0] == group]
        values["other_processed" if group == "other" else group] = str(sum(map(content.number, keys)))
    values["natural"] = str(content.number(f"requests.{requests[0]}.natural_person"))
    values["legal"] = str(int(values["new"]) - int(values["natural"]))
    reviews = content.tables["reviews"].rows
    for column in content.tables["reviews"].columns(reviews[0].key):
        values[f"appeals_{column.key}"] = str(content.number(f"reviews.{reviews[0].key}.{column.key}"))
    values["appeals"] = str(content.number(f"reviews.{reviews[0].key}.{total}"))
    values["suits"] = str(sum(content.number(f"reviews.{row.key}.{total}") for row in reviews[1:]))
    return values


class Narrator:
    """Tells one report. ``length`` is the number of clauses a paragraph has, give or take a half."""

    def __init__(self, content: Content, rng: random.Random, split: Split) -> None:
        self.content = content
        self.rng = rng
        self.split = split
        self.phrases = Phrases(rng, split, narrative_values(content))
        self.length = rng.choices((1.5, 3.3, 5.5, 11.0, 32.0), (22, 36, 26, 12, 4))[0]
        self.sub = Subheader(rng, split)
        self.list_style = rng.choice(_LISTS)
        self.own_tables = OwnTables(rng, self.phrases, content.year)
        self.idle = content.number("requests.new_received.total") == 0

    # ------------------------------------------------------------------ pieces of text

    def _count(self) -> int:
        return max(1, round(self.length * self.rng.uniform(0.5, 1.5)))

    def _mark(self, pattern: str, index: int) -> str:
        return mark(pattern, index, self.sub.section)

    def _listed(self, clauses: list[str], style: str | None = None) -> str:
        """Clauses as 一是…；二是…。"""
        style = style or self.list_style
        joint = self.rng.choice(("；", "。", "。"))
        texts = [self._mark(style, index) + clause.rstrip("。；") for index, clause in enumerate(clauses)]
        return joint.join(texts) + "。"

    def _sentences(self, pool: str, count: int | None = None) -> str:
        """A paragraph of clauses of a pool, listed or simply one after the other."""
        clauses = self.phrases.several(pool, count or self._count())
        if self.rng.random() < 0.3:
            at = self.rng.randrange(len(clauses))
            if not _TIMED.match(clauses[at]):
                clauses[at] = self.phrases.one("list.opener") + clauses[at]
        if len(clauses) > 1 and self.rng.random() < 0.35:
            lead = self.phrases.one("list.lead") if self.rng.random() < 0.4 else ""
            return lead + self._listed(clauses)
        return "".join(clause if clause[-1] in "。！？；：" else clause + "。" for clause in clauses)

    def _long(self, pool: str) -> list[Block]:
        """One paragraph or, in wordy reports, several."""
        if self.length < 4 or (self.length < 20 and self.rng.random() < 0.5):
            return [Paragraph(self._sentences(pool))]
        count = self.rng.randint(3, 9) if self.length > 20 else self.rng.randint(2, 3)
        each = max(2, self._count() // min(3, count))
        return [Paragraph(self._sentences(pool, each)) for _ in range(count)]

    # ------------------------------------------------------------------ parts of a report

    def preamble(self, named: bool) -> list[Block]:
        """What stands between the title and the first heading; where no title names the organ, it does."""
        rng, blocks = self.rng, list[Block]()
        if rng.random() < 0.28 and named:
            return blocks
        text = self.phrases.one("preamble.basis" if named else "preamble.named")
        for pool, share in (("preamble.parts", 0.5), ("preamble.period", 0.5), ("preamble.contact", 0.4)):
            if rng.random() < share:
                sentence = self.phrases.one(pool)
                if rng.random() < 0.3:
                    blocks.append(Paragraph(text))
                    text = sentence
                else:
                    text += sentence
        blocks.append(Paragraph(text))
        return blocks

    def overview(self) -> list[Block]:
        """总体情况: usually its five subjects, with subheadings or without."""
        rng, blocks = self.rng, list[Block]()
        if rng.random() < 0.6:
            blocks.append(Paragraph(self._sentences("overview.lead", 1 + (self.length > 3))))
        topics = list(_TOPICS)
        if rng.random() < 0.25:
            topics = [topic for topic in topics if rng.random() < 0.7] or topics[:2]
        headed = rng.random() < 0.72
        for index, topic in enumerate(topics):
            body = self._topic(topic)
            blocks += self.sub.subsection(topic, index, body) if headed else body
        if self.length > 8 and rng.random() < 0.4:
            blocks.append(Paragraph(self._sentences("gist.regulation", 3)))
        if rng.random() < 0.1:  # numbered points and sentences that look like the report's own headings
            self._put(blocks, self._points())
        if rng.random() < 0.14:
            self._put(blocks, [*self._table_lead(), self.own_tables.table()])
        if rng.random() < 0.04:  # what is left of a chart
            self._put(blocks, self.chart())
        if rng.random() < 0.07:
            self._put(blocks, self.count_lines())
        if rng.random() < 0.015:
            lines = self.phrases.several("gist.lines", rng.randint(2, 8), ordered=True)
            self._put(blocks, [Paragraph(line) for line in lines])
        return blocks

    def _points(self) -> list[Block]:
        """Points of the organ's own, with numbers like the sections': sentences, or subheadings with their text."""
        rng, blocks = self.rng, list[Block]()
        marks = rng.choice(("{h}、", "{h}、", "（{h}）", "{n}.", ""))
        for index, point in enumerate(self.phrases.several("points.headed", rng.randint(1, 4))):
            text = self._mark(marks, index) + point
            if point.endswith("。"):
                blocks.append(Paragraph(text))
            else:
                blocks += [Subheading(text), Paragraph(self._sentences(f"overview.{rng.choice(_TOPICS)}"))]
        return blocks

    def _put(self, blocks: list[Block], new: list[Block]) -> None:
        """Insert blocks anywhere but between a subheading and its paragraph."""
        places = [i for i in range(len(blocks) + 1) if not (i and isinstance(blocks[i - 1], Subheading))]
        place = self.rng.choice(places)
        blocks[place:place] = new

    def _table_lead(self) -> list[Block]:
        return [Paragraph(self.phrases.one("chart.title"))] if self.rng.random() < 0.3 else []

    def count_lines(self) -> list[Block]:
        """Counts in lines of their own, in the words of the official labels, at times apart from their numbers."""
        rng = self.rng
        blocks: list[Block] = [Paragraph(self.phrases.one("lines.lead"))] if rng.random() < 0.7 else []
        marks = rng.choice(("", "{n}.", "（{h}）", "{c}", "{h}、", "· ", "- "))
        if rng.random() < 0.7:
            lines = self.phrases.several("lines.outcome", rng.randint(2, 8))
            stop = rng.choice(("", "。", "；", "，"))
            return blocks + [Paragraph(self._mark(marks, i) + line + stop) for i, line in enumerate(lines)]
        for line in self.phrases.several("lines.split", rng.randint(2, 6)):
            number = rng.choice((0, rng.randint(1, 90), rng.randint(1, 9000)))
            blocks += [Paragraph(line), Paragraph(f"{number:,}" if rng.random() < 0.1 else str(number))]
        return blocks

    def chart(self) -> list[Block]:
        """What is left of a chart: its title, the numbers of its axis, legend and labels, each where it stood."""
        rng = self.rng
        if rng.random() < 0.4:
            return [Furniture(line) for line in self.phrases.several("debris.chart", rng.randint(1, 4))]
        parts = [self.phrases.one("chart.title")] if rng.random() < 0.6 else []
        legend = self.phrases.several("chart.legend", rng.randint(2, 6))
        step = rng.choice((1, 5, 20, 100, 500))
        axis = [str(step * i) for i in range(rng.randint(3, 8), -1, -1)]
        share = rng.random() < 0.4
        labels = [f"{rng.randint(0, 99)}%" if share else str(rng.randint(0, 9 * step)) for _ in legend]
        groups = [group for group in (axis, legend, labels) if rng.random() < 0.75]
        rng.shuffle(groups)
        apart = rng.random() < 0.6  # a line each
        for group in groups:
            parts += group if apart else [rng.choice((" ", "\t", "  ")).join(group)]
        return [Furniture(part) for part in parts]

    def contact(self) -> list[Block]:
        """Address, telephone and the like, a line each."""
        lead = [self.phrases.one("contact.lead")] if self.rng.random() < 0.5 else []
        lines = self.phrases.several("contact.line", self.rng.randint(2, 6))
        return [Paragraph(line) for line in lead + lines]

    def extra(self) -> list[Block]:
        """The body of a section of the organ's own."""
        body: list[Block] = [Paragraph(self._sentences("extra.clause", self.rng.randint(1, 4)))]
        draw = self.rng.random()
        if draw < 0.25:
            body.append(self.own_tables.table())
        elif draw < 0.4:
            body += self.contact()
        elif draw < 0.5:
            body += self.count_lines()
        return body

    def _topic(self, topic: str) -> list[Block]:
        body = self._long(f"overview.{topic}")
        if topic in ("proactive", "requests") and self.rng.random() < 0.6:
            pool = "counts.proactive" if topic == "proactive" else "counts.idle" if self.idle else "counts.requests"
            count = 1 if self.rng.random() < 0.6 else 2
            body.insert(self.rng.choice((0, len(body))), Paragraph(self._sentences(pool, count)))
            if self.rng.random() < 0.7 and all(isinstance(block, Paragraph) for block in body):
                texts = [block.text for block in body if isinstance(block, Paragraph)]
                body = [Paragraph("".join(texts))]
        return body

    def before_table(self, kind: str) -> list[Block]:
        """A sentence between a section's heading and its table, seldom."""
        if self.rng.random() < 0.1:
            return [Paragraph(self.phrases.one(f"before.{kind}"))]
        return []

    def after_table(self, kind: str) -> list[Block]:
        """Remarks under a table, seldom: notes, explanations of terms, counts again."""
        rng = self.rng
        if rng.random() < 0.08:
            return [Paragraph(self.phrases.one(rng.choice((f"before.{kind}", "terms.note", "terms.prose"))))]
        draw = rng.random()
        if draw < 0.015:
            return [*self._table_lead(), self.own_tables.table()]
        if draw < 0.025:
            lines = self.phrases.several("note.line", rng.randint(2, 7), ordered=True)
            return [Paragraph(line) for line in lines]
        return self.count_lines() if draw < 0.032 else []

    def instead_of_table(self, kind: str) -> list[Block]:
        """The sentence that some reports give in place of a table."""
        return [Paragraph(self.phrases.one(f"instead.{kind}"))]

    def problems(self) -> list[Block]:
        """存在的主要问题及改进情况."""
        rng, self.sub.section = self.rng, 5
        if rng.random() < 0.05:
            return [Paragraph(self.phrases.one("problems.none"))]
        if rng.random() < 0.15:
            self.sub.renumber()
        if rng.random() < 0.04:  # what was said of the requests is said again
            return [Paragraph(self.phrases.one("terms.prose")), *self._weak_points()]
        return self._weak_points()

    def _weak_points(self) -> list[Block]:
        rng = self.rng
        few = (1, 2, 2, 3) if self.length < 2 else (2, 3, 3, 4, 5, 6)
        problems = self.phrases.several("problems.item", rng.choice(few))
        measures = self.phrases.several("measures.item", rng.choice(few))
        shape = rng.choices(("headed", "plain", "lines", "points"), (42, 30, 16, 12))[0]
        lead, turn = self.phrases.one("problems.lead"), self.phrases.one("measures.lead")
        style = self.list_style
        if rng.random() < 0.03:
            self.sub.numbering = "{h}、"  # subheadings numbered like the sections themselves
        if shape == "points":
            return self._headed_points(lead, problems, turn, measures)
        if shape == "lines":
            marks = style if style not in ("", "{h}是") or rng.random() < 0.5 else "{n}."
            blocks: list[Block] = [Paragraph(lead)]
            blocks += [Paragraph(self._mark(marks, i) + text + "。") for i, text in enumerate(problems)]
            blocks.append(Paragraph(turn))
            blocks += [Paragraph(self._mark(marks, i) + text + "。") for i, text in enumerate(measures)]
            return blocks
        first = Paragraph(lead + (self._listed(problems, style) if rng.random() < 0.75 else "；".join(problems) + "。"))
        second = Paragraph(
            turn + (self._listed(measures, style) if rng.random() < 0.75 else "；".join(measures) + "。")
        )
        if rng.random() < 0.3:
            second.text += self.phrases.one("measures.close")
        if shape == "plain":
            return [first, second] if rng.random() < 0.8 else [Paragraph(first.text + second.text)]
        return self.sub.subsection("problems", 0, [first]) + self.sub.subsection("measures", 1, [second])

    def _headed_points(self, lead: str, problems: list[str], turn: str, measures: list[str]) -> list[Block]:
        """Each weakness and each remedy under a heading of its own, or in prose behind words that sum it up."""
        rng = self.rng
        spoken = rng.choice(("{h}是", "第{h}，")) if rng.random() < 0.3 else ""
        parts: list[list[Block]] = []
        for opening, kind, items in ((lead, "weaknesses", problems), (turn, "remedies", measures)):
            part: list[Block] = [Paragraph(opening)] if rng.random() < 0.6 else []
            for index, item in enumerate(items):
                words = self.sub.words(kind)
                if spoken:
                    part.append(Paragraph(f"{self._mark(spoken, index)}{words}。{item}。"))
                else:
                    part += self.sub.point(words, index, [Paragraph(item + "。")])
            parts.append(part)
        if rng.random() < 0.6:
            return self.sub.subsection("problems", 0, parts[0]) + self.sub.subsection("measures", 1, parts[1])
        return parts[0] + parts[1]

    def other(self) -> list[Block]:
        """其他需要报告的事项."""
        rng, self.sub.section = self.rng, 6
        draw = rng.random()
        if draw < 0.28:
            return [Paragraph(self.phrases.one("other.none"))]
        if draw < 0.6:
            return [Paragraph(self.phrases.one("other.fees") + rng.choice(("。", "。", "")))]
        kinds = ["fees", *rng.sample(("tasks", "proposals", "innovation", "statistics"), rng.randint(1, 4))]
        blocks: list[Block] = []
        headed = rng.random() < 0.6
        for index, kind in enumerate(kinds):
            body: list[Block] = [Paragraph(self._sentences(f"other.{kind}", min(3, self._count())))]
            if not headed and isinstance(body[0], Paragraph):
                body = [Paragraph(self._mark(self.sub.numbering, index) + body[0].text)]
            blocks += self.sub.subsection(kind, index, body) if headed else body
        return blocks

    # ------------------------------------------------------------------ around the report

    def front(self) -> list[Block]:
        """What a web page puts before the title."""
        if self.rng.random() > 0.1:
            return []
        lines = self.phrases.several("web.navigation", self.rng.randint(1, 4))
        return [Furniture(line) for line in lines]

    def letterhead(self) -> list[Block]:
        """What an official letter has above its title: the organ, a document number."""
        if self.rng.random() > 0.06:
            return []
        return [Paragraph(line) for line in self.phrases.several("letterhead.line", self.rng.randint(1, 3))]

    def publication(self) -> list[Block]:
        """The line of date, source and document number under the title."""
        if self.rng.random() > 0.22:
            return []
        lines = self.phrases.several("web.publication", self.rng.choice((1, 1, 1, 2, 3)))
        blocks: list[Block] = [Paragraph(line) for line in lines]
        if self.rng.random() < 0.3:
            blocks.append(Furniture(self.phrases.one("web.buttons")))
        return blocks

    def back(self) -> list[Block]:
        """What follows the last section: signature, attachments, debris of charts, a page's foot."""
        rng, blocks = self.rng, list[Block]()
        if rng.random() < 0.2:
            name = self.content.organ.name
            date = self.phrases.one("signature.date")
            both = [f"{name}{self.rng.choice(('', ' ', '　　'))}{date}"] if rng.random() < 0.1 else [name, date]
            blocks += [Paragraph(line) for line in (both if rng.random() < 0.8 else [date])]
        if rng.random() < 0.05:
            lines = self.phrases.several("web.attachment", rng.choice((1, 1, 1, 2, 3)))
            blocks += [Paragraph(line) for line in (["附件：", *lines] if len(lines) > 1 else lines)]
        if rng.random() < 0.03:
            blocks += [Paragraph(self.phrases.one("web.attachment")), self.own_tables.statistics()]
        if rng.random() < 0.04:
            blocks += self.contact()
        if rng.random() < 0.015:
            lines = self.phrases.several("note.line", rng.randint(2, 7), ordered=True)
            blocks += [Paragraph(line) for line in lines]
        if rng.random() < 0.07:
            blocks += self.chart()
        if rng.random() < 0.07:
            blocks += [Furniture(line) for line in self.phrases.several("web.foot", rng.randint(1, 4))]
        return blocks
