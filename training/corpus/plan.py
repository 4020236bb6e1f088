"""All files of the corpus: which report is written in which format and manner, and how."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from training.corpus import docx, pages, pdf, plain, printing
from training.corpus.cases import OFFICIAL, File, case_draft, entry_of
from training.corpus.fonts import cut_font, has_fonts
from training.corpus.paginating import printed_word_file
from training.synthesis.draft import Draft, Table

FORMS = ("2021", "2019")
LONG = 6000
SHORT = 600  # characters of a PDF's paragraphs: each one that is not met before is an outline to embed
SHORTEST = 450  # of PDFs whose outlines are not shared by the pages
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """A file to be written: ``maker`` names the writer; ``case`` the report, shared by files that hold the same."""

    maker: str  # html, docx, text, drawn, doc, rtf, odt, office (PDF by LibreOffice) or browser (PDF by Chromium)
    family: str
    form: str
    case: str

    @property
    def suffix(self) -> str:
        """The file's suffix and format."""
        return {"text": "txt", "drawn": "pdf", "office": "pdf", "browser": "pdf"}.get(self.maker, self.maker)

    @property
    def name(self) -> str:
        """The file's name without suffix."""
        kind = self.maker if self.suffix == "pdf" else self.suffix
        prefix = f"{self.case}-" if self.case.startswith("same") else ""
        return f"{prefix}{kind}-{self.family}-{self.form}"

    @property
    def format(self) -> str:
        """The format as ``gold.json`` names it."""
        return "text" if self.maker == "text" else self.suffix

    def draft(self) -> Draft:
        """The report, as a file of this kind shows it."""
        long = self.maker in ("html", "docx", "doc", "rtf", "odt") and not self.case.startswith("same")
        unruled = self.maker == "drawn" and pdf.KINDS[self.family].rules in ("rows", "three", "none")
        longest = LONG if long else SHORTEST if self.maker in ("office", "browser") else SHORT
        draft = case_draft(self.case, self.form, longest=longest, unruled=unruled)
        return docx.shown(self.family, draft) if self.maker in _BY_WORD else draft


_BY_WORD = ("docx", "doc", "rtf", "odt", "office")
_CONVERTED = {
    "doc": ("word", "autonumber", "nested"),
    "rtf": ("controls",),
    "odt": ("word", "tracked", "per_item"),
}
_PRINTED_WORD = [(family, form) for family in ("word", "autonumber") for form in FORMS] + [("landscape", "2021")]
_PRINTED_PAGES = ("breaks", "sheet")
# The edition, and the families of web page, Word file, drawn PDF and text that hold the same report.
_SAME = (
    ("2021", "cms", "word", "ruled", "tsv"),
    ("2019", "sheet", "landscape", "boxed", "flat_word"),
    ("2021", "oldtable", "controls", "upright", "tsv"),
    ("2019", "divs", "textbox", "landscape", "markdown"),
)


def orders() -> list[Order]:
    """Every file of the corpus, in the order in which they are written."""
    result = [Order("html", family, form, f"html-{family}") for family in pages.TEMPLATES for form in FORMS]
    result += [Order("docx", family, form, f"docx-{family}") for family in docx.MANNERS for form in FORMS]
    result += [Order("drawn", family, form, f"drawn-{family}") for family in pdf.KINDS for form in FORMS]
    for number, (form, page, word, drawn, text) in enumerate(_SAME):
        case = f"same-{number}"
        result += [Order("html", page, form, case), Order("docx", word, form, case)]
        result += [Order("drawn", drawn, form, case), Order("text", text, form, case)]
    for maker, families in _CONVERTED.items():
        forms = FORMS if maker == "doc" else FORMS[::-1]
        result += [Order(maker, family, forms[n % 2], f"{maker}-{family}") for n, family in enumerate(families)]
    result += [Order("office", family, form, f"office-{family}") for family, form in _PRINTED_WORD]
    result += [Order("browser", family, form, f"browser-{family}") for family in _PRINTED_PAGES for form in FORMS]
    return result


def lacking(order: Order) -> str | None:
    """The program that an order needs and that is not here (Chinese and English), or None."""
    if order.maker in ("doc", "rtf", "odt", "office") and not printing.has_office():
        return "LibreOffice (soffice)"
    if order.maker == "browser" and printing.browser() is None:
        return "Chromium"
    if order.suffix == "pdf" and not has_fonts():
        return "fonts-noto-cjk"
    return None


def write(order: Order) -> File:
    """The file of an order. Raises CalledProcessError where another program fails."""
    draft = order.draft()
    assert draft.title is not None
    data, more = _WRITERS[order.maker](order, draft)
    for table, (first, last) in more.get("pages", {}).items():
        if table in OFFICIAL and first == last:
            raise ValueError(f"{order.name}: table {table} stands on one page")
    file = f"{order.name}.{order.suffix}"
    return File(file, data, entry_of(draft, file, order.format, order.family, order.case, **more))


Made = tuple[bytes, dict[str, dict[str, list[int]]]]


def _html(order: Order, draft: Draft) -> Made:
    return pages.write_page(order.family, draft, Random(order.name)), {}


def _docx(order: Order, draft: Draft) -> Made:
    return docx.write_docx(order.family, draft, order.name), {}


def _text(order: Order, draft: Draft) -> Made:
    return plain.write_text(draft, order.name, order.family), {}


def _drawn(order: Order, draft: Draft) -> Made:
    data, covered = pdf.write_pdf(order.family, draft, order.name)
    return data, {"pages": covered}


def _converted(order: Order, draft: Draft) -> Made:
    data = printing.converted({order.name: docx.write_docx(order.family, draft, order.name)}, order.maker)[order.name]
    return docx.settled(data) if order.maker == "odt" else data, {}


def _office(order: Order, draft: Draft) -> Made:
    data, covered = printed_word_file(order.family, draft, order.name)
    return data, {"pages": covered}


def _browser(order: Order, draft: Draft) -> Made:
    """A web page as the browser prints it; one of them in a system font, whose glyphs it draws one by one."""
    template = pages.TEMPLATES[order.family]
    page = pages.write_page(order.family, draft, Random(order.name)).decode(template.encoding)
    page = page.replace("charset=gb2312", "charset=utf-8")  # a browser believes what a page declares
    if (order.family, order.form) != ("breaks", "2021"):
        page = printing.with_font(page, cut_font("serif", set(page), "Own"))
    names = [block.name for block in draft.blocks if isinstance(block, Table)]
    marks = printing.marks_in(printing.printed(printing.torn_page(page, marked=True).encode(template.encoding)))
    data = printing.printed(printing.torn_page(page, marked=False).encode(template.encoding))
    return printing.settled(data), {"pages": printing.spread(marks, names)}


_WRITERS: dict[str, Callable[[Order, Draft], Made]] = {
    "html": _html,
    "docx": _docx,
    "text": _text,
    "drawn": _drawn,
    "doc": _converted,
    "rtf": _converted,
    "odt": _converted,
    "office": _office,
    "browser": _browser,
}


def written(say: Say) -> Iterator[File]:
    """All files that can be written here; ``say`` is told of those that cannot."""
    for order in orders():
        program = lacking(order)
        if program:
            say(f"缺少 {program}，略去 {order.name} (skipped: {program} is missing)")
        else:
            yield write(order)


def write_corpus(folder: Path, say: Say) -> int:
    """Write the corpus and its gold.json into an empty or former folder; returns the number of files."""
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    gold = {}
    for file in written(say):
        (new / file.name).write_bytes(file.data)
        gold[file.name.rpartition(".")[0]] = file.entry
        say(f"{file.name}  {len(file.data):,}")
    dump = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    lines = ",\n".join(f"{dump(name)}: {dump(entry)}" for name, entry in gold.items())
    (new / "gold.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)
    return len(gold)
