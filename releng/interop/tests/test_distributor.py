"""The distributor in its container before real vsftpd: the sysplex distributor's example, TLS, a target that dies."""

import contextlib
import ftplib
import json
import random
import ssl
import subprocess

from peers import LOADSTAR, ROOT, container, temp_dir, until
from vsftpd import SLICE, certificate, die, free_ports, vsftpd

VIP = "127.134.61.190"
SERVERS = ("server1", "server2", "server3")
WORKLOAD = ROOT / "releng/container/target/loadstar/demo/org.example.loadstar.workload.jar"
# Who gets whom: server 1 is the distributing host itself.
USERS = (("desktop", "127.134.0.10", "server2", {"server1": 0, "server2": 10, "server3": 0}),
         ("notebook", "127.134.0.20", "server1", {"server1": 10, "server2": 0, "server3": 0}))
REPORT = random.Random(134061190).randbytes(4 << 20)
TABLE_KEYS = {"vip", "client", "address", "target", "local", "state", "cause"}


class Site:
    """Three vsftpd, server1 to server3, and the container with the distributed address."""

    def __init__(self, c, folders, servers, port):
        self.c, self.folders, self.servers, self.port = c, folders, servers, port

    def targets(self):
        return {t["destination"]["target"]: t["destination"] for t in self.c.json("targets")["targets"]}

    def table(self):
        return self.c.json("connections")["connections"]

    def row(self, sock):
        """The tracker's row of a client's connection; reports come in batches."""
        client = "%s:%d" % sock.getsockname()[:2]
        row = until("%s is in the table" % client,
                    lambda: [r for r in self.table() if r["client"] == client])[0]
        assert TABLE_KEYS <= set(row) and row["address"].startswith(VIP + ":"), row
        assert row["local"] == (row["target"] == "server1"), row
        return row

    def differing(self):
        listings = self.c.json("targets", "--check", "/")["listings"]
        assert sorted(l["target"] for l in listings) == list(SERVERS), listings
        assert all(l["reached"] for l in listings), listings
        return [l for l in listings if not l["same"]]


@contextlib.contextmanager
def site(shared=False, tls=False, **vip):
    base = free_ports(1 + 3 * SLICE)
    with temp_dir() as folder, contextlib.ExitStack() as stack:
        folder.chmod(0o755)
        pem = authority = None
        if tls:
            pem, authority = certificate(folder, VIP)
        config = {
            "org.loadstar.net": {"multicastInterfaces": ["lo"]},
            "org.loadstar.slp.endpoint": {"port": 14427},
            "org.loadstar.distributor.vip~ftp": dict(
                {"address": VIP, "ports": [str(base)], "targets": list(SERVERS), "ftp": True}, **vip)}
        folders, servers = {}, {}
        for i, name in enumerate(SERVERS):
            root = folders[name] = folder / ("shared" if shared else name)
            root.mkdir(exist_ok=True)
            root.chmod(0o755)
            (root / "report").write_bytes(REPORT)
            (root / "notes").write_text("for the desktop and for the notebook\n")
            address, ports = "127.134.61.%d" % (i + 1), base + 1 + i * SLICE
            servers[name] = stack.enter_context(
                vsftpd(folder / (name + ".conf"), root, address, base, ports, (pem, VIP) if tls else None))
            config["org.loadstar.distributor.target~" + name] = {
                "address": address, "check": "ftp", "checkMillis": 500, "local": name == "server1"}
            if tls:
                config["org.loadstar.distributor.target~" + name]["portSlice"] = \
                    "%d-%d" % (ports, ports + SLICE - 1)
        c = stack.enter_context(container(config))
        made = Site(c, folders, servers, base)
        made.authority = authority
        until("all targets are active", lambda: [t["state"] for t in made.targets().values()] == ["ACTIVE"] * 3)
        yield made


def user(site, source, client=ftplib.FTP, **options):
    ftp = client(timeout=30, source_address=(source, 0), **options)
    ftp.connect(VIP, site.port)
    return ftp


def read(sock):
    with sock.makefile("rb") as stream:
        return stream.read()


def transfer(site, ftp, command, owner, cause):
    """One transfer; while its data connection is open, the tracker has it on its control connection's server."""
    data = ftp.transfercmd(command)
    with data:
        seen = site.row(data)
        assert (seen["target"], seen["cause"]) == (owner, cause), seen
        control = site.row(ftp.sock)
        assert (control["target"], control["state"]) == (owner, "ESTABLISHED"), control
        content = read(data)
    assert ftp.voidresp().startswith("226"), ftp.lastresp
    return content


def weigh(site, weights):
    """The workload manager changes its mind; the distributor follows."""
    site.c.shell("workload:weights " + " ".join("%s=%d" % w for w in weights.items()))
    until("the weights hold", lambda: {n: t["weight"] for n, t in site.targets().items()} == weights)


def example(shared):
    with site(shared=shared, weights="workload") as s, contextlib.ExitStack() as stack:
        s.c.shell("start " + WORKLOAD.as_uri())
        steps = 0
        for name, source, owner, weights in USERS:
            weigh(s, weights)
            ftp = stack.enter_context(user(s, source))
            ftp.login()
            control = s.row(ftp.sock)
            assert (control["target"], control["cause"]) == (owner, "WEIGHT"), (name, control)
            for passive, cause in ((True, "EXPECTATION"), (False, "OUTBOUND")):
                ftp.set_pasv(passive)
                listing = transfer(s, ftp, "LIST", owner, cause)
                assert b"report" in listing and b"notes" in listing, (name, listing)
                ftp.voidcmd("TYPE I")
                assert transfer(s, ftp, "RETR report", owner, cause) == REPORT, (name, passive)
                steps += 2
        table = s.table()
        assert [(r["client"].split(":")[0], r["target"], r["local"]) for r in reversed(table)] == [
            ("127.134.0.10", "server2", False), ("127.134.0.20", "server1", True)], table
        shown = [line for line in s.c.run("connections").stdout.splitlines() if "local, not forwarded" in line]
        assert len(shown) == 1 and "127.134.0.20" in shown[0], shown
        assert s.differing() == []
        (s.folders["server3"] / "only here").write_text("changed\n")
        wrong = s.differing()
        if shared:
            assert wrong == [], wrong
        else:
            assert [l["target"] for l in wrong] == ["server3"] and "only here" in str(wrong[0]["more"]), wrong
        print("    %d transfers on the owner, %s" % (steps, "shared" if shared else "copies"))


def test_the_sysplex_distributor_example():
    example(shared=True)
    example(shared=False)


def test_the_example_as_a_command():
    done = subprocess.run([LOADSTAR, "demo", "distributor", "--json"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["steps"] and told["table"], told
    for step in told["steps"]:
        assert {"name", "ok", "target", "millis"} <= set(step) and step["ok"] is True, step
        assert step["target"] == ("server2" if "desktop" in step["name"] else "server1"), step
    assert all(TABLE_KEYS <= set(row) for row in told["table"]), told["table"]
    assert {row["target"]: row["local"] for row in told["table"]} == {"server1": True, "server2": False}
    print("    %d steps" % len(told["steps"]))


def test_encrypted_transfers_by_slices():
    with site(tls=True, method="ROUNDROBIN") as s:
        context = ssl.create_default_context(cafile=str(s.authority))
        owners = set()
        for i in range(6):
            with user(s, "127.134.0.%d" % (30 + i), ftplib.FTP_TLS, context=context) as ftp:
                ftp.login()  # AUTH TLS before
                ftp.prot_p()
                control = s.row(ftp.sock)
                owners.add(control["target"])
                for extended in (False, True):
                    # ftplib says EPSV where it takes the connection for IPv6.
                    ftp.af = 10 if extended else 2
                    ftp.voidcmd("TYPE I")
                    content = transfer(s, ftp, "RETR report", control["target"], "SLICE")
                    assert content == REPORT, (len(content), extended)
        assert owners == set(SERVERS), owners
        for options in (["--disable-epsv"], []):
            done = subprocess.run(
                ["curl", "-sS", "--fail", "--max-time", "60", "--ssl-reqd", "--cacert", str(s.authority)] + options
                + ["ftp://%s:%d/report" % (VIP, s.port)], check=True, stdout=subprocess.PIPE, timeout=90)
            assert done.stdout == REPORT, options
        assert s.differing() == []


def test_a_target_that_dies_in_mid_transfer():
    with site(weights="") as s, contextlib.ExitStack() as stack:
        size = 256 << 20  # more than all buffers between
        for folder in s.folders.values():
            with open(folder / "large", "wb") as large:
                large.truncate(size)
        for passive in (True, False):
            ftp = stack.enter_context(user(s, "127.134.0.10"))
            ftp.login()
            ftp.set_pasv(passive)
            ftp.voidcmd("TYPE I")
            owner = s.row(ftp.sock)["target"]
            data = ftp.transfercmd("RETR large")
            assert s.row(data)["target"] == owner
            assert data.recv(65536)
            die(s.servers[owner])
            try:
                received = len(read(data))
            except ConnectionError:
                received = 0
            data.close()
            assert received < size, received
            try:
                told = ftp.voidresp()
                raise AssertionError("the client was told that all is well: " + told)
            except (EOFError, ConnectionError, ftplib.error_temp):
                pass  # the control connection is over, or says so
            ftp.close()
            until("its connections are gone", lambda: not s.table())
            until("it is down", lambda: s.targets()[owner]["state"] == "DOWN")
            with user(s, "127.134.0.20") as other:
                other.login()
                assert s.row(other.sock)["target"] != owner
                content = []
                other.retrbinary("RETR report", content.append)
                assert b"".join(content) == REPORT
            until("nothing is left", lambda: not s.table())
