// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.internal.NetworkStackComponent;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.testkit.Configs;

/** Builds endpoints on the loopback interface, and what they say to each other. */
final class Host {
  static final NetworkStack LOOPBACK =
      new NetworkStackComponent(
          Configs.of(
              NetworkStackComponent.Config.class,
              Map.of("multicastInterfaces", new String[] {"lo"})));

  private Host() {}

  static SlpEndpointComponent endpoint(Map<String, Object> config) {
    SlpEndpointComponent endpoint = new SlpEndpointComponent(config(config));
    endpoint.bindNetwork(LOOPBACK);
    return endpoint;
  }

  /** Without a limit that a busy test would meet. */
  static SlpEndpointComponent.Config config(Map<String, Object> values) {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "repliesPerSecond",
                100_000,
                "bytesPerSecond",
                100_000_000,
                "totalBytesPerSecond",
                100_000_000));
    all.putAll(values);
    return Configs.of(SlpEndpointComponent.Config.class, all);
  }

  /** Threads of the event loops. */
  static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("loadstar-net"))
        .count();
  }

  static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static SrvRqst unicast(int xid) {
    return request(SlpHeader.v2(xid), List.of());
  }

  static SrvRqst multicast(int xid, String... previousResponders) {
    return request(SlpHeader.v2(xid).with(SlpHeader.REQUEST_MCAST), List.of(previousResponders));
  }

  private static SrvRqst request(SlpHeader header, List<String> previousResponders) {
    return new SrvRqst(header, previousResponders, "service:tn3270", Scopes.DEFAULT, "", "");
  }

  static Optional<SlpMessage> reply(SlpRequest request, String... urls) {
    return Optional.of(
        new SrvRply(
            request.message().header().reply(),
            SlpError.OK,
            List.of(urls).stream().map(u -> new UrlEntry(60, u)).toList()));
  }

  /** An agent that offers one service. */
  static SlpResponder offering(String url) {
    return request -> reply(request, url);
  }
}
