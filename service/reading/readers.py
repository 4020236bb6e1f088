"""The function that a worker reads with."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from service.pipeline import Input, Outcome, default_tagger, limit_tagger_threads, read_one
from service.reading.options import Options

Reader = Callable[[Input], Outcome]

_AT_ONCE = ("reports.formats.docx", "reports.formats.html", "reports.formats.pdf")  # read most, and quick to load
# The first report takes longer: it loads what reads the narrative.
_FIRST = (
    "某县水务局2023年政府信息公开工作年度报告\n一、总体情况\n收到政府信息公开申请0件。\n"
    "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n"
    "五、存在的主要问题及改进情况\n一是更新不够及时。\n六、其他需要报告的事项\n无。\n"
)


def shipped_reader(options: Options) -> Reader:
    """The reader with the shipped models, loaded, so that the first report takes no longer than the others.

    Raises ModelError and SettingsError.
    """
    if options.tagger_threads:
        limit_tagger_threads(options.tagger_threads)
    default_tagger()
    for module in _AT_ONCE:
        import_module(module)
    read_one(Input(None, "", data=_FIRST.encode()))
    return read_one


def load_reader(options: Options) -> Reader:
    """The reader that the options name."""
    module, _, function = options.reader.partition(":")
    make: Callable[[Options], Reader] = getattr(import_module(module), function)
    return make(options)
