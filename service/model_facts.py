"""What there is to say of the shipped models: the facts of their model.json in words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from models.shipping import SHIPPED, Manifest, ModelError, read_manifest


def model_facts(folder: Path = SHIPPED) -> Iterator[str]:
    """Lines on every model in a folder of model directories; a line that says so where there is none."""
    directories = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    for directory in directories:
        try:
            manifest = read_manifest(directory, directory.name)
        except ModelError as error:
            yield f"{directory.name}：{error.message}  [{error.code}]"
        else:
            yield from _facts(manifest, directory)
    if not directories:
        yield "没有随附的模型，读取时只用规则 (no model is shipped; reading uses rules only)"


@lru_cache(maxsize=1)
def model_versions() -> dict[str, str | None]:
    """The shipped models by what they are for, as a report names them; None where there is none that can be used."""
    return {kind: _version(SHIPPED / kind, kind) for kind in ("tagger", "themes", "sentences")}


def _version(directory: Path, kind: str) -> str | None:
    try:
        manifest = read_manifest(directory, kind)
    except ModelError:
        return None
    return f"{manifest.name} {manifest.version}"


def _facts(manifest: Manifest, directory: Path) -> Iterator[str]:
    size = sum((directory / file).stat().st_size for file in manifest.files)
    yield f"{manifest.kind}：{manifest.name} {manifest.version}"
    labels = f"，标签 {len(manifest.labels)} 种" if manifest.labels else ""
    yield f"  大小 {size / 1_000_000:.1f} MB，表格版本 {'、'.join(manifest.forms)}{labels}"
    yield f"  目录 {directory}"
    for title, facts in (("训练数据", manifest.data), ("指标", manifest.metrics)):
        for key, value in facts.items():
            if isinstance(value, dict | list):
                continue  # tables of figures: the model's card shows them
            shown = f"{value:.4f}" if isinstance(value, float) else value
            yield f"  {title} {key}：{shown}"
