"""The process that `apart` starts: reads one file from its input, answers on its output, and ends.

Arguments: largest file in bytes, dots of a picture, seconds, megabytes. The answer is one line of JSON,
then the bytes that are kept, unless they are those that were given.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any


def main(largest: int, pixels: int, seconds: int, megabytes: int) -> None:
    """Bound this process, read, answer."""
    memory = megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    answer, content = _read(data, largest, pixels)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


def _read(data: bytes, largest: int, pixels: int) -> tuple[dict[str, Any], bytes]:
    from introductions.readers.recognising import NotTaken, read  # its place is known only now

    try:
        paper = read(data, largest=largest, pixels=pixels)
    except NotTaken as no:
        return {"sentence": no.sentence, "code": no.code, "status": no.status}, b""
    same = paper.content == data
    return {"kind": paper.kind, "as_given": same}, b"" if same else paper.content


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main(*(int(one) for one in sys.argv[1:]))
