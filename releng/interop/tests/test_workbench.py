"""Our feature in an Eclipse workbench: p2 installs and removes it, and what a user sees in it."""

import socket

import workbench
from peers import container, free_port


def servers(slp_port):
    """Three servers that tell the loads 4, 40 and 90."""
    config = {"org.loadstar.net": {"multicastInterfaces": ["lo"]}, "org.loadstar.slp.endpoint": {"port": slp_port}}
    for name, bias in (("alpha", 52), ("beta", 70), ("gamma", 95)):
        config["org.loadstar.server.listener~" + name] = {
            "address": "127.0.0.1", "port": 0, "luPools": [name.upper() + " 3270002 20"], "maxSessions": 20,
            "loadBias": bias}
    return config


def test_the_director_installs_and_removes_the_feature():
    if "org.loadstar.ui" in workbench.installed():
        workbench.uninstall()
    bundles, files = workbench.installed(), workbench.files()
    workbench.install()
    listed = workbench.director("-listInstalledRoots")
    assert workbench.FEATURE in listed, listed
    added = workbench.installed() - bundles
    for bundle in ("org.loadstar.ui", "org.loadstar.api", "org.loadstar.discovery", "org.loadstar.session",
                   "io.netty.handler", "org.apache.felix.configadmin"):
        assert bundle in added, added
    assert "org.loadstar.directory" not in added and "org.loadstar.shell" not in added, added
    print("    %d bundles" % len(added))
    workbench.uninstall()
    assert workbench.installed() == bundles, workbench.installed() - bundles
    assert workbench.files() == files, workbench.files() - files
    assert workbench.FEATURE not in workbench.director("-listInstalledRoots")


test_the_director_installs_and_removes_the_feature.limit_seconds = 900


def test_servers_appear_and_change_their_load():
    slp_port = free_port(socket.SOCK_DGRAM)
    with workbench.feature(), container(servers(slp_port)) as c:
        def heard(line):
            if line == "change alpha":
                c.run("bias", "alpha", "98")
            elif line == "end the servers":
                c.process.terminate()

        workbench.run("servers", slp_port, heard=heard)
        workbench.run("idle")


test_servers_appear_and_change_their_load.limit_seconds = 900


def test_a_session_by_typing():
    slp_port = free_port(socket.SOCK_DGRAM)
    with workbench.feature(), container(servers(slp_port)):
        workbench.run("session", slp_port)


test_a_session_by_typing.limit_seconds = 900
