// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.server.ServerRuntime;
import org.loadstar.api.server.ServerRuntimeDTO;
import org.loadstar.api.server.ServerRuntimeDTO.ListenerDTO;
import org.loadstar.api.server.TerminalApplication;
import org.loadstar.net.internal.tls.TlsProfilesComponent;
import org.loadstar.server.internal.demo.DemoApplication;
import org.osgi.framework.ServiceReference;

/** The server's components, put together as Declarative Services would, on real sockets. */
final class Fixture implements AutoCloseable {
  final Registry registry = new Registry();
  final TestNetwork network = new TestNetwork();
  final TlsProfilesComponent tls = new TlsProfilesComponent();
  final EmbeddedServer server = new EmbeddedServer(registry.context());
  private final List<ListenerComponent> listeners = new ArrayList<>();

  Fixture() {
    add("demo", new DemoApplication(network.clock));
  }

  ServiceReference<TerminalApplication> add(String name, TerminalApplication application) {
    ServiceReference<TerminalApplication> reference = registry.application(name, application);
    server.addApplication(reference);
    return reference;
  }

  void remove(ServiceReference<TerminalApplication> reference) {
    registry.unregister(reference);
    server.removeApplication(reference);
  }

  /** A listener of that name with this configuration. */
  ListenerComponent listen(String name, Map<String, Object> values) {
    ListenerComponent listener =
        new ListenerComponent(server, Configs.config(values), Configs.properties(name, values));
    listener.bindTls(tls);
    listener.bindNetwork(network);
    listeners.add(listener);
    return listener;
  }

  /** A listener that serves one pool of that many units for model 2. */
  ListenerComponent listen(int units) {
    return listen("alpha", Map.of("luPools", new String[] {"POOL2 3270002 " + units}));
  }

  static void modify(ListenerComponent listener, Map<String, Object> values) {
    listener.modified(Configs.config(values), Configs.properties("alpha", values));
  }

  void close(ListenerComponent listener) {
    listeners.remove(listener);
    listener.close();
  }

  ServerRuntimeDTO report() {
    ServerRuntime runtime = (ServerRuntime) registry.registered(ServerRuntime.class).get(0).service;
    return runtime.getRuntimeDTO();
  }

  /** The only listener. */
  ListenerDTO only() {
    return report().listeners.get(0);
  }

  int port() {
    return only().port;
  }

  List<Registry.Registered> advertised() {
    return registry.registered(AdvertisedServer.class);
  }

  @Override
  public void close() {
    List.copyOf(listeners).forEach(this::close);
    server.close();
    network.close();
  }
}
