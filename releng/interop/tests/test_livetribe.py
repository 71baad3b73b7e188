"""LiveTribe SLP on one host, Loadstar on the other, each as user, service and directory agent; port 427."""

import contextlib
import subprocess

from hosts import two_hosts
from peers import HERE, ROOT, capture, container, process, temp_dir, tshark, until

SERVER = {
    "org.loadstar.server.listener~one": {
        "address": "0.0.0.0", "port": 3023, "luPools": ["POOL2 3270002 20"], "maxSessions": 20, "loadBias": 75}}
URL = "service:tn3270://10.98.0.1:3023"
QUICK = {"org.loadstar.discovery": {"saMulticastTimeoutMillis": 4000, "daDiscoveryTimeoutMillis": 1000}}
THEIRS = "service:tn3270://10.98.0.2:23"
ATTRIBUTES = "(LOAD=35),(LUPOOL=POOL2 3270002,POOL3 3270003),(SERVERNAME=theirs),BIND"


class LiveTribe:
    """LiveTribe's agents in a process of their own, see peers/LiveTribe.java."""

    def __init__(self, process):
        self.process = process

    def ask(self, *words):
        self.process.stdin.write("|".join(words) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline().rstrip("\n")
        assert not line.startswith("fault"), "%s: %s" % (words, line)
        return [word for word in line.split("|") if word]


@contextlib.contextmanager
def livetribe(wrap):
    target = HERE / "target"
    jar = target / "livetribe-slp-2.2.1.jar"
    if not jar.exists():
        subprocess.run(["./mvnw", "-q", "-B", "-ntp", "-pl", "bundles/org.loadstar.directory",
                        "dependency:copy", "-Dartifact=org.livetribe.slp:livetribe-slp:2.2.1",
                        "-DoutputDirectory=%s" % target],
                       cwd=ROOT, check=True, timeout=200)
    with temp_dir() as folder:
        subprocess.run(["javac", "-d", str(folder), "-cp", str(jar), str(HERE / "peers/LiveTribe.java")], check=True)
        with process(wrap + ["java", "-Djava.net.preferIPv4Stack=true", "-cp", "%s:%s" % (jar, folder), "LiveTribe"], text=True,
                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as p:
            yield LiveTribe(p)


@contextlib.contextmanager
def decoded(host, link):
    """Records what passes, and has tshark decode it: nothing of SLP is malformed, in either version."""
    with temp_dir() as folder:
        packets = folder / "slp.pcapng"
        with capture(link, "udp or tcp port 427", packets, wrap=host):
            yield
        ports = ["-d", "udp.port==1024-65535,srvloc", "-d", "tcp.port==427,srvloc"]
        told = tshark(packets, *ports, "-Y", "srvloc", "-T", "fields", "-e", "srvloc.version", "-e", "srvloc.function")
        bad = tshark(packets, *ports, "-Y", "srvloc && _ws.malformed")
        assert not bad, bad
        versions = {line.split("\t")[0] for line in told}
        print("    %d SLP packets of version %s, none malformed" % (len(told), " and ".join(sorted(versions))))


def test_their_user_agent_finds_our_server():
    with two_hosts() as (a, b), decoded(a, "lsa0"), container(SERVER, wrap=a), livetribe(b) as them:
        assert them.ask("find", "service:tn3270") == [URL]
        assert them.ask("find", "service:tn3270", "(&(LOAD<=50)(LUPOOL=POOL2 3270002))") == [URL]
        assert them.ask("find", "service:tn3270", "(LOAD<=49)") == []
        attributes, = them.ask("attributes", URL)
        assert "(LOAD=50)" in attributes and "(LUPOOL=POOL2 3270002)" in attributes, attributes
        assert "service:tn3270" in them.ask("types")


def test_our_user_agent_finds_their_service():
    with two_hosts() as (a, b), decoded(a, "lsa0"), container(QUICK, wrap=a) as ours, \
            livetribe(b) as them:
        them.ask("sa", THEIRS, ATTRIBUTES)
        offer, = ours.json("find")["offers"]
        assert (offer["url"], offer["load"]) == (THEIRS, 35), offer
        assert [o["url"] for o in ours.json("find", "--pool", "POOL3")["offers"]] == [THEIRS]
        assert ours.run("find", "--pool", "POOL9", check=False).returncode == 3
        them.ask("withdraw", THEIRS)
        assert ours.run("find", check=False).returncode == 3


def test_their_directory_agent():
    with two_hosts() as (a, b), decoded(a, "lsa0"), livetribe(b) as directory:
        directory.ask("da")
        with container(dict(SERVER, **QUICK), wrap=a) as ours:
            registered = until("our server is registered", lambda: directory.ask("registered"), 30)
            assert len(registered) == 1 and registered[0].startswith(URL), registered
            assert "(LOAD=50)" in registered[0] and "POOL2" in registered[0], registered
            assert [d["address"] for d in ours.json("agent")["directoryAgents"]] == ["10.98.0.2"]
            offer, = ours.json("find")["offers"]
            assert (offer["url"], offer["load"]) == (URL, 50), offer
            assert [o["url"] for o in ours.json("find", "--pool", "POOL2")["offers"]] == [URL]
            ours.run("bias", "one", "100")
            until("the new load is registered", lambda: "(LOAD=100)" in directory.ask("registered")[0], 30)
            with livetribe(b) as user:
                assert user.ask("find", "service:tn3270", "(LOAD>=100)") == [URL]
        until("our server is deregistered", lambda: not directory.ask("registered"), 30)


def test_our_directory_agent():
    ours = {"org.loadstar.directory": {"enabled": True, "allowedSources": ["10.98.0.0/24"]}}
    with two_hosts() as (a, b), decoded(a, "lsa0"), container(dict(SERVER, **ours), wrap=a), \
            container(QUICK, wrap=b) as client, livetribe(b) as them:
        them.ask("sa", THEIRS, ATTRIBUTES)
        found = until("both are found", lambda: (
            lambda urls: urls if len(urls) == 2 else None)(them.ask("find", "service:tn3270")), 40)
        assert sorted(found) == [URL, THEIRS], found
        assert them.ask("find", "service:tn3270", "(LOAD<=40)") == [THEIRS]
        attributes, = them.ask("attributes", THEIRS)
        assert "(LOAD=35)" in attributes and "BIND" in attributes, attributes
        offers = client.json("find")["offers"]
        assert [(o["url"], o["load"]) for o in offers] == [(THEIRS, 35), (URL, 50)], offers
        them.ask("withdraw", THEIRS)
        assert them.ask("find", "service:tn3270") == [URL]


def test_both_versions_between_our_own():
    """What LiveTribe does not speak: version 1, asked of a service agent and of a directory agent."""
    for directory in ({}, {"org.loadstar.directory": {"enabled": True}}):
        with two_hosts() as (a, b), decoded(a, "lsa0"), container(dict(SERVER, **directory), wrap=a) as serving, \
                container(QUICK, wrap=b) as client:
            if directory:
                until("it is registered", lambda: serving.json("directory")["registrations"] == 1, 30)
            for version in ("1", "2", "1,2"):
                offer, = client.json("find", "--slp", version, "--pool", "POOL2")["offers"]
                assert (offer["url"], offer["load"]) == (URL, 50), (version, offer)
