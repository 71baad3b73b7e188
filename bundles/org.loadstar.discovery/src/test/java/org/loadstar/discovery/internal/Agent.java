// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.internal.NetworkStackComponent;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.slp.endpoint.internal.SlpEndpointComponent;
import org.loadstar.testkit.Configs;

/** One SLP agent as another process of this host would be: with sockets of its own. */
final class Agent implements SlpResponder, AutoCloseable {
  static final NetworkStack LOOPBACK =
      new NetworkStackComponent(
          Configs.of(
              NetworkStackComponent.Config.class,
              Map.of("multicastInterfaces", new String[] {"lo"})));

  /** What came in, in its order. */
  final List<SlpRequest> asked = new CopyOnWriteArrayList<>();

  private final SlpEndpointComponent endpoint;
  private final Map<String, String> servers = new LinkedHashMap<>();
  private volatile Predicate<SlpRequest> deaf = request -> false;
  private volatile boolean directory;

  private Agent(int port) {
    endpoint = endpoint(port);
  }

  static SlpEndpointComponent endpoint(int port) {
    SlpEndpointComponent endpoint =
        new SlpEndpointComponent(
            Configs.of(
                SlpEndpointComponent.Config.class,
                Map.of("port", port, "repliesPerSecond", 100_000)));
    endpoint.bindNetwork(LOOPBACK);
    return endpoint;
  }

  static Agent of(int port) {
    return new Agent(port);
  }

  Agent offer(String url, String attributes) {
    servers.put(url, attributes);
    return this;
  }

  /** Some requests do not reach it. */
  Agent deafTo(Predicate<SlpRequest> requests) {
    deaf = requests;
    return this;
  }

  /** It is a directory agent: it tells of itself, and of servers by unicast only. */
  Agent directory() {
    directory = true;
    return this;
  }

  Agent start() {
    endpoint.serve(this);
    return this;
  }

  @Override
  public Optional<SlpMessage> answer(SlpRequest request) {
    asked.add(request);
    if (deaf.test(request)) {
      return Optional.empty();
    }
    SlpHeader header = request.message().header().reply();
    if (request.message() instanceof SrvRqst wanted) {
      boolean lookingForDirectories = wanted.serviceType().equals("service:directory-agent");
      if (directory && request.multicast()) {
        return lookingForDirectories ? Optional.of(advert(header)) : Optional.empty();
      }
      return lookingForDirectories ? Optional.empty() : services(wanted, header);
    }
    return request.message() instanceof AttrRqst wanted && servers.containsKey(wanted.url())
        ? Optional.of(new AttrRply(header, SlpError.OK, servers.get(wanted.url()), List.of()))
        : Optional.empty();
  }

  private static SlpMessage advert(SlpHeader header) {
    return new DAAdvert(
        header,
        SlpError.OK,
        1,
        "service:directory-agent://127.0.0.1",
        Scopes.DEFAULT,
        "",
        "",
        List.of());
  }

  private Optional<SlpMessage> services(SrvRqst wanted, SlpHeader header) {
    try {
      org.loadstar.slp.Predicate predicate = org.loadstar.slp.Predicate.parse(wanted.predicate());
      List<UrlEntry> found = new ArrayList<>();
      for (Map.Entry<String, String> server : servers.entrySet()) {
        if (server.getKey().startsWith(wanted.serviceType() + "://")
            && predicate.matches(Attributes.parse(server.getValue()))) {
          found.add(new UrlEntry(60, server.getKey()));
        }
      }
      return Optional.of(new SrvRply(header, SlpError.OK, found));
    } catch (SlpException fault) {
      return Optional.of(new SrvRply(header, fault.error()));
    }
  }

  @Override
  public void close() {
    endpoint.deactivate();
  }
}
