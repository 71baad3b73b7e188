"""Two hosts (network namespaces, root): servers on one, two clients on the other, real multicast, port 427."""

from hosts import out, two_hosts
from peers import container, until


def test_discovery_by_real_multicast():
    servers = {
        "org.loadstar.server.listener~one": {
            "address": "0.0.0.0", "port": 3023, "luPools": ["POOL2 3270002 20"], "maxSessions": 20},
        "org.loadstar.server.listener~two": {
            "address": "0.0.0.0", "port": 3024, "luPools": ["POOL2 3270002 10", "POOL4 3270004 10"],
            "maxSessions": 20, "loadBias": 80},
    }
    client = {"org.loadstar.discovery": {"saMulticastTimeoutMillis": 5000}}
    with two_hosts() as (a, b):
        with container(servers, wrap=a) as serving:
            with container(client, wrap=b) as one, container(client, wrap=b) as two:
                for c in (one, two):
                    found = c.json("find")
                    urls = sorted(o["url"] for o in found["offers"])
                    assert urls == ["service:tn3270://10.98.0.1:3023", "service:tn3270://10.98.0.1:3024"], urls
                    assert found["offers"][0]["url"].endswith(":3023"), found
                only4 = one.json("find", "--pool", "POOL4")
                assert [o["url"][-4:] for o in only4["offers"]] == ["3024"], only4
                screen = two.json("screen")
                assert any("Password" in row for row in screen["screen"]), screen
                assert screen["server"] == "10.98.0.1:3023", screen["server"]
                serving.run("bias", "two", "0")
                moved = one.json("find")
                assert [o["load"] for o in moved["offers"]] == [0, 0], moved


def test_discovery_by_ipv6_alone():
    servers = {
        "org.loadstar.server.listener~one": {"address": "::", "port": 3023, "luPools": ["POOL2 3270002 20"]},
        "org.loadstar.directory": {"enabled": True}}
    client = {"org.loadstar.discovery": {"saMulticastTimeoutMillis": 5000}}
    url = "service:tn3270://[fd98:0:0:0:0:0:0:1]:3023"
    with two_hosts("fd98::1/64", "fd98::2/64") as (a, b):
        # Link-local addresses are not there before the network has seen that they are free.
        for ns, link in (("lsa", "lsa0"), ("lsb", "lsb0")):
            until("%s has its addresses" % link, lambda: "tentative" not in out(
                "ip", "-n", ns, "addr", "show", link))
        with container(servers, wrap=a) as serving, container(client, wrap=b) as c:
            # What a directory agent does not know of yet is not there, for who has found it.
            until("it is registered", lambda: serving.json("directory")["registrations"] == 1, 30)
            for _ in range(2):
                found = c.json("find")
                assert [o["url"] for o in found["offers"]] == [url], found
            screen = c.json("screen")
            assert any("Password" in row for row in screen["screen"]), screen
            found = c.json("find")
            assert [o["url"] for o in found["offers"]] == [url], found
            assert [d["version"] for d in found["directoryAgents"]] == [2], found


def test_nobody_answers():
    client = {"org.loadstar.discovery": {"saMulticastTimeoutMillis": 1000}}
    with two_hosts() as (_, b), container(client, wrap=b) as c:
        done = c.run("find", "--scope", "NOWHERE", check=False)
        assert done.returncode == 3, done
        told = done.stdout + done.stderr
        for word in ("NOWHERE", "lsb0", "1000", "2"):
            assert word in told, told
