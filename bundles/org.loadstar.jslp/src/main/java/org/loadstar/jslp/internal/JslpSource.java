// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.internal;

import ch.ethz.iks.slp.Locator;
import ch.ethz.iks.slp.ServiceLocationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServerSource;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds TN3270E servers through the Locator of an installed jSLP. Without a directory agent jSLP
 * takes more than five seconds, a source has two: so a search goes on in the background, and
 * whoever cannot wait for it gets what the last one found. A search that fails is logged, and is no
 * fault of this source.
 */
@Component(service = ServerSource.class, property = ServerSource.NAME + "=" + JslpSource.NAME)
public final class JslpSource implements ServerSource {
  static final String NAME = "jslp";

  private static final Logger LOG = LoggerFactory.getLogger(JslpSource.class);

  /** A source has two seconds. */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  /** After this the call is given up, and its thread with it. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final BundleContext context;
  private final Duration patience;
  private final ExtensionGuard<Locator> locators =
      new ExtensionGuard<>("jSLP Locator", "", () -> {});
  private final Results results = new Results();
  private volatile String refusal = "";

  /** Called by Declarative Services. */
  @Activate
  public JslpSource(BundleContext context) {
    this(context, PATIENCE);
  }

  /**
   * @param patience how long a search is waited for
   */
  JslpSource(BundleContext context, Duration patience) {
    this.context = context;
    this.patience = patience;
  }

  @Reference(
      name = "locator",
      service = Locator.class,
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setLocator(ServiceReference<Locator> reference) {
    locators.add(reference, context);
  }

  void unsetLocator(ServiceReference<Locator> reference) {
    locators.remove(reference);
    results.clear();
  }

  @Override
  public List<ServerOffer> find(ServerQuery query) throws InterruptedException {
    List<Extension<Locator>> there = locators.extensions();
    if (there.isEmpty()) {
      return List.of();
    }
    CompletableFuture<Optional<List<ServerOffer>>> search =
        results.search(
            query, wanted -> locators.call(there.get(0), LONGEST, l -> search(l, wanted)));
    try {
      return search
          .get(patience.toMillis(), TimeUnit.MILLISECONDS)
          .orElseGet(() -> results.last(query));
    } catch (TimeoutException later) {
      return results.last(query);
    } catch (ExecutionException failed) {
      return results.last(query); // which the guard has logged
    }
  }

  /** Empty where jSLP refuses, which is logged once for each reason. */
  private Optional<List<ServerOffer>> search(Locator locator, Wanted wanted) {
    try {
      List<ServerOffer> found = new Search(locator, wanted).run();
      refusal = "";
      return Optional.of(found);
    } catch (ServiceLocationException refused) {
      String reason = refused.getErrorCode() + " " + refused.getMessage();
      if (!reason.equals(refusal)) {
        refusal = reason;
        LOG.warn("jSLP does not search: error {}", reason);
      }
      return Optional.empty();
    }
  }
}
