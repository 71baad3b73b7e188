"""The main job, as a newcomer sees it, with a capture of every packet."""

import json
import os
import shutil
import subprocess

from peers import LOADSTAR, ROOT, capture, temp_dir, tshark


def demo(*args, seconds=120):
    return subprocess.run([LOADSTAR, "demo"] + list(args), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=seconds)


def test_demo_json_and_its_packets():
    with temp_dir() as folder:
        packets = folder / "demo.pcapng"
        with capture("lo", "tcp or udp", packets):
            done = demo("--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        offers = told["offers"]
        loads = sorted(o["load"] for o in offers)
        assert len(offers) == 3 and loads == [5, 25, 60], offers
        assert all(o["pools"] for o in offers), offers
        by_load = {o["load"]: o["url"] for o in offers}
        assert told["chosen"] == by_load[5], told
        assert told["failover"]["from"] == by_load[5], told["failover"]
        assert told["failover"]["to"] == by_load[25], told["failover"]
        assert told["failover"]["millis"] >= 0
        assert len(told["screen"]) == 24 and any(r.strip() for r in told["screen"])
        print("    startMillis %s, failover %s ms" % (told["startMillis"], told["failover"]["millis"]))
        assert 427 not in slp_ports(packets)  # it runs unprivileged
        # Replies travel between two ephemeral ports.
        decode = ["-d", "udp.port==1024-65535,srvloc"]
        functions = tshark(packets, *decode, "-Y", "srvloc", "-T", "fields", "-e", "srvloc.function")
        print("    %d SLP packets" % len(functions))
        assert "1" in functions and "2" in functions, functions  # SrvRqst and SrvRply
        assert "6" not in functions, functions  # no AttrRqst: the replies have the attributes (RFC 3059)
        bad = tshark(packets, *decode, "-Y", "srvloc && _ws.malformed")
        assert not bad, bad
        negotiations = tshark(packets, "-Y", "tcp.payload contains ff:fa:28:02:07", "-T", "fields",
                              "-e", "tcp.dstport")
        assert len(negotiations) >= 18 + 2, "DEVICE-TYPE REQUESTs seen: %d" % len(negotiations)


def slp_ports(packets):
    """The ports that requests were multicast to."""
    ports = tshark(packets, "-Y", "ip.dst == 239.255.255.253", "-T", "fields", "-e", "udp.dstport")
    assert ports
    return {int(port) for port in ports}


def test_demo_prints_every_step():
    done = demo()
    assert done.returncode == 0, done.stderr
    assert " ms" in done.stdout and "Password" in done.stdout, done.stdout


def test_demo_runs_unprivileged():
    with temp_dir() as folder:
        os.chmod(folder, 0o755)
        home = folder / "home"
        home.mkdir()
        os.chown(home, 65534, 65534)
        shutil.copytree(ROOT / "releng/container/target/loadstar", folder / "loadstar")
        environment = {k: v for k, v in os.environ.items() if k not in ("LOADSTAR_ARCHIVES", "XDG_STATE_HOME")}
        done = subprocess.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
             str(folder / "loadstar/bin/loadstar"), "demo", "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, cwd=home,
            env=dict(environment, HOME=str(home)))
        assert done.returncode == 0, done.stderr
        assert [o["load"] for o in json.loads(done.stdout)["offers"]] == [5, 25, 60]


def test_demo_without_agent_finds_nothing():
    done = demo("--without-agent", "--json")
    assert done.returncode == 3, (done.returncode, done.stdout, done.stderr)


def test_nothing_is_left_behind():
    before = set(os.listdir("/tmp"))
    demo("--json")
    left = [f for f in set(os.listdir("/tmp")) - before if f.startswith("loadstar")]
    assert not left, left
