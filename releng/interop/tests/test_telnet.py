"""Hosts written byte by byte: what our client and s3270 negotiate with them, and what tshark reads of it."""

import contextlib
import socket
import threading

from peers import capture, container, free_port, s3270, temp_dir, tshark, until

DO_TN3270E, WILL_TN3270E = b"\xff\xfd\x28", b"\xff\xfb\x28"
DO_ENVIRON, WILL_ENVIRON = b"\xff\xfd\x27", b"\xff\xfb\x27"
END = b"\xff\xf0"
BIND = (b"\x03\0\0\0\0" + bytes.fromhex("31010303b1903080008787f88700028000000000185018507f0000")
        + b"\x08" + "IBM0SMAA".encode("cp037") + b"\xff\xef")


def tn3270e(*parts):
    return b"\xff\xfa\x28" + b"".join(bytes([p]) if isinstance(p, int) else p for p in parts) + END


class Peer:
    """One client, as the host's script sees it."""

    def __init__(self, connection):
        self.connection = connection
        connection.settimeout(30)

    def send(self, data):
        self.connection.sendall(data)

    def expect(self, data):
        heard = b""
        while len(heard) < len(data):
            more = self.connection.recv(len(data) - len(heard))
            assert more, "the client is gone after %s" % heard.hex()
            heard += more
        assert heard == data, "%s instead of %s" % (heard.hex(), data.hex())

    def stay(self):
        self.connection.settimeout(None)
        with contextlib.suppress(OSError):
            while self.connection.recv(4096):
                pass


@contextlib.contextmanager
def host(script, port):
    """A host that plays its script with every client, one after the other; a failure fails the test."""
    failures = []
    listener = socket.create_server(("127.0.0.1", port))

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    script(Peer(connection))
                except (AssertionError, OSError) as failure:
                    failures.append(failure)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield failures
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    assert not failures, failures


def screen(text):
    return b"\0\0\0\0\0\xf5\xc3\x11\x40\x40\x1d\x40" + text.encode("cp037") + b"\xff\xef"


def second_name(peer, functions, asked):
    """Rejects the first logical unit and gives the second."""
    kind = b"IBM-3278-2-E"
    peer.send(DO_TN3270E)
    peer.expect(WILL_TN3270E)
    peer.send(tn3270e(8, 2))
    peer.expect(tn3270e(2, 7, kind, 1, b"LU1"))
    peer.send(tn3270e(2, 6, 5, 1))
    peer.expect(tn3270e(2, 7, kind, 1, b"LU2"))
    peer.send(tn3270e(2, 4, kind, 1, b"LU2"))
    peer.expect(tn3270e(3, 7, asked))
    peer.send(tn3270e(3, 4, functions))
    peer.send(BIND + screen("SECOND NAME"))


def config(port, **profile):
    return {
        "org.loadstar.net": {"multicastInterfaces": ["lo"]},
        "org.loadstar.slp.endpoint": {"port": 14427},
        "org.loadstar.session.profile~host": dict(
            {"slp": "off", "hosts": ["127.0.0.1:%d" % port], "reconnect": False}, **profile),
    }


def shows(c, session, text):
    """Waits for the text; the rows of the screen without the blanks at their ends."""
    def rows():
        shown = c.json("screen", "--session", session)["screen"]
        return any(text in row for row in shown) and [row.rstrip() for row in shown]

    return until("the session shows '%s'" % text, rows)


def test_names_of_a_list_environment_and_application():
    port = free_port()

    def script(peer):
        peer.send(DO_ENVIRON)
        peer.expect(WILL_ENVIRON)
        peer.send(b"\xff\xfa\x27\x01\0USER\x03DEVNAME" + END)
        peer.expect(b"\xff\xfa\x27\0\0USER\x01joe\x03DEVNAME\x01PC01" + END)
        second_name(peer, b"\0\2\4", b"\0\2\4\5")
        peer.send(b"\xff\xfa\x27\x01\x03DEVNAME" + END)
        peer.expect(b"\xff\xfa\x27\0\x03DEVNAME\x01PC02" + END)
        peer.stay()

    profile = config(port, luName=["LU1", "LU2"], user="joe", deviceName="PC==")
    with temp_dir() as folder, container(profile) as c:
        packets = folder / "names.pcapng"
        with host(script, port), capture("lo", "tcp port %d" % port, packets):
            session = c.json("open", "--profile", "host")["sessions"][0]
            shows(c, session["id"], "SECOND NAME")
            opened = c.json("sessions")["sessions"][0]
            assert opened["lu"] == "LU2", opened
            c.run("close", session["id"])
        text = "\n".join(tshark(packets, "-d", "tcp.port==%d,telnet" % port, "-O", "telnet,tn3270"))
        told = [value.encode().hex() for value in ("joe", "PC01", "PC02")]
        for word in ["Will TN3270E", "IBM-3278-2-E", "LU1", "DEVICE-IN-USE", "LU2", "BIND_IMAGE"] + told:
            assert word in text, "tshark does not read %s:\n%s" % (word, text)
        assert "Malformed" not in text, text


def test_s3270_is_given_its_second_name_by_the_same_host():
    port = free_port()
    with host(lambda peer: (second_name(peer, b"\0\2\4", b"\0\2\4"), peer.stay()), port):
        with s3270("3278-2") as theirs:
            theirs.connect("LU1,LU2@127.0.0.1:%d" % port)
            theirs.wait_for("SECOND NAME")
            assert theirs.query("LuName") == "LU2"


def lines(peer):
    """A logon by lines of text, with a password that the host does not show."""
    peer.send(b"Welcome\r\nlogin: ")
    peer.expect(b"joe\r\n")
    peer.send(b"\xff\xfb\x01\xff\xfb\x03")
    peer.expect(b"\xff\xfd\x01\xff\xfd\x03")
    peer.send(b"password: ")
    peer.expect(b"secret\r\0")
    peer.send(b"\r\n" + b"x" * 80 + b"\r\n\x1b[31mgo\x1b[0m on\tno\x08w\x07\r\n$ ")
    peer.stay()


def test_a_person_logs_on_by_lines_as_with_s3270():
    port = free_port()
    with host(lines, port):
        with s3270("3278-2") as theirs:
            theirs.connect("127.0.0.1:%d" % port)
            theirs.wait_for("login:")
            theirs.act('String("joe")')
            theirs.act("Enter()")
            theirs.wait_for("password:")
            theirs.act('String("secret")')
            theirs.act("Enter()")
            theirs.wait_for("$")
            other = [row.rstrip() for row in theirs.text()]
        with container(config(port)) as c:
            session = c.json("open", "--profile", "host")["sessions"][0]["id"]
            shows(c, session, "login:")
            c.json("screen", "--session", session, "--keys", "joe[ENTER]")
            shows(c, session, "password:")
            c.json("screen", "--session", session, "--keys", "secret[ENTER]")
            ours = shows(c, session, "$ ")
            assert not any("secret" in row for row in ours), ours
            assert c.json("sessions")["sessions"][0]["protocol"] == "NVT"
            # s3270 clears its screen when the host begins to echo; what comes after it is the same.
            begin, theirs_begin = ours.index("x" * 80), other.index("x" * 80)
            assert ours[begin:begin + 4] == other[theirs_begin:theirs_begin + 4], (ours, other)
            c.run("close", session)


def test_a_host_of_lines_that_closes_is_told_with_what_it_said():
    port = free_port()
    with host(lambda peer: peer.send(b"Service is closed\r\n"), port), container(config(port)) as c:
        refused = c.run("open", "--profile", "host", check=False)
        assert refused.returncode == 4, refused
        assert "it said: Service is closed" in refused.stderr, refused.stderr
