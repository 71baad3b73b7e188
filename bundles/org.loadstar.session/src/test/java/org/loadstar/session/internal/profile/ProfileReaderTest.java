// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.TlsMode;
import org.loadstar.tn3270.codepage.CodePages;

class ProfileReaderTest {
  @Test
  void nothingConfiguredIsTheDiscoveringProfile() {
    assertEquals(SessionProfile.discovering("p"), ProfileReader.read("p", Map.of()));
    assertEquals(
        SessionProfile.discovering("p"),
        ProfileReader.read(
            "p",
            Map.of(
                "scope",
                "",
                "hosts",
                new String[0],
                "functions",
                new String[] {""},
                "saMulticastTimeoutMillis",
                " ")));
  }

  @Test
  void everyKeyIsRead() {
    Map<String, Object> values = new HashMap<>();
    values.put("slp", "off");
    values.put("scope", "payroll");
    values.put("daDiscoveryTimeoutMillis", 0);
    values.put("saMulticastTimeoutMillis", "2500");
    values.put("hosts", new String[] {"one:23", "[::1]:992"});
    values.put("luPool", "POOL2");
    values.put("deviceType", "IBM-3278-4-E");
    values.put("functions", List.of("BIND-IMAGE", "SYSREQ"));
    values.put("codePage", "037");
    values.put("tls", "require");
    values.put("startTls", true);
    values.put("tlsProfile", "bank");
    values.put("allowedHosts", "*.corp, 10.0.0.1");
    values.put("reconnect", false);
    assertEquals(
        SessionProfile.discovering("p")
            .with(
                change ->
                    change
                        .slp(false)
                        .scope("payroll")
                        .daDiscoveryTimeout(Duration.ZERO)
                        .saMulticastTimeout(Duration.ofMillis(2500))
                        .hosts(new HostPort("one", 23), new HostPort("::1", 992))
                        .luPool("POOL2")
                        .deviceType("IBM-3278-4-E")
                        .functions(Set.of("BIND-IMAGE", "SYSREQ"))
                        .tls(TlsMode.REQUIRE)
                        .startTls(true)
                        .tlsProfile("bank")
                        .allowedHosts(List.of("*.corp", "10.0.0.1"))
                        .reconnect(false)),
        ProfileReader.read("p", values));
    assertEquals(
        List.of("LU1", "LU2"), ProfileReader.read("p", Map.of("luName", "LU1, LU2")).luNames());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slp                      | yes          | on or off",
        "scope                    | a,b          | one scope",
        "daDiscoveryTimeoutMillis | -1           | 0 to 600000",
        "saMulticastTimeoutMillis | 600001       | 0 to 600000",
        "saMulticastTimeoutMillis | soon         | 0 to 600000",
        "hosts                    | justahost    | not HOST:PORT",
        "hosts                    | a:23,b:66000 | not HOST:PORT",
        "luPool                   | A POOL       | printable",
        "luName                   | A LU         | printable",
        "deviceType               | VT100        | IBM-3278-M",
        "deviceType               | IBM-3278-6   | IBM-3278-M",
        "functions                | BIND-IMAGE,X | [BIND-IMAGE, RESPONSES, SYSREQ]",
        "codePage                 | 1O47         | 1026, 1047, 1097",
        "codePage                 | acme         | service:NAME",
        "tls                      | maybe        | off, prefer or require",
        "startTls                 | on           | true or false",
        "tlsProfile               | a b          | the NAME of a configuration org.loadstar.tls~NAME",
        "reconnect                | often        | true or false"
      })
  void aWrongValueIsNamedWithItsKeyAndWhatIsAllowed(String key, String value, String allowed) {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> ProfileReader.read("p", Map.of(key, value)))
            .getMessage();
    assertTrue(message.startsWith(key), message);
    assertTrue(message.contains(value.substring(value.indexOf(',') + 1)), message);
    assertTrue(message.contains(allowed), message);
  }

  @Test
  void poolAndNameExcludeEachOther() {
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> ProfileReader.read("p", Map.of("luPool", "P", "luName", "L")))
            .getMessage()
            .contains("luName = 'L' is wrong; allowed: nothing, since luPool is set"));
  }

  @Test
  void aWrongChangeKeepsTheLastGoodConfiguration() {
    Map<String, Object> values = new HashMap<>();
    values.put("service.pid", ProfileComponent.PID + "~office");
    values.put("scope", "one");
    ProfileComponent component = new ProfileComponent(values);
    assertNotNull(component.profile());
    assertEquals("office", component.profile().name());

    values.put("scope", "two");
    values.put("slp", "perhaps");
    component.modified(values);
    assertEquals("one", component.profile().scope());

    values.put("slp", "off");
    component.modified(values);
    assertEquals("two", component.profile().scope());
    assertFalse(component.profile().slp());
  }

  @Test
  void aConfigurationThatWasNeverGoodIsNoProfile() {
    ProfileComponent component = new ProfileComponent(Map.of("tls", "sometimes"));
    assertNull(component.profile());
    component.modified(Map.of("tls", "off"));
    assertNotNull(component.profile());
  }

  @Test
  void everyNameOfACodePageIsAllowed() {
    Stream.of(
            CodePages.names().stream(),
            CodePages.otherNames().stream(),
            CodePages.names().stream().map(name -> "cp" + name),
            Stream.of("CP37", "IBM-1047", "IBM01140", "Us-Intl", "service:acme-1130"))
        .flatMap(names -> names)
        .filter(name -> !name.equals("cpbracket"))
        .forEach(
            name ->
                assertEquals(name, ProfileReader.read("p", Map.of("codePage", name)).codePage()));
    for (String name : List.of("9999", "cp", "service:", "service:a b", "SERVICE:a", "german2")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ProfileReader.read("p", Map.of("codePage", name)),
          name);
    }
  }
}
