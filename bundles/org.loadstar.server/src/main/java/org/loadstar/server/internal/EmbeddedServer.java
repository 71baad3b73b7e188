// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.loadstar.api.server.ServerRuntime;
import org.loadstar.api.server.ServerRuntimeDTO;
import org.loadstar.api.server.TerminalApplication;
import org.loadstar.guard.RuntimeService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * What all listeners share: the applications and the introspection. Immediate, because it registers
 * {@link ServerRuntime} itself, for the sake of its change count. It opens nothing.
 */
@Component(service = EmbeddedServer.class, immediate = true)
public final class EmbeddedServer {
  private final BundleContext context;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Applications applications;
  private final RuntimeService<ServerRuntime> runtime;
  private volatile boolean closed;

  /** Called by Declarative Services. */
  @Activate
  public EmbeddedServer(BundleContext context) {
    this.context = context;
    applications = new Applications(() -> applicationsChanged());
    runtime = new RuntimeService<>(context, ServerRuntime.class, this::report);
  }

  /**
   * Called by Declarative Services. Ends every listener: a {@link ListenerComponent} whose bundle
   * is stopped while it is being activated has bound its references, but is never deactivated.
   */
  @Deactivate
  public void close() {
    closed = true;
    listeners.forEach(this::close);
    runtime.close();
  }

  @Reference(
      name = "application",
      service = TerminalApplication.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addApplication(ServiceReference<TerminalApplication> reference) {
    applications.add(reference, context);
  }

  void removeApplication(ServiceReference<TerminalApplication> reference) {
    applications.remove(reference);
  }

  /**
   * A listener with nothing open yet.
   *
   * @param pid of its configuration
   * @param name of the server
   */
  Listener listener(String pid, String name) {
    Listener listener =
        new Listener(pid, context, new Reception(name, applications, runtime::changed));
    listeners.add(listener);
    if (closed) {
      close(listener);
    }
    return listener;
  }

  /** Ends a listener with its sessions. */
  void close(Listener listener) {
    listener.close();
    listeners.remove(listener);
    runtime.changed();
  }

  private void applicationsChanged() {
    listeners.forEach(Listener::applicationsChanged);
    runtime.changed();
  }

  private ServerRuntimeDTO report() {
    ServerRuntimeDTO dto = new ServerRuntimeDTO();
    listeners.forEach(listener -> dto.listeners.add(listener.report()));
    dto.listeners.sort(Comparator.comparing(listener -> listener.name));
    dto.applications = applications.report();
    return dto;
  }
}
