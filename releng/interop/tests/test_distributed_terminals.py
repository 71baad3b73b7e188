"""3270 terminals through a distributed address: Debian's s3270 and our own client, three of our servers behind it."""

import contextlib

from peers import ROOT, container, free_port, s3270, until

PORT = free_port()
SERVERS = ("one", "two", "three")
ADDRESSES = {name: "127.134.62.%d" % (i + 1) for i, name in enumerate(SERVERS)}
VIPS = {"plain": "127.134.62.190", "same": "127.134.62.191", "slp": "127.134.62.192"}
WORKLOAD = ROOT / "releng/container/target/loadstar/demo/org.example.loadstar.workload.jar"


def config():
    made = {
        "org.loadstar.net": {"multicastInterfaces": ["lo"]},
        "org.loadstar.slp.endpoint": {"port": 14427},
        "org.loadstar.discovery": {"saMulticastTimeoutMillis": 2000}}
    for name, address in ADDRESSES.items():
        made["org.loadstar.server.listener~" + name] = {
            "address": address, "host": address, "port": PORT, "luPools": ["%s 3270002 40" % name.upper()],
            "maxSessions": 40}
        made["org.loadstar.distributor.target~" + name] = {
            "address": address, "check": "tn3270e", "checkMillis": 500}
    for vip, keys in (("plain", {"weights": "workload", "method": "ROUNDROBIN"}), ("same", {"affinitySeconds": 600}),
                      ("slp", {"weights": "slp"})):
        made["org.loadstar.distributor.vip~" + vip] = dict(
            {"address": VIPS[vip], "ports": [str(PORT)], "targets": list(SERVERS)}, **keys)
        made["org.loadstar.session.profile~" + vip] = {
            "slp": "off", "hosts": ["%s:%d" % (VIPS[vip], PORT)], "deviceType": "IBM-3278-2-E"}
    return made


@contextlib.contextmanager
def distributed():
    with container(config()) as c:
        for vip in VIPS:
            until("the targets of %s are active" % vip,
                  lambda: [t["state"] for t in targets(c, vip).values()] == ["ACTIVE"] * 3)
        yield c


def targets(c, vip):
    return {t["destination"]["target"]: t["destination"] for t in c.json("targets")["targets"] if t["vip"] == vip}


def rows(c, vip):
    return c.json("connections", "--vip", vip)["connections"]


def newest(c, vip, before):
    """The target of the connection that was not there before."""
    known = {r["client"] for r in before}
    return until("the connection is in the table",
                 lambda: [r for r in rows(c, vip) if r["client"] not in known])[0]


@contextlib.contextmanager
def terminal(c, vip):
    """s3270 at the logon screen, and its server."""
    before = rows(c, vip)
    with s3270("3279-2-E") as theirs:
        theirs.connect("%s:%d" % (VIPS[vip], PORT))
        theirs.wait_for("Password")
        assert theirs.query("ConnectionState") == "connected-tn3270e", theirs.query("ConnectionState")
        yield theirs, newest(c, vip, before)


def ours(c, vip):
    """Our own session, and its server."""
    before = rows(c, vip)
    session = c.json("open", "--profile", vip)["sessions"][-1]["id"]
    return session, newest(c, vip, before)


def types_on(theirs):
    """A round trip of s3270: what is typed is answered."""
    theirs.act("Enter()")
    theirs.wait_for("Enter your user name")
    until("the keyboard is unlocked", lambda: theirs.status().startswith("U"))


def session_types_on(c, session):
    shown = c.json("screen", "--session", session, "--keys", "[ENTER]")["screen"]
    assert any("Enter your user name" in row for row in shown), shown


def test_sessions_survive_a_drain_and_a_weight_change():
    with distributed() as c:
        c.shell("start " + WORKLOAD.as_uri())
        with terminal(c, "plain") as (first, row), terminal(c, "plain") as (second, other):
            session, own = ours(c, "plain")
            placed = {row["target"], other["target"], own["target"]}
            assert placed == set(SERVERS), placed
            c.run("drain", row["target"])
            until("it drains", lambda: targets(c, "plain")[row["target"]]["state"] in ("DRAINING", "QUIESCED"))
            for _ in range(3):
                with terminal(c, "plain") as (_, elsewhere):
                    assert elsewhere["target"] != row["target"], elsewhere
            types_on(first)
            c.shell("workload:weights %s=0 %s=10" % (other["target"], own["target"]))
            until("the weight holds", lambda: targets(c, "plain")[other["target"]]["weight"] == 0)
            for theirs in (first, second):
                types_on(theirs)
            session_types_on(c, session)
            with terminal(c, "plain") as (_, elsewhere):
                assert elsewhere["target"] == own["target"], elsewhere
            c.run("resume", row["target"])
            until("it is active again", lambda: targets(c, "plain")[row["target"]]["state"] == "ACTIVE")
            types_on(first)
            c.run("drain", row["target"], "--seconds", "2")
            until("s3270 is disconnected",
                  lambda: not first.query("ConnectionState").startswith("connected"))
            until("its connections are over", lambda: not [
                r for r in rows(c, "plain") if r["target"] == row["target"]])
            types_on(second)
            session_types_on(c, session)


def test_a_client_stays_with_its_server():
    with distributed() as c:
        with terminal(c, "same") as (_, first), terminal(c, "same") as (_, second):
            session, third = ours(c, "same")
            assert first["target"] == second["target"] == third["target"], (first, second, third)
            assert (second["cause"], third["cause"]) == ("AFFINITY", "AFFINITY"), (second, third)
            c.run("close", session)
        until("all are over", lambda: not rows(c, "same"))
        with terminal(c, "same") as (_, again):  # within the time of affinity
            assert again["target"] == first["target"] and again["cause"] == "AFFINITY", again


def agree(c, biases):
    """The weights by SLP are the loads that find ranks by; the first of find gets the next session."""
    names = {s["name"]: s for s in c.json("agent")["servers"]}
    for name, bias in biases.items():
        c.run("bias", next(n for n in names if n.endswith(name)), str(bias))

    def ranked():
        found = c.json("find")["offers"]
        loads = {n: o["load"] for o in found for n, a in ADDRESSES.items() if "//%s:" % a in o["url"]}
        weights = {n: t["weight"] for n, t in targets(c, "slp").items()}
        return len(loads) == 3 and weights == {n: 100 - load for n, load in loads.items()} and list(loads)

    order = until("weights and loads agree", ranked, 60)
    weights = {n: t["weight"] for n, t in targets(c, "slp").items()}
    # Equals are ranked by lot.
    assert [weights[n] for n in order] == sorted(weights.values(), reverse=True), (order, weights)
    for _ in range(2):
        with terminal(c, "slp") as (_, row):
            assert row["target"] == order[0], (row, order)
    return order[0]


def test_the_distributor_agrees_with_clients_that_choose_by_slp():
    with distributed() as c:
        assert agree(c, {"one": 100, "two": 50, "three": 100}) == "two"
        assert agree(c, {"one": 100, "two": 100, "three": 60}) == "three"
