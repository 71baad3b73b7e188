"""FTP through the relay: lftp, curl and Debian's ftp as clients, three vsftpd as targets, in every mode."""

import contextlib
import glob
import hashlib
import re
import socket
import subprocess

from peers import ROOT, process, temp_dir, until
from vsftpd import SLICE, certificate, free_ports, vsftpd

VIP = "127.0.0.9"
OWNERS = ("one", "two", "three")
CURL_MODES = {
    "PASV": ["--disable-epsv"], "EPSV": [],
    "PORT": ["--ftp-port", "-", "--disable-eprt"], "EPRT": ["--ftp-port", "-"]}


def addresses():
    return {owner: "127.0.3.%d" % (i + 1) for i, owner in enumerate(OWNERS)}


class Site:
    """Three servers with different files of the same names, and the relay before them."""

    def __init__(self, folder, port, relay):
        self.folder, self.port, self.relay = folder, port, relay
        self.url = "ftp://%s:%d/" % (VIP, port)

    def digest(self, owner, name):
        return hashlib.sha256((self.folder / owner / name).read_bytes()).hexdigest()

    def owner(self, fetched):
        """Whose files these are: all of one server, every byte."""
        who = fetched["who"].decode().strip()
        for name, content in fetched.items():
            assert hashlib.sha256(content).hexdigest() == self.digest(who, name), "%s is not %s's" % (name, who)
        return who

    def events(self):
        return self.relay.read_text().splitlines()


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
    base = free_ports(2 + 3 * SLICE)
    server_port, vip_port = base, base + 1
    with temp_dir() as folder, contextlib.ExitStack() as stack:
        pem, authority = certificate(folder, VIP) if tls else (None, None)
        targets = []
        for i, (owner, address) in enumerate(addresses().items()):
            ports = base + 2 + i * SLICE
            stack.enter_context(vsftpd(folder / (owner + ".conf"), fill(folder, owner), address, server_port, ports,
                                       (pem, VIP) if tls else None))
            targets += [owner, address, str(server_port), "%d-%d" % (ports, ports + SLICE - 1) if tls else "-"]
        relay = folder / "relay.out"
        classes = ":".join([str(ROOT / "releng/benchmarks/target/classes")]
                           + glob.glob(str(ROOT / "releng/benchmarks/target/lib/*.jar")))
        stack.enter_context(process(
            ["java", "-Xmx256m", "-cp", classes, "org.loadstar.benchmarks.RelayProcess", VIP, str(vip_port), "ftp",
             "yes"] + targets, stdin=subprocess.PIPE, stdout=open(relay, "w"), stderr=subprocess.STDOUT))
        until("the relay is ready", lambda: "ready" in relay.read_text())
        made = Site(folder, vip_port, relay)
        made.authority = authority
        yield made
        wrong = [line for line in made.events() if line.startswith(("Refused", "fault", "WARNING", "Exception"))]
        assert not (calm and wrong), "\n".join(wrong[:5])


def keys(events, kind, cause=""):
    return [re.search(r"ConnectionKey\[.*?\]", line).group(0)
            for line in events if line.startswith(kind) and cause in line]


def curl(site, options, names, folder):
    """All files over one control connection."""
    arguments = []
    for name in names:
        arguments += [site.url + name, "-o", str(folder / name)]
    subprocess.run(["curl", "-sS", "--fail", "--max-time", "60"] + options + arguments, check=True, timeout=120)
    return {name: (folder / name).read_bytes() for name in names}


def run_clients(site, modes, rounds, names):
    """curl in all modes; the owner of each control connection, which has every byte."""
    owners = []
    with temp_dir() as folder:
        for i in range(rounds):
            for mode, options in modes.items():
                owners.append(site.owner(curl(site, options, names, folder)))
    return owners


FILES = ("who", "file0", "file1", "file70000", "file1000003")


def test_a_thousand_transfers_in_all_modes_reach_the_owner():
    with site() as s:
        count = 0
        owners = run_clients(s, CURL_MODES, 40, FILES)  # 800
        count += len(owners) * len(FILES)
        for passive in ("on", "off"):
            for extended in ("true", "false"):
                count += lftp(s, passive, extended, 10) * len(FILES)  # 200
        for command in ("passive", "epsv4"):
            count += debian_ftp(s, command)
        events = s.events()
        assert count >= 1000, count
        assert set(owners) == set(OWNERS), "every server had its share: %s" % set(owners)
        until("every connection is over",
              lambda: len(keys(s.events(), "Opened")) == len(keys(s.events(), "Closed")))
        passive, active = (len(keys(s.events(), "Opened", cause)) for cause in ("EXPECTATION", "OUTBOUND"))
        assert passive >= 500 and active >= 450, (passive, active)
        print("    %d files, %d passive and %d active data connections" % (count, passive, active))
        assert len(events) > 2000


test_a_thousand_transfers_in_all_modes_reach_the_owner.limit_seconds = 600


def lftp(site, passive, extended, rounds):
    script = ("set cmd:fail-exit yes; set net:max-retries 1; set net:timeout 20; set ftp:passive-mode %s;"
              "set ftp:prefer-epsv %s; set ftp:ssl-allow no; set ftp:use-mdtm no; set xfer:clobber yes;"
              % (passive, extended))
    for _ in range(rounds):
        with temp_dir() as folder:
            gets = " ".join(FILES)
            subprocess.run(["lftp", "-c", script + "open %s; lcd %s; mget %s" % (site.url, folder, gets)],
                           check=True, timeout=120, stdout=subprocess.DEVNULL)
            site.owner({name: (folder / name).read_bytes() for name in FILES})
    return rounds


def debian_ftp(site, toggle):
    """Two files up and two down, and a listing; in the mode that the toggle leads to."""
    with temp_dir() as folder:
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
    return 3


def test_uploads_arrive_on_the_owner_in_all_modes():
    with site() as s, temp_dir() as folder:
        sent = folder / "sent"
        sent.write_bytes(bytes(range(256)) * 8000)
        for mode, options in CURL_MODES.items():
            for i in range(6):
                name = "up/%s%d" % (mode, i)
                subprocess.run(["curl", "-sS", "--fail", "--max-time", "60"] + options
                               + ["-T", str(sent), s.url + name], check=True, timeout=90)
                copies = [owner for owner in OWNERS if (s.folder / owner / name).exists()]
                assert len(copies) == 1, copies
                assert (s.folder / copies[0] / name).read_bytes() == sent.read_bytes()


def test_encrypted_transfers_reach_the_owner_by_its_slice():
    with site(tls=True) as s:
        options = ["--ssl-reqd", "--cacert", str(s.authority)]
        modes = {mode: CURL_MODES[mode] + options for mode in ("PASV", "EPSV")}
        owners = run_clients(s, modes, 10, FILES)
        assert set(owners) == set(OWNERS)
        sliced = keys(s.events(), "Opened", "SLICE")
        assert len(sliced) >= len(owners) * len(FILES), len(sliced)
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
        told = [line for line in s.events() if "refused to 127.0.0.1" in line]
        assert any("an address that is not the client's" in line for line in told), told
