// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.unruly;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServerSource;
import org.loadstar.api.ranking.RankingStrategy;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalApplication;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Input;
import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Style;
import org.loadstar.api.server.TerminalScreen.Text;
import org.loadstar.api.session.ScreenChange;
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
 * configuration says how it misbehaves, and as which of them.
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
          @Option(label = "overflows the stack", value = "overflow"),
          @Option(label = "returns null", value = "null"),
          @Option(label = "returns nonsense", value = "nonsense"),
          @Option(label = "blocks for ever", value = "block"),
          @Option(label = "behaves", value = "none")
        })
    String mode() default "throw";

    /** As what. */
    @AttributeDefinition(
        name = "As what",
        description = "As what it misbehaves; as the others it behaves.",
        options = {
          @Option(label = "source of servers", value = "source"),
          @Option(label = "ranking strategy", value = "strategy"),
          @Option(label = "listener of sessions", value = "listener"),
          @Option(label = "application, when a terminal connects", value = "application"),
          @Option(label = "application, from the first key on", value = "dialog")
        })
    String[] as() default {"source", "strategy", "listener", "application", "dialog"};
  }

  private static final TerminalScreen GOOD =
      new TerminalScreen(
          List.of(
              new Text(0, 1, "PRESS ENTER", Style.NORMAL),
              new Input(2, 1, 8, "word", "", Kind.TEXT)),
          "word",
          false);

  private final Mode mode;
  private final Set<String> roles;

  /** Called by Declarative Services. */
  @Activate
  public Unruly(Config config) {
    this(Mode.valueOf(config.mode().toUpperCase(Locale.ROOT)), config.as());
  }

  Unruly(Mode mode, String... as) {
    this.mode = mode;
    this.roles = Arrays.stream(as).collect(Collectors.toSet());
  }

  private Mode as(String role) {
    return roles.contains(role) ? mode : Mode.NONE;
  }

  @Override
  public List<ServerOffer> find(ServerQuery query) {
    return as("source").act(() -> Collections.singletonList(null), List::of);
  }

  @Override
  public double[] score(List<ServerOffer> offers) {
    return as("strategy")
        .act(
            () -> new double[offers.size() + 1],
            () -> offers.stream().mapToDouble(o -> o.load().orElse(100)).toArray());
  }

  @Override
  public void screenChanged(Session session, ScreenChange change) {
    as("listener").act(() -> null, () -> null);
  }

  @Override
  public TerminalDialog open(Terminal terminal) {
    return as("application").act(() -> dialog(Mode.NONSENSE), () -> dialog(as("dialog")));
  }

  private static TerminalDialog dialog(Mode mode) {
    return new TerminalDialog() {
      @Override
      public TerminalScreen first() {
        return GOOD;
      }

      @Override
      public TerminalScreen next(TerminalInput input) {
        return mode.act(Unruly::nonsense, () -> GOOD);
      }
    };
  }

  private static TerminalScreen nonsense() {
    return new TerminalScreen(
        List.of(new Text(999, -5, "nowhere", Style.NORMAL)), "no such field", false);
  }
}
