// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.unruly;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServerSource;
import org.loadstar.api.ranking.RankingStrategy;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalApplication;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * A source of servers, a ranking strategy, a listener of sessions and an application at once. Its
 * configuration says how it misbehaves.
 */
@Component(
    configurationPid = "org.example.loadstar.unruly",
    property = {
      ServerSource.NAME + "=unruly",
      RankingStrategy.NAME + "=unruly",
      TerminalApplication.NAME + "=unruly"
    })
@Designate(ocd = Unruly.Config.class)
public final class Unruly
    implements ServerSource, RankingStrategy, SessionListener, TerminalApplication {
  /** What can be configured. */
  @ObjectClassDefinition(name = "Example of misbehaviour")
  public @interface Config {
    /** Mode. */
    @AttributeDefinition(
        name = "Mode",
        description = "How it misbehaves.",
        options = {
          @Option(label = "throws", value = "throw"),
          @Option(label = "throws an error", value = "error"),
          @Option(label = "returns null", value = "null"),
          @Option(label = "blocks for ever", value = "block")
        })
    String mode() default "throw";
  }

  private final String mode;

  /** Called by Declarative Services. */
  @Activate
  public Unruly(Config config) {
    this.mode = config.mode();
  }

  private void misbehave() {
    switch (mode) {
      case "throw" -> throw new IllegalStateException("unruly on purpose");
      case "error" -> throw new LinkageError("unruly on purpose");
      case "block" -> blockForEver();
      default -> {}
    }
  }

  private static void blockForEver() {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException again) {
        // it does not even listen to that
      }
    }
  }

  @Override
  public List<ServerOffer> find(ServerQuery query) {
    misbehave();
    return null;
  }

  @Override
  public double[] score(List<ServerOffer> offers) {
    misbehave();
    return null;
  }

  @Override
  public void screenChanged(Session session) {
    misbehave();
  }

  @Override
  public TerminalDialog open(Terminal terminal) {
    misbehave();
    return null;
  }
}
