"""A trained network as a model directory: ONNX weights, tokenizer, manifest and card."""

from __future__ import annotations

import logging
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from tokenizers import Tokenizer

from models.model_input import TYPE_COUNT
from models.onnx_files import TOKENIZER, WEIGHTS
from models.shipping import CARD, Manifest, sha256_of, write_manifest
from reports.telemetry import switch_off_telemetry

AGREEMENT = 2e-3  # the greatest difference of a logit between torch and ONNX Runtime


class ExportError(Exception):
    """ONNX Runtime does not give what torch gives."""


class _Logits(torch.nn.Module):
    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.network(input_ids=input_ids, token_type_ids=token_type_ids).logits
        return logits


def export_onnx(network: torch.nn.Module, path: Path, *, window: int) -> None:
    """Write ``network`` as ONNX: ``input_ids``, ``token_type_ids`` ``[batch, length]`` → ``logits``."""
    wrapped = _Logits(network.eval().cpu())
    # Two tensors: the exporter takes one that is given twice for one input.
    ids, types = (torch.zeros((2, min(32, window)), dtype=torch.int64) for _ in range(2))
    save_onnx(wrapped, (ids, types), ("input_ids", "token_type_ids"), path, window=window)
    _compare(wrapped, path, window)


def save_onnx(
    module: torch.nn.Module, inputs: tuple[torch.Tensor, ...], names: Sequence[str], path: Path, *, window: int
) -> None:
    """Write a module that gives logits; every input is ``[batch, length]``, at most ``window`` long."""
    batch, length = torch.export.Dim("batch", max=1024), torch.export.Dim("length", max=window)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module,
            inputs,
            input_names=list(names),
            output_names=["logits"],
            dynamic_shapes=tuple({0: batch, 1: length} for _ in inputs),
            dynamo=True,
            verbose=False,
        )
    if program is None:
        raise ExportError("torch.onnx.export returned nothing")
    onnx.save(_without_traces(program.model_proto), str(path))


def _without_traces(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model without the exporter's stack traces: they name files of the machine that trained it."""
    model.doc_string = ""
    del model.metadata_props[:]
    graphs: list[Any] = [model.graph, *model.functions]
    for graph in graphs:
        graph.doc_string = ""
        del graph.metadata_props[:]
        values = [*getattr(graph, "input", []), *getattr(graph, "output", []), *graph.value_info]
        for item in [*graph.node, *(value for value in values if isinstance(value, onnx.ValueInfoProto))]:
            item.doc_string = ""
            del item.metadata_props[:]
    return model


def _compare(wrapped: _Logits, path: Path, window: int) -> None:
    switch_off_telemetry()
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    words = int(wrapped.network.get_input_embeddings().num_embeddings)  # type: ignore[operator]
    for shape in ((1, 1), (1, 17), (3, window)):
        ids = rng.integers(0, words, shape)
        types = rng.integers(0, TYPE_COUNT, shape)
        (found,) = session.run(["logits"], {"input_ids": ids, "token_type_ids": types})
        with torch.no_grad():
            expected = wrapped(torch.from_numpy(ids), torch.from_numpy(types)).numpy()
        difference = float(np.abs(found - expected).max())
        if not difference < AGREEMENT:
            raise ExportError(f"ONNX and torch differ by {difference:.4f} for shape {shape}")


def write_model(
    out: Path, network: torch.nn.Module, tokenizer: Tokenizer, manifest: Manifest, *, window: int
) -> Manifest:
    """Write the model directory; an older model in ``out`` stays whole until the new one is complete.
    The version gets the first letters of the weights' hash."""
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    export_onnx(network, fresh / WEIGHTS, window=window)
    tokenizer.save(str(fresh / TOKENIZER), pretty=False)
    manifest = manifest.model_copy(update={"version": f"{manifest.version}+{sha256_of(fresh / WEIGHTS)[:8]}"})
    (fresh / CARD).write_text(card(manifest), encoding="utf-8")
    written = write_manifest(fresh, manifest)
    swap_in(fresh, out)
    return written


def swap_in(fresh: Path, out: Path) -> None:
    """Put a complete directory in the place of ``out``, whose older contents stay until then."""
    if not out.exists():
        fresh.rename(out)
        return
    old = out.with_name(out.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old)


def card(manifest: Manifest) -> str:
    """The model card, in Chinese and English, from the manifest."""
    scores: dict[str, dict[str, float]] = manifest.metrics.get("tags", {})
    rows = "\n".join(
        f"| {tag} | {score['precision']:.4f} | {score['recall']:.4f} | {score['f1']:.4f} | {int(score['support'])} |"
        for tag, score in scores.items()
    )
    data = "\n".join(f"- {key}: {value}" for key, value in manifest.data.items())
    settings = "\n".join(f"- {key}: {value}" for key, value in manifest.settings.items())
    return f"""# {manifest.name} {manifest.version}

标注器：判断政府信息公开工作年度报告中每一段文字是什么（标题、栏目、行名、数值、空格等）。它不判断数值属于哪一行哪一列。
用合成报告和少量手工撰写并标注的报告训练，未见过任何真实报告。

The tagger says what each stretch of an annual report on government information disclosure is: title, heading,
row label, value, blank and so on. It does not say which row or column a value belongs to. It was trained on
synthetic reports and on a few that were written and annotated by hand, never on a real one.

- 适用表式 / editions of the forms: {", ".join(manifest.forms)}
- 用途之外 / not for: other kinds of documents; reading numbers; correcting anything
- 复现 / to reproduce: `gouji train tagger` with the settings below

## 训练数据 / training data

{data}

## 设置 / settings

{settings}

## 验证结果 / validation

逐词 / per token, on synthetic reports that training did not see. Macro F1 {manifest.metrics.get("macro_f1", 0.0):.4f},
accuracy {manifest.metrics.get("accuracy", 0.0):.4f}.

| tag | precision | recall | F1 | tokens |
|---|---|---|---|---|
{rows}
"""
