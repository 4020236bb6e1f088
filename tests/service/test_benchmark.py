"""The measures; no test asserts a time."""

from __future__ import annotations

import pytest

from service.bench_results import measure_lines
from service.benchmark import Measures, measure


def test_a_few_reports_are_measured() -> None:
    headings = "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
    sources = [f"{headings}第{number}份。\n".encode() for number in range(3)]
    measures = measure(sources, jobs=1)
    assert measures.reports == 3
    assert measures.characters == sum(len(source.decode()) for source in sources)
    assert measures.per_second > 0
    assert 0 < measures.latency_median <= measures.latency_p95
    assert measures.cold_start > 0


def test_what_cannot_be_read_is_not_measured() -> None:
    with pytest.raises(ValueError, match="00000"):
        measure([b"", b""], jobs=1)


def test_lines_name_every_measure() -> None:
    text = "\n".join(measure_lines(Measures(10, 5000, 2, 31.25, 0.04, 0.08, 0.9, None, 2_400_000)))
    for part in ("31.2", "500 字", "40 ms", "80 ms", "0.90 s", "未知", "2.4 MB"):
        assert part in text
