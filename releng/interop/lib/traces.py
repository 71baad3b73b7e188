"""Traces in x3270's format: read, and served as their host did, to any client."""

import contextlib
import re
import select
import socket
import threading

LINE = re.compile(r"^([<>]) 0x([0-9a-f]+) +((?:[0-9a-f]{2})+)\s*$")
EOR = bytes.fromhex("ffef")
TIMING_MARK = bytes.fromhex("fffd06")
WONT_TIMING_MARK = bytes.fromhex("fffc06")


def reads(path):
    """The network reads: (side, bytes) in their order."""
    found, last = [], None
    for line in open(path, encoding="utf-8", errors="replace"):
        match = LINE.match(line)
        if not match:
            last = None
            continue
        side, offset, data = match.group(1), int(match.group(2), 16), bytes.fromhex(match.group(3))
        if offset == 0 or side != last:
            found.append((side, data))
        else:
            found[-1] = (side, found[-1][1] + data)
        last = side
    return found


def records(data):
    """How many records of 3270 data end within a host's bytes (IAC EOR outside subnegotiations)."""
    count, at = 0, 0
    while at < len(data) - 1:
        if data[at] != 255:
            at += 1
        elif data[at + 1] == 250:
            end = data.find(b"\xff\xf0", at)
            at = len(data) if end < 0 else end + 2
        else:
            count += data[at + 1] == 239
            at += 3 if 251 <= data[at + 1] <= 254 else 2
    return count


def hear(client, length, seconds):
    """Reads so many bytes, or what comes in that time."""
    heard = b""
    while len(heard) < length:
        if not select.select([client], [], [], seconds)[0]:
            break
        data = client.recv(65536)
        if not data:
            break
        heard += data
    return heard


def mark(client):
    """Waits until the client has processed everything: it refuses the timing mark then."""
    client.sendall(TIMING_MARK)
    heard = b""
    while WONT_TIMING_MARK not in heard:
        more = hear(client, 1, 5)
        assert more, "no answer to the timing mark"
        heard += more


@contextlib.contextmanager
def served(path, after_record=None):
    """Serves one client on the port that it yields. Nobody types, so where the client of the trace
    did, the host goes on after a moment. after_record(index) is called when the client has
    processed a read that ends with a record."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(30)
    failures = []

    def play():
        try:
            client, _ = listener.accept()
            with client:
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                index = 0
                for side, data in reads(path):
                    if side == ">":
                        hear(client, len(data), 0.15)
                        continue
                    client.sendall(data)
                    if data.endswith(EOR):
                        if after_record:
                            mark(client)
                            after_record(index)
                        index += 1
                mark(client)
        except (OSError, AssertionError) as failure:
            failures.append(failure)

    player = threading.Thread(target=play, daemon=True)
    player.start()
    try:
        yield listener.getsockname()[1]
    finally:
        player.join(60)
        listener.close()
    if failures:
        raise AssertionError("the player of %s failed: %r" % (path, failures[0]))
