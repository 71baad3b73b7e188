# SPDX-License-Identifier: EPL-2.0
"""Many connections that say little, in a process with a limit of its own.

  idle.py serve ADDRESS PORT          echoes, for ever
  idle.py call ADDRESS PORT SOURCE... reads commands:
    open N    connects N more, from the sources in turn; each has its first echo before the next
    retry N   the same, but one that is refused is tried again for 30 s
    try N     connects N more at once; what has no echo within 3 s, or is refused, is dropped
    ask       all of them say something at once; prints how many had their echo
    close N   ends the last N
  Each answers with a line: what it did, and how many connections there are.
"""

import os
import selectors
import socket
import sys
import time


def serve(address, port):
    selector = selectors.DefaultSelector()
    listener = socket.create_server((address, port), backlog=1024)
    listener.setblocking(False)
    selector.register(listener, selectors.EVENT_READ)
    print("ready", flush=True)
    while True:
        for key, _ in selector.select():
            try:
                if key.fileobj is listener:
                    client, _ = listener.accept()
                    client.setblocking(False)
                    selector.register(client, selectors.EVENT_READ)
                    continue
                data = key.fileobj.recv(4096)
                if data:
                    key.fileobj.send(data)  # it is small
                    continue
            except BlockingIOError:
                continue
            except OSError:
                pass
            if key.fileobj is not listener:
                selector.unregister(key.fileobj)
                key.fileobj.close()


class Caller:
    def __init__(self, to, sources):
        self.to, self.sources, self.open = to, sources, []

    def connect(self, i):
        source = self.sources[i % len(self.sources)]
        return socket.create_connection(self.to, 30, source_address=(source, 0))

    def more(self, count, patience=0):
        end = time.monotonic() + patience
        done = 0
        while done < count:
            s = None
            try:
                s = self.connect(done)
                self.echo(s, b"open %08d" % done)
            except OSError:
                if s:
                    s.close()
                if time.monotonic() >= end:
                    raise
                time.sleep(0.1)
            else:
                self.open.append(s)
                done += 1
        return count

    def retry(self, count):
        return self.more(count, 30)

    @staticmethod
    def echo(s, token):
        s.sendall(token)
        Caller.hear(s, token)

    @staticmethod
    def hear(s, token):
        got = b""
        while len(got) < len(token):
            data = s.recv(len(token) - len(got))
            if not data:
                raise ConnectionError("ended")
            got += data
        if got != token:
            raise ConnectionError("heard %r instead of %r" % (got, token))

    def attempt(self, count):
        tried = []
        for i in range(count):
            s = socket.socket()
            s.setblocking(False)
            s.bind((self.sources[i % len(self.sources)], 0))
            s.connect_ex(self.to)
            tried.append(s)
        end = time.monotonic() + 3
        served = 0
        for s in tried:
            token = b"try!"
            try:
                s.settimeout(max(0.001, end - time.monotonic()))
                s.sendall(token)
                self.hear(s, token)
                served += 1
                self.open.append(s)
            except OSError:
                s.close()
        return served

    def ask(self):
        token = os.urandom(16)
        answered = 0
        for s in self.open:
            s.settimeout(60)
            s.sendall(token)
        for s in self.open:
            try:
                self.hear(s, token)
                answered += 1
            except OSError as e:
                print(e, file=sys.stderr)
        return answered

    def close(self, count):
        for _ in range(count):
            self.open.pop().close()
        return count


def call(address, port, *sources):
    caller = Caller((address, int(port)), sources)
    actions = {"open": caller.more, "retry": caller.retry, "try": caller.attempt, "ask": caller.ask, "close": caller.close}
    for line in sys.stdin:
        word, *numbers = line.split()
        try:
            done = actions[word](*map(int, numbers))
        except OSError as e:
            done = -1
            print(e, file=sys.stderr, flush=True)
        print(done, len(caller.open), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        call(*sys.argv[2:])
