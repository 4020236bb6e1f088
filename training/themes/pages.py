"""The evaluation of themes for people: a page of Markdown and a few lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reports.themes import ROLES, THEME_NAMES, THEMES
from training.evaluation.presentation import Grid, as_markdown, as_text, per_cent

_BEGIN, _END = "<!-- confusion: begin -->", "<!-- confusion: end -->"
_MEASURES = (
    ("角色准确率 role accuracy %", "role_accuracy"),
    ("有标题时 with the heading %", "role_accuracy_in_place"),
    ("micro F1 %", "micro_f1"),
    ("macro F1 %", "macro_f1"),
    ("全对 exact %", "exact"),
)


def as_terminal(results: dict[str, Any]) -> str:
    """The tables as text."""
    return "\n\n".join([*map(as_text, _grids(results)), *results["notes"]])


def as_page(results: dict[str, Any]) -> str:
    """The page ``themes.md``."""
    machine = ", ".join(f"{name} {value}" for name, value in results["machine"].items() if value is not None)
    counts, documents = results["passages"], results["documents"]
    parts = [
        "# Themes 主题评测",
        "Written by `gouji evaluate --themes`.",
        f"{machine}.",
        f"Annotated passages (documents): {counts['train']} ({documents['train']}) for training, "
        f"{counts['validation']} ({documents['validation']}) for thresholds and calibration, {counts['test']} "
        f"({documents['test']}) for the figures below; split by document. Shipped: {results['shipped']}. The shipped "
        "classifier has learned from training and validation part, the others from the training part alone.",
        *(f"- {note}" for note in results["notes"]),
        *map(as_markdown, _grids(results)),
        _explanation(),
    ]
    return "\n\n".join(parts) + "\n"


def _explanation() -> str:
    return """\
*Role accuracy*, *micro* and *macro F1*: from the passage's text alone, end to end (what is taken for context gets no
theme). *Exact*: passages with exactly the right themes. *Calibration error*: expected, ten bins, of the themes given
and of the roles. *Passages/s*: on this machine; for `shipped` from text to evidence, for the others the logits alone.
*Annotators*: the second annotator's judgement scored against the first one's. *Unusual wordings*: the held-out share
of the lists in annotations/passages that were written for breadth of wording (`breadth-*`); the other figures leave
them out, because no section reads like them. *Boundaries*: both ends of problems and measures exact, on whole
sections; the cutter is a set of rules that was written with a view to some of these documents. *Links*: in sections
whose annotator linked at all. *Confused*: where one theme was missed and another given in its place, how often; – is
none."""


def _grids(results: dict[str, Any]) -> Iterator[Grid]:
    systems = results["systems"]
    names = list(systems)
    agreed = results["agreement"]
    yield _systems(results, names, agreed)
    yield _by_theme(systems, names, agreed)
    harder = _harder(results)
    if harder:
        yield harder
    yield _parts(results)
    if results["claims"]:
        yield _claims(results["claims"])
    judged = names[-1]
    yield _confused(f"混淆 Confused: {judged}", systems[judged]["theme_confusion"])
    yield _roles(f"角色 Roles: {judged}", systems[judged]["role_confusion"])


def _systems(results: dict[str, Any], names: Sequence[str], agreed: dict[str, Any] | None) -> Grid:
    systems = results["systems"]
    rows = [[label, *(per_cent(systems[name][key]) for name in names)] for label, key in _MEASURES]
    for label, key in (("主题校准误差 ECE of themes given", "theme_ece"), ("角色校准误差 ECE of roles", "role_ece")):
        rows.append([label, *(f"{systems[name][key]:.3f}" for name in names)])
    rows.append(["段/秒 passages/s", *(f"{results['passages_per_second'][name]:,.0f}" for name in names)])
    header = ["measure", *names]
    if agreed:
        header.append(f"annotators ({agreed['passages']})")
        human = [agreed["role_agreement"], None, agreed["theme_micro_f1"], agreed["theme_macro_f1"]]
        for row, share in zip(rows, human, strict=False):
            row.append(per_cent(share))
        for row in rows[len(human) :]:
            row.append("–")
    return Grid("系统比较 Systems", header, rows)


def _by_theme(systems: dict[str, Any], names: Sequence[str], agreed: dict[str, Any] | None) -> Grid:
    rows = []
    for theme in THEMES:
        row = [f"{THEME_NAMES[theme]} {theme}", str(systems[names[0]]["themes"][theme]["support"])]
        row += [per_cent(systems[name]["themes"][theme]["f1"]) for name in names]
        if agreed:
            row.append(f"{agreed['theme_kappa'][theme]:.2f}")
        rows.append(row)
    header = ["F1 %", "passages", *names, *(["annotators' kappa"] if agreed else [])]
    return Grid("各主题 By theme", header, rows)


def _parts(results: dict[str, Any]) -> Grid:
    rows = [
        [f"段落边界 boundaries, {part}", *(per_cent(scores[key]) for key in ("precision", "recall", "f1"))]
        for part, scores in results["boundaries"].items()
    ]
    links = results["links"]
    rows.append(["问题与措施的对应 links, test", per_cent(links["precision"]), per_cent(links["recall"]), "–"])
    return Grid("段落 Passages", ["", "precision %", "recall %", "F1 %"], rows)


def _harder(results: dict[str, Any]) -> Grid | None:
    """Where it is harder: lists of unusual wordings, and real reports."""
    rows = [
        [f"少见的说法 unusual wordings ({one['passages']}): {name}", *_three(one)]
        for name, one in results["breadth"].items()
        if one
    ]
    real = results["real"]
    if real:
        rows.append([f"真实报告 real reports ({real['passages']}): shipped", *_three(real)])
    return Grid("更难的段落 Harder passages", ["", "role %", "micro F1 %", "macro F1 %"], rows) if rows else None


def _three(scores: dict[str, Any]) -> list[str]:
    return [per_cent(scores[key]) for key in ("role_accuracy", "micro_f1", "macro_f1")]


def _claims(claims: dict[str, Any]) -> Grid:
    rows = [
        [
            name,
            str(scores["claims"]),
            per_cent(scores["precision"]),
            per_cent(scores["recall"]),
            per_cent(scores["status"]),
            str(scores["false_differs"]),
        ]
        for name, scores in claims.items()
    ]
    header = ["", "claims", "precision %", "recall %", "status right %", "false differs"]
    return Grid("文中所述数量 Claims", header, rows)


def _confused(title: str, table: dict[str, int]) -> Grid:
    """Rows are what was missed, columns what was given instead."""
    labels = [theme for theme in (*THEMES, "–") if any(theme in pair.split(" > ") for pair in table)]
    rows = [[missed, *(str(table.get(f"{missed} > {given}", "")) for given in labels)] for missed in labels]
    return Grid(title, ["missed \\ given", *labels], rows)


def with_confusion(page: str, results: dict[str, Any]) -> str:
    """docs/themes.md with the confusion matrix of these results between its marks."""
    head, _, rest = page.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    judged = list(results["systems"])[-1]
    table = as_markdown(_confused("", results["systems"][judged]["theme_confusion"])).partition("\n\n")[2]
    return f"{head}{_BEGIN}\n{table}\n{_END}{tail}"


def _roles(title: str, table: dict[str, int]) -> Grid:
    rows = [[a, *(str(table.get(f"{a} > {b}", 0)) for b in ROLES)] for a in ROLES]
    return Grid(title, ["is \\ taken for", *ROLES], rows)
