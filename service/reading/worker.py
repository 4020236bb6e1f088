"""What a worker process does: it makes its reader once, and reads what comes until nobody is there any more.

service.reading.process runs it as ``python -m service.reading.worker OPTIONS FOLDER``; the folder is for its temporary
files and for nothing else.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import signal
import sys
import threading
from queue import SimpleQueue
from typing import BinaryIO

from models.shipping import ModelError
from reports.formats.office import end_conversions
from service.pipeline import Failure, Input, Outcome, out_of_memory, unexpected
from service.reading import folders, frames
from service.reading.options import Options
from service.reading.readers import Reader, load_reader
from service.settings import SettingsError

_GRACE = 5.0  # seconds beyond a document's time limit, by which the pool has ended the worker if it still can
_OOM_SCORE = b"500"  # when memory runs out, the system is to end a worker and not the service


def main() -> None:
    """Reads until the pipe ends."""
    options = Options.from_json(sys.argv[1])
    _prepare(options)
    incoming, outgoing = _take_pipes()
    sources: SimpleQueue[bytes] = SimpleQueue()
    listener = threading.Thread(target=_listen, args=(incoming, sources, sys.argv[2]), name="listen", daemon=True)
    listener.start()
    try:
        _work(options, sources, outgoing)
    except BrokenPipeError:
        listener.join()  # it ends this process


def _work(options: Options, sources: SimpleQueue[bytes], outgoing: BinaryIO) -> None:
    """Answers every source that comes. Returns where nothing can be read."""
    reader = _load(options)
    if isinstance(reader, Failure):
        frames.send(outgoing, frames.of_outcome(reader))
        return
    frames.send(outgoing, (frames.STARTED, b""))
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # libraries in C say there what they find in a document, and it is the log
        while True:
            item: Input = pickle.loads(sources.get())
            frames.send(outgoing, (frames.BEGUN, b""))
            # The pool watches the time. Should it be gone while this process is stuck where no other thread of
            # Python gets its turn, this ends it.
            faulthandler.dump_traceback_later(options.seconds + _GRACE, exit=True, file=nowhere)
            answer = _answer(reader, item)
            faulthandler.cancel_dump_traceback_later()
            frames.send(outgoing, answer)
            del item, answer  # while it waits, it keeps nothing of what it has read


def _prepare(options: Options) -> None:
    # Whoever stops the service signals all its processes at times; the service then ends its workers itself, when
    # they have read what they are at. What they start is to be as if this were not so, hence a handler.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    if sys.platform == "linux":
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "wb") as score:
            score.write(_OOM_SCORE)
    if sys.platform != "win32":
        import resource

        _limit(resource.RLIMIT_CORE, 0)  # a core would hold a report's text
        if options.memory_bytes:
            # What is really used: of the address space, the libraries reserve far more than that.
            _limit(resource.RLIMIT_DATA, options.memory_bytes)


def _limit(what: int, value: int) -> None:
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(what)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (bound, bound))


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the pool, moved away from standard input and output, where a library may read or print."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return incoming, outgoing


def _listen(incoming: BinaryIO, sources: SimpleQueue[bytes], folder: str) -> None:
    """Hands on what comes. When the pool is gone, this process goes as well, whatever it is at."""
    try:
        while (frame := frames.receive(incoming)) is not None:
            sources.put(frame[1])
            del frame  # nor is it kept here until the next one comes
        end_conversions()
        folders.remove(folder)  # which the pool can no longer do
    finally:
        os._exit(0)


def _load(options: Options) -> Reader | Failure:
    try:
        return load_reader(options)
    except ModelError as error:
        return Failure("", None, error.code, error.message)
    except SettingsError as error:
        return Failure("", None, "settings", str(error))
    except Exception as error:
        return unexpected("", None, error)


def _answer(reader: Reader, item: Input) -> frames.Frame:
    size = None if item.data is None else len(item.data)
    outcome: Outcome
    try:
        return frames.of_outcome(reader(item))
    except MemoryError:
        outcome = out_of_memory(item.name, size)
    except Exception as error:
        outcome = unexpected(item.name, size, error)
    return frames.of_outcome(outcome)


if __name__ == "__main__":
    main()
