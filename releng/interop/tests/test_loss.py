"""Twenty service agents, each on a host of its own, behind a link that is long and loses packets; root."""

import contextlib
import statistics
import time

from hosts import long_link
from peers import container

AGENTS = 20
RUNS = 100
SEED = 3049


@contextlib.contextmanager
def service_agents(hosts):
    with contextlib.ExitStack() as all_of_them:
        for i, host in enumerate(hosts):
            all_of_them.enter_context(container({
                "org.loadstar.agent.gateway~g": {
                    "url": "service:tn3270://10.98.0.%d:23" % (11 + i), "load": 2 * i, "luPools": ["POOL2 3270002"]},
            }, wrap=host))
        yield


CLIENT = {"org.loadstar.discovery": {"daDiscoveryTimeoutMillis": 0}}


def test_twenty_agents_at_200_ms_and_5_percent_loss():
    with long_link(AGENTS, 0.1, 0.05, SEED) as (near, far), service_agents(far), \
            container(CLIENT, wrap=near) as client:
        whole, seconds, missing = 0, [], []
        for _ in range(RUNS):
            start = time.monotonic()
            found = client.json("find", "--complete")["offers"]
            seconds.append(time.monotonic() - start)
            if len(found) == AGENTS and all(offer["load"] is not None for offer in found):
                whole += 1
            else:
                missing.append(AGENTS - len(found))
        print("    seed %d: all %d agents in %d of %d runs; median %.1f s, longest %.1f s; missing %s" % (
            SEED, AGENTS, whole, RUNS, statistics.median(seconds), max(seconds), missing))
        assert whole >= 98, missing


test_twenty_agents_at_200_ms_and_5_percent_loss.limit_seconds = 1500


def test_servers_are_found_at_600_ms():
    with long_link(3, 0.3, 0, SEED) as (near, far), service_agents(far), container(CLIENT, wrap=near) as client:
        found = client.json("find", "--complete")["offers"]
        assert len(found) == 3, found
