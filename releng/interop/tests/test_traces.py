"""What a support engineer has: `screen --screens` shows, after every record of a recorded session, what
s3270 showed; and a trace that we wrote is played to our client and to s3270."""

import gzip
import json
import re

from peers import ROOT, container, free_port, s3270, temp_dir, until
from traces import EOR, reads, records, served

TRACES = ROOT.parent / "shared/traces"
PORT = free_port()
CONFIG = {
    "org.loadstar.net": {"multicastInterfaces": ["lo"]},
    "org.loadstar.slp.endpoint": {"port": 14427},
    "org.loadstar.server.listener~one": {
        "address": "127.0.0.1", "port": PORT, "luPools": ["POOL 3270002 4"], "maxSessions": 24},
}

READS_ON = "s3270 4.1 reads on behind the end of the record; ours refuses, as later ones do"
CONTENTION = "contention resolution, which s3270 4.1 lacks"
EXCLUDED = {
    "b3270--short_ge": READS_ON, "b3270--short_ra_addr": READS_ON, "b3270--short_ra_char": READS_ON,
    "b3270--short_sf": READS_ON, "b3270--short_sfe_attr": READS_ON, "b3270--short_sfe_count": READS_ON,
    "c3270--ibmlink2": CONTENTION, "s3270--bid": CONTENTION, "s3270--bid-ta": CONTENTION,
    "b3270--ignore_eor": "its negotiation never ends: s3270's screen is blank, and ours is no session",
    "s3270--nvt-data": "NVT data", "s3270--sscp-lu-data": "SSCP-LU data",
    "s3270--wont-tn3270e": "s3270 4.1 goes on reading headers after WONT TN3270E",
}
DOUBLE_BYTE = {"s3270--930", "s3270--937", "s3270--dbcs_combo_mod", "s3270--dbcs_combo_mod_field_mode",
               "s3270--korean"}
CELLS_ONLY = DOUBLE_BYTE | {"s3270--all_chars"}

TOKEN = re.compile(r"(SF|SA|GE)\(([^)]*)\)|([0-9a-fA-F]{2,4})")


def golden(name):
    with gzip.open(TRACES / "golden" / (name + ".json.gz"), "rt", encoding="utf-8") as file:
        return json.load(file)


def data(lines):
    return [l[6:] for l in lines if l.startswith("data: ")]


def theirs(readbuffer):
    """A cell each: (kind, code, foreground, highlighting, graphic set)."""
    cells, now = [], {}
    for row in data(readbuffer):
        for kind, inside, plain in TOKEN.findall(row):
            pairs = {k: int(v, 16) for k, v in (p.split("=") for p in inside.split(","))} \
                if kind in ("SF", "SA") else {}
            if kind == "SF":
                cells.append(("field", pairs["c0"] & 0x3F, pairs.get(0x42, pairs.get("42", 0)),
                              normal(pairs.get("41", 0)), False))
            elif kind == "SA":
                now.update(pairs)
            else:
                cells.append(("char", int(inside or plain, 16), now.get("42", 0),
                              normal(now.get("41", 0)), kind == "GE" or now.get("43") == 0xF1))
    return cells


def normal(highlighting):
    return 0 if highlighting == 0xF0 else highlighting


def ours(line):
    cells = []
    for row in line["cells"]:
        for cell in row:
            kind = "field" if "field" in cell else "char"
            code = int(cell.get("field", cell.get("code")), 16)
            cells.append((kind, code & 0x3F if kind == "field" else code,
                          int(cell.get("foreground", "0"), 16),
                          normal(int(cell.get("highlighting", "0"), 16)),
                          kind == "char" and cell.get("characterSet") == "f1"))
    return cells


def hidden(cells):
    """Whether each cell is in a field that is not displayed; ours tells nothing of what is there."""
    attribute = ([c[1] for c in cells if c[0] == "field"] or [0])[-1]
    found = []
    for kind, code, *_ in cells:
        attribute = code if kind == "field" else attribute
        found.append(kind == "char" and attribute & 0x0C == 0x0C)
    return found


def differences(line, checkpoint, with_text):
    status = checkpoint["readbuffer"][-2].split(" ")
    mine, other = ours(line), theirs(checkpoint["readbuffer"])
    found = []
    if (line["size"]["rows"], line["size"]["columns"]) != (int(status[6]), int(status[7])):
        return ["size %s, s3270 has %sx%s" % (line["size"], status[6], status[7])]
    if (line["cursor"]["row"], line["cursor"]["column"]) != (int(status[8]), int(status[9])):
        found.append("cursor %s, s3270 has %s,%s" % (line["cursor"], status[8], status[9]))
    if (line["lock"] == "") != (status[0] == "U"):
        found.append("lock '%s', s3270 has %s" % (line["lock"], status[0]))
    if len(mine) != len(other):
        return found + ["%d cells, s3270 has %d" % (len(mine), len(other))]
    for at, (a, b, secret) in enumerate(zip(mine, other, hidden(mine))):
        if a != b and not secret:
            found.append("cell %d: %s, s3270 has %s" % (at, a, b))
    if with_text:
        for row, (a, b) in enumerate(zip(line["rows"], data(checkpoint["ascii"]))):
            if a != b:
                found.append("row %d: '%s', s3270 has '%s'" % (row, a, b))
    return found


def screens(c, port, folder, model, *more):
    """Plays what listens on the port to `screen --screens` until it closes; the lines."""
    path = folder / "screens.jsonl"
    done = c.run("screen", "127.0.0.1:%d" % port, "--model", str(model), "--screens", str(path),
                 "--wait", "[[nothing shows this]]", "--timeout", "60", *more, check=False, seconds=90)
    assert done.returncode == 4, done
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_screens_of_recorded_sessions_are_those_of_s3270():
    names = sorted(p.name[:-len(".json.gz")] for p in (TRACES / "golden").glob("*.json.gz"))
    assert names, "no recorded sessions in %s" % TRACES
    wrong, compared, cells = {}, 0, 0
    with container(CONFIG) as c, temp_dir() as folder:
        for name in names:
            if name in EXCLUDED:
                continue
            expected = golden(name)
            trace = TRACES / (name + ".trc")
            model = re.search(r"327[89]-([2-5])", expected["args"]).group(1)
            with served(trace) as port:
                lines = {l["record"]: l for l in screens(c, port, folder, model)}
            count, checkpoints = 0, iter(expected["checkpoints"])
            for side, sent in reads(trace):
                if side == "<":
                    count += records(sent)
                    if sent.endswith(EOR):
                        checkpoint = next(checkpoints)
                        if count not in lines:
                            wrong.setdefault(name, []).append("no line for record %d of %d" % (count, len(lines)))
                            continue
                        found = differences(lines[count], checkpoint, name not in CELLS_ONLY)
                        if found:
                            wrong.setdefault(name, []).extend("record %d: %s" % (count, f) for f in found)
                        compared += 1
                        cells += len(lines[count]["cells"]) * len(lines[count]["cells"][0])
    print("    %d records of %d sessions, %d cells" % (compared, len(names) - len(EXCLUDED), cells))
    for name, found in wrong.items():
        print("    %s: %d differences: %s" % (name, len(found), "; ".join(found[:3])))
    assert not wrong, sorted(wrong)
    assert compared >= 100, compared


test_screens_of_recorded_sessions_are_those_of_s3270.limit_seconds = 600


def logged_on(c, folder):
    """A session on the demo application, with its trace and its screens."""
    c.run("screen", "tn3270://127.0.0.1:%d/" % PORT, "--keys", "IBMUSER[TAB]SECRET-9[ENTER]",
          "--wait", "PRIMARY MENU", "--keys", "1[ENTER]", "--wait", "DATA SETS", "--keys", "[PF3][PF4]",
          "--wait", "COLOURS", "--wait", "[UNLOCKED]",
          "--trace", str(folder / "demo.trc"), "--screens", str(folder / "demo.jsonl"))
    return [json.loads(line) for line in (folder / "demo.jsonl").read_text().splitlines()]


def test_a_trace_is_played_to_the_same_screens():
    with container(CONFIG) as c, temp_dir() as folder:
        seen = logged_on(c, folder)
        assert [l["record"] for l in seen] == list(range(1, len(seen) + 1))
        for path in folder.iterdir():
            text = path.read_text().lower()
            for secret in ("secret-9", "e2c5c3d9c5e360f9", "5345435245542d39"):
                assert secret not in text, path
        with served(folder / "demo.trc") as port:
            again = screens(c, port, folder, 2)
        assert [dict(l, state="") for l in again] == [dict(l, state="") for l in seen]
        print("    %d screens equal" % len(seen))


def test_a_trace_is_played_to_s3270():
    with container(CONFIG) as c, temp_dir() as folder:
        seen = logged_on(c, folder)
        checkpoints, counts = [], []
        total = 0
        for side, sent in reads(folder / "demo.trc"):
            if side == "<":
                total += records(sent)
                if sent.endswith(EOR):
                    counts.append(total)
        with s3270("3279-2-E") as other:
            def look(index):
                lines = other.act("ReadBuffer(Ebcdic)")
                checkpoints.append({
                    "readbuffer": ["data: " + l for l in lines] + [other._status, "ok"],
                    "ascii": ["data: " + l for l in other.act("Ascii()")]})
            with served(folder / "demo.trc", look) as port:
                other.connect("127.0.0.1:%d" % port)
        assert len(checkpoints) == len(counts), (len(checkpoints), len(counts))
        for count, checkpoint in zip(counts, checkpoints):
            found = differences(seen[count - 1], checkpoint, True)
            # Nobody types where the trace is played: what was typed is not there.
            found = [f for f in found if "IBMUSER" not in f]
            assert not found, (count, found[:5])
        print("    %d screens equal" % len(counts))


def test_a_running_session_is_traced():
    with container(CONFIG) as c, temp_dir() as folder:
        session = c.json("open", "127.0.0.1:%d" % PORT)["sessions"][0]["id"]
        c.run("screen", "--session", session, "--keys", "IBMUSER[TAB]SECRET-9[ENTER]", "--wait", "PRIMARY MENU")
        listed = c.json("trace", session, str(folder / "late.trc"))["traces"]
        assert listed == [{"session": session, "file": str(folder / "late.trc")}], listed
        again = c.run("trace", session, str(folder / "other.trc"), check=False)
        assert again.returncode == 2 and "already" in again.stderr, again
        c.run("screen", "--session", session, "--keys", "[PF4]", "--wait", "COLOURS")
        c.run("trace", session, "--stop")
        assert c.json("trace")["traces"] == []
        assert (folder / "late.trc").stat().st_mode & 0o777 == 0o600
        mine = c.json("screen", "--session", session)
        with served(folder / "late.trc") as port:
            lines = screens(c, port, folder, 2)
        assert any("PRIMARY MENU" in row for l in lines for row in l["rows"])
        assert lines[-1]["rows"] == mine["screen"], lines[-1]["rows"]


def test_what_is_missing_is_told():
    with container(CONFIG) as c:
        late = c.run("screen", "127.0.0.1:%d" % PORT, "--wait", "READY", "--timeout", "1", check=False)
        assert late.returncode == 4, late
        assert "'READY' was not seen" in late.stderr and "LOADSTAR" in late.stderr, late.stderr
        assert "User name" in late.stdout, late.stdout
        wrong = c.run("screen", "tn3270://127.0.0.1:%d/?lu=1" % PORT, check=False)
        assert wrong.returncode == 2 and "no query" in wrong.stderr, wrong
