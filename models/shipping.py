"""A model directory: what lies in it, and the checks it must pass before anything in it is used.

``model.json`` (the manifest) names the model, its version, what it was trained on, how good it was, and the
SHA-256 of every other file. ``README.md`` is the card for people. Nothing in it is pickled.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

MANIFEST = "model.json"
CARD = "README.md"
SHIPPED = Path(__file__).parent / "shipped"
MANIFEST_SCHEMA = "gouji/model/1"


class ModelError(Exception):
    """A model directory that cannot be used. ``code`` for programs, ``message`` (Chinese) for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Manifest(BaseModel):
    """The contents of ``model.json``.

    ``kind`` is what the model is for ("tagger"); ``input_version`` the version of the input it was trained
    on; ``data`` what it was trained on (a hash, counts, seeds); ``forms`` the editions of the official forms
    it has seen; ``metrics`` its scores on held-out data; ``files`` the SHA-256 of every file beside it.
    """

    model_config = ConfigDict(frozen=True)

    schema_version: str = MANIFEST_SCHEMA
    kind: str
    name: str
    version: str
    code_version: str
    input_version: int
    labels: tuple[str, ...]
    forms: tuple[str, ...]
    settings: dict[str, Any]
    data: dict[str, Any]
    metrics: dict[str, Any]
    files: dict[str, str] = {}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def code_version() -> str:
    """The version of the code that trains a model; "unknown" where it is not installed."""
    try:
        return importlib.metadata.version("gouji")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def write_manifest(directory: Path, manifest: Manifest) -> Manifest:
    """Write ``model.json`` with the hashes of all files that lie in the directory; returns what was written."""
    names = sorted(path.name for path in directory.iterdir() if path.is_file() and path.name != MANIFEST)
    complete = manifest.model_copy(update={"files": {name: sha256_of(directory / name) for name in names}})
    text = json.dumps(complete.model_dump(mode="json"), ensure_ascii=False, indent=1)
    (directory / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return complete


def read_manifest(directory: Path, kind: str) -> Manifest:
    """The manifest of a model directory whose files are all there and unchanged.

    Raises ModelError: ``model_missing``, ``model_broken`` (unreadable, or a file differs from its hash),
    ``model_unfit`` (of another kind or schema).
    """
    path = directory / MANIFEST
    if not path.is_file():
        raise ModelError("model_missing", f"找不到模型：{directory} 中没有 {MANIFEST}")
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise ModelError("model_broken", f"模型说明文件无法读取：{path}（{error.error_count()} 处错误）") from error
    if manifest.schema_version != MANIFEST_SCHEMA or manifest.kind != kind:
        found = f"{manifest.schema_version} {manifest.kind}"
        raise ModelError("model_unfit", f"模型类型不符：需要 {MANIFEST_SCHEMA} {kind}，实为 {found}")
    for name, expected in manifest.files.items():
        file = directory / name
        if Path(name).name != name or not file.is_file():
            raise ModelError("model_broken", f"模型文件缺失：{file}")
        if sha256_of(file) != expected:
            raise ModelError("model_broken", f"模型文件与校验值不符：{file}")
    return manifest
