// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.ranking.LoadRanker;
import org.loadstar.api.session.Choice;
import org.loadstar.api.session.HostCodePage;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionListener;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntime;
import org.loadstar.api.session.SessionRuntimeDTO;
import org.loadstar.guard.RuntimeService;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.TlsProfiles;
import org.loadstar.session.internal.choice.Connector;
import org.loadstar.session.internal.profile.ConfiguredProfile;
import org.loadstar.session.internal.profile.HostCodePages;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The {@link SessionManager} and {@link SessionRuntime} of a framework, as Declarative Services see
 * them; what lives is in {@link Sessions}. Immediate, for the runtime service; it opens nothing
 * until a session is wanted.
 */
@Component(
    service = SessionManager.class,
    immediate = true,
    configurationPolicy = ConfigurationPolicy.IGNORE)
public final class SessionManagerComponent
    implements SessionManager, SessionRuntime, Collaborators {
  private static final String DEFAULT_PROFILE = "default";

  private final BundleContext context;
  private final ListenerHub listeners = new ListenerHub(this::changed);
  private final HostCodePages codePages = new HostCodePages(this::changed);
  private final List<ConfiguredProfile> profiles = new CopyOnWriteArrayList<>();
  private final Sessions sessions =
      new Sessions(this, Connector.Limits.STANDARD, listeners, codePages, this::changed);
  private volatile @Nullable RuntimeService<SessionRuntime> runtime;

  @Reference(
      name = "locator",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ServerLocator locator;

  @Reference(
      name = "ranker",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable LoadRanker ranker;

  @Reference(
      name = "network",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable NetworkStack network;

  @Reference(
      name = "tls",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable TlsProfiles tls;

  /** Called by Declarative Services. */
  @Activate
  public SessionManagerComponent(BundleContext context) {
    this.context = context;
  }

  @Activate
  void activate() {
    runtime = new RuntimeService<>(context, SessionRuntime.class, this);
  }

  @Deactivate
  void deactivate() {
    sessions.closeAll();
    RuntimeService<SessionRuntime> service = runtime;
    if (service != null) {
      service.close();
    }
  }

  private void changed() {
    RuntimeService<SessionRuntime> service = runtime;
    if (service != null) {
      service.changed();
    }
  }

  @Reference(
      name = "listener",
      service = SessionListener.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addListener(ServiceReference<SessionListener> reference) {
    listeners.add(reference, context);
  }

  void removeListener(ServiceReference<SessionListener> reference) {
    listeners.remove(reference);
  }

  @Reference(
      name = "codePage",
      service = HostCodePage.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addCodePage(ServiceReference<HostCodePage> reference) {
    codePages.add(reference, context);
  }

  void removeCodePage(ServiceReference<HostCodePage> reference) {
    codePages.remove(reference);
  }

  @Reference(
      name = "profile",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addProfile(ConfiguredProfile profile) {
    profiles.add(profile);
    changed();
  }

  void updatedProfile(ConfiguredProfile profile) {
    changed();
  }

  void removeProfile(ConfiguredProfile profile) {
    profiles.remove(profile);
    changed();
  }

  @Override
  public @Nullable ServerLocator locator() {
    return locator;
  }

  @Override
  public @Nullable LoadRanker ranker() {
    return ranker;
  }

  @Override
  public @Nullable NetworkStack network() {
    return network;
  }

  @Override
  public @Nullable TlsProfiles tls() {
    return tls;
  }

  @Override
  public CompletionStage<Session> open(SessionProfile profile) {
    return sessions.open(profile);
  }

  @Override
  public CompletionStage<Session> open(SessionProfile profile, Consumer<Session> prepare) {
    return sessions.open(profile, prepare);
  }

  @Override
  public Optional<Session> session(String id) {
    return Optional.ofNullable(sessions.byId(id));
  }

  @Override
  public List<Session> sessions() {
    return sessions.all();
  }

  /** The configured one; without it, "default" finds any server of the default scope. */
  @Override
  public Optional<SessionProfile> profile(String name) {
    return configured()
        .filter(profile -> profile.name().equals(name))
        .findFirst()
        .or(
            () ->
                name.equals(DEFAULT_PROFILE)
                    ? Optional.of(SessionProfile.discovering(name))
                    : Optional.empty());
  }

  private Stream<SessionProfile> configured() {
    return profiles.stream().map(ConfiguredProfile::profile).flatMap(Stream::ofNullable);
  }

  @Override
  public List<Choice> choices() {
    return sessions.choices();
  }

  @Override
  public SessionRuntimeDTO getRuntimeDTO() {
    SessionRuntimeDTO dto = new SessionRuntimeDTO();
    configured().map(SessionProfile::name).sorted().forEach(dto.profiles::add);
    sessions.tell(dto);
    return dto;
  }
}
