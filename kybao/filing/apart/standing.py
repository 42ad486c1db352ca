"""The process that stands ready: it has imported all that reads files, and forks a process for each.

Run as `python -m kybao.filing.apart.standing FD`. Over the socket FD come sockets, one for each file; on each are two
messages, what to do (JSON) and the file. The forked process answers with one message, and after its end comes how it ended.
When FD ends, so does this process.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import sys
import traceback
from contextlib import suppress
from typing import Any, NoReturn

from kybao.documents import UnreadableFile
from kybao.filing.apart import frames
from kybao.filing.apart.examining import examine
from kybao.filing.apart.limits import Limits, confine
from kybao.filing.placing import Heading

_FIRST = "Ngày 15/01/2022, đàn trâu có 100 con, đạt 50% kế hoạch (200 con)."  # reading it fills what is read once


def main(control: socket.socket) -> None:
    """Forks for each file until the other side has gone."""
    examine(_FIRST.encode(), "a.md", (), ())
    gc.freeze()
    ended, wake = socket.socketpair()
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for whoever started us; their end is ours
    reading: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(ended, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if ended in ready:
                ended.recv(4096)
                _tell_ends(reading)
            if control in ready:
                link = _next(control)
                if link is None:
                    return
                if (child := os.fork()) == 0:
                    control.close()
                    _serve(link)
                reading[child] = link


def _next(control: socket.socket) -> socket.socket | None:
    try:
        said, handles, _, _ = socket.recv_fds(control, 1, 1)
    except ConnectionError:
        return None
    return socket.socket(fileno=handles[0]) if said and handles else None


def _tell_ends(reading: dict[int, socket.socket]) -> None:
    while True:
        try:
            child, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if child == 0:
            return
        with reading.pop(child) as link, suppress(OSError):
            link.settimeout(1)
            frames.send_json(link, {"ended": os.waitstatus_to_exitcode(status)})


def _serve(link: socket.socket) -> NoReturn:
    """In the forked process: reads one file, answers, ends."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        asked = frames.receive_json(link)
        data = frames.receive(link)
        confine(Limits(**asked["limits"]))
        frames.send_json(link, _answer(asked, data))
    except frames.Ended:
        pass
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _answer(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    headings = [Heading(key, title, tuple(path), number) for key, title, path, number in asked["headings"]]
    try:
        return {"examined": examine(data, asked["name"], asked["catalogue"], headings)}
    except UnreadableFile as error:
        return {"unreadable": [error.what, error.where, error.mend]}
    except MemoryError:
        return {"memory": True}
    except Exception:
        return {"fault": traceback.format_exc()}


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
