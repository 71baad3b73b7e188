// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServerSource;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The third-party sources. Thread-safe. */
final class Sources {
  /** What a source has for its answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** A source that offers more than this answers nonsense. */
  static final int MOST_OFFERS = 1000;

  /** What they said together: the offers by service ranking, and what went wrong. */
  record Answer(List<ServerOffer> offers, List<String> notes) {}

  private final BundleContext context;
  private final Duration timeout;
  private final ExtensionGuard<ServerSource> guard;

  Sources(BundleContext context, Duration timeout, Runnable changed) {
    this.context = context;
    this.timeout = timeout;
    this.guard = new ExtensionGuard<>("ServerSource", ServerSource.NAME, changed);
  }

  void add(ServiceReference<ServerSource> reference) {
    guard.add(reference, context);
  }

  void remove(ServiceReference<ServerSource> reference) {
    guard.remove(reference);
  }

  List<ExtensionDTO> report() {
    return guard.report();
  }

  /** Asks all at once; cancelling it spares those whose turn has not come. Never fails. */
  CompletableFuture<Answer> ask(ServerQuery query) {
    List<CompletableFuture<Answer>> calls =
        guard.extensions().stream().map(source -> ask(source, query)).toList();
    CompletableFuture<Answer> all =
        CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new))
            .thenApply(
                nothing -> {
                  List<Answer> answers = calls.stream().map(CompletableFuture::join).toList();
                  return new Answer(
                      answers.stream().flatMap(a -> a.offers().stream()).toList(),
                      answers.stream().flatMap(a -> a.notes().stream()).toList());
                });
    all.whenComplete((answer, cancelled) -> calls.forEach(c -> c.cancel(false)));
    return all;
  }

  private CompletableFuture<Answer> ask(Extension<ServerSource> source, ServerQuery query) {
    CompletableFuture<List<ServerOffer>> call =
        guard.call(source, timeout, s -> checked(s.find(query), source.name()));
    CompletableFuture<Answer> answer =
        call.handle(
            (offers, fault) ->
                fault == null
                    ? new Answer(offers, List.of())
                    : new Answer(
                        List.of(), List.of(Objects.toString(fault.getMessage(), "failed"))));
    answer.whenComplete((done, cancelled) -> call.cancel(false));
    return answer;
  }

  /** Copies the list on the guard thread; each offer bears the name of its source. */
  private static List<ServerOffer> checked(List<ServerOffer> offers, String name)
      throws BadAnswerException {
    if (offers == null) {
      throw new BadAnswerException("returned null");
    }
    List<ServerOffer> copy = new ArrayList<>();
    for (ServerOffer offer : offers) {
      if (offer == null) {
        throw new BadAnswerException("returned a list with null in it");
      }
      if (copy.size() == MOST_OFFERS) {
        throw new BadAnswerException("returned more than " + MOST_OFFERS + " offers");
      }
      copy.add(
          new ServerOffer(
              offer.url(),
              offer.host(),
              offer.port(),
              offer.load(),
              offer.pools(),
              offer.attributes(),
              offer.scopes(),
              name,
              offer.seen()));
    }
    return copy;
  }
}
