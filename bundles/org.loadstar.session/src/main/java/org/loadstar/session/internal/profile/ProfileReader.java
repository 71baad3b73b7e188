// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.profile;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.KeepAliveProbe;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.TlsMode;
import org.loadstar.metatype.Syntaxes;

/**
 * Reads one configuration of a session profile. Values may be of any type that Configuration Admin
 * carries; what is absent or empty has its default. A wrong value is an {@link
 * IllegalArgumentException} that names the key, the value and what is allowed.
 */
public final class ProfileReader {
  /** The code pages that there are. */
  public static final Set<String> CODE_PAGES = Set.of("037");

  private static final long MAX_MILLIS = 600_000;

  static final String MILLIS = "([0-5]?[0-9]{1,5}|600000)?";
  static final String MILLIS_ALLOWED = "0 to " + MAX_MILLIS + ", or nothing for discovery's own";
  static final String SECONDS = "([0-9]{1,4}|[1-7][0-9]{4}|8[0-5][0-9]{3}|86[0-3][0-9]{2}|86400)?";
  static final String SECONDS_ALLOWED = "0 to 86400";
  static final String USER = "[ -~]{0,64}";
  static final String USER_ALLOWED = "at most 64 printable characters";
  static final String DEVICE = "([!-~&&[^=]]{1,55}={0,9})?";
  static final String DEVICE_ALLOWED = "a name of printable characters, with = only at its end";
  static final String NAME = "[!-~]{0,64}";
  static final String POOL = "[!-~&&[^(),\\\\!<=>~;*+]]{0,64}";
  static final String NAME_ALLOWED = "a name of printable characters";

  static final String TLS_PROFILE = "[A-Za-z0-9._-]{0,64}";
  static final String TLS_PROFILE_ALLOWED = "the NAME of a configuration org.loadstar.tls~NAME";

  private final Map<String, ?> values;

  private ProfileReader(Map<String, ?> values) {
    this.values = values;
  }

  /**
   * The profile.
   *
   * @throws IllegalArgumentException for the first wrong value
   */
  public static SessionProfile read(String name, Map<String, ?> values) {
    return new ProfileReader(values).profile(name);
  }

  /**
   * Checks what a profile made by a program may have wrong.
   *
   * @throws IllegalArgumentException for the first wrong value
   */
  public static void check(SessionProfile profile) {
    require(
        "deviceType",
        profile.deviceType(),
        t -> DeviceModel.largest(t) != null,
        DeviceModel.ALLOWED);
    require("codePage", profile.codePage(), CODE_PAGES::contains, CODE_PAGES.toString());
    require("luPool", profile.luPool(), matches(POOL), NAME_ALLOWED);
    profile.luNames().forEach(lu -> require("luName", lu, matches(NAME), NAME_ALLOWED));
    require("tlsProfile", profile.tlsProfile(), matches(TLS_PROFILE), TLS_PROFILE_ALLOWED);
    profile.functions().forEach(ProfileReader::requireFunction);
    require("user", profile.user(), matches(USER), USER_ALLOWED);
    require("deviceName", profile.deviceName(), matches(DEVICE), DEVICE_ALLOWED);
    String seconds = Long.toString(profile.keepAlive().toSeconds());
    require("keepAlive", seconds, matches(SECONDS), SECONDS_ALLOWED);
  }

  private SessionProfile profile(String name) {
    SessionProfile defaults = SessionProfile.discovering(name);
    List<String> luNames = list("luName");
    if (!text("luPool", "").isEmpty()) {
      require(
          "luName", String.join(", ", luNames), String::isEmpty, "nothing, since luPool is set");
    }
    SessionProfile profile =
        defaults.with(
            change ->
                change
                    .slp(oneOf("slp", defaults.slp(), "on", "off"))
                    .scope(checked("scope", "", matches(Syntaxes.SCOPE), Syntaxes.SCOPE_ALLOWED))
                    .daDiscoveryTimeout(millis("daDiscoveryTimeoutMillis"))
                    .saMulticastTimeout(millis("saMulticastTimeoutMillis"))
                    .hosts(list("hosts").stream().map(ProfileReader::host).toList())
                    .luPool(text("luPool", ""))
                    .luNames(luNames)
                    .deviceType(text("deviceType", defaults.deviceType()))
                    .functions(functions(defaults.functions()))
                    .user(text("user", ""))
                    .deviceName(text("deviceName", ""))
                    .codePage(text("codePage", defaults.codePage()))
                    .tls(tls(text("tls", "off")))
                    .startTls(oneOf("startTls", defaults.startTls(), "true", "false"))
                    .tlsProfile(text("tlsProfile", ""))
                    .allowedHosts(list("allowedHosts"))
                    .reconnect(oneOf("reconnect", defaults.reconnect(), "true", "false"))
                    .keepAlive(keepAlive())
                    .keepAliveProbe(
                        oneOf("keepAliveProbe", true, "timing-mark", "nop")
                            ? KeepAliveProbe.TIMING_MARK
                            : KeepAliveProbe.NOP));
    check(profile);
    return profile;
  }

  private String text(String key, String otherwise) {
    Object value = values.get(key);
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? otherwise : text;
  }

  private String checked(String key, String otherwise, Predicate<String> right, String allowed) {
    return require(key, text(key, otherwise), right, allowed);
  }

  private boolean oneOf(String key, boolean otherwise, String yes, String no) {
    String text = text(key, otherwise ? yes : no);
    require(key, text, t -> t.equals(yes) || t.equals(no), yes + " or " + no);
    return text.equals(yes);
  }

  private static TlsMode tls(String text) {
    require("tls", text, List.of("off", "prefer", "require")::contains, "off, prefer or require");
    return TlsMode.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private @Nullable Duration millis(String key) {
    String text = text(key, "");
    if (text.isEmpty()) {
      return null;
    }
    require(key, text, matches(MILLIS), MILLIS_ALLOWED);
    return Duration.ofMillis(Long.parseLong(text));
  }

  private Duration keepAlive() {
    String text = checked("keepAlive", "0", matches(SECONDS), SECONDS_ALLOWED);
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private Set<String> functions(Set<String> otherwise) {
    List<String> names = list("functions");
    names.forEach(ProfileReader::requireFunction);
    return names.isEmpty() ? otherwise : new LinkedHashSet<>(names);
  }

  /** An array, a collection, or one text with commas. */
  private List<String> list(String key) {
    Object value = values.get(key);
    Stream<?> parts;
    if (value instanceof Object[] array) {
      parts = Arrays.stream(array);
    } else if (value instanceof Collection<?> collection) {
      parts = collection.stream();
    } else {
      parts = Arrays.stream(text(key, "").split(","));
    }
    return parts
        .filter(Objects::nonNull)
        .map(part -> part.toString().strip())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.toList());
  }

  private static HostPort host(String text) {
    try {
      return HostPort.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("hosts: " + wrong.getMessage(), wrong);
    }
  }

  private static void requireFunction(String function) {
    Set<String> all = SessionProfile.DEFAULT_FUNCTIONS;
    require("functions", function, all::contains, new TreeSet<>(all).toString());
  }

  private static Predicate<String> matches(String pattern) {
    return text -> Pattern.matches(pattern, text);
  }

  private static String require(String key, String value, Predicate<String> right, String allowed) {
    if (!right.test(value)) {
      throw new IllegalArgumentException(
          key + " = '" + value.replaceAll("\\p{Cntrl}", "?") + "' is wrong; allowed: " + allowed);
    }
    return value;
  }
}
