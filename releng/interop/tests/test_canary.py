"""A password typed into a field that is not displayed is in nothing that Loadstar prints or keeps: replies, logs,
traces, screens, whoever is the client and whatever the host does."""

import contextlib
import socket
import threading

from peers import container, free_port, s3270, temp_dir, until

PORT = free_port()
CANARY = "CANARY-q"
FORMS = [form for text in (CANARY, CANARY.upper(), CANARY.lower())
         for code in (text.encode("ascii"), text.encode("cp037"), text.encode("utf-16-le"))
         for form in (code, code.hex().encode(), code.hex().upper().encode())]
CONFIG = {
    "org.loadstar.net": {"multicastInterfaces": ["lo"]},
    "org.loadstar.slp.endpoint": {"port": 14427},
    "org.loadstar.server.listener~one": {
        "address": "127.0.0.1", "port": PORT, "luPools": ["POOL 3270002 8", "POOL4 3270004 8"], "maxSessions": 24},
}
HEADER = bytes(5)
EOR = b"\xff\xef"


def silent(what, content):
    content = content if isinstance(content, bytes) else content.encode("utf-8")
    # A trace cuts its lines: those of one read belong together.
    joined = b"".join(l.split(b" ")[-1] if l[:2] in (b"< ", b"> ") else b"\n" + l for l in content.split(b"\n"))
    for form in FORMS:
        assert form not in content and form not in joined, (what, form)


def files_are_silent(*folders):
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                silent(path, path.read_bytes())


@contextlib.contextmanager
def host(*after):
    """A plain TN3270 host with a password field that says this once the password has come, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def play():
        with contextlib.suppress(OSError):
            client, _ = listener.accept()
            with client:
                client.settimeout(10)
                client.sendall(bytes.fromhex("fffd18"))
                client.recv(100)
                client.sendall(bytes.fromhex("fffa1801fff0fffd19fffb19fffd00fffb00"))
                client.sendall(b"\xf5\xc3\x11\x40\x40\x1d\x4c\x13" + bytes(20) + b"\x1d\xf0" + "LOGON".encode("cp037") + EOR)
                heard = b""
                while CANARY.encode("cp037") not in heard:
                    more = client.recv(4096)
                    if not more:
                        return
                    heard += more
                for said in after:
                    client.sendall(said)
    player = threading.Thread(target=play, daemon=True)
    player.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        player.join(15)


def test_a_password_is_nowhere():
    word = CANARY.encode("cp037")
    hosts = {
        "hangs up": [],
        "refused record": [b"\xf1\xc3\x11\x40\x40\x1d\x4c" + word + b"\x11\xff\xff\xff\xff" + EOR],
        "unknown command": [b"\x77" + word + EOR],
        "in its field again": [b"\xf5\xc3\x11\x40\x40\x1d\x4c" + word + b"\x1d\xf0" + EOR],
        "half a record": [b"\xf5\xc3\x11\x40\x40\x1d\x4c" + word],
    }
    with container(CONFIG) as c, temp_dir() as folder:
        said = []

        def run(*args):
            done = c.run(*args, check=False)
            said.append((args[0], done.returncode))
            silent(args[0], done.stdout)
            silent(args[0], done.stderr)
            return done

        keys = "IBMUSER[TAB]%s[ENTER]" % CANARY
        ours = "127.0.0.1:%d" % PORT
        for number, extra in enumerate([[], ["--json"], ["--model", "4"], ["--wait", "nothing", "--timeout", "1"]]):
            run("screen", ours, "--keys", keys, "--trace", str(folder / ("t%d.trc" % number)),
                "--screens", str(folder / ("t%d.jsonl" % number)), *extra)
        # Not sent: the keyboard is asked for what it has not, or refuses.
        assert run("screen", ours, "--keys", "IBMUSER[TAB]%s[NOKEY]" % CANARY).returncode == 2
        assert run("screen", ours, "--keys", "IBMUSER[TAB]%s[TAB][UP][UP]x%s" % (CANARY, CANARY)).returncode == 4
        for name, after in hosts.items():
            with host(*after) as port:
                run("screen", "127.0.0.1:%d" % port, "--keys", CANARY + "[ENTER]", "--timeout", "2",
                    "--trace", str(folder / (name + ".trc")), "--screens", str(folder / (name + ".jsonl")))
        session = c.json("open", ours)["sessions"][0]["id"]
        run("trace", session, str(folder / "late.trc"))
        run("screen", "--session", session, "--keys", keys, "--json")
        for command in ("sessions", "explain", "server", "trace"):
            run(command, "--json")
        run("trace", session, "--stop")
        with s3270("3279-2-E") as theirs:
            theirs.connect(ours)
            theirs.wait_for("Password")
            for action in ('String("IBMUSER")', "Tab()", 'String("%s")' % CANARY, "Enter()"):
                theirs.act(action)
            theirs.wait_for("PRIMARY MENU")
            run("server", "--json")
        files_are_silent(folder, c.data)
        log = (c.data.parent / "serve.out").read_bytes()
        silent("the console", log)
        traces = sorted(folder.glob("*.trc"))
        assert len(traces) == 4 + len(hosts) + 1, traces
        for path in traces:
            # The masked password was sent.
            assert b"5c" * len(CANARY) in path.read_bytes().replace(b"\n", b""), path
        print("    %d commands, %d traces" % (len(said), len(traces)))
