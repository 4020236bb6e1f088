"""A worker process as its pool sees it: started, asked, and ended when it takes too long.

It is no multiprocessing.Process: this one does not run the caller's main module again, so a script needs no guard,
and it leads a session of its own from its first moment.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from service.pipeline import Failure, Input, Outcome
from service.reading import folders, frames
from service.reading.options import Options

START_SECONDS = 120.0  # a start takes one to two
_DYING_SECONDS = 5.0  # between the end of what a process says and its own


class StartError(Exception):
    """A worker that cannot be used; ``failure`` says why, and has no name."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class NotBegunError(Exception):
    """A worker that died before it began with a source; ``failure`` is what to say where that comes again."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class _Deadline:
    """Something that is done when a time is over, unless the deadline is lifted before."""

    def __init__(self, action: Callable[[], None]) -> None:
        self.expired = False
        self._action = action
        self._lifted = False
        self._lock = threading.Lock()

    def expire(self) -> None:
        with self._lock:
            if not self._lifted:
                self.expired = True
                self._action()

    def lift(self) -> None:
        with self._lock:
            self._lifted = True


class WorkerProcess:
    """One process that reads one source at a time. ``kill`` is for any thread, the rest for the one that owns it."""

    def __init__(self, options: Options) -> None:
        """Starts the process. Raises OSError where the system does not let it start."""
        self._seconds = options.seconds
        self._folder = tempfile.mkdtemp(prefix="gouji-worker-")
        try:
            self._process = _start(options, self._folder)
        except BaseException:
            folders.remove(self._folder)
            raise
        self._outgoing = cast(BinaryIO, self._process.stdin)
        self._incoming = cast(BinaryIO, self._process.stdout)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_started(self) -> None:
        """Returns when the worker has loaded what it reads with. Raises StartError."""
        with self._deadline(START_SECONDS) as deadline:
            frame = frames.receive(self._incoming)
        if frame is not None and frame[0] == frames.STARTED and not deadline.expired:
            return
        how = f"took more than {START_SECONDS:g} s" if deadline.expired else f"ended {self._last_words()}"
        self.end()
        failure = None if frame is None else frames.outcome_in(frame)
        if not isinstance(failure, Failure):
            failure = Failure("", None, "unavailable", "读取进程无法启动，请稍后再试", f"a worker's start {how}\n")
        raise StartError(failure)

    def read(self, item: Input) -> Outcome:
        """What comes of a source; a failure where the worker hung or died, which then is ended.

        Raises NotBegunError where it was dead before.
        """
        begun = answer = None
        with self._deadline(self._seconds) as deadline, contextlib.suppress(OSError):
            frames.send(self._outgoing, frames.of_input(item))
            begun = frames.receive(self._incoming)
            answer = frames.receive(self._incoming)
        if answer is None or deadline.expired:
            how = "" if deadline.expired else self._last_words()
            self.end()
        if answer is not None:
            outcome = frames.outcome_in(answer)
            if isinstance(outcome, Failure) and outcome.code == "memory":
                self.end()  # it might not give back what it holds
            return outcome
        size = None if item.data is None else len(item.data)
        if deadline.expired:
            return Failure(item.name, size, "timeout", f"读这个文件超过 {self._seconds:g} 秒，已停止")
        message = "读这个文件的进程异常终止，可能是文件有问题或内存不足"
        failure = Failure(item.name, size, "crashed", message, f"a reading process ended {how}\n")
        if begun is None:
            raise NotBegunError(failure)
        return failure

    def end(self) -> None:
        """Ends the process with all that it started, and removes its temporary files."""
        self.kill()
        self._process.wait()
        for pipe in (self._outgoing, self._incoming):
            with contextlib.suppress(OSError):
                pipe.close()
        folders.remove(self._folder)

    def kill(self) -> None:
        """Ends the process; whoever waits for its answer gets none."""
        if sys.platform == "win32":
            self._process.kill()
        elif self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[_Deadline]:
        deadline = _Deadline(self.kill)
        timer = threading.Timer(seconds, deadline.expire)
        timer.daemon = True
        timer.start()
        try:
            yield deadline
        finally:
            timer.cancel()
            deadline.lift()

    def _last_words(self) -> str:
        """How a process that says nothing any more has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(_DYING_SECONDS)
            with contextlib.suppress(ValueError):
                return f"by {signal.Signals(-code).name}"
            return f"with status {code}"
        return "without a word"


def _start(options: Options, folder: str) -> subprocess.Popen[bytes]:
    places = os.pathsep.join(path or os.getcwd() for path in sys.path)
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "service.reading.worker", options.to_json(), folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | temporary | {"PYTHONPATH": places},
        start_new_session=True,
    )
