// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.livetribe.slp.Attributes;
import org.livetribe.slp.Scopes;
import org.livetribe.slp.ServiceInfo;
import org.livetribe.slp.ServiceType;
import org.livetribe.slp.ServiceURL;
import org.livetribe.slp.sa.StandardServiceAgent;
import org.livetribe.slp.settings.Keys;
import org.livetribe.slp.settings.MapSettings;
import org.livetribe.slp.ua.StandardUserAgentClient;

/** LiveTribe's service agent registers with our directory agent, and its user agent asks it. */
class LiveTribeTest {
  private static final ServiceType TN3270 = new ServiceType("service:tn3270");
  private static final ServiceURL ONE = new ServiceURL("service:tn3270://127.0.0.1:23", 600);
  private static final ServiceURL TWO = new ServiceURL("service:tn3270://127.0.0.1:24", 600);

  private AgentProcess process;
  private MapSettings settings;
  private StandardServiceAgent serviceAgent;
  private StandardUserAgentClient userAgent;

  @BeforeEach
  void start() throws Exception {
    process = AgentProcess.enabled();
    settings = new MapSettings();
    settings.put(Keys.PORT_KEY, process.port);
    settings.put(Keys.ADDRESSES_KEY, new String[] {"127.0.0.2"});
    settings.put(Keys.DA_ADDRESSES_KEY, new String[] {"127.0.0.1"});
    serviceAgent = StandardServiceAgent.newInstance(settings);
    MapSettings asking = new MapSettings();
    asking.put(Keys.PORT_KEY, process.port);
    asking.put(Keys.ADDRESSES_KEY, new String[] {"127.0.0.1"});
    asking.put(Keys.DA_ADDRESSES_KEY, new String[] {"127.0.0.1"});
    userAgent = StandardUserAgentClient.newInstance(asking);
    userAgent.init();
  }

  @AfterEach
  void stop() {
    if (serviceAgent.isRunning()) {
      serviceAgent.stop();
    }
    process.close();
  }

  private List<String> find(String filter) {
    return userAgent.findServices(TN3270, "en", Scopes.DEFAULT, filter).stream()
        .map(s -> s.getServiceURL().getURL())
        .sorted()
        .toList();
  }

  private Attributes attributes(ServiceURL url) {
    return userAgent.findAttributes(url, "en", Scopes.DEFAULT, Attributes.NONE);
  }

  @Test
  void itRegistersIsFoundByLoadAndPoolUpdatesAndDeregisters() throws Exception {
    serviceAgent.register(
        new ServiceInfo(
            ONE,
            "en",
            Scopes.DEFAULT,
            Attributes.from("(LOAD=35),(LUPOOL=POOL1 3270002,POOL2 3270003),BIND")));
    serviceAgent.register(
        new ServiceInfo(
            TWO, "en", Scopes.DEFAULT, Attributes.from("(LOAD=70),(LUPOOL=POOL2 3270002)")));
    serviceAgent.start();
    await().atMost(10, TimeUnit.SECONDS).until(() -> process.report().registrations == 2);

    assertEquals(List.of(ONE.getURL(), TWO.getURL()), find(""));
    assertEquals(List.of(ONE.getURL()), find("(LOAD<=39)"));
    assertEquals(List.of(TWO.getURL()), find("(LUPOOL=POOL2 3270002)"));
    assertEquals(List.of(ONE.getURL(), TWO.getURL()), find("(|(LUPOOL=POOL2 3270003)(LOAD>=70))"));
    assertEquals(List.of(), find("(LOAD>=71)"));
    assertTrue(attributes(ONE).containsTag("BIND"));
    assertEquals(35, attributes(ONE).valueFor("LOAD").getValue());
    assertEquals(
        List.of(35, 70),
        List.of(
            userAgent
                .findAttributes(TN3270, "en", Scopes.DEFAULT, Attributes.fromTags("LOAD"))
                .valueFor("LOAD")
                .getValues()));
    assertEquals(List.of(TN3270), userAgent.findServiceTypes("", Scopes.DEFAULT));

    serviceAgent.addAttributes(ONE, "en", Attributes.from("(LOAD=80)"));
    assertEquals(List.of(ONE.getURL()), find("(LOAD=80)"));
    assertTrue(attributes(ONE).containsTag("LUPOOL"), "only what is listed is replaced");
    serviceAgent.removeAttributes(ONE, "en", Attributes.fromTags("BIND"));
    assertTrue(!attributes(ONE).containsTag("BIND"));
    serviceAgent.deregister(ONE, "en");
    assertEquals(List.of(TWO.getURL()), find(""));
    serviceAgent.stop();
    await().atMost(10, TimeUnit.SECONDS).until(() -> process.report().registrations == 0);
  }

  /**
   * It asks by UDP, always with the extension of RFC 3059, and not again by TCP. Ten servers with
   * their attribute lists do not fit its datagram; where some lists are absent it fails.
   */
  @Test
  void byUdpItFindsAllTenServersThoughTheirAttributeListsDoNotFit() throws Exception {
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ServiceURL url = new ServiceURL("service:tn3270://127.0.0.1:200" + i, 600);
      urls.add(url.getURL());
      String attributes = "(LOAD=" + i + "),(LUPOOL=POOL1 3270002,POOL2 3270003),BIND,RESPONSES";
      serviceAgent.register(
          new ServiceInfo(url, "en", Scopes.DEFAULT, Attributes.from(attributes)));
    }
    serviceAgent.start();
    await().atMost(10, TimeUnit.SECONDS).until(() -> process.report().registrations == 10);
    assertEquals(urls, find(""));
    assertEquals(7, attributes(new ServiceURL(urls.get(7))).valueFor("LOAD").getValue());
    List<ServiceInfo> two =
        userAgent.findServices(TN3270, "en", Scopes.DEFAULT, "(LOAD<=1)").stream().toList();
    assertEquals(2, two.size());
    for (ServiceInfo service : two) {
      assertTrue(service.getAttributes().containsTag("LUPOOL"), "two lists fit");
    }
  }
}
