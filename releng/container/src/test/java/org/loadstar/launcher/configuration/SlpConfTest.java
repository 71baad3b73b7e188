// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.launcher.configuration.SlpConf.Entry;
import org.loadstar.launcher.configuration.SlpConf.Outcome;
import org.loadstar.shell.wire.JsonReader;

class SlpConfTest {
  /**
   * As an administrator of OpenSLP has it: most lines from the file that comes with the program.
   */
  private static final String SLP_CONF =
      """
      #############################################################################
      # slp.conf, after RFC 2614 section 2.1
      #############################################################################
      ; static scope and DA configuration
      net.slp.useScopes = HQ,branch\\2c3
      net.slp.DAAddresses = 192.0.2.10,192.0.2.11

      net.slp.isDA = true
      net.slp.DAHeartBeat = 10800
      ;net.slp.DAAttributes = (min-refresh-interval=0)
      net.slp.traceDATraffic = true
      net.slp.traceMsg=false
      net.slp.serializedRegURL = file:///etc/slp.reg
      net.slp.isBroadcastOnly = false
      net.slp.passiveDADetection = TRUE
      net.slp.multicastTTL = 8
      net.slp.DAActiveDiscoveryInterval = 900
      net.slp.multicastMaximumWait = 5000
      net.slp.multicastTimeouts = 500,750,1000,1500,2000,3000
      net.slp.DADiscoveryTimeouts = 500,750,1000
      net.slp.randomWaitBound = 1000
      net.slp.MTU = 1400
      net.slp.interfaces = 127.0.0.1
      net.slp.securityEnabled=false
      net.slp.locale = en
      net.slp.maxResults = 256
      net.slp.checkSourceAddr=false
      net.slp.multicastTTL.192.0.2.42 = 1
      net.slp.frobnicate = 1
      """;

  private static final String METATYPE =
      """
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
        <OCD id="net" name="N">
          <AD id="ttl" type="Integer" min="0" max="255" default="255"/>
          <AD id="threads" type="Integer" default="0"/>
          <AD id="multicastInterfaces" type="String" cardinality="2147483647"/>
          <AD id="ipVersion" type="String" default="both"/>
        </OCD>
        <OCD id="endpoint" name="E">
          <AD id="port" type="Integer" min="1" max="65535" default="427"/>
          <AD id="mtu" type="Integer" min="512" max="65507" default="1400"/>
        </OCD>
        <OCD id="discovery" name="D">
          <AD id="scopes" type="String" cardinality="2147483647"/>
          <AD id="directoryAgents" type="String" cardinality="2147483647"/>
          <AD id="daDiscoveryTimeoutMillis" type="Integer" min="0" max="600000"/>
          <AD id="saMulticastTimeoutMillis" type="Integer" min="0" max="600000"/>
        </OCD>
        <OCD id="agent" name="A">
          <AD id="scopes" type="String" cardinality="2147483647"/>
          <AD id="directoryAgents" type="String" cardinality="2147483647"/>
        </OCD>
        <Designate pid="org.loadstar.net"><Object ocdref="net"/></Designate>
        <Designate pid="org.loadstar.slp.endpoint"><Object ocdref="endpoint"/></Designate>
        <Designate pid="org.loadstar.discovery"><Object ocdref="discovery"/></Designate>
        <Designate pid="org.loadstar.agent"><Object ocdref="agent"/></Designate>
      </metatype:MetaData>
      """;

  private static final String DIRECTORY =
      """
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
        <OCD id="directory" name="A">
          <AD id="enabled" type="Boolean"/>
          <AD id="scopes" type="String" cardinality="2147483647"/>
          <AD id="heartbeatSeconds" type="Integer" min="1" max="86400"/>
          <AD id="checkHosts" type="Boolean"/>
        </OCD>
        <Designate pid="org.loadstar.directory"><Object ocdref="directory"/></Designate>
      </metatype:MetaData>
      """;

  @TempDir Path folder;
  private Rules rules;

  @BeforeEach
  void rules() throws IOException {
    rules = rules(METATYPE, DIRECTORY);
  }

  private Rules rules(String... files) throws IOException {
    Path bundle = folder.resolve("b.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(bundle))) {
      for (String file : files) {
        out.putNextEntry(new ZipEntry("OSGI-INF/metatype/" + file.length() + ".xml"));
        out.write(file.getBytes(UTF_8));
      }
    }
    return MetatypeReader.read(List.of(bundle));
  }

  private SlpConf read(String text) throws IOException {
    return SlpConf.read(Files.writeString(folder.resolve("slp.conf"), text), rules);
  }

  private Entry only(String line) throws IOException {
    List<Entry> entries = read("net.slp.traceMsg=false\n" + line).entries();
    assertEquals(2, entries.size(), entries.toString());
    assertEquals(2, entries.get(1).line());
    return entries.get(1);
  }

  @Test
  void aFileOfOpenSlpBecomesDefaults() throws IOException {
    Map<String, Map<String, Object>> defaults = read(SLP_CONF).defaults();
    List<String> scopes = List.of("HQ", "branch\\2c3");
    assertEquals(
        Map.of(
            "org.loadstar.net",
            Map.of("ttl", 8, "multicastInterfaces", List.of("lo")),
            "org.loadstar.slp.endpoint",
            Map.of("mtu", 1372),
            "org.loadstar.discovery",
            Map.of(
                "scopes",
                scopes,
                "directoryAgents",
                List.of("192.0.2.10", "192.0.2.11"),
                "daDiscoveryTimeoutMillis",
                2250,
                "saMulticastTimeoutMillis",
                5000),
            "org.loadstar.agent",
            Map.of("scopes", scopes, "directoryAgents", List.of("192.0.2.10", "192.0.2.11")),
            "org.loadstar.directory",
            Map.of(
                "enabled", true, "scopes", scopes, "heartbeatSeconds", 10800, "checkHosts", false)),
        defaults);
  }

  @Test
  void everyLineIsToldOf() throws IOException {
    SlpConf conf = read(SLP_CONF);
    List<Integer> lines =
        SLP_CONF
            .lines()
            .filter(line -> line.startsWith("net."))
            .map(line -> SLP_CONF.lines().toList().indexOf(line) + 1)
            .toList();
    assertEquals(lines, conf.entries().stream().map(Entry::line).toList());
    Map<Outcome, List<String>> told =
        conf.entries().stream()
            .collect(
                Collectors.groupingBy(
                    Entry::outcome,
                    Collectors.mapping(
                        e -> e.property().substring("net.slp.".length()), Collectors.toList())));
    assertEquals(
        List.of("traceMsg", "isBroadcastOnly", "passiveDADetection", "securityEnabled", "locale"),
        told.get(Outcome.AS_IS));
    assertEquals(
        List.of(
            "traceDATraffic",
            "serializedRegURL",
            "DAActiveDiscoveryInterval",
            "multicastTimeouts",
            "randomWaitBound",
            "maxResults",
            "multicastTTL.192.0.2.42",
            "frobnicate"),
        told.get(Outcome.NOT_USED));
    assertEquals(null, told.get(Outcome.WRONG));
    String frobnicate = conf.entries().get(conf.entries().size() - 1).in(Path.of("slp.conf"));
    assertEquals("slp.conf:29: net.slp.frobnicate is no property that is known here", frobnicate);
  }

  @Test
  void aWrongValueIsNamedAndLeftOut() throws IOException {
    for (String line :
        List.of(
            "net.slp.multicastTTL = 256",
            "net.slp.multicastTTL = far",
            "net.slp.isDA = yes",
            "net.slp.MTU = 500",
            "net.slp.DAAddresses = da.example",
            "net.slp.DAAddresses = 192.0.2.1,1.2.3.4.5",
            "net.slp.interfaces = 192.0.2.77",
            "net.slp.DADiscoveryTimeouts = 1000,soon",
            "net.slp.DAHeartBeat = 0")) {
      Entry entry = only(line);
      assertEquals(Outcome.WRONG, entry.outcome(), line);
      assertTrue(entry.told().contains("allowed is"), entry.told());
      assertTrue(line.endsWith(value(entry.told())), entry.told());
      assertEquals(Map.of(), read(line).defaults());
    }
    assertEquals(Outcome.WRONG, only("no property at all").outcome());
  }

  private static String value(String told) {
    return told.replaceFirst("is '([^']*)'.*", "$1");
  }

  @Test
  void switchesGoBeforeTimeouts() throws IOException {
    for (String off :
        List.of("net.slp.activeDADetection=false", "net.slp.DAActiveDiscoveryInterval = 0")) {
      assertEquals(
          Map.of("org.loadstar.discovery", Map.of("daDiscoveryTimeoutMillis", 0)),
          read(off + "\nnet.slp.DADiscoveryTimeouts = 1000").defaults());
    }
  }

  @Test
  void theLastOfTwoHoldsAndBothAreTold() throws IOException {
    SlpConf conf = read("net.slp.port=1\nnet.slp.port=2\n");
    assertEquals(Map.of("org.loadstar.slp.endpoint", Map.of("port", 2)), conf.defaults());
    assertEquals("is set again in line 2", conf.entries().get(0).told());
    assertEquals(2, conf.entries().size());
  }

  @Test
  void whatIsNotInTheContainerIsNamed() throws IOException {
    rules = rules(METATYPE);
    Entry entry = only("net.slp.isDA = true");
    assertEquals(Outcome.NOT_USED, entry.outcome());
    assertTrue(entry.told().contains("org.loadstar.directory enabled"), entry.told());
    assertEquals(Outcome.USED, only("net.slp.useScopes = A").outcome());
  }

  @Test
  void theUsersOwnKeysAreAboveIt() throws Exception {
    String json =
        read("net.slp.multicastTTL = 8\nnet.slp.port = 1427\nnet.slp.MTU = 1428")
            .json(
                Map.of(
                    "org.loadstar.slp.endpoint",
                    Map.of("port:Integer", "2427"),
                    "org.loadstar.ranking",
                    Map.of("strategy", "x")));
    Map<String, Object> all = JsonReader.readObject(json);
    assertEquals(
        Map.of("mtu", 1400L, "port:Integer", "2427", ":configurator:ranking", 1000L),
        all.get("org.loadstar.slp.endpoint"));
    assertEquals(Map.of("ttl", 8L, ":configurator:ranking", 1000L), all.get("org.loadstar.net"));
    assertEquals(null, all.get("org.loadstar.ranking"), "only what the file sets");
  }
}
