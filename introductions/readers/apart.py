"""A file is read in a process of its own: one that is killed when it takes too long or too much memory.

The person waits for the answer, so it is no task of the queue; and no thread, because a thread cannot
be stopped. The process knows none of our secrets (no environment), opens nothing and writes nothing.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from introductions.readers.recognising import Kind, NotTaken, Paper, refuse

WORKER = Path(__file__).with_name("worker.py")
AT_ONCE = 2  # files at a time in one web process; its other threads serve pages meanwhile
WAIT_SECONDS = 3  # for one of these places
SLOW = "file_too_slow"
NEEDED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # to start Python at all
_places = threading.BoundedSemaphore(AT_ONCE)


def read_apart(data: bytes, *, largest: int, pixels: int, seconds: int, megabytes: int) -> Paper:
    """`recognising.read` within `seconds` and `megabytes` of memory; raises NotTaken for what exceeds them.

    About a fifth of a second a file, nearly all of it the start of the process.
    """
    limits = [str(one) for one in (largest, pixels, seconds, megabytes)]
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise NotTaken("We are reading other files right now. Try again in a minute.", "busy", 503)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-B", str(WORKER), *limits],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            env={name: os.environ[name] for name in NEEDED if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired:  # it was killed
        refuse("We could not read this file in time.", SLOW)
    finally:
        _places.release()
    if done.returncode:  # killed by a limit, or fallen over what it read
        refuse("We could not read this file: it takes too much time or memory.", SLOW)
    return _answer(done.stdout, data)


def _answer(said: bytes, data: bytes) -> Paper:
    head, _, content = said.partition(b"\n")
    answer = json.loads(head)
    if "kind" not in answer:
        raise NotTaken(answer["sentence"], answer["code"], answer["status"])
    return Paper(Kind(answer["kind"]), data if answer["as_given"] else content)
