// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The user agent for services of any kind (RFC 2608; SLPFindSrvs, SLPFindAttrs and SLPFindSrvTypes
 * of RFC 2614). Whoever wants TN3270E servers takes {@link ServerLocator}. Thread-safe; never
 * blocks.
 *
 * <p>The configuration of discovery holds: directory agents, time-outs, versions. A stage completes
 * with what was found, perhaps nothing, and fails with IllegalArgumentException for a type, scope
 * or predicate that is none, IllegalStateException where SLP cannot be asked. Cancelling a stage's
 * future ends the search. Empty scopes mean those configured.
 */
@ProviderType
public interface ServiceFinder {
  /**
   * The services of a type.
   *
   * @param type such as {@code service:printer:lpr}
   * @param predicate LDAPv3 syntax as RFC 2608 section 8.1 has it; empty for all
   */
  CompletionStage<List<FoundService>> services(String type, List<String> scopes, String predicate);

  /**
   * The attributes of a service, or of all services of a type together, each as SLP writes it:
   * {@code (LOAD=35)}, or {@code BIND} for a keyword.
   *
   * @param urlOrType a service URL or a service type
   * @param tags which attributes, {@code *} matching any characters; empty for all
   */
  CompletionStage<List<String>> attributes(
      String urlOrType, List<String> scopes, List<String> tags);

  /**
   * The service types that there are.
   *
   * @param namingAuthority whose types: empty for IANA's, null for everybody's
   */
  CompletionStage<List<String>> types(@Nullable String namingAuthority, List<String> scopes);
}
