"""Debian's s3270 on our embedded server, beside our own client: the same screens, cell by cell."""

from peers import capture, compare, container, free_port, parse_row, s3270, temp_dir, tshark, until

PORT = free_port()


def profile(pool, device_type):
    return {"slp": "off", "hosts": ["127.0.0.1:%d" % PORT], "luPool": pool, "deviceType": device_type}


CONFIG = {
    "org.loadstar.net": {"multicastInterfaces": ["lo"]},
    "org.loadstar.slp.endpoint": {"port": 14427},
    "org.loadstar.discovery": {"saMulticastTimeoutMillis": 3000},
    # One logical unit a pool: s3270 and our client get the same one, one after the other.
    "org.loadstar.server.listener~one": {
        "address": "127.0.0.1", "port": PORT, "luPools": ["POOL2 3270002 1", "POOL4 3270004 1"],
        "maxSessions": 24},
    "org.loadstar.session.profile~POOL2": profile("POOL2", "IBM-3278-2-E"),
    "org.loadstar.session.profile~POOL4": profile("POOL4", "IBM-3278-4-E"),
}

# What is pressed, on s3270 and on ours, and what the next screen shows.
STEPS = [
    ("logon", [], "", "User name"),
    ("logon, user missing", ["Enter()"], "[ENTER]", "Enter your user name"),
    ("menu", ['String("IBMUSER")', "Tab()", 'String("SECRET")', "Enter()"],
     "IBMUSER[TAB]SECRET[ENTER]", "PRIMARY MENU"),
    ("wrong option", ['String("9")', "Enter()"], "9[ENTER]", "There is no option 9"),
    ("catalogue", ['String("1")', "Enter()"], "1[ENTER]", "DATA SETS"),
    ("catalogue, next page", ["PF(8)"], "[PF8]", "DATA SETS"),
    ("catalogue, page before", ["PF(7)"], "[PF7]", "DATA SETS"),
    ("menu again", ["PF(3)"], "[PF3]", "PRIMARY MENU"),
    ("colours", ["PF(4)"], "[PF4]", "COLOURS"),
    ("clear", ["Clear()"], "[CLEAR]", "COLOURS"),
]


def listener(c):
    return c.json("server")["listeners"][0]


def masked(step, cells):
    """The menu tells the client's address and the time, which differ by right."""
    if "menu" in step or "option" in step:
        for row in (14, 15):
            cells[row] = cells[row][:25]
    return cells


def keeps_no_password(c):
    """The password typed on both is in no file of the container, in ASCII or EBCDIC."""
    for path in c.data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in (b"SECRET", bytes.fromhex("e2c5c3d9c5e3")):
                assert secret not in content, path


def walk(c, model, pool):
    """The demo application's screens: s3270's, then ours, the same keys pressed on both."""
    port = listener(c)["port"]
    seen = []
    with s3270(model) as theirs:
        theirs.connect("%s@127.0.0.1:%d" % (pool, port))
        theirs.wait_for("Password")
        assert theirs.query("ConnectionState") == "connected-tn3270e", theirs.query("ConnectionState")
        lu = theirs.query("LuName")
        assert [t["lu"] for t in listener(c)["sessions"]] == [lu], (lu, listener(c))
        for step, actions, _, shows in STEPS:
            for action in actions:
                theirs.act(action)
            theirs.wait_for(shows)
            until("the keyboard of s3270 is unlocked at " + step,
                  lambda: theirs.status().startswith("U"))
            seen.append((theirs.cells(), theirs.cursor()))
    until("the LU is free again", lambda: not listener(c)["sessions"])
    session = c.json("open", "--profile", pool)["sessions"][0]["id"]
    assert listener(c)["sessions"][0]["lu"] == lu
    for (step, _, keys, shows), (cells, cursor) in zip(STEPS, seen):
        ours = c.json("screen", "--session", session, "--keys", keys)
        assert any(shows in row for row in ours["screen"]), (step, ours["screen"])
        try:
            compare(masked(step, [parse_row(row) for row in ours["buffer"]]), masked(step, cells))
            assert (ours["cursor"]["row"], ours["cursor"]["column"]) == cursor, (ours["cursor"], cursor)
        except AssertionError as difference:
            raise AssertionError("%s: %s" % (step, difference))
    c.run("close", session)
    keeps_no_password(c)
    print("    %d screens equal, %d cells each" % (len(seen), sum(len(r) for r in seen[-1][0])))


def test_screens_equal_on_model_2():
    with container(CONFIG) as c:
        walk(c, "3279-2-E", "POOL2")


def test_screens_equal_on_model_4():
    with container(CONFIG) as c:
        walk(c, "3279-4-E", "POOL4")


def test_refusals_are_told_by_reason():
    with container(CONFIG) as c:
        port = listener(c)["port"]
        with s3270("3279-2-E") as theirs:
            theirs.connect("NOPOOL@127.0.0.1:%d" % port)
            until("the refusal is counted", lambda: listener(c)["refused"].get("INV-NAME"))
        c.json("open", "--profile", "POOL4")
        with s3270("3279-4-E") as theirs:
            theirs.connect("POOL4@127.0.0.1:%d" % port)
            until("the refusal is counted", lambda: listener(c)["refused"].get("DEVICE-IN-USE"))
        refused = c.run("open", "--profile", "POOL4", check=False)
        assert refused.returncode == 4, refused
        assert "DEVICE-IN-USE" in refused.stderr, refused.stderr


def test_with_slp_off_no_slp_packet_leaves():
    # The service agent of the server looks for directory agents, on a port of its own here.
    server = {pid: keys for pid, keys in CONFIG.items() if "profile" not in pid}
    server["org.loadstar.slp.endpoint"] = {"port": 14428}
    client = {pid: keys for pid, keys in CONFIG.items() if "listener" not in pid}
    with temp_dir() as folder, container(server), container(client) as c:
        packets = folder / "slp.pcapng"
        with capture("lo", "udp", packets):
            c.json("screen", "--profile", "POOL2")
            c.json("screen", "127.0.0.1:%d" % PORT)
        assert tshark(packets, "-Y", "udp.port == 14427") == []
        with capture("lo", "udp", packets.with_name("on.pcapng")):
            c.run("find", check=False)
        assert tshark(packets.with_name("on.pcapng"), "-Y", "udp.port == 14427")
