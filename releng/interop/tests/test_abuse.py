"""Who asks too much, and who tells lies: two hosts, port 427; needs root."""

import socket
import struct
import subprocess
import sys
import time

from hosts import sh, two_hosts
from peers import HERE, container, until

SERVER = {
    "org.loadstar.server.listener~one": {
        "address": "0.0.0.0", "port": 3023, "luPools": ["POOL2 3270002 20"], "maxSessions": 20}}


def message(function, xid, body, flags=0):
    """A message of SLPv2 (RFC 2608 section 8)."""
    return struct.pack(">BB", 2, function) + struct.pack(">I", 16 + len(body))[1:] + struct.pack(
        ">H3sHH", flags, b"\0\0\0", xid, 2) + b"en" + body


def text(value):
    return struct.pack(">H", len(value)) + value.encode()


def service_request(xid):
    return message(1, xid, text("") + text("service:tn3270") + text("DEFAULT") + text("") + text(""))


def da_advert(address, boot):
    return message(8, 0, struct.pack(">HI", 0, boot) + text("service:directory-agent://" + address)
                   + text("DEFAULT") + text("") + text("") + b"\0")


def flood(address, requests):
    """Asks from one address as fast as it can, then tells how many bytes came back, and the seconds it took."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((address, 0))
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        start, got = time.monotonic(), 0
        for i in range(requests):
            s.sendto(service_request(1 + i % 65535), ("10.98.0.1", 427))
        s.settimeout(1)
        try:
            while True:
                got += len(s.recv(65536))
        except socket.timeout:
            print(got, time.monotonic() - start)


def lie(addresses, seconds):
    """Advertises directory agents that do not exist, a thousand times a second."""
    sockets = []
    for address in addresses:
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind((address, 0))
        s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        sockets.append((s, address))
    end, boot = time.monotonic() + seconds, 1
    while time.monotonic() < end:
        for s, address in sockets:
            boot += 1
            s.sendto(da_advert(address, boot), ("239.255.255.253", 427))
        time.sleep(len(sockets) / 1000)


def on(host, function, *args):
    code = "import sys; sys.path[:0] = %r; import test_abuse; test_abuse.%s(*%r)" % (
        [str(HERE / "lib"), str(HERE / "tests")], function, args)
    return subprocess.Popen(host + [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_a_flood_of_requests_gets_no_more_than_its_share():
    with two_hosts() as (a, b), container(SERVER, wrap=a) as ours:
        out, _ = on(b, "flood", "10.98.0.2", 20000).communicate(timeout=60)
        got, seconds = (float(word) for word in out.split())
        share = 65536 * (2 + seconds)
        print("    20000 requests in %.1f s were answered with %d bytes, %.0f are its share" % (seconds, got, share))
        assert 0 < got <= share
        assert ours.json("agent")["listening"]
        # the share comes again
        until("it is answered again", lambda: on(b, "flood", "10.98.0.2", 1).communicate(timeout=10)[0][0] != "0")


def test_false_directory_agents_are_bounded_and_hide_nobody():
    with two_hosts() as (a, b), container(SERVER, wrap=a) as ours:
        addresses = ["10.98.0.%d" % i for i in range(100, 150)]
        for address in addresses:
            sh("ip", "-n", "lsb", "addr", "add", address + "/24", "dev", "lsb0")
        liars = on(b, "lie", addresses, 12)
        until("some are believed", lambda: ours.json("agent")["directoryAgents"])
        for _ in range(3):
            found = ours.json("find")
            assert [o["url"] for o in found["offers"]] == ["service:tn3270://10.98.0.1:3023"], found
            assert found["search"]["tookMillis"] < 2000, found["search"]
            known = ours.json("agent")["directoryAgents"]
            assert len(known) <= 16, known
        print("    %d of %d are kept, found in %d ms" % (len(known), len(addresses), found["search"]["tookMillis"]))
        liars.communicate(timeout=30)
