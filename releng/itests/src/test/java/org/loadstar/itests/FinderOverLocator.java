// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.loadstar.api.discovery.FoundService;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServiceFinder;

/** Finds TN3270E servers only, while discovery has no finder for services of any kind. */
final class FinderOverLocator implements ServiceFinder {
  private final ServerLocator locator;

  private FinderOverLocator(ServerLocator locator) {
    this.locator = locator;
  }

  /** Registers one where there is none. */
  static void ifNeeded(OwnFramework own) {
    if (own.context().getServiceReference(ServiceFinder.class) == null) {
      ServiceFinder finder = new FinderOverLocator(own.service(ServerLocator.class));
      own.context().registerService(ServiceFinder.class, finder, null);
    }
  }

  @Override
  public CompletionStage<List<FoundService>> services(
      String type, List<String> scopes, String predicate) {
    return locator
        .find(ServerQuery.any())
        .thenApply(
            list ->
                list.offers().stream()
                    .filter(o -> o.source().equals("slp") && o.url().startsWith(type + ":"))
                    .map(o -> new FoundService(o.url(), 100))
                    .toList());
  }

  @Override
  public CompletionStage<List<String>> attributes(
      String urlOrType, List<String> scopes, List<String> tags) {
    return locator
        .find(ServerQuery.any())
        .thenApply(
            list ->
                list.offers().stream()
                    .filter(o -> o.url().equals(urlOrType))
                    .flatMap(o -> o.attributes().entrySet().stream())
                    .map(
                        a ->
                            a.getValue().isEmpty()
                                ? a.getKey()
                                : "(" + a.getKey() + "=" + String.join(",", a.getValue()) + ")")
                    .toList());
  }

  @Override
  public CompletionStage<List<String>> types(String namingAuthority, List<String> scopes) {
    throw new UnsupportedOperationException();
  }
}
