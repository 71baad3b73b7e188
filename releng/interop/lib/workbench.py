"""An Eclipse workbench (releng/workbench), what p2's director does to it, and the tests that run in it."""

import contextlib
import re
import subprocess

from peers import ROOT, temp_dir

HOME = ROOT / "releng/workbench/target/workbench"
SITE = ROOT / "p2-site/target/repository"
PICTURES = ROOT / "releng/workbench/target/pictures"
FEATURE = "org.loadstar.ide.feature.feature.group"
TESTS = ROOT / "releng/workbench/tests/target/org.loadstar.ui.tests-0.1.0-SNAPSHOT.jar"
BUNDLES = HOME / "configuration/org.eclipse.equinox.simpleconfigurator/bundles.info"


def launcher(*args):
    """What starts the workbench for a user."""
    found = sorted(HOME.glob("plugins/org.eclipse.equinox.launcher_*.jar"))
    assert len(found) == 1, found
    return ["java", "-jar", str(found[0]), "-nosplash", "-consoleLog"] + list(args)


def p2(application, *args):
    """Runs an application of p2 in the workbench."""
    with temp_dir() as data:
        done = subprocess.run(
            launcher("-application", "org.eclipse.equinox.p2." + application, "-data", str(data), *args),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=280)
    assert done.returncode == 0, done.stdout
    return done.stdout


def director(*args):
    """Has p2's director do something."""
    said = p2("director", *args)
    assert "completed in" in said, said
    return said


def installed():
    """The bundles that the workbench starts with."""
    lines = [l for l in BUNDLES.read_text().splitlines() if l and not l.startswith("#")]
    return {l.split(",")[0] for l in lines}


def files():
    """What is in the folders that p2 lays things down in."""
    return {str(f.relative_to(HOME)) for folder in ("plugins", "features") for f in (HOME / folder).glob("*")}


def install():
    director("-repository", SITE.as_uri(), "-installIU", FEATURE)


def uninstall():
    """Removes the feature, and its jars, which p2 keeps until it collects its garbage."""
    director("-uninstallIU", FEATURE)
    p2("garbagecollector.application", "-profile", "workbench")


@contextlib.contextmanager
def feature():
    """The feature as the site has it, until the block ends."""
    if "org.loadstar.ui" in installed():
        uninstall()  # of a run that was broken off
    install()
    try:
        yield
    finally:
        uninstall()


@contextlib.contextmanager
def tests_in_it():
    """The bundle of tests beside the installed ones."""
    before = BUNDLES.read_text()
    BUNDLES.write_text(before + "org.loadstar.ui.tests,%s,%s,4,false\n" % (version(), TESTS.as_uri()))
    try:
        yield
    finally:
        BUNDLES.write_text(before)


def version():
    return re.search(r"org\.loadstar\.ui,([^,]+),", BUNDLES.read_text()).group(1)


def run(test, *args, heard=lambda line: None, seconds=400):
    """Runs a test in the workbench on a display of its own; heard is told what the test tells."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tests_in_it(), temp_dir() as data:
        command = ["timeout", str(seconds), "xvfb-run", "-a", "-s", "-screen 0 1280x800x24"] + launcher(
            "-data", str(data), "-application", "org.loadstar.ui.tests.application",
            "-test", test, str(PICTURES), *map(str, args))
        said = []
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as p:
            for line in p.stdout:
                said.append(line)
                if line.startswith("TEST "):
                    heard(line[5:].strip())
        log = data / ".metadata/.log"
        assert p.returncode == 0, "".join(said) + (log.read_text() if log.exists() else "")
        ours = re.compile(r"!ENTRY org\.loadstar|\bat org\.loadstar\.(?!ui\.tests)")
        assert not log.exists() or not ours.search(log.read_text()), log.read_text()
    return "".join(said)
