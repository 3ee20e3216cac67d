"""Serve a stub of S3 and DynamoDB on this machine, in a process of its own; prints its port.

It answers what hepaflow sends, with conditions, versions and pages as AWS has them, and counts requests, bytes and units.
`/_stats` returns the counts, `/_reset` sets them to zero, `/_wipe` forgets everything. With a delay, `in_series` counts
by service the requests that wait for each other: those of the longest time in which each comes after the answer to the one before.
"""

import argparse
import asyncio
import json
import math
import resource
import time
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from dynamodb import DynamoDB, Failed
from objects import Answer, Objects


@dataclass(frozen=True)
class Chain:
    """Requests of which each came after the answer to the one before: how long they take, and how many by service."""

    seconds: float = 0
    requests: Mapping[str, int] = field(default_factory=lambda: {"DynamoDB": 0, "S3": 0})

    def followed_by(self, service: str, seconds: float) -> "Chain":
        return Chain(self.seconds + seconds, {**self.requests, service: self.requests[service] + 1})


def service_of(what: str) -> str:
    return "S3" if what.startswith("S3 ") else "DynamoDB"


class Stub:
    """What is stored and counted.

    Args:
        rate: write units a second that a table takes; 0: any number.
        delays: seconds before each answer, by service.
    """

    def __init__(self, rate: float, delays: Mapping[str, float]) -> None:
        self.rate, self.delays = rate, delays
        self.wipe()

    def wipe(self) -> None:
        self.dynamodb, self.objects = DynamoDB(self.rate), Objects()
        self.reset()

    def reset(self) -> None:
        self.requests: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()
        self.dynamodb.units.clear()
        self._longest, self._open = Chain(), list[tuple[float, Chain]]()

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if target.startswith("/_"):
            return self._control(target)
        named = headers.get("x-amz-target")
        if named is None:
            told = self.objects.answer(method, target, headers, body)
            self._count(f"S3 {method}", body, told.body)
            return told
        operation, status = named.partition(".")[2], 200
        try:
            text = self.dynamodb.answer(operation, json.loads(body))
        except Failed as failed:
            status = 400
            text = json.dumps(
                {"__type": f"com.amazonaws.dynamodb.v20120810#{failed.code}", "message": "-", **failed.more}
            )
        encoded = text.encode()
        self._count(operation if status == 200 else f"{operation} refused", body, encoded)
        kind = {"Content-Type": "application/x-amz-json-1.0", "x-amz-crc32": str(zlib.crc32(encoded))}
        return Answer(status, kind, encoded)

    def _count(self, what: str, sent: bytes, answered: bytes) -> None:
        self.requests[what] += 1
        self.bytes["sent"] += len(sent)
        self.bytes["answered"] += len(answered)
        now, service = time.monotonic(), service_of(what)
        self._answered_until(now)
        chain = self._longest.followed_by(service, self.delays[service])
        self._open.append((now + self.delays[service], chain))

    def _answered_until(self, now: float) -> None:
        answered = [chain for at, chain in self._open if at <= now]
        self._open = [one for one in self._open if one[0] > now]
        self._longest = max([self._longest, *answered], key=lambda one: one.seconds)

    def _control(self, target: str) -> Answer:
        if target == "/_wipe":
            self.wipe()
        if target == "/_reset":
            self.reset()
        self._answered_until(math.inf)
        used = resource.getrusage(resource.RUSAGE_SELF)
        told = {
            "requests": self.requests,
            "bytes": self.bytes,
            "units": self.dynamodb.units,
            "in_series": self._longest.requests,
            "cpu": used.ru_utime + used.ru_stime,
            "clock": time.monotonic(),
        }
        return Answer(200, {"Content-Type": "application/json"}, json.dumps(told).encode())


class Connection(asyncio.Protocol):
    """One connection: takes requests apart, and answers each after a delay."""

    def __init__(self, stub: Stub) -> None:
        self.stub = stub
        self.received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            first, *lines = self.received[:end].decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            whole = end + 4 + int(headers.get("content-length", 0))
            if headers.get("expect") == "100-continue" and len(self.received) == end + 4 < whole:
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            if len(self.received) < whole:
                return
            body = bytes(self.received[end + 4 : whole])
            del self.received[:whole]
            method, target, _ = first.split(" ")
            service = "DynamoDB" if "x-amz-target" in headers else "S3"
            self._send(self.stub.answer(method, target, headers, body), self.stub.delays[service])

    def _send(self, answer: Answer, delay: float) -> None:
        lines = [f"{name}: {value}\r\n" for name, value in answer.headers.items()]
        head = f"HTTP/1.1 {answer.status} -\r\nContent-Length: {len(answer.body)}\r\n{''.join(lines)}\r\n"
        asyncio.get_running_loop().call_later(delay, self.transport.write, head.encode() + answer.body)


async def serve(delays: Mapping[str, float], rate: float) -> None:
    stub = Stub(rate, delays)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(stub), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0, help="seconds before each answer")
    parser.add_argument("--s3-delay", type=float, help="seconds before each answer of S3, if it takes longer")
    parser.add_argument(
        "--rate", type=float, default=0, help="write units a second that a table takes; 0: any number"
    )
    asked = parser.parse_args()
    of_s3 = asked.delay if asked.s3_delay is None else asked.s3_delay
    asyncio.run(serve({"DynamoDB": asked.delay, "S3": of_s3}, asked.rate))
