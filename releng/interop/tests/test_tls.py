"""TLS judged by OpenSSL: Debian's s3270 on our listeners, and our client on hosts of Python's ssl."""

import contextlib
import socket
import ssl
import subprocess
import threading

from peers import compare, container, free_port, hercules, parse_row, s3270, temp_dir, until

DIRECT, START, PREFER = (free_port() for _ in range(3))


def openssl(folder, *args):
    done = subprocess.run(["openssl"] + list(args), cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, (args, done.stderr)


def certificate(folder, name, names):
    """NAME.pem with key and certificate of the authority, for these names."""
    (folder / "ext").write_text("subjectAltName=%s\nextendedKeyUsage=serverAuth\n" % names)
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr",
            "-subj", "/CN=" + name)
    openssl(folder, "x509", "-req", "-in", name + ".csr", "-CA", "root.pem", "-CAkey", "root.key",
            "-CAcreateserial", "-days", "2", "-extfile", "ext", "-out", name + ".crt")
    (folder / (name + ".pem")).write_text((folder / (name + ".key")).read_text()
                                          + (folder / (name + ".crt")).read_text())
    return str(folder / (name + ".pem"))


@contextlib.contextmanager
def authority():
    with temp_dir() as folder:
        openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key", "-out", "root.pem",
                "-days", "2", "-subj", "/CN=Interop Root", "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        certificate(folder, "server", "DNS:localhost,IP:127.0.0.1")
        certificate(folder, "other", "DNS:other.test")
        yield folder


def listener(port, tls, start):
    return {"address": "127.0.0.1", "port": port, "luPools": ["P%d 3270002 1" % (port % 1000)],
            "tls": tls, "startTls": start, "tlsProfile": "own"}


def profile(port, tls, start):
    return {"slp": "off", "hosts": ["127.0.0.1:%d" % port], "tls": tls, "startTls": start, "tlsProfile": "own"}


def config(folder):
    return {
        "org.loadstar.slp.endpoint": {"port": 14431},
        "org.loadstar.tls~own": {"trustStore": [str(folder / "root.pem")],
                                 "keyStore": [str(folder / "server.pem")]},
        "org.loadstar.server.listener~direct": listener(DIRECT, "require", False),
        "org.loadstar.server.listener~start": listener(START, "require", True),
        "org.loadstar.server.listener~prefer": listener(PREFER, "prefer", True),
        "org.loadstar.session.profile~direct": profile(DIRECT, "require", False),
        "org.loadstar.session.profile~start": profile(START, "require", True),
        "org.loadstar.session.profile~prefer": profile(PREFER, "prefer", True),
    }


def told(c, name):
    return [l for l in c.json("server")["listeners"] if l["name"] == name][0]


def show(c, name, where, *options):
    """The logon screen on a verifying s3270, compared with ours by the profile of the same name."""
    with s3270("3279-2-E", *options) as theirs:
        theirs.connect(where)
        theirs.wait_for("Password")
        assert theirs.query("ConnectionState") == "connected-tn3270e", theirs.query("ConnectionState")
        cells, cursor = theirs.cells(), theirs.cursor()
        secure, session = theirs.query("Tls"), theirs.act("Query(TlsSessionInfo)")
        terminal = told(c, name)["sessions"][0]
    until("the LU is free again", lambda: not told(c, name)["sessions"])
    ours = c.json("screen", "--profile", name)
    compare([parse_row(row) for row in ours["buffer"]], cells)
    assert (ours["cursor"]["row"], ours["cursor"]["column"]) == cursor, (ours["cursor"], cursor)
    print("    s3270: %s; %s; server: %s %s" % (
        secure, " ".join(session), terminal["tlsProtocol"], terminal["tlsCipherSuite"]))
    return secure, terminal


def test_s3270_verifies_our_direct_listener():
    with authority() as folder, container(config(folder)) as c:
        secure, terminal = show(c, "direct", "L:localhost:%d" % DIRECT, "-cafile", str(folder / "root.pem"))
        assert secure.startswith("secure host-verified"), secure
        assert terminal["tlsProtocol"] == "TLSv1.3", terminal


def test_s3270_verifies_our_listener_by_starttls():
    with authority() as folder, container(config(folder)) as c:
        for name, port in (("start", START), ("prefer", PREFER)):
            secure, terminal = show(c, name, "localhost:%d" % port, "-cafile", str(folder / "root.pem"))
            assert secure.startswith("secure host-verified"), secure
            assert terminal["tlsProtocol"] == "TLSv1.3", terminal
        with s3270() as theirs:  # "Y:" is without a check of the certificate
            theirs.connect("Y:127.0.0.1:%d" % START)
            theirs.wait_for("Password")
            assert theirs.query("Tls").startswith("secure host-unverified"), theirs.query("Tls")


def test_s3270_without_tls_is_served_where_it_is_preferred():
    with authority() as folder, container(config(folder)) as c:
        with s3270("3279-2-E", "-set", "startTls=off") as theirs:
            theirs.connect("127.0.0.1:%d" % PREFER)
            theirs.wait_for("Password")
            assert theirs.query("Tls").startswith("not secure"), theirs.query("Tls")
            assert told(c, "prefer")["sessions"][0]["tlsProtocol"] == ""
        with s3270("3279-2-E", "-set", "startTls=off") as theirs:
            theirs.connect("127.0.0.1:%d" % START)
            until("it is refused", lambda: told(c, "start")["faults"] == 1)
            assert not told(c, "start")["sessions"]


def word(stream, hexadecimal):
    wanted = bytes.fromhex(hexadecimal)
    got = b""
    while len(got) < len(wanted):
        piece = stream.recv(len(wanted) - len(got))
        assert piece, "the client left after " + got.hex()
        got += piece
    assert got == wanted, (got.hex(), hexadecimal)


def talk(stream, text):
    """Plain TN3270 up to one screen."""
    stream.sendall(bytes.fromhex("fffd18"))
    word(stream, "fffb18")
    stream.sendall(bytes.fromhex("fffa1801fff0"))
    word(stream, "fffa1800" + b"IBM-3278-2-E".hex() + "fff0")
    stream.sendall(bytes.fromhex("fffd19fffb19fffd00fffb00"))
    word(stream, "fffb19fffd19fffb00fffd00")
    stream.sendall(bytes.fromhex("f5c3114040") + text.encode("cp037") + bytes.fromhex("ffef"))
    while stream.recv(1024):
        pass


@contextlib.contextmanager
def host(pem, version=None, start=False):
    """A TN3270 host whose TLS is OpenSSL's; gives its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    if version:
        context.minimum_version = context.maximum_version = version
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            try:
                client.settimeout(20)
                if start:
                    client.sendall(bytes.fromhex("fffd2e"))
                    word(client, "fffb2efffa2e01fff0")
                    client.sendall(bytes.fromhex("fffa2e01fff0"))
                with context.wrap_socket(client, server_side=True) as stream:
                    talk(stream, "HELLO BY " + stream.version())
            except OSError:
                client.close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


def test_our_client_on_openssl():
    with authority() as folder:
        good, wrong = str(folder / "server.pem"), str(folder / "other.pem")
        with host(good, ssl.TLSVersion.TLSv1_2) as host12, host(good, ssl.TLSVersion.TLSv1_3) as host13, \
                host(good, start=True) as starting, host(wrong) as other:
            profiles = {
                "org.loadstar.session.profile~host12": profile(host12, "require", False),
                "org.loadstar.session.profile~host13": profile(host13, "require", False),
                "org.loadstar.session.profile~starting": profile(starting, "require", True),
                "org.loadstar.session.profile~other": profile(other, "require", False),
            }
            with container(dict(config(folder), **profiles)) as c:
                for name, version in (("host12", "TLSv1.2"), ("host13", "TLSv1.3"), ("starting", "TLSv1.3")):
                    shows_host(c, name, version)
                refused = c.run("open", "--profile", "other", check=False)
                assert refused.returncode == 4, refused
                wanted = "is not for the host '127.0.0.1': it is for 'DNS:other.test'"
                assert wanted in refused.stderr, refused.stderr


def shows_host(c, name, version):
    session = c.json("open", "--profile", name)["sessions"][0]["id"]
    shown = c.json("screen", "--session", session)["screen"]
    assert shown[0].startswith("HELLO BY " + version), shown
    dto = [s for s in c.json("sessions")["sessions"] if s["id"] == session][0]
    assert dto["tls"] and dto["tlsProtocol"] == version and dto["tlsPeer"] == "CN=server", dto
    assert version in c.run("explain", session).stdout
    assert version in c.run("sessions").stdout
    print("    %s: %s %s" % (name, dto["tlsProtocol"], dto["tlsCipherSuite"]))
    c.run("close", session)


def test_the_arguments_of_screen_encrypt():
    with authority() as folder:
        good = str(folder / "server.pem")
        with host(good) as direct, host(good, start=True) as starting, container(config(folder)) as c:
            own = ("--tls-profile", "own")
            for where, how in (("127.0.0.1:%d" % direct, ("--tls",)), ("tn3270s://localhost:%d" % direct, ()),
                               ("127.0.0.1:%d" % starting, ("--starttls", "require")),
                               ("127.0.0.1:%d" % starting, ("--starttls", "prefer"))):
                shown = c.json("screen", where, *how, *own)
                assert shown["screen"][0].startswith("HELLO BY TLSv1.3"), shown["screen"]
                told_tls = [shown[k] for k in ("tls", "tlsProtocol", "tlsPeer", "tlsNote")]
                assert told_tls == [True, "TLSv1.3", "CN=server", ""], told_tls
            untrusted = c.run("screen", "127.0.0.1:%d" % direct, "--tls", check=False)
            assert untrusted.returncode == 4 and "put that into trustStore" in untrusted.stderr, untrusted
            with hercules() as plain:
                clear = c.run("screen", "127.0.0.1:%d" % plain, "--starttls", "prefer", *own)
                assert "The session is in clear" in clear.stderr, clear
                stripped = c.run("screen", "127.0.0.1:%d" % plain, "--starttls", "require", *own, check=False)
                assert stripped.returncode == 4, stripped
