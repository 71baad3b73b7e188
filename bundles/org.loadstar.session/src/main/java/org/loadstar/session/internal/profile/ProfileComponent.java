// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.profile;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.metatype.Syntax;
import org.loadstar.metatype.Syntaxes;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last good state of one factory configuration. The values are read from the plain
 * properties and not through {@link Config}, so that a wrong one can be named.
 */
@Component(
    service = ConfiguredProfile.class,
    configurationPid = ProfileComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ProfileComponent.Config.class, factory = true)
public final class ProfileComponent implements ConfiguredProfile {
  /** The factory PID. */
  public static final String PID = "org.loadstar.session.profile";

  private static final Logger LOG = LoggerFactory.getLogger(ProfileComponent.class);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar session profile",
      description =
          "How to find, choose and talk to a TN3270E server. The name is part of the PID.")
  public @interface Config {
    /** SLP. */
    @AttributeDefinition(
        name = "SLP",
        description = "Whether the server is found by SLP; if not, hosts are tried in order.",
        options = {@Option(value = "on"), @Option(value = "off")})
    String slp() default "on";

    /** Scope. */
    @AttributeDefinition(
        name = "Scope",
        description = "One SLP scope; empty for 'default', the word 'unscoped' for none (SLPv1).")
    @Syntax(value = Syntaxes.SCOPE, allowed = Syntaxes.SCOPE_ALLOWED)
    String scope() default "";

    /** Directory agents. */
    @AttributeDefinition(
        name = "DA discovery time-out",
        description = "Milliseconds, 0 for no directory agents, empty for discovery's own.")
    @Syntax(value = ProfileReader.MILLIS, allowed = ProfileReader.MILLIS_ALLOWED)
    String daDiscoveryTimeoutMillis() default "";

    /** Service agents. */
    @AttributeDefinition(
        name = "SA multicast time-out",
        description = "Milliseconds, empty for discovery's own.")
    @Syntax(value = ProfileReader.MILLIS, allowed = ProfileReader.MILLIS_ALLOWED)
    String saMulticastTimeoutMillis() default "";

    /** Hosts. */
    @AttributeDefinition(
        name = "Hosts",
        description = "HOST:PORT, tried in this order when SLP is off.")
    @Syntax(value = HostPort.SYNTAX, allowed = HostPort.ALLOWED)
    String[] hosts() default {};

    /** Pool. */
    @AttributeDefinition(
        name = "LU pool",
        description = "The pool to find and to ask for; not together with an LU name.")
    @Syntax(value = ProfileReader.POOL, allowed = ProfileReader.NAME_ALLOWED)
    String luPool() default "";

    /** LU. */
    @AttributeDefinition(
        name = "LU names",
        description = "The logical units to ask for, tried in turn; not together with a pool.")
    @Syntax(value = ProfileReader.NAME, allowed = ProfileReader.NAME_ALLOWED)
    String[] luName() default {};

    /** Type. */
    @AttributeDefinition(
        name = "Device type",
        description = "What the terminal says that it is, and so how large its screen is.")
    @Syntax(value = DeviceModel.SYNTAX, allowed = DeviceModel.ALLOWED)
    String deviceType() default SessionProfile.DEFAULT_DEVICE_TYPE;

    /** Functions. */
    @AttributeDefinition(
        name = "TN3270E functions",
        description = "Functions to ask for; empty for all.",
        options = {
          @Option(value = "BIND-IMAGE"),
          @Option(value = "RESPONSES"),
          @Option(value = "SYSREQ"),
          @Option(value = "CONTENTION-RESOLUTION")
        })
    String[] functions() default {};

    /** User. */
    @AttributeDefinition(
        name = "User",
        description = "The user's name, told to a host that asks for it; empty to tell none.")
    @Syntax(value = ProfileReader.USER, allowed = ProfileReader.USER_ALLOWED)
    String user() default "";

    /** Device name. */
    @AttributeDefinition(
        name = "Device name",
        description =
            "The device wanted, told to a host that asks for it; each = at its end is a digit of a"
                + " number that rises while the host asks again.")
    @Syntax(value = ProfileReader.DEVICE, allowed = ProfileReader.DEVICE_ALLOWED)
    String deviceName() default "";

    /** Code page. */
    @AttributeDefinition(name = "Code page", options = @Option(value = "037"))
    String codePage() default "037";

    /** TLS. */
    @AttributeDefinition(
        name = "TLS",
        description =
            "Whether the connection is encrypted: off; prefer, where the server offers it inside"
                + " telnet; require, or there is no session.",
        options = {@Option(value = "off"), @Option(value = "prefer"), @Option(value = "require")})
    String tls() default "off";

    /** STARTTLS. */
    @AttributeDefinition(
        name = "STARTTLS",
        description =
            "Where TLS is required: whether it begins inside telnet, not with the first byte.")
    boolean startTls() default false;

    /** TLS profile. */
    @AttributeDefinition(
        name = "TLS profile",
        description = "The NAME of a configuration org.loadstar.tls~NAME; empty for default.")
    @Syntax(value = ProfileReader.TLS_PROFILE, allowed = ProfileReader.TLS_PROFILE_ALLOWED)
    String tlsProfile() default "";

    /** Allowed hosts. */
    @AttributeDefinition(
        name = "Allowed hosts",
        description = "Names, addresses or *.domain that discovery may lead to; empty for any.")
    @Syntax(value = Syntaxes.HOSTS, allowed = Syntaxes.HOSTS_ALLOWED)
    String[] allowedHosts() default {};

    /** Reconnect. */
    @AttributeDefinition(
        name = "Reconnect",
        description = "Whether to move to the next server when the connection is lost.")
    boolean reconnect() default true;

    /** Keep-alive. */
    @AttributeDefinition(
        name = "Keep-alive",
        description = "Seconds of silence after which the host is probed; 0 for never.")
    @Syntax(value = ProfileReader.SECONDS, allowed = ProfileReader.SECONDS_ALLOWED)
    String keepAlive() default "0";

    /** Keep-alive probe. */
    @AttributeDefinition(
        name = "Keep-alive probe",
        description =
            "timing-mark: a host that is silent for the same time again is taken for gone;"
                + " nop: nothing is expected of it.",
        options = {@Option(value = "timing-mark"), @Option(value = "nop")})
    String keepAliveProbe() default "timing-mark";
  }

  private volatile @Nullable SessionProfile profile;

  /** Called by Declarative Services. */
  @Activate
  public ProfileComponent(Map<String, Object> properties) {
    modified(properties);
  }

  @Modified
  final void modified(Map<String, Object> properties) {
    String pid = Objects.toString(properties.get(Constants.SERVICE_PID), PID);
    try {
      profile = ProfileReader.read(nameOf(pid), properties);
    } catch (IllegalArgumentException wrong) {
      LOG.warn(
          "{}: {}; {}",
          pid,
          wrong.getMessage(),
          profile == null ? "the profile is not there" : "the last good configuration stays");
    }
  }

  /** What stands behind the factory PID: {@code ~NAME}, or an older kind of generated name. */
  private static String nameOf(String pid) {
    return pid.length() > PID.length() ? pid.substring(PID.length() + 1) : pid;
  }

  @Override
  public @Nullable SessionProfile profile() {
    return profile;
  }
}
