"""Debian's vsftpd, each on an address of its own."""

import contextlib
import os
import signal
import socket
import subprocess

from peers import process, until

SLICE = 16


def free_ports(count):
    """Successive ports below those that systems give away."""
    for first in range(20000, 32000, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as s:
                    s.bind(("0.0.0.0", port))
            return first
        except OSError:
            continue
    raise AssertionError("no free ports")


def listens(address, port):
    with socket.socket() as s:
        return s.connect_ex((address, port)) == 0


def certificate(folder, address):
    """A server's certificate with its key, and what its clients trust."""
    pem, key = folder / "server.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + address,
                    "-addext", "subjectAltName=IP:" + address, "-keyout", str(key), "-out", str(pem)],
                   check=True, stderr=subprocess.DEVNULL)
    authority = folder / "authority.pem"
    authority.write_text(pem.read_text())
    pem.write_text(key.read_text() + pem.read_text())
    return pem, authority


@contextlib.contextmanager
def vsftpd(config, root, address, port, ports, tls=None):
    """A server of this folder; its passive ports are SLICE from ports on.

    tls is its certificate and the address that its encrypted 227 is to tell."""
    lines = [
        "listen=YES", "background=NO", "listen_address=" + address, "listen_port=%d" % port,
        "anonymous_enable=YES", "no_anon_password=YES", "anon_root=%s" % root, "write_enable=YES",
        "anon_upload_enable=YES", "anon_umask=022", "seccomp_sandbox=NO", "isolate=NO", "isolate_network=NO",
        "connect_from_port_20=NO", "pasv_promiscuous=NO", "port_promiscuous=NO",
        "secure_chroot_dir=/var/run/vsftpd/empty", "xferlog_enable=NO",
        "pasv_min_port=%d" % ports, "pasv_max_port=%d" % (ports + SLICE - 1)]
    if tls:
        lines += ["ssl_enable=YES", "allow_anon_ssl=YES", "force_local_data_ssl=NO", "force_local_logins_ssl=NO",
                  "require_ssl_reuse=NO", "rsa_cert_file=%s" % tls[0], "pasv_address=" + tls[1]]
    config.write_text("\n".join(lines) + "\n")
    os.makedirs("/var/run/vsftpd/empty", exist_ok=True)
    with process(["vsftpd", str(config)], stdin=subprocess.DEVNULL) as server:
        until("vsftpd listens on %s" % address, lambda: listens(address, port))
        try:
            yield server
        finally:
            die(server)


def die(server):
    """Ends it with the processes of its connections, at once."""
    for pid in family(server.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def family(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as children:
            found = [int(child) for child in children.read().split()]
    except OSError:
        return [pid]
    return [pid] + [each for child in found for each in family(child)]
