"""The peers that the tests talk to, and our own container. Everything started here is ended here, by its process id."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
HERE = ROOT / "releng/interop"
LOADSTAR = str(ROOT / "loadstar")
# One class-data archive for all containers that the tests start.
os.environ["LOADSTAR_ARCHIVES"] = str(ROOT / "releng/container/target/archives")


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def until(what, condition, seconds=20.0):
    """Waits for an event; the answer is the condition's first true value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError("not within %.0f s: %s" % (seconds, what))
        time.sleep(0.05)


@contextlib.contextmanager
def process(args, **options):
    """A process that is ended when the block ends."""
    p = subprocess.Popen(args, **options)
    try:
        yield p
    finally:
        if p.poll() is None:
            p.send_signal(signal.SIGTERM)
            try:
                p.wait(10)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait(10)


@contextlib.contextmanager
def temp_dir():
    path = tempfile.mkdtemp(prefix="loadstar-interop-")
    try:
        yield pathlib.Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


class Container:
    """A running `./loadstar serve` with its own data and configuration folders."""

    def __init__(self, data, wrap=()):
        self.data = data
        self.wrap = list(wrap)

    def run(self, *args, check=True, seconds=60):
        done = subprocess.run(
            self.wrap + [LOADSTAR] + list(args) + ["--data", str(self.data)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=seconds)
        if check and done.returncode != 0:
            raise AssertionError("%s: exit %d\n%s\n%s" % (
                " ".join(args), done.returncode, done.stdout, done.stderr))
        return done

    def json(self, *args, **options):
        return json.loads(self.run(*args, "--json", **options).stdout)

    def shell(self, line):
        """A line of the container's own shell."""
        done = subprocess.run(self.wrap + [LOADSTAR, "shell", "--data", str(self.data)], input=line + "\n",
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        assert done.returncode == 0, (line, done)


@contextlib.contextmanager
def container(config, wrap=(), env=None, keep=None):
    """Starts `./loadstar serve` with the configuration (PID to keys) and waits until it is ready.

    keep is a folder that keeps its data for the next start."""
    with contextlib.nullcontext(keep) if keep else temp_dir() as folder:
        etc = folder / "etc"
        etc.mkdir(exist_ok=True)
        (etc / "test.json").write_text(json.dumps(dict({
            ":configurator:resource-version": 1, ":configurator:symbolic-name": "interop",
            ":configurator:version": "1.0.0"}, **config), indent=1))
        log = open(folder / "serve.out", "w")
        environment = dict(os.environ, **(env or {}))
        with process(list(wrap) + [LOADSTAR, "serve", "--config", str(etc), "--data", str(folder / "data")],
                     stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment) as p:
            out = folder / "serve.out"

            def ready():
                if p.poll() is not None:
                    raise AssertionError("serve ended with %d:\n%s" % (p.returncode, out.read_text()))
                return re.search(r"ready in \d+ ms", out.read_text()) is not None

            until("serve is ready; it printed: " + out.read_text(), ready, 90)
            c = Container(folder / "data", wrap)
            c.process = p
            c.log = out
            c.ready_line = [l for l in out.read_text().splitlines() if "ready in " in l][-1]
            yield c


class S3270:
    """Debian's s3270, driven by two script connections, because Connect blocks until a field is there."""

    def __init__(self, process, port):
        self.process = process
        self.port = port
        self._connect = self._open()
        self._file = self._open().makefile("rw", encoding="utf-8", newline="\n")

    def _open(self):
        def attempt():
            try:
                return socket.create_connection(("127.0.0.1", self.port), 20)
            except OSError:
                return None
        return until("s3270 takes script commands", attempt)

    def connect(self, where):
        self._connect.sendall(b'Connect("%s")\n' % where.encode())

    def act(self, action):
        """Runs an action; answers its data lines."""
        self._file.write(action + "\n")
        self._file.flush()
        lines = []
        while True:
            line = self._file.readline()
            if not line:
                raise AssertionError("s3270 is gone")
            line = line.rstrip("\n")
            if line == "ok":
                self._status = lines[-1]
                return [l[6:] for l in lines if l.startswith("data: ")]
            if line == "error":
                raise AssertionError("s3270 refuses %s: %s" % (action, lines))
            lines.append(line)

    def status(self):
        """The status line: U, L or E for the keyboard first."""
        self.act("Query(Cursor)")
        return self._status

    def query(self, what):
        return " ".join(self.act("Query(%s)" % what)).strip()

    def text(self):
        return self.act("Ascii()")

    def wait_for(self, text, seconds=20):
        until("s3270 shows '%s'; it shows\n%s" % (text, "\n".join(self.text())),
              lambda: any(text in row for row in self.text()), seconds)

    def cells(self):
        return [parse_row(row) for row in self.act("ReadBuffer(Ebcdic)")]

    def cursor(self):
        row, column = self.query("Cursor").split()[:2]
        return int(row), int(column)


@contextlib.contextmanager
def s3270(model="3279-2-E", *extra):
    port = free_port()
    with process(["s3270", "-utf8", "-model", model, "-scriptport", str(port)] + list(extra),
                 stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT) as p:
        yield S3270(p, port)


TOKEN = re.compile(r"(SF|SA|GE)\(([^)]*)\)|([0-9a-fA-F]{2,4})")


def parse_row(row):
    """A row of ReadBuffer(Ebcdic): one (kind, value, colour, highlighting) per cell."""
    cells = []
    colour, highlight = 0, 0
    for match in TOKEN.finditer(row):
        kind, inside, plain = match.groups()
        if kind == "SF":
            pairs = dict(p.split("=") for p in inside.split(","))
            cells.append(("field", int(pairs.get("c0", "0"), 16) & 0x3F,
                          int(pairs.get("42", "0"), 16), int(pairs.get("41", "0"), 16)))
        elif kind == "SA":
            pairs = dict(p.split("=") for p in inside.split(","))
            colour = int(pairs.get("42", "%x" % colour), 16)
            highlight = int(pairs.get("41", "%x" % highlight), 16)
            highlight = 0 if highlight == 0xF0 else highlight  # both are normal
        elif kind == "GE":
            cells.append(("ge", int(inside, 16), colour, highlight))
        else:
            cells.append(("char", int(plain, 16), colour, highlight))
    return cells


def compare(ours, theirs):
    """Cell by cell; tells the first differences."""
    wrong = []
    if len(ours) != len(theirs):
        wrong.append("%d rows, s3270 has %d" % (len(ours), len(theirs)))
    for r, (a, b) in enumerate(zip(ours, theirs)):
        if len(a) != len(b):
            wrong.append("row %d: %d cells, s3270 has %d" % (r, len(a), len(b)))
        for c, (x, y) in enumerate(zip(a, b)):
            if x != y:
                wrong.append("row %d column %d: %s, s3270 has %s" % (r, c, x, y))
    assert not wrong, "\n".join(wrong[:10]) + "\n%d differences" % len(wrong)


@contextlib.contextmanager
def hercules():
    """A 3270 console without an operating system: plain TN3270, its logo, no TN3270E."""
    port = free_port()
    with temp_dir() as folder:
        config = folder / "h.cnf"
        config.write_text("ARCHMODE ESA/390\nCPUSERIAL 000001\nCPUMODEL 3090\nMAINSIZE 16\nNUMCPU 1\n"
                          "CNSLPORT 127.0.0.1:%d\n00C0 3270\n00C1 3270\n00C2 3270\n" % port)
        with process(["hercules", "-d", "-f", str(config)], stdin=subprocess.PIPE,
                     stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd=folder):
            def listening():
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    return True
                except OSError:
                    return False
            until("hercules listens", listening)
            yield port


@contextlib.contextmanager
def capture(interface, filter_text, path, wrap=()):
    """Records packets with tshark's dumpcap; returns when it records."""
    with process(list(wrap) + ["dumpcap", "-q", "-i", interface, "-f", filter_text, "-w", str(path)],
                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as p:
        until("the capture has begun", lambda: path.exists() and path.stat().st_size > 0)
        yield
        time.sleep(0.3)  # dumpcap writes in batches


def tshark(path, *args):
    done = subprocess.run(["tshark", "-r", str(path)] + list(args),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return [l for l in done.stdout.splitlines() if l.strip()]
