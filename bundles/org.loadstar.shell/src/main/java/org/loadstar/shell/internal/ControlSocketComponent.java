// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.shell.wire.JsonException;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the control socket that the framework property names; without the property, none. */
@Component(service = ControlSocketComponent.class, immediate = true)
public final class ControlSocketComponent {
  /** The framework property with the socket's path. */
  static final String PATH = "loadstar.control.socket";

  private static final Logger LOG = LoggerFactory.getLogger(ControlSocketComponent.class);

  private static final int GOGO_SECONDS = 10;

  private final CountDownLatch gogoHasCome = new CountDownLatch(1);
  private volatile @Nullable ShellOpener gogo;
  private final CommandTable commands;
  private final @Nullable ControlSocket socket;

  /** Called by Declarative Services. */
  @Activate
  public ControlSocketComponent(
      BundleContext context, @Reference(name = "commands") CommandTable commands)
      throws IOException {
    this.commands = commands;
    String path = context.getProperty(PATH);
    this.socket = path == null ? null : new ControlSocket(Path.of(path), Caller::new);
    if (path != null) {
      LOG.info("The control socket is {}", path);
    }
  }

  @Reference(
      name = "gogo",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setGogo(ShellOpener opener) {
    gogo = opener;
    gogoHasCome.countDown();
  }

  void unsetGogo(ShellOpener opener) {
    if (gogo == opener) {
      gogo = null;
    }
  }

  /** Gogo may start after the control socket; it is waited for, but once only. */
  private @Nullable ShellOpener gogo() {
    try {
      if (!gogoHasCome.await(GOGO_SECONDS, TimeUnit.SECONDS)) {
        gogoHasCome.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return gogo;
  }

  @Deactivate
  void close() {
    if (socket != null) {
      socket.close();
    }
  }

  /** A connection; it gets a Gogo session with its first {@code shell} request. */
  private final class Caller implements Conversation {
    private @Nullable Conversation shell;

    @Override
    public String answer(String requestLine) {
      try {
        Request request = Request.parse(requestLine);
        return request.command().equals("shell")
            ? shell(String.join(" ", request.args()))
            : commands.run(request).toLine();
      } catch (JsonException e) {
        return Reply.failure(Reply.WRONG_USE, "the request is not understood: " + e.getMessage())
            .toLine();
      }
    }

    private String shell(String line) {
      if (shell == null) {
        ShellOpener opener = gogo();
        shell = opener == null ? null : opener.open();
      }
      return shell == null
          ? Reply.failure(Reply.NOT_RUNNING, "Gogo does not run in this container").toLine()
          : shell.answer(line);
    }

    @Override
    public void close() {
      if (shell != null) {
        shell.close();
      }
    }
  }
}
