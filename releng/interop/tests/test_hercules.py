"""hercules as a host of another make: plain TN3270, advertised as a gateway, found and opened."""

from peers import compare, container, hercules, parse_row, s3270


def config(port):
    return {
        "org.loadstar.net": {"multicastInterfaces": ["lo"]},
        "org.loadstar.slp.endpoint": {"port": 14427},
        "org.loadstar.discovery": {"saMulticastTimeoutMillis": 3000},
        "org.loadstar.agent.gateway~herc": {
            "url": "service:tn3270://127.0.0.1:%d" % port, "name": "HERCULES", "load": 37,
            "functions": ["RFC1576", "RFC1646"], "luPools": ["CONSOLE 3270002"]},
    }


def test_found_by_slp_and_opened():
    with hercules() as port, container(config(port)) as c:
        found = c.json("find")
        offer = [o for o in found["offers"] if o["url"].endswith(":%d" % port)]
        assert len(offer) == 1, found
        offer = offer[0]
        assert offer["load"] == 37, offer
        assert "RFC1576" in offer["attributes"] and "RFC1646" in offer["attributes"], offer
        assert "RFC2355" not in offer["attributes"], offer
        screen = c.json("screen")
        assert any("Hercules" in row for row in screen["screen"]), screen["screen"]


def test_logo_equals_what_s3270_shows():
    with hercules() as port, container(config(port)) as c, s3270("3279-2-E") as theirs:
        ours = c.json("screen", "127.0.0.1:%d" % port)
        theirs.connect("127.0.0.1:%d" % port)
        theirs.wait_for("Hercules Version")
        assert theirs.query("ConnectionState") == "connected-3270"
        assert ours["protocol"] == "TN3270", ours["protocol"]
        mine, other = [parse_row(r) for r in ours["buffer"]], theirs.cells()
        # Each connection gets a console device of its own: those two cells differ by right.
        for cells in (mine, other):
            for row, line in enumerate(ours["screen"]):
                if line.lstrip().startswith(("Device number", "Subchannel")):
                    cells[row] = cells[row][:19]
        compare(mine, other)
