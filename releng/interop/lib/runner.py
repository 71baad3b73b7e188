"""Runs the tests of ../tests one after the other and counts them."""

import importlib.util
import pathlib
import signal
import subprocess
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TESTS = HERE.parent / "tests"
LIMIT_SECONDS = 300


class TooLong(Exception):
    pass


def declared():
    """Every test function, by file, in the order of the text."""
    found = []
    for path in sorted(TESTS.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, value in vars(module).items():
            if name.startswith("test_") and callable(value):
                found.append((path.stem[5:], name[5:], value))
    return found


def build(groups):
    """The container, the relay without one, and the workbench, so that no test's time goes by with building."""
    subprocess.run([str(ROOT / "loadstar"), "help"], stdout=subprocess.DEVNULL, check=True)
    if not (ROOT / "releng/benchmarks/target/lib").exists():
        subprocess.run(["./mvnw", "-q", "-B", "-ntp", "package", "-DskipTests", "-pl", "releng/benchmarks", "-am"],
                       cwd=ROOT, check=True)
    if "workbench" in groups and not (ROOT / "releng/workbench/target/workbench/plugins").exists():
        subprocess.run(["./mvnw", "-q", "-B", "-ntp", "package", "-DskipTests", "-Pworkbench", "-am",
                        "-pl", "releng/workbench,releng/workbench/tests,p2-site"], cwd=ROOT, check=True)


def main(names):
    sys.path.insert(0, str(HERE))
    everything = declared()
    wanted = [t for t in everything if not names or t[0] in names or t[1] in names]
    if not wanted:
        known = sorted({t[0] for t in everything} | {t[1] for t in everything})
        print("no such test; there are: " + " ".join(known), file=sys.stderr)
        return 2
    build({group for group, _, _ in wanted})
    passed, failed = 0, []

    def alarm(signum, frame):
        raise TooLong("not done in time")

    signal.signal(signal.SIGALRM, alarm)
    for group, name, test in wanted:
        start = time.monotonic()
        print("=== %s: %s" % (group, name.replace("_", " ")), flush=True)
        try:
            signal.alarm(getattr(test, "limit_seconds", LIMIT_SECONDS))
            test()
            signal.alarm(0)
            passed += 1
            print("    ok %.1f s" % (time.monotonic() - start), flush=True)
        except KeyboardInterrupt:
            raise
        except BaseException:
            signal.alarm(0)
            failed.append(name)
            traceback.print_exc(file=sys.stdout)
            print("    FAILED %.1f s" % (time.monotonic() - start), flush=True)
    for name in failed:
        print("failed: " + name)
    if passed + len(failed) != len(wanted):
        print("%d tests declared, %d ran" % (len(wanted), passed + len(failed)))
        return 1
    print("%d passed, %d failed" % (passed, len(failed)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
