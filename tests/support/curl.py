"""As much of ``curl`` as the guides use, for machines that have none."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def main() -> None:
    """Send one request; print the answer, or write it and its headers where that was asked."""
    asked = arguments()
    headers = dict(header.split(": ", 1) for header in asked.header)
    body = asked.data.encode() if asked.data is not None else None
    method = asked.request or ("GET" if body is None else "POST")
    request = Request(asked.url, data=body, headers=headers, method=method)  # noqa: S310 - ours
    try:
        answer = urlopen(request)  # noqa: S310
    except HTTPError as refused:
        answer = refused
    with answer:
        told = answer.read()
        head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
    if asked.dump_header:
        sys.stdout.write(head)
    if asked.output:
        Path(asked.output).write_bytes(told)
    else:
        sys.stdout.write(told.decode())


def arguments() -> argparse.Namespace:
    """The options, named as curl names them."""
    parser = argparse.ArgumentParser(prog="curl")
    parser.add_argument("-s", "-S", "-sS", action="store_true", dest="silent")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("-X", "--request")
    parser.add_argument("-d", "--data")
    parser.add_argument("-o", "--output")
    parser.add_argument("-D", "--dump-header")
    parser.add_argument("url")
    return parser.parse_args()


if __name__ == "__main__":
    main()
