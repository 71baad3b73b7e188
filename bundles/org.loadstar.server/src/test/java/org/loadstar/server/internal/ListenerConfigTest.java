// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ListenerConfigTest {
  @Test
  void everyKeyHasADefault() {
    ListenerConfig config = Configs.read(Map.of());
    assertEquals("alpha", config.name());
    assertEquals("127.0.0.1", config.address().getHostAddress());
    assertEquals(0, config.port());
    assertEquals(List.of(new PoolSpec("TERMINAL", "", 100)), config.pools());
    assertEquals(0, config.maxSessions());
    assertEquals(50, config.loadBias());
    assertEquals("demo", config.application());
    assertEquals("", config.host());
  }

  @Test
  void readsPools() {
    ListenerConfig config =
        Configs.read(
            Map.of("luPools", new String[] {" pool2\t3270002  20 ", "POOL2 3270004 5", "X * 1"}));
    assertEquals(
        List.of(
            new PoolSpec("POOL2", "3270002", 20),
            new PoolSpec("POOL2", "3270004", 5),
            new PoolSpec("X", "", 1)),
        config.pools());
  }

  static Stream<Arguments> wrongValues() {
    return Stream.of(
        Arguments.of("port", 65536, "0 to 65535"),
        Arguments.of("port", "many", "0 to 65535"),
        Arguments.of("maxSessions", -1, "0 to 9000"),
        Arguments.of("loadBias", 101, "0 to 100"),
        Arguments.of("address", "no such host", "an address or the name of this machine"),
        Arguments.of("address", " ", "an address or the name of this machine"),
        Arguments.of("application", "", "the name of an application"),
        Arguments.of("host", "a b", "a host name, an address or nothing"),
        pools("TOOLONGNAME 3270002 20"),
        pools("POOL2 3270006 20"),
        pools("POOL2 3270DSC 20"),
        pools("POOL2 3270002 0"),
        pools("POOL2 3270002 9001"),
        pools("POOL2"),
        pools("POOL2 3270002 20 more"),
        pools(""),
        Arguments.of("luPools", new String[0], PoolSpec.ALLOWED));
  }

  private static Arguments pools(String entry) {
    return Arguments.of("luPools", new String[] {"GOOD 1", entry}, PoolSpec.ALLOWED);
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void aWrongValueIsNamedWithWhatIsAllowed(String key, Object value, String allowed) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Configs.read(Map.of(key, value)))
            .getMessage();
    String written = value instanceof Object[] list ? List.of(list).toString() : "" + value;
    assertTrue(
        message.startsWith(
            "org.loadstar.server.listener~alpha: " + key + " is '" + written + "'; allowed: "),
        message);
    assertTrue(message.endsWith(allowed), message);
  }

  @Test
  void tellsTheTemplatesPlatformBesideTheRealOne() {
    assertEquals(List.of("Linux amd64"), Advertisement.platform("Linux", "amd64"));
    assertEquals(List.of("NT", "Windows 11 amd64"), Advertisement.platform("Windows 11", "amd64"));
    assertEquals(List.of("AIX", "AIX ppc64"), Advertisement.platform("AIX", "ppc64"));
  }
}
