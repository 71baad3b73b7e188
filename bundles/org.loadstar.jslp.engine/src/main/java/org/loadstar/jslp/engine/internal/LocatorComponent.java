// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.engine.internal;

import ch.ethz.iks.slp.Locator;
import ch.ethz.iks.slp.ServiceLocationEnumeration;
import ch.ethz.iks.slp.ServiceLocationException;
import ch.ethz.iks.slp.ServiceType;
import ch.ethz.iks.slp.ServiceURL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.FoundService;
import org.loadstar.api.discovery.ServiceFinder;
import org.loadstar.slp.Predicate;
import org.loadstar.slp.SlpException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * jSLP's user agent over Loadstar's own. A call waits for the asynchronous search; the search ends
 * when the wait does. Each bundle has an instance, for its locale.
 */
@Component(
    service = Locator.class,
    scope = ServiceScope.BUNDLE,
    configurationPid = "org.loadstar.jslp.engine")
@Designate(ocd = LocatorComponent.Config.class)
@SuppressWarnings("rawtypes") // as the API
public final class LocatorComponent implements Locator {
  private static final Logger LOG = LoggerFactory.getLogger(Locator.class);
  private static final int SHORTEST = 100;
  private static final int LONGEST = 600_000;

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar jSLP engine",
      description = "How long the calls of jSLP's API wait.")
  public @interface Config {
    /** Time-out. */
    @AttributeDefinition(
        name = "Time-out",
        description = "Milliseconds after which a search ends at the latest.",
        min = "100",
        max = "600000")
    int timeoutMillis() default 20_000;
  }

  private final int timeoutMillis;
  private volatile Locale locale = Locale.getDefault();

  @Reference(
      name = "finder",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ServiceFinder finder;

  /** Called by Declarative Services; it owns nothing, so a new configuration makes a new one. */
  @Activate
  public LocatorComponent(Config config) {
    int wanted = config.timeoutMillis();
    timeoutMillis = Math.max(SHORTEST, Math.min(LONGEST, wanted));
    if (wanted != timeoutMillis) {
      LOG.error(
          "org.loadstar.jslp.engine: timeoutMillis is {}, allowed is {} to {}; {} is used",
          wanted,
          SHORTEST,
          LONGEST,
          timeoutMillis);
    }
  }

  @Override
  public Locale getLocale() {
    return locale;
  }

  @Override
  public void setLocale(@Nullable Locale wanted) {
    locale = wanted == null ? Locale.getDefault() : wanted;
  }

  @Override
  public ServiceLocationEnumeration findServiceTypes(
      @Nullable String namingAuthority, @Nullable List scopes) throws ServiceLocationException {
    String authority = "*".equals(namingAuthority) ? null : namingAuthority;
    List<String> asked = Faults.scopes(scopes);
    // The API has no other types: its callers make ServiceTypes of them all.
    return new Found(
        wait(f -> f.types(authority, asked).toCompletableFuture()).stream()
            .filter(type -> type.regionMatches(true, 0, "service:", 0, 8))
            .toList());
  }

  @Override
  public ServiceLocationEnumeration findServices(
      ServiceType type, @Nullable List scopes, @Nullable String searchFilter)
      throws ServiceLocationException {
    String filter = searchFilter == null ? "" : searchFilter;
    try {
      Predicate.parse(filter);
    } catch (SlpException wrong) {
      throw new IllegalArgumentException("no filter: " + filter, wrong);
    }
    List<String> asked = Faults.scopes(scopes);
    List<ServiceURL> urls = new ArrayList<>();
    for (FoundService found :
        wait(f -> f.services(type.toString(), asked, filter).toCompletableFuture())) {
      try {
        urls.add(new ServiceURL(found.url(), found.lifetimeSeconds()));
      } catch (ServiceLocationException unusable) {
        LOG.info("A service is left out: {}", unusable.getMessage());
      }
    }
    return new Found(urls);
  }

  @Override
  public ServiceLocationEnumeration findAttributes(
      ServiceURL url, @Nullable List scopes, @Nullable List attributeIds)
      throws ServiceLocationException {
    return attributes(url.toString(), scopes, attributeIds);
  }

  @Override
  public ServiceLocationEnumeration findAttributes(
      ServiceType type, @Nullable List scopes, @Nullable List attributeIds)
      throws ServiceLocationException {
    return attributes(type.toString(), scopes, attributeIds);
  }

  private ServiceLocationEnumeration attributes(
      String urlOrType, @Nullable List<?> scopes, @Nullable List<?> attributeIds)
      throws ServiceLocationException {
    List<String> asked = Faults.scopes(scopes);
    List<String> tags = Faults.strings(attributeIds);
    // Users of jSLP look for the upper case that RFC 2608 section 5 writes before opaque values.
    return new Found(
        wait(f -> f.attributes(urlOrType, asked, tags).toCompletableFuture()).stream()
            .map(attribute -> attribute.replace("\\ff", "\\FF"))
            .toList());
  }

  private <T> T wait(Function<ServiceFinder, CompletableFuture<T>> search)
      throws ServiceLocationException {
    ServiceFinder asked = finder;
    if (asked == null) {
      throw new ServiceLocationException(
          ServiceLocationException.NETWORK_INIT_FAILED, "org.loadstar.discovery is not there");
    }
    CompletableFuture<T> searching = search.apply(asked);
    try {
      return searching.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw fault(failed.getCause());
    } catch (TimeoutException late) {
      throw new ServiceLocationException(
          ServiceLocationException.NETWORK_TIMED_OUT, "no answer in " + timeoutMillis + " ms");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ServiceLocationException(ServiceLocationException.NETWORK_ERROR, "interrupted");
    } finally {
      searching.cancel(false);
    }
  }

  private static ServiceLocationException fault(@Nullable Throwable cause) {
    short code = ServiceLocationException.INTERNAL_SYSTEM_ERROR;
    if (cause instanceof IllegalArgumentException) {
      code = ServiceLocationException.PARSE_ERROR;
    } else if (cause instanceof IllegalStateException) {
      code = ServiceLocationException.NETWORK_INIT_FAILED;
    }
    ServiceLocationException fault = new ServiceLocationException(code, String.valueOf(cause));
    fault.initCause(cause);
    return fault;
  }
}
