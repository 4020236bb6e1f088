"""Found passages for people, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from reports.themes import ROLE_NAMES, THEME_NAMES
from service.phrasing import SECTION_NAMES
from service.search.messages import Facet, FoundPassage, SearchAnswer, UnderstoodQuery

LEVEL_NAMES = {"national": "国家", "province": "省级", "city": "市级", "county": "县级", "township": "乡级"}

_HIGHLIGHT = "bold yellow"
_FACETS = {"theme": ("主题", THEME_NAMES), "year": ("年度", {}), "region": ("地区", {}), "level": ("层级", LEVEL_NAMES)}
_SHOWN = 6  # values of a facet, terms for a word
_WHY = {"words": "词", "theme": "主题", "meaning": "含义"}


def show(console: Console, answer: SearchAnswer, offset: int) -> None:
    """What a query was taken for, how many passages answer, and these."""
    for line in understanding_lines(answer.understood):
        console.print(line, style="cyan", markup=False)
    least = "至少 " if answer.total_is_least else ""
    console.print(f"找到 {least}{answer.total} 段", style="bold", markup=False)
    for line in _facet_lines(answer):
        console.print(line, style="dim", markup=False)
    for warning in answer.warnings:
        console.print(warning, style="red", markup=False)
    console.print()
    if answer.organs is None:
        for number, found in enumerate(answer.items, offset + 1):
            _show_passage(console, found, f"{number}. ")
        return
    for number, group in enumerate(answer.organs, offset + 1):
        console.print(f"{number}. {group.organ or '机关不详'}：{group.passages} 段", style="bold", markup=False)
        for found in group.best:
            _show_passage(console, found, "   ")


def understanding_lines(understood: UnderstoodQuery) -> Iterator[str]:
    """What a query was taken for, and how to have it taken as it stands; nothing where it was."""
    if not understood.applied:
        return
    said = [
        f"查找“{understood.text}”" if understood.text else "",
        _listed("原样含有", [f"“{phrase}”" for phrase in understood.phrases]),
        _listed("主题", [THEME_NAMES.get(key, key) for key in understood.themes]),
        _listed("角色", [ROLE_NAMES[understood.role]] if understood.role else []),
    ]
    narrowed = [
        _listed("年度", _years(understood)),
        _listed("地区", understood.regions),
        _listed("机关", understood.organs),
        _listed("层级", [LEVEL_NAMES[level] for level in understood.levels]),
    ]
    yield f"理解为：{'；'.join(part for part in said if part) or '列出全部'}"
    if any(narrowed):
        yield f"只看：{'；'.join(part for part in narrowed if part)}"
    synonyms = [f"{one.word}＝{_shortened(one.terms, '、')}" for one in understood.synonyms if one.terms]
    if synonyms:
        yield f"同义：{'；'.join(synonyms)}"
    yield "（不需要这样理解时，加 --no-understand）"


def _years(understood: UnderstoodQuery) -> Iterator[str]:
    yield from map(str, understood.years)
    if understood.year_from is not None or understood.year_to is not None:
        yield f"{understood.year_from or ''}–{understood.year_to or ''}"


def _listed(name: str, values: Iterable[str]) -> str:
    texts = list(values)
    return f"{name} {'、'.join(texts)}" if texts else ""


def _facet_lines(answer: SearchAnswer) -> Iterator[str]:
    for key, (name, names) in _FACETS.items():
        facets: tuple[Facet, ...] = getattr(answer.facets, key)
        if len(facets) < 2:
            continue
        most = sorted(facets, key=lambda facet: -facet.passages)
        counts = [f"{names.get(facet.key or '', facet.key) or '不详'} {facet.passages}" for facet in most]
        yield f"{name}：{_shortened(counts, '，')}"


def _shortened(texts: Sequence[str], mark: str) -> str:
    return f"{mark.join(texts[:_SHOWN])}{' …' if len(texts) > _SHOWN else ''}"


def _show_passage(console: Console, found: FoundPassage, lead: str) -> None:
    themes = "、".join(THEME_NAMES.get(one.theme, one.theme) for one in found.themes)
    where = [
        found.organ or "机关不详", str(found.year or "年度不详"), SECTION_NAMES[found.section], ROLE_NAMES[found.role],
        themes, "勾稽不符" if found.failed else "",
    ]  # fmt: skip
    console.print(f"{lead}{' · '.join(part for part in where if part)}", style="bold", markup=False)
    console.print(highlighted(found))
    why = "，".join(
        f"{name} {value:.2f}" for key, name in _WHY.items() if (value := getattr(found.why, key)) is not None
    )
    console.print(f"   {found.score:.3f}{f'（{why}）' if why else ''}  {found.id}", style="dim", markup=False)
    console.print()


def highlighted(found: FoundPassage) -> Text:
    """The passage's text on one line, with what was looked for highlighted."""
    text = Text(found.text)
    for start, end in found.highlights:
        text.stylize(_HIGHLIGHT, start, end)
    return Text("   ").append_text(Text(" ").join(text.split()) if "\n" in found.text else text)
