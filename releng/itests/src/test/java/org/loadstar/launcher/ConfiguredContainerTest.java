// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.shell.wire.JsonReader;
import org.loadstar.testkit.Ports;

/** A container with a configuration of its own, as an operator runs it. */
class ConfiguredContainerTest {
  @TempDir Path folder;
  private Scratch scratch;
  private Path etc;

  @BeforeEach
  void configure() throws IOException {
    scratch = new Scratch();
    etc = scratch.server("one", "POOL", 20);
  }

  @AfterEach
  void delete() throws IOException {
    scratch.close();
  }

  private Loadstar run(String... line) throws IOException {
    List<String> all = new ArrayList<>(List.of(line));
    all.addAll(List.of("--data", folder.toString(), "--config", etc.toString()));
    return Loadstar.start(all.toArray(String[]::new));
  }

  private Map<String, Object> json(String... line) throws Exception {
    try (Loadstar done = run(line)) {
      String document = done.line();
      assertEquals(0, done.exit(), done.err());
      return JsonReader.readObject(document);
    }
  }

  private static Map<?, ?> first(Object list) {
    return (Map<?, ?>) ((List<?>) list).get(0);
  }

  private void edit(String from, String to) throws IOException {
    Path file = etc.resolve("loadstar.json");
    String text = Files.readString(file);
    assertTrue(text.contains(from), text);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void readyMeansThatEverythingListensAndIsFound() throws Exception {
    try (Loadstar served = run("serve", "--json")) {
      assertTrue((Long) JsonReader.readObject(served.line()).get("startMillis") > 0);
      Map<?, ?> listener = first(json("server", "--json").get("listeners"));
      assertEquals(true, listener.get("listening"));
      assertEquals(true, json("agent", "--json").get("listening"));
      Map<?, ?> offer = first(json("find", "--json").get("offers"));
      assertEquals("service:tn3270://127.0.0.1:" + listener.get("port"), offer.get("url"));
      assertEquals(0, served.terminate().exit(), served.err());
      assertEquals("", served.err());
    }
  }

  @Test
  void aBiasSurvivesARestartUnlessItIsForOnce() throws Exception {
    for (long expected : new long[] {50, 90, 90}) {
      try (Loadstar served = run("serve")) {
        served.line();
        assertEquals(expected, first(json("agent", "--json").get("servers")).get("bias"));
        if (expected == 50) {
          json("bias", "one", "90", "--json");
        } else {
          json("bias", "one", "10", "--once", "--json");
          assertEquals(10L, first(json("agent", "--json").get("servers")).get("bias"));
        }
        served.terminate().exit();
      }
    }
  }

  @Test
  void aDrainedTargetIsDrainedAfterARestartUnlessItIsForOnce() throws Exception {
    edit(
        "\"org.loadstar.server.listener~one\"",
        "\"org.loadstar.distributor.target~t\":{\"port\":"
            + Ports.free()
            + ",\"check\":\"none\"},\"org.loadstar.distributor.vip~v\":{\"ports\":[\""
            + Ports.free()
            + "\"],\"targets\":[\"t\"]},\"org.loadstar.server.listener~one\"");
    try (Loadstar served = run("serve")) {
      served.line();
      assertEquals("ACTIVE", target());
      json("drain", "t", "--json");
      assertEquals("QUIESCED", target());
      served.terminate().exit();
    }
    try (Loadstar served = run("serve")) {
      served.line();
      assertEquals("QUIESCED", target());
      json("resume", "t", "--json");
      json("drain", "t", "--once", "--seconds", "100", "--json");
      assertEquals("DRAINING", target());
      served.terminate().exit();
    }
    try (Loadstar served = run("serve")) {
      served.line();
      assertEquals("ACTIVE", target());
      served.terminate().exit();
    }
  }

  private Object target() throws Exception {
    Map<?, ?> row = first(json("targets", "--json").get("targets"));
    return ((Map<?, ?>) row.get("destination")).get("state");
  }

  private Map<String, Object> served(String... command) throws Exception {
    try (Loadstar served = run("serve")) {
      served.line();
      Map<String, Object> told = json(command);
      assertEquals(0, served.terminate().exit(), served.err());
      return told;
    }
  }

  private Map<?, ?> advertised() throws Exception {
    return first(served("agent", "--json").get("servers"));
  }

  @Test
  void anEditedFileHoldsFromTheNextStart() throws Exception {
    assertEquals(50L, advertised().get("bias"));
    edit("\"loadBias\":50", "\"loadBias\":70");
    assertEquals(70L, advertised().get("bias"));
    served("bias", "one", "90", "--json");
    edit("\"org.loadstar.net\":{", "\"org.loadstar.net\":{\"ttl\":1,");
    assertEquals(90L, advertised().get("bias"), "what a command changed stays");
    edit("\"loadBias\":70", "\"loadBias\":71");
    assertEquals(71L, advertised().get("bias"), "until its own file says something else");
  }

  @Test
  void whatNoFileHasAnyMoreIsGoneWithTheNextStart() throws Exception {
    edit(
        "\"org.loadstar.server.listener~one\"",
        "\"org.loadstar.server.listener~two\":{\"luPools\":[\"B * 1\"]},"
            + "\"org.loadstar.server.listener~one\"");
    assertEquals(2, ((List<?>) served("server", "--json").get("listeners")).size());
    edit("\"org.loadstar.server.listener~two\":{\"luPools\":[\"B * 1\"]},", "");
    List<?> left = (List<?>) served("server", "--json").get("listeners");
    assertEquals(1, left.size());
    assertEquals("one", first(left).get("name"));
  }

  @Test
  void aWrongFileReplacesNothing() throws Exception {
    served("bias", "one", "90", "--json");
    edit("\"loadBias\":50", "\"loadBias\":500");
    try (Loadstar served = run("serve")) {
      assertEquals(2, served.exit());
    }
    edit("\"loadBias\":500", "\"loadBias\":50");
    assertEquals(90L, advertised().get("bias"));
  }

  @Test
  void aScreenNeedsNoRunningContainer() throws Exception {
    try (Loadstar served =
        Loadstar.start(
            "serve", "--data", folder + "/other", "--config", etc.toString(), "--json")) {
      served.line();
      Map<String, Object> shown =
          json("screen", "--json", "--keys", "me[TAB]secret[ENTER][PF2][CLEAR]");
      assertEquals("CONNECTED", shown.get("state"));
      assertEquals(24, ((List<?>) shown.get("screen")).size());
      assertFalse(shown.toString().contains("secret"));
    }
  }

  @Test
  void aConfigurationIsCheckedAgainstEveryBundlesMetatype() throws Exception {
    try (Loadstar check = run("serve", "--check")) {
      assertTrue(check.line().contains("org.loadstar.server.listener~one"));
      assertEquals(0, check.exit(), check.err());
    }
    edit(
        "\"loadBias\":50",
        "\"loadBias\":101,\"lodBias\":1},"
            + "\"org.loadstar.server.listener~two\":{\"luPools\":[\"A 1\",\"POOL2 3270009 5\"]},"
            + "\"org.loadstar.agent.gateway~g\":{\"url\":\"tn3270://h\",\"functions\":[\"BINT\"]},"
            + "\"org.loadstar.session.profile~p\":{\"hosts\":[\"a:23\",\"a:99999\"],"
            + "\"saMulticastTimeoutMillis\":\"600001\"},"
            + "\"org.loadstar.discovery\":{\"directoryAgents\":[\"192.0.2.1\",\"da.example\"],"
            + "\"allowedHosts\":[\"*.example\",\"a b\"]");
    for (String[] line : new String[][] {{"serve", "--check"}, {"serve"}}) {
      try (Loadstar check = run(line)) {
        assertEquals(2, check.exit());
        String err = check.err();
        assertTrue(err.contains("loadBias is '101', allowed is a whole number of 0 to 100"), err);
        assertTrue(err.contains("has no key 'lodBias'"), err);
        assertTrue(err.contains("luPools is 'POOL2 3270009 5', allowed is at least one"), err);
        assertTrue(err.contains("url is 'tn3270://h', allowed is service:tn3270://HOST:PORT"), err);
        assertTrue(err.contains("functions is 'BINT', allowed is one of BIND, DATA"), err);
        assertTrue(err.contains("hosts is 'a:99999', allowed is HOST:PORT"), err);
        assertTrue(err.contains("saMulticastTimeoutMillis is '600001', allowed is 0 to"), err);
        assertTrue(err.contains("directoryAgents is 'da.example', allowed is an IP address"), err);
        assertTrue(err.contains("allowedHosts is 'a b', allowed is a host name, *.domain"), err);
      }
    }
  }

  @Test
  void anSlpConfGivesDefaultsBelowTheConfiguration() throws Exception {
    Path slpConf = folder.resolve("slp.conf");
    Files.writeString(
        slpConf, "net.slp.useScopes = HQ\nnet.slp.port = 9\nnet.slp.multicastTTL = 3\nmine = 1\n");
    try (Loadstar served = run("serve", "--slp-conf", slpConf.toString())) {
      served.line();
      Map<String, Object> agent = json("agent", "--json");
      assertEquals(List.of("HQ"), agent.get("scopes"));
      assertEquals((long) scratch.slpPort(), agent.get("port"), "the configuration's own");
      assertEquals(0, served.terminate().exit());
      assertTrue(served.err().contains(slpConf + ":4: mine is no property"), served.err());
      assertFalse(served.err().contains(":1:"), served.err());
    }
    Files.writeString(slpConf, "net.slp.useScopes = BRANCH\n");
    try (Loadstar served = run("serve", "--slp-conf", slpConf.toString())) {
      served.line();
      assertEquals(List.of("BRANCH"), json("agent", "--json").get("scopes"), "it was edited");
      assertEquals(0, served.terminate().exit());
    }
    try (Loadstar served = run("serve")) {
      served.line();
      assertEquals(List.of("DEFAULT"), json("agent", "--json").get("scopes"), "no more of it");
      assertEquals(0, served.terminate().exit());
    }
  }

  @Test
  void anSlpConfIsChecked() throws Exception {
    Path slpConf = folder.resolve("slp.conf");
    Files.writeString(slpConf, "net.slp.useScopes = HQ\nnet.slp.maxResults = 5\n");
    try (Loadstar check = run("serve", "--check", "--slp-conf", slpConf.toString())) {
      assertTrue(check.line().contains("is right"));
      assertTrue(check.line().contains(":1: net.slp.useScopes sets org.loadstar.discovery scopes"));
      assertTrue(check.line().contains(":2: net.slp.maxResults has no equivalent here"));
      assertEquals(0, check.exit(), check.err());
    }
    Files.writeString(slpConf, "net.slp.multicastTTL = 999\n");
    try (Loadstar check = run("serve", "--check", "--slp-conf", slpConf.toString(), "--json")) {
      Map<?, ?> told = first(JsonReader.readObject(check.line()).get("slpConf"));
      assertEquals("WRONG", told.get("outcome"));
      assertEquals(1L, told.get("line"));
      assertEquals(2, check.exit());
    }
    try (Loadstar served = run("serve", "--slp-conf", slpConf.toString())) {
      assertTrue(served.line().startsWith("loadstar: ready"), "RFC 2614 section 3.5: go on");
      assertEquals(0, served.terminate().exit());
      assertTrue(served.err().contains("net.slp.multicastTTL is '999'"), served.err());
    }
  }

  @Test
  void theAssembledConfigurationIsRight() throws Exception {
    try (Loadstar check = Loadstar.start("serve", "--check", "--json")) {
      Map<String, Object> told = JsonReader.readObject(check.line());
      assertEquals(List.of(), told.get("faults"));
      assertEquals(0, check.exit());
    }
  }

  @Test
  void whatCannotListenStopsTheStartWithItsReason() throws Exception {
    edit("\"address\":\"127.0.0.1\"", "\"address\":\"192.0.2.1\"");
    try (Loadstar served = run("serve")) {
      assertEquals(2, served.exit());
      assertTrue(served.err().contains("org.loadstar.server.listener~one: "), served.err());
      assertTrue(served.err().contains("192.0.2.1"), served.err());
    }
  }
}
