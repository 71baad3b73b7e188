"""The distributor with as many connections as there are descriptors, and a million more in its table, for minutes."""

import contextlib
import glob
import os
import re
import subprocess
import sys
import time

from peers import HERE, ROOT, container, free_port, process, temp_dir, until

MINUTES = float(os.environ.get("LOADSTAR_IDLE_MINUTES", "5"))
DESCRIPTORS = 20_000
CONNECTIONS = 9_000
TRACKED = 1_000_000
CALLERS = 3
HEAP_GROWTH = 4 << 20
VIP = "127.134.63.190"
PORT = free_port()
TARGETS = {"t%d" % i: "127.134.63.%d" % i for i in (1, 2, 3)}
CONFIG = {
    "org.loadstar.net": {"multicastInterfaces": ["lo"]},
    "org.loadstar.slp.endpoint": {"port": 14427},
    "org.loadstar.distributor.vip~idle": {"address": VIP, "ports": [str(PORT)], "targets": list(TARGETS)}}
for name, at in TARGETS.items():
    CONFIG["org.loadstar.distributor.target~" + name] = {"address": at}


class Callers:
    """Clients in processes of their own."""

    def __init__(self, stack):
        self.processes = [
            stack.enter_context(process(
                [sys.executable, str(HERE / "peers/idle.py"), "call", VIP, str(PORT)]
                + ["127.134.64.%d" % (10 * i + j) for j in range(1, 4)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            for i in range(CALLERS)]

    def do(self, command):
        """All at the same time; answers what each did."""
        for p in self.processes:
            p.stdin.write(command + "\n")
            p.stdin.flush()
        return [int(p.stdout.readline().split()[0]) for p in self.processes]


def million(folder):
    """A bundle whose target tells of so many connections by ConnectionReport."""
    home = ROOT / "releng/container/target/loadstar"
    jars = glob.glob(str(home / "plugins/org.loadstar.api.jar")) + glob.glob(str(home / "frameworks/equinox/*.jar"))
    classes = folder / "classes"
    subprocess.run(["javac", "-proc:none", "--release", "17", "-d", str(classes), "-cp", ":".join(jars),
                    str(HERE / "peers/Million.java")], check=True)
    manifest = folder / "manifest"
    manifest.write_text("\n".join([
        "Bundle-ManifestVersion: 2", "Bundle-SymbolicName: million", "Bundle-Version: 1.0.0",
        "Bundle-Activator: Million", "Import-Package: org.osgi.framework,org.loadstar.api.distributor",
        "Million: t1 %s %d %d" % (VIP, PORT, TRACKED)]) + "\n")
    jar = folder / "million.jar"
    subprocess.run(["jar", "--create", "--file", str(jar), "--manifest", str(manifest), "-C", str(classes), "."],
                   check=True)
    return jar


def vip(c):
    return c.json("vips")["vips"][0]


def heap(c):
    """The bytes of what lives in the heap, between two reports of the million, which last a part of five seconds."""
    return min(living(c) for _ in range(12))


def living(c):
    time.sleep(0.7)
    told = subprocess.run(["jcmd", str(c.process.pid), "GC.class_histogram"], check=True, stdout=subprocess.PIPE,
                          text=True, timeout=120).stdout
    return int(re.search(r"^Total +\d+ +(\d+)", told, re.MULTILINE).group(1))


def descriptors(c):
    return len(os.listdir("/proc/%d/fd" % c.process.pid))


@contextlib.contextmanager
def idle():
    """The container with 9,000 relayed connections; it may open 20,000 files."""
    with contextlib.ExitStack() as stack:
        for address in TARGETS.values():
            server = stack.enter_context(process(
                [sys.executable, str(HERE / "peers/idle.py"), "serve", address, str(PORT)],
                stdout=subprocess.PIPE, text=True))
            assert server.stdout.readline() == "ready\n"
        c = stack.enter_context(container(
            CONFIG, wrap=["prlimit", "--nofile=%d:%d" % (DESCRIPTORS, DESCRIPTORS)],
            env={"LOADSTAR_JAVA_OPTIONS": "-Xmx1g"}))
        until("all targets are active", lambda: [d["state"] for d in vip(c)["destinations"]] == ["ACTIVE"] * 3)
        callers = Callers(stack)
        assert callers.do("open %d" % (CONNECTIONS // CALLERS)) == [CONNECTIONS // CALLERS] * CALLERS
        until("all are tracked", lambda: vip(c)["active"] == CONNECTIONS)
        yield c, callers


def test_nine_thousand_idle_connections_beside_a_million_entries():
    with temp_dir() as folder, idle() as (c, callers):
        all_of_them = [CONNECTIONS // CALLERS] * CALLERS
        assert descriptors(c) >= 2 * CONNECTIONS
        # By a bundle in the container, for that is how connections that are not relayed come into the table.
        c.shell("start " + million(folder).as_uri())
        until("they are in the table", lambda: vip(c)["active"] >= TRACKED + CONNECTIONS, 60)
        assert callers.do("ask") == all_of_them
        began = heap(c)
        time.sleep(MINUTES * 60)
        grown = heap(c) - began
        print("    %d descriptors, heap %d MB, %d KB more after %.1f minutes" % (
            descriptors(c), began >> 20, grown >> 10, MINUTES))
        assert grown < HEAP_GROWTH, grown
        assert callers.do("ask") == all_of_them
        seen = vip(c)
        assert (seen["state"], seen["active"]) == ("ACTIVE", TRACKED + CONNECTIONS), seen
        assert sum(d["active"] for d in seen["destinations"]) == TRACKED + CONNECTIONS, seen


test_nine_thousand_idle_connections_beside_a_million_entries.limit_seconds = 300 + int(MINUTES * 60)


def test_more_clients_than_descriptors():
    with idle() as (c, callers):
        all_of_them = [CONNECTIONS // CALLERS] * CALLERS
        log = c.data.parent / "serve.out"
        served = callers.do("try 500")
        print("    %s of 500 more were served each, %d descriptors" % (served, descriptors(c)))
        assert CONNECTIONS + sum(served) < DESCRIPTORS // 2, served
        assert "no more connections can be taken (Too many open files" in log.read_text(), log.read_text()[-2000:]
        assert callers.do("ask") == [n + m for n, m in zip(all_of_them, served)]
        for caller, more in zip(callers.processes, served):
            caller.stdin.write("close %d\n" % more)
            caller.stdin.flush()
            assert caller.stdout.readline() == "%d %d\n" % (more, CONNECTIONS // CALLERS)
        assert callers.do("retry 1") == [1] * CALLERS, "a new client is served"
        until("the fault is over", lambda: vip(c)["state"] == "ACTIVE")
        assert all(d["state"] == "ACTIVE" for d in vip(c)["destinations"]), vip(c)
        assert callers.do("ask") == [n + 1 for n in all_of_them]
