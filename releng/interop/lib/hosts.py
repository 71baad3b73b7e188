"""Hosts of our own: network namespaces, joined by veth pairs. Needs root."""

import contextlib
import subprocess
import sys

from peers import HERE, process, until


def sh(*args):
    subprocess.run(args, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def out(*args):
    return subprocess.run(args, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextlib.contextmanager
def namespaces(*names):
    for ns in names:
        subprocess.run(["ip", "netns", "del", ns], stderr=subprocess.DEVNULL)
        sh("ip", "netns", "add", ns)
    try:
        for ns in names:
            sh("ip", "-n", ns, "link", "set", "lo", "up")
        yield [["ip", "netns", "exec", ns] for ns in names]
    finally:
        for ns in names:
            subprocess.run(["ip", "netns", "del", ns], stderr=subprocess.DEVNULL)


def veth(ns_a, link_a, ns_b, link_b):
    """A pair of links, up, without the offloads that a user-space wire does not understand."""
    sh("ip", "link", "add", link_a, "netns", ns_a, "type", "veth", "peer", "name", link_b, "netns", ns_b)
    for ns, link in ((ns_a, link_a), (ns_b, link_b)):
        sh("ip", "netns", "exec", ns, "ethtool", "-K", link, "tx", "off", "gso", "off", "tso", "off", "gro", "off")
        sh("ip", "-n", ns, "link", "set", link, "up")


def address(ns, link, text):
    nodad = ["nodad"] if ":" in text else []
    sh("ip", "-n", ns, "addr", "add", text, "dev", link, *nodad)
    # The kernel tells that a link runs up to a second late.
    until("%s is up" % link, lambda: "state UP" in out("ip", "-n", ns, "link", "show", link))


@contextlib.contextmanager
def two_hosts(near="10.98.0.1/24", far="10.98.0.2/24"):
    """Namespaces lsa and lsb with these addresses, joined by a veth pair."""
    with namespaces("lsa", "lsb") as (a, b):
        veth("lsa", "lsa0", "lsb", "lsb0")
        address("lsa", "lsa0", near)
        address("lsb", "lsb0", far)
        if ":" not in near:
            # As a host with a default route has it; some peers do not name the interface.
            for ns, link in (("lsa", "lsa0"), ("lsb", "lsb0")):
                sh("ip", "-n", ns, "route", "add", "224.0.0.0/4", "dev", link)
        yield a, b


@contextlib.contextmanager
def long_link(far, delay, loss, seed):
    """Host lsa (10.98.0.1) on one end of a link with delay (s, one way) and loss (each way); on the other end
    a switch with so many hosts lss1, lss2 ... (10.98.0.11 ...)."""
    hosts = ["lss%d" % i for i in range(1, far + 1)]
    with namespaces("lsa", "lsw", "lsx", *hosts) as all_hosts:
        veth("lsa", "lsa0", "lsw", "wire0")
        veth("lsw", "wire1", "lsx", "up0")
        sh("ip", "-n", "lsx", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        sh("ip", "-n", "lsx", "link", "set", "br0", "up")
        sh("ip", "-n", "lsx", "link", "set", "up0", "master", "br0")
        address("lsa", "lsa0", "10.98.0.1/24")
        for i, host in enumerate(hosts):
            veth(host, "eth0", "lsx", "port%d" % i)
            sh("ip", "-n", "lsx", "link", "set", "port%d" % i, "master", "br0")
            address(host, "eth0", "10.98.0.%d/24" % (11 + i))
        with wire(delay, loss, seed):
            yield all_hosts[0], all_hosts[3:]


@contextlib.contextmanager
def wire(delay, loss, seed):
    with process(["ip", "netns", "exec", "lsw", sys.executable, str(HERE / "lib/wire.py"), "wire0", "wire1",
                  str(delay), "0", str(loss), "0", str(seed), "3600"], stderr=subprocess.DEVNULL):
        yield
