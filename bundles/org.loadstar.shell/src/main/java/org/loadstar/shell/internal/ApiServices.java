// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AgentRuntime;
import org.loadstar.api.agent.ServiceAgent;
import org.loadstar.api.directory.DirectoryRuntime;
import org.loadstar.api.discovery.DiscoveryRuntime;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.distributor.Distributor;
import org.loadstar.api.distributor.DistributorRuntime;
import org.loadstar.api.ranking.LoadRanker;
import org.loadstar.api.ranking.RankingRuntime;
import org.loadstar.api.server.ServerRuntime;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionRuntime;
import org.loadstar.shell.wire.Reply;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The API services that are here at the moment; each may come and go. */
@Component(service = ApiServices.class)
public final class ApiServices {
  @Reference(
      name = "locator",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ServerLocator locator;

  @Reference(
      name = "discovery",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable DiscoveryRuntime discovery;

  @Reference(
      name = "ranker",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable LoadRanker ranker;

  @Reference(
      name = "ranking",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable RankingRuntime ranking;

  @Reference(
      name = "sessions",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable SessionManager sessions;

  @Reference(
      name = "session",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable SessionRuntime session;

  @Reference(
      name = "serviceAgent",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ServiceAgent serviceAgent;

  @Reference(
      name = "agent",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable AgentRuntime agent;

  @Reference(
      name = "directory",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable DirectoryRuntime directory;

  @Reference(
      name = "server",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ServerRuntime server;

  @Reference(
      name = "distributor",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Distributor distributor;

  @Reference(
      name = "distribution",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable DistributorRuntime distribution;

  @Reference(
      name = "configuration",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ConfigurationAdmin configuration;

  /**
   * The service, which must be here.
   *
   * @param bundle the bundle that is expected to provide it
   */
  static <T> T need(@Nullable T service, String bundle) throws CommandException {
    if (service == null) {
      throw new CommandException(
          Reply.NOT_RUNNING,
          bundle + " does not run in this container: is the bundle installed and started?");
    }
    return service;
  }
}
