"""Files by Debian's s3270 through an application of a third party on our embedded server, in both modes of IND$FILE."""

import glob
import subprocess

from peers import LOADSTAR, ROOT, container, free_port, s3270, temp_dir, until

DFT, CUT = free_port(), free_port()


def listener(port, application):
    return {"address": "127.0.0.1", "port": port, "luPools": ["POOL2 3270002 2"], "application": application}


CONFIG = {
    "org.loadstar.net": {"multicastInterfaces": ["lo"]},
    "org.loadstar.slp.endpoint": {"port": 14427},
    "org.loadstar.discovery": {"saMulticastTimeoutMillis": 2000},
    "org.loadstar.server.listener~dft": listener(DFT, "files"),
    "org.loadstar.server.listener~cut": listener(CUT, "files-cut"),
}


def install(c, example):
    """As an operator does it: by the shell, from standard input."""
    jar = glob.glob(str(ROOT / "releng/examples" / example / "target" / "*-SNAPSHOT.jar"))[0]

    def shell(line):
        done = subprocess.run([LOADSTAR, "shell", "--data", str(c.data)], input=line + "\n",
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        assert done.returncode == 0, (line, done)
        return done.stdout

    shell("start " + shell("install file:" + jar).split()[-1])
    until("the application is there",
          lambda: any(a["name"] == "files" for a in c.json("server")["applications"]))


def ended(terminal, message):
    """The host's last word stands beside its command line; in CUT mode it is on a frame before."""
    def shown():
        rows = terminal.text()
        return any(message in row for row in rows) and any("READY" in row for row in rows)

    until("the transfer ends with " + message, shown, 60)
    until("the keyboard is unlocked", lambda: terminal.status().startswith("U"))


def transfer(terminal, **options):
    """The action may end while the transfer still runs, so the host's last word is waited for."""
    terminal.act("Transfer(%s,Host=tso)" % ",".join('"%s=%s"' % pair for pair in options.items()))
    ended(terminal, "TRANS03")
    terminal.act('String("again")')
    terminal.act("Enter()")
    terminal.wait_for("COMMAND NOT FOUND")
    until("the keyboard is unlocked", lambda: terminal.status().startswith("U"))


def move(port, folder):
    contents = {
        "EMPTY": b"", "ONE": b"\x1a", "ALL": bytes(range(256)) * 4,
        "LARGE": bytes((i * 7 + i // 251) % 256 for i in range(100 * 1024))}
    text = "".join("line %d äÖß [x] {y}\n" % i for i in range(500)) + "long" * 2500 + "\n\nend\n"
    with s3270("3279-2-E", "-charset", "cp037") as terminal:
        terminal.connect("127.0.0.1:%d" % port)
        terminal.wait_for("READY")
        for name, content in contents.items():
            there, back = folder / name, folder / (name + ".back")
            there.write_bytes(content)
            transfer(terminal, Direction="send", Mode="binary", LocalFile=there, HostFile="X." + name)
            transfer(terminal, Direction="receive", Mode="binary", LocalFile=back, HostFile="X." + name)
            assert back.read_bytes() == content, name
            back.unlink()
        there, back = folder / "TEXT", folder / "TEXT.back"
        there.write_text(text, encoding="utf-8")
        transfer(terminal, Direction="send", Mode="ascii", LocalFile=there, HostFile="X.TEXT")
        transfer(terminal, Direction="send", Mode="ascii", LocalFile=there, HostFile="X.TEXT", Exist="append")
        transfer(terminal, Direction="receive", Mode="ascii", LocalFile=back, HostFile="X.TEXT")
        assert back.read_text(encoding="utf-8") == text * 2
        back.unlink()
        # A file that is not there: the host's own message, and the terminal goes on.
        try:
            terminal.act('Transfer("Direction=receive","Mode=binary","LocalFile=%s","HostFile=NO.SUCH","Host=tso")' % back)
        except AssertionError as refused:
            assert "TRANS17" in str(refused), refused
        ended(terminal, "TRANS17")
        assert not back.exists() or back.read_bytes() == b""


def test_files_in_both_modes():
    with temp_dir() as folder, container(CONFIG) as c:
        install(c, "indfile")
        for port, own in ((DFT, folder / "dft"), (CUT, folder / "cut")):
            own.mkdir()
            move(port, own)
