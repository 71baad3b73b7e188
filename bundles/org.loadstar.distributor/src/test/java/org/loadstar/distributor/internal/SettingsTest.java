// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.distributor.placement.Method;
import org.loadstar.testkit.Configs;

class SettingsTest {
  private static VipSettings vip(Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(Map.of("ports", new String[] {"23"}));
    all.putAll(values);
    Map<String, Object> raw = new HashMap<>(all);
    raw.put("service.pid", VipSettings.PID + "~one");
    return VipSettings.of(Configs.of(VipConfig.class, all), raw);
  }

  private static TargetSettings target(Map<String, Object> values) {
    Map<String, Object> raw = new HashMap<>(values);
    raw.put("service.pid", TargetSettings.PID + "~one");
    return TargetSettings.of(Configs.of(TargetConfig.class, values), raw);
  }

  @Test
  void defaultsWork() {
    VipSettings vip = vip(Map.of());
    assertEquals(Method.BASEWLM, vip.rules().method());
    assertEquals(List.of(new PortRange(23, 23)), vip.rules().ports());
    assertEquals("relay", vip.plane());
    assertEquals(Duration.ZERO, vip.drain());
    assertEquals("", vip.helper());
    TargetSettings target = target(Map.of());
    assertEquals("one", target.spec().name());
    assertEquals("tcp", target.check());
    assertTrue(target.spec().health().checked());
    assertNull(target.spec().slice());
    assertFalse(target.spec().local());
  }

  @Test
  void everythingIsRead() {
    VipSettings vip =
        vip(
            Map.of(
                "ports",
                new String[] {" 21 ", "8000-8010"},
                "targets",
                new String[] {"a", "b"},
                "method",
                "hotstandby",
                "ftp",
                true,
                "affinitySeconds",
                60,
                "drainSeconds",
                5));
    assertEquals(Method.HOTSTANDBY, vip.rules().method());
    assertEquals(List.of(new PortRange(21, 21), new PortRange(8000, 8010)), vip.rules().ports());
    assertEquals(List.of("a", "b"), vip.targets());
    assertEquals("ftp", vip.helper());
    assertEquals(Duration.ofSeconds(5), vip.drain());
    TargetSettings target =
        target(Map.of("portSlice", "30000-30255", "overflow", "queue", "check", "agent"));
    assertEquals(new PortRange(30000, 30255), target.spec().slice());
    assertTrue(target.spec().queue());
    // That an agent is silent says nothing.
    assertFalse(target.spec().health().checked());
  }

  @Test
  void aWrongValueOfAnAddressIsNamedWithItsKeyAndWhatIsAllowed() {
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("address", "no such host.invalid"),
            Map.of("address", " "),
            Map.of("ports", new String[0]),
            Map.of("ports", new String[] {"0"}),
            Map.of("ports", new String[] {"9-8"}),
            Map.of("ports", new String[] {"ftp"}),
            Map.of("targets", new String[] {"a b"}),
            Map.of("targets", new String[] {"a", "a"}),
            Map.of("method", "FAIR"),
            Map.of("weights", "a b"),
            Map.of("plane", ""),
            Map.of("affinitySeconds", -1),
            Map.of("maxHalfOpen", 0),
            Map.of("connectMillis", 9),
            Map.of("drainSeconds", 604_801))) {
      String key = wrong.keySet().iterator().next();
      String message =
          String.valueOf(
              assertThrows(IllegalArgumentException.class, () -> vip(wrong), key).getMessage());
      assertTrue(message.startsWith(VipSettings.PID + "~one: " + key + " is '"), message);
      assertTrue(message.contains("'; allowed: "), message);
    }
  }

  @Test
  void aWrongValueOfATargetIsNamedWithItsKeyAndWhatIsAllowed() {
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("address", ""),
            Map.of("port", 65_536),
            Map.of("weight", -1),
            Map.of("rank", 255),
            Map.of("overflow", "drop"),
            Map.of("proxyProtocol", 3),
            Map.of("portSlice", "30000"),
            Map.of("portSlice", "30000-30014"),
            Map.of("portSlice", "30000-30256"),
            Map.of("check", "ping"),
            Map.of("checkText", "a\nb"),
            Map.of("checkMillis", 49),
            Map.of("rise", 0),
            Map.of("slowStartSeconds", 86_401))) {
      String key = wrong.keySet().iterator().next();
      String message =
          String.valueOf(
              assertThrows(IllegalArgumentException.class, () -> target(wrong), key).getMessage());
      assertTrue(message.startsWith(TargetSettings.PID + "~one: " + key + " is '"), message);
      assertTrue(message.contains("'; allowed: "), message);
    }
  }
}
