// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkUtil;

class ConfigurationTest {
  private static final String HEAD =
      "{\":configurator:symbolic-name\":\"a\",\":configurator:version\":\"1.0.0\"";
  private static final String METATYPE =
      """
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
        <OCD id="c" name="C">
          <AD id="port" type="Integer" min="0" max="65535" default="427"/>
          <AD id="slp" type="String" default="on">
            <Option label="on" value="on"/><Option label="off" value="off"/>
          </AD>
          <AD id="hosts" type="String" cardinality="2147483647"/>
          <AD id="tls" type="Boolean" default="false"/>
        </OCD>
        <Designate pid="one"><Object ocdref="c"/></Designate>
        <Designate factoryPid="many"><Object ocdref="c"/></Designate>
      </metatype:MetaData>
      """;

  @TempDir Path folder;
  private Rules rules;

  @BeforeEach
  void read() throws IOException {
    Path bundle = folder.resolve("b.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(bundle))) {
      out.putNextEntry(new ZipEntry("OSGI-INF/metatype/c.xml"));
      out.write(METATYPE.getBytes(UTF_8));
    }
    rules = MetatypeReader.read(List.of(bundle));
  }

  private List<String> check(String... texts) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String text : texts) {
      files.add(Files.writeString(folder.resolve(files.size() + ".json"), text));
    }
    return ConfigurationFiles.read(files, rules).faults().stream()
        .map(fault -> fault.replace(folder + "/", ""))
        .toList();
  }

  private String fault(String keys) throws IOException {
    List<String> faults = check(HEAD + ",\"one\":{" + keys + "}}");
    assertEquals(1, faults.size(), faults.toString());
    return faults.get(0);
  }

  @Test
  void whatMetatypeAllowsPasses() throws IOException {
    assertEquals(
        List.of(),
        check(
            HEAD
                + ",\"one\":{\"port\":0,\"slp\":\"off\",\"hosts\":[\"a\",\"b\"],\"tls\":true},"
                + "\"many~x\":{\"port:Integer\":\"65535\",\"hosts\":\"a\",\"tls\":\"false\"},"
                + "\"many~y\":{}}"));
  }

  @Test
  void aWrongValueIsNamedWithWhatIsAllowed() throws IOException {
    assertEquals(
        "0.json: one port is '65536', allowed is a whole number of 0 to 65535",
        fault("\"port\":65536"));
    assertEquals(
        "0.json: one port is 'x', allowed is a whole number of 0 to 65535",
        fault("\"port\":\"x\""));
    assertEquals(
        "0.json: one slp is 'maybe', allowed is one of on, off", fault("\"slp\":\"maybe\""));
    assertEquals("0.json: one tls is '1', allowed is true or false", fault("\"tls\":1"));
    assertEquals(
        "0.json: one port is '[1, 2]', allowed is one value: a whole number of 0 to 65535",
        fault("\"port\":[1,2]"));
  }

  @Test
  void anUnknownKeyIsNamedWithThoseThereAre() throws IOException {
    assertEquals(
        "0.json: one has no key 'prot'; it has hosts, port, slp, tls", fault("\"prot\":1"));
  }

  @Test
  void anUnknownPidAndAFactoryWithoutNameAreNamed() throws IOException {
    assertEquals(
        List.of(
            "0.json: ones is no known PID; known are many, one",
            "0.json: many is a factory; write many~NAME",
            "0.json: one~x is no factory; write one"),
        check(HEAD + ",\"ones\":{},\"many\":{},\"one~x\":{}}"));
  }

  @Test
  void textThatIsNotJsonIsToldWithFileAndLine() throws IOException {
    List<String> faults = check(HEAD + ",\n\"one\":{port:1}}");
    assertEquals("0.json: line 2, column 8: a name in quotes is expected", faults.get(0));
  }

  @Test
  void whatTheConfiguratorNeedsIsAskedForAndAPidIsConfiguredOnce() throws IOException {
    List<String> faults = check("{\"one\":{}}", HEAD + ",\"one\":{}}");
    assertEquals(3, faults.size(), faults.toString());
    assertTrue(faults.get(0).contains(":configurator:symbolic-name"));
    assertEquals("1.json: one is configured in 0.json already", faults.get(2));
  }

  private Map<String, Object> guarded(ConfigurationGuard guard, Map<String, Object> wanted) {
    Map<String, Object> properties = new HashMap<>(wanted);
    properties.put("service.pid", "one");
    guard.modifyConfiguration(null, FrameworkUtil.asDictionary(properties));
    properties.remove("service.pid");
    return properties;
  }

  @Test
  void aWrongValueKeepsTheLastGoodConfiguration() {
    ConfigurationGuard guard = new ConfigurationGuard(rules);
    assertEquals(
        Map.of("slp", "off"), guarded(guard, Map.of("port", -1, "slp", "off")), "none yet");
    Map<String, Object> good = Map.of("port", 1427, "slp", "on");
    assertEquals(good, guarded(guard, good));
    assertEquals(good, guarded(guard, Map.of("port", 70_000, "tls", true)));
    assertEquals(good, guarded(guard, Map.of("unknown", 1)));
    assertEquals(Map.of("port", 2), guarded(guard, Map.of("port", 2)));
  }

  @Test
  void aConfigurationWithoutMetatypePasses() {
    Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "third", "any", -1));
    new ConfigurationGuard(rules).modifyConfiguration(null, FrameworkUtil.asDictionary(properties));
    assertEquals(Map.of("service.pid", "third", "any", -1), properties);
  }
}
