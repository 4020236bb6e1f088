"""The card of a sentence encoder."""

from __future__ import annotations

from models.shipping import Manifest

_MEASURES = (
    ("mrr", "换一种说法，找到首个的名次倒数 / reciprocal rank of the first paraphrase found"),
    ("recall_10", "前十条中找到的份额 / share of paraphrases among the first ten"),
    ("theme_accuracy", "十个最近段落的主题 / theme by the ten nearest passages"),
)


def card(manifest: Manifest) -> str:
    """The model card, in Chinese and English, from the manifest."""
    metrics, data = manifest.metrics, manifest.data
    rows = "\n".join(
        f"| {words} | {metrics[name]:.3f} | {metrics[f'tfidf_{name}']:.3f} |"
        for name, words in _MEASURES
        if name in metrics
    )
    return f"""# {manifest.name} {manifest.version}

句子编码器：把政府信息公开工作年度报告中的一段文字或一句查询变成 {manifest.settings["dimensions"]} 维向量，
意思相近的向量也相近。
一段文字的向量是其中一至四字词串的向量之和，这些向量以对比学习得到，材料为 annotations/ 中由我们编写的段落和同义说法，
以及合成报告，其中没有任何真实报告的文字。

The encoder turns a passage of an annual report on government information disclosure, or a query, into a vector; what
says the same lies near. A text's vector is the sum of those of its character n-grams, learned by contrast from
paraphrases and passages that we wrote and from synthetic reports, never from a real one.

- 用途之外 / not for: other kinds of text; deciding whether two texts say the same
- 复现 / to reproduce: `gouji train sentences`; the settings stand in model.json

同义说法 / groups of paraphrases: {data["groups"]["train"]} to learn from, {data["groups"]["test"]} held out;
段落 / passages: {data["passages"]}; 合成报告的文字 / lines of synthetic reports: {data["lines"]}.

| 留出部分 / held out | encoder | TF-IDF |
|---|---:|---:|
{rows}

Paraphrases: {metrics["texts"]} texts of {metrics["groups"]} groups, each asking among {metrics["among"]} texts.
Themes: {metrics["passages"]} passages of documents that were not learned from.
"""
