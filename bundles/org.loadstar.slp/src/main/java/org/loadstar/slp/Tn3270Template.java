// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The service template of TN3270E servers and how clients ask for it (RFC 3049 sections 5 and 7).
 */
public final class Tn3270Template {
  /** The type that the RFC's registrations and URLs have. */
  public static final ServiceType TN3270 = ServiceType.known("service:tn3270");

  /** The type that the template's name and section 5.3.4 have. */
  public static final ServiceType TN3270E = ServiceType.known("service:tn3270e");

  /** The communications software of a server (section 7.2). */
  public static final ServiceType COMMSERVER = ServiceType.known("service:commserver");

  /** Integer 0 (lowest) to 100 (highest load). */
  public static final String LOAD = "LOAD";

  /** Strings, see {@link LuPool}. */
  public static final String LUPOOL = "LUPOOL";

  /** Keyword: the BIND image function. */
  public static final String BIND = "BIND";

  /** Keyword: the non-SNA 3270 data stream. */
  public static final String DATA = "DATA";

  /** Keyword: the responses function. */
  public static final String RESPONSES = "RESPONSES";

  /** Keyword: the SNA character stream. */
  public static final String SCS = "SCS";

  /** Keyword: the SYSREQ function. */
  public static final String SYSREQ = "SYSREQ";

  /** Keyword: plain TN3270. */
  public static final String RFC1576 = "RFC1576";

  /** Keyword: TN3270 with LU names and printers. */
  public static final String RFC1646 = "RFC1646";

  /** Keyword: TN3270E. */
  public static final String RFC2355 = "RFC2355";

  /** Strings: NONE, SSLV3 and later names such as TLSV1.3. */
  public static final String SECURITY = "SECURITY";

  /** Strings: names of cipher suites. */
  public static final String CIPHERSUITES = "CIPHERSUITES";

  /** String: IW, NT, OS2, AIX or a later name. */
  public static final String PLATFORM = "PLATFORM";

  /** String: IP or IPX. */
  public static final String PROTOCOL = "PROTOCOL";

  /** String: the configured name. The template says "server name", the RFC's sample this. */
  public static final String SERVERNAME = "SERVERNAME";

  /** String: version, release and level as 01.02.03. */
  public static final String RELEASE = "RELEASE";

  private static final Pattern DISPLAY = Pattern.compile("IBM-327[89]-([2-5])(-E)?");

  private Tn3270Template() {}

  /**
   * The device type of LUPOOL for a terminal type of TN3270E (section 5.3.2): {@code 3270002} to
   * {@code 3270005} for displays (those of type 3279 like their 3278), {@code 3270DSC} for {@code
   * IBM-3287-1}, {@code *} for {@code IBM-DYNAMIC}; empty for other terminal types.
   */
  public static Optional<String> device(String terminalType) {
    Matcher display = DISPLAY.matcher(terminalType);
    if (display.matches()) {
      return Optional.of("327000" + display.group(1));
    }
    return switch (terminalType) {
      case "IBM-3287-1" -> Optional.of("3270DSC");
      case "IBM-DYNAMIC" -> Optional.of(LuPool.ANY_DEVICE);
      default -> Optional.empty();
    };
  }

  /** The pools of a server. */
  public static List<LuPool> luPools(Attributes attributes) {
    return attributes.strings(LUPOOL).stream()
        .map(LuPool::parse)
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  /** The server's name under either of its tags. */
  public static Optional<String> serverName(Attributes attributes) {
    return attributes
        .get(SERVERNAME)
        .or(() -> attributes.get("server name"))
        .flatMap(a -> a.values().stream().findFirst())
        .map(AttributeValue::text);
  }

  /**
   * The predicate for servers with a pool. It matches servers whether they separate pool and device
   * by a TAB, escaped or not, or by a SPACE, also at directory agents that do not fold whitespace.
   *
   * @param pool null for any pool
   * @param device such as {@code 3270002}; null or {@code *} for any device
   * @return empty text, which matches all, where pool and device are both any
   */
  public static String luPoolFilter(@Nullable String pool, @Nullable String device) {
    boolean anyDevice = device == null || device.equals(LuPool.ANY_DEVICE);
    if (pool == null && anyDevice) {
      return "";
    }
    String type = anyDevice ? "*" : Predicate.escape(String.valueOf(device));
    String start = "(LUPOOL=" + (pool == null ? "*" : Predicate.escape(pool));
    String both = start + "\\09" + type + ")" + start + " " + type + ")";
    return "(|" + (anyDevice ? start + ")" : "") + both + ")";
  }
}
