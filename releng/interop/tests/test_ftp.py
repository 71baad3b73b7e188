"""FTP through the distributor in its container: lftp, curl and Debian's ftp as clients, three vsftpd as targets."""

import contextlib
import ftplib
import hashlib
import re
import socket
import subprocess

from peers import container, process, temp_dir, until
from vsftpd import SLICE, certificate, free_ports, vsftpd

VIP = "127.134.63.190"
OWNERS = ("one", "two", "three")
CURL_MODES = {
    "PASV": ["--disable-epsv"], "EPSV": [],
    "PORT": ["--ftp-port", "-", "--disable-eprt"], "EPRT": ["--ftp-port", "-"]}
CAUSES = {"PASV": "EXPECTATION", "EPSV": "EXPECTATION", "PORT": "OUTBOUND", "EPRT": "OUTBOUND"}


class Site:
    """Three servers with different files of the same names, and the container before them."""

    def __init__(self, folder, port, c):
        self.folder, self.port, self.c = folder, port, c
        self.url = "ftp://%s:%d/" % (VIP, port)

    def digest(self, owner, name):
        return hashlib.sha256((self.folder / owner / name).read_bytes()).hexdigest()

    def owner(self, fetched):
        """Whose files these are: all of one server, every byte."""
        who = fetched["who"].decode().strip()
        for name, content in fetched.items():
            assert hashlib.sha256(content).hexdigest() == self.digest(who, name), "%s is not %s's" % (name, who)
        return who

    def targets(self):
        return {t["destination"]["target"]: t["destination"] for t in self.c.json("targets")["targets"]}

    def totals(self):
        """Connections of each target so far, control and data, when all are over and told: reports come in batches."""
        told = []

        def settled():
            told.append({name: t["total"] for name, t in self.targets().items()})
            return told[-2:] == [told[-1]] * 2 and not self.c.json("connections")["connections"]

        until("every connection is over", settled)
        return told[-1]

    def refused(self):
        return self.c.json("vips")["vips"][0]["refused"]

    @contextlib.contextmanager
    def counted(self, exactly=True):
        """Gets the owner of each control connection and how many data connections it had.

        The tracker must have had all of them on the same target."""
        before, said = self.totals(), []
        yield said
        after = self.totals()
        for name in OWNERS:
            files = sum(1 + data for owner, data in said if owner == name)
            had = after[name] - before[name]
            assert had == files if exactly else had >= files, (name, had, files)


def fill(folder, owner):
    root = folder / owner
    (root / "up").mkdir(parents=True)
    (root / "who").write_text(owner + "\n")
    for size in (0, 1, 70000, 1000003):
        (root / ("file%d" % size)).write_bytes((owner.encode() * size)[:size])
    subprocess.run(["chown", "-R", "ftp:", str(root / "up")], check=True)
    subprocess.run(["chmod", "755", str(folder), str(root)], check=True)
    return root


@contextlib.contextmanager
def site(tls=False, calm=True):
    base = free_ports(1 + 3 * SLICE)
    with temp_dir() as folder, contextlib.ExitStack() as stack:
        pem, authority = certificate(folder, VIP) if tls else (None, None)
        config = {
            "org.loadstar.net": {"multicastInterfaces": ["lo"]},
            "org.loadstar.slp.endpoint": {"port": 14427},
            "org.loadstar.distributor.vip~ftp": {
                "address": VIP, "ports": [str(base)], "targets": list(OWNERS), "ftp": True, "method": "ROUNDROBIN"}}
        for i, owner in enumerate(OWNERS):
            address, ports = "127.134.63.%d" % (i + 1), base + 1 + i * SLICE
            stack.enter_context(vsftpd(folder / (owner + ".conf"), fill(folder, owner), address, base, ports,
                                       (pem, VIP) if tls else None))
            config["org.loadstar.distributor.target~" + owner] = {"address": address, "check": "ftp"}
            if tls:
                config["org.loadstar.distributor.target~" + owner]["portSlice"] = "%d-%d" % (ports, ports + SLICE - 1)
        made = Site(folder, base, stack.enter_context(container(config)))
        made.authority = authority
        until("all targets are active", lambda: [t["state"] for t in made.targets().values()] == ["ACTIVE"] * 3)
        yield made
        assert not (calm and made.refused()), made.refused()


def curl(site, options, names, folder):
    """All files over one control connection."""
    arguments = []
    for name in names:
        arguments += [site.url + name, "-o", str(folder / name)]
    subprocess.run(["curl", "-sS", "--fail", "--max-time", "60"] + options + arguments, check=True, timeout=120)
    return {name: (folder / name).read_bytes() for name in names}


def run_clients(site, modes, rounds, names):
    """curl in all modes; the owner of each control connection has every byte, and in the tracker every connection."""
    owners = []
    with temp_dir() as folder:
        for mode, options in modes.items():
            with site.counted() as said:
                for i in range(rounds):
                    said.append((site.owner(curl(site, options, names, folder)), len(names)))
            owners += [owner for owner, _ in said]
    return owners


FILES = ("who", "file0", "file1", "file70000", "file1000003")


def retrieve(ftp, mode, name):
    """The data connection of a transfer that has begun."""
    if mode in ("PASV", "PORT"):
        ftp.set_pasv(mode == "PASV")
        return ftp.transfercmd("RETR " + name)
    if mode == "EPSV":
        data = socket.create_connection(ftplib.parse229(ftp.sendcmd("EPSV"), ftp.sock.getpeername()), 30)
        ftp.sendcmd("RETR " + name)
        return data
    with socket.create_server((ftp.sock.getsockname()[0], 0)) as listener:
        listener.settimeout(30)
        ftp.sendeprt(*listener.getsockname())
        ftp.sendcmd("RETR " + name)
        return listener.accept()[0]


def seen(site, mode):
    """While a transfer goes on the table has its two connections, on the server whose bytes they are."""
    who, content = [], []
    with ftplib.FTP() as ftp:
        ftp.connect(VIP, site.port, 30)
        ftp.login()
        ftp.retrbinary("RETR who", who.append)
        with retrieve(ftp, mode, "file1000003") as data:
            rows = until("%s: control and data connection" % mode, lambda: both(site, CAUSES[mode]))
            for part in iter(lambda: data.recv(65536), b""):
                content.append(part)
        ftp.voidresp()
    owner = site.owner({"who": b"".join(who), "file1000003": b"".join(content)})
    assert {row["target"] for row in rows} == {owner}, (owner, rows)


def both(site, cause):
    rows = site.c.json("connections")["connections"]
    data = [row for row in rows if row["cause"] == cause]
    return rows if len(rows) == 2 and len(data) == 1 else None


def test_a_thousand_transfers_in_all_modes_reach_the_owner():
    with site() as s:
        count = 0
        for mode in CURL_MODES:
            seen(s, mode)
            count += 2
        owners = run_clients(s, CURL_MODES, 40, FILES)  # 800
        count += len(owners) * len(FILES)
        for passive in ("on", "off"):
            for extended in ("true", "false"):
                count += lftp(s, passive, extended, 10) * len(FILES)  # 200
        for command in ("passive", "epsv4"):
            count += debian_ftp(s, command)
        assert count >= 1000, count
        assert set(owners) == set(OWNERS), "every server had its share: %s" % set(owners)
        print("    %d files; connections of each target: %s" % (count, s.totals()))


test_a_thousand_transfers_in_all_modes_reach_the_owner.limit_seconds = 600


def lftp(site, passive, extended, rounds):
    script = ("set cmd:fail-exit yes; set net:max-retries 1; set net:timeout 20; set ftp:passive-mode %s;"
              "set ftp:prefer-epsv %s; set ftp:ssl-allow no; set ftp:use-mdtm no; set xfer:clobber yes;"
              % (passive, extended))
    with site.counted(exactly=False) as said:  # it may list the folder too
        for _ in range(rounds):
            with temp_dir() as folder:
                gets = " ".join(FILES)
                subprocess.run(["lftp", "-c", script + "open %s; lcd %s; mget %s" % (site.url, folder, gets)],
                               check=True, timeout=120, stdout=subprocess.DEVNULL)
                said.append((site.owner({name: (folder / name).read_bytes() for name in FILES}), len(FILES)))
    return rounds


def debian_ftp(site, toggle):
    """Two files up and two down, and a listing; in the mode that the toggle leads to."""
    with temp_dir() as folder, site.counted() as said:
        (folder / "sent").write_bytes(bytes(range(256)) * 300)
        name = "sent-" + toggle
        commands = ["open %s %d" % (VIP, site.port), "user anonymous x", "binary", toggle, "get who", "cd up",
                    "put sent " + name, "get %s back" % name, "dir", "bye"]
        done = subprocess.run(["ftp", "-n", "-v"], input="\n".join(commands) + "\n", cwd=folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        assert (folder / "who").exists() and (folder / "back").exists(), done.stdout
        owner = (folder / "who").read_text().strip()
        assert (folder / "back").read_bytes() == (folder / "sent").read_bytes()
        assert (site.folder / owner / "up" / name).read_bytes() == (folder / "sent").read_bytes()
        assert name in done.stdout.split("dir")[-1], done.stdout
        said.append((owner, 4))
    return 3


def test_uploads_arrive_on_the_owner_in_all_modes():
    with site() as s, temp_dir() as folder:
        sent = folder / "sent"
        sent.write_bytes(bytes(range(256)) * 8000)
        for mode, options in CURL_MODES.items():
            with s.counted() as said:
                for i in range(6):
                    name = "up/%s%d" % (mode, i)
                    subprocess.run(["curl", "-sS", "--fail", "--max-time", "60"] + options
                                   + ["-T", str(sent), s.url + name], check=True, timeout=90)
                    copies = [owner for owner in OWNERS if (s.folder / owner / name).exists()]
                    assert len(copies) == 1, copies
                    assert (s.folder / copies[0] / name).read_bytes() == sent.read_bytes()
                    said.append((copies[0], 1))


def test_encrypted_transfers_reach_the_owner_by_its_slice():
    with site(tls=True) as s:
        options = ["--ssl-reqd", "--cacert", str(s.authority)]
        modes = {mode: CURL_MODES[mode] + options for mode in ("PASV", "EPSV")}
        owners = run_clients(s, modes, 10, FILES)
        assert set(owners) == set(OWNERS)
        print("    %d files over TLS" % (len(owners) * len(FILES)))


def test_nobody_is_bounced():
    with site(calm=False) as s:
        with socket.create_connection((VIP, s.port), 10) as control, socket.socket() as third:
            third.bind(("127.0.0.66", 0))
            third.listen()
            f = control.makefile("rw", newline="")
            assert f.readline().startswith("220")
            for line, code in (("USER anonymous", "230"),
                               ("PORT 127,0,0,66,%d,%d" % divmod(third.getsockname()[1], 256), "501"),
                               ("EPRT |1|127.0.0.66|%d|" % third.getsockname()[1], "501"),
                               ("EPRT |2|::1|2000|", "522"), ("LPSV", "502"), ("LPRT 4", "502"), ("EPSV 2", "522"),
                               ("EPSV ALL", "200"), ("PASV", "503"), ("EPSV", "229")):
                f.write(line + "\r\n")
                f.flush()
                reply = f.readline()
                assert reply.startswith(code), (line, reply)
            third.settimeout(0.5)
            try:
                third.accept()
                raise AssertionError("somebody was made to connect")
            except socket.timeout:
                pass
        until("the refusal is logged", lambda: re.search(
            r"refused to 127\.0\.0\.1: .* an address that is not the client's", s.c.log.read_text()))
