// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tn3270:} URI (RFC 6270): {@code tn3270://[user@]host[:port][/]}, the port 23 where none
 * is given; and, as an extension of ours, {@code tn3270s:} for TLS from the first byte, with port
 * 992. There is no path, query or fragment. A password in the user information is refused, as RFC
 * 3986 section 3.2.1 allows, and never repeated in a message.
 *
 * @param secure whether it is {@code tn3270s:}
 * @param user the user's name, decoded; empty where there is none
 * @param server where to connect to
 */
public record Tn3270Uri(boolean secure, String user, HostPort server) {
  private static final int PORT = 23;
  private static final int SECURE_PORT = 992;

  private static final Pattern SCHEME = Pattern.compile("(?i)(tn3270s?):(.*)", Pattern.DOTALL);
  private static final Pattern PARTS =
      Pattern.compile("//(?<authority>[^/?#]*)(?<path>[^?#]*)(?<rest>.*)", Pattern.DOTALL);
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:(?<user>[^@]*)@)?(?<host>\\[[^\\]@]*\\]|[^:@\\[\\]]*)(?::(?<port>[^:@]*))?");
  private static final Pattern USER = characters("!$&'()*+,;=:");
  private static final Pattern NAME = characters("!$&'()*+,;=");
  private static final Pattern ADDRESS =
      Pattern.compile("(?i)[0-9a-f:]*:[0-9a-f:.]*(%25[-A-Za-z0-9._~]+)?");

  /** Unreserved characters, escapes, and these. */
  private static Pattern characters(String others) {
    return Pattern.compile("(?:[-A-Za-z0-9._~]|%[0-9A-Fa-f]{2}|[" + Pattern.quote(others) + "])*");
  }

  /** Whether the text claims to be such a URI, right or wrong. */
  public static boolean claims(String text) {
    return SCHEME.matcher(text.strip()).matches();
  }

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it is none, with what is wrong
   */
  public static Tn3270Uri parse(String text) {
    Matcher scheme = SCHEME.matcher(text.strip());
    if (!scheme.matches()) {
      throw new IllegalArgumentException("it does not begin with tn3270: or tn3270s:");
    }
    boolean secure = scheme.group(1).toLowerCase(Locale.ROOT).equals("tn3270s");
    Matcher parts = PARTS.matcher(scheme.group(2));
    if (!parts.matches()) {
      throw new IllegalArgumentException("'//' and a host must follow the scheme");
    }
    if (!parts.group("path").isEmpty() && !parts.group("path").equals("/")) {
      throw new IllegalArgumentException(
          "a tn3270 URI has no path, but this one has '" + parts.group("path") + "'");
    }
    if (!parts.group("rest").isEmpty()) {
      throw new IllegalArgumentException("a tn3270 URI has no query and no fragment");
    }
    Matcher authority = AUTHORITY.matcher(parts.group("authority"));
    if (!authority.matches()) {
      throw new IllegalArgumentException(
          "what stands before the path is not [USER@]HOST[:PORT]; an IPv6 address belongs in"
              + " brackets");
    }
    return new Tn3270Uri(
        secure,
        user(authority.group("user")),
        new HostPort(host(authority.group("host")), port(authority.group("port"), secure)));
  }

  /** The profile that connects there, without SLP, and tells the user to a host that asks. */
  public SessionProfile profile() {
    SessionProfile plain = SessionProfile.to(server).with(change -> change.user(user));
    return secure ? plain.with(change -> change.tls(TlsMode.REQUIRE).startTls(false)) : plain;
  }

  private static String user(@Nullable String text) {
    if (text == null) {
      return "";
    }
    if (!USER.matcher(text).matches()) {
      throw new IllegalArgumentException("the user's name has a character that must be escaped");
    }
    if (text.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "a password does not belong in a URI (RFC 3986 section 3.2.1)");
    }
    return decoded(text, "the user's name");
  }

  private static String host(String text) {
    if (text.startsWith("[")) {
      String address = text.substring(1, text.length() - 1);
      if (!ADDRESS.matcher(address).matches()) {
        throw new IllegalArgumentException("'" + address + "' is no IPv6 address");
      }
      return address.replace("%25", "%");
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the host is missing");
    }
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "the host '" + text + "' has a character that must be escaped");
    }
    String name = decoded(text, "the host");
    if (name.chars().anyMatch(c -> c <= ' ' || c == 0x7F || c == ':' || c == '/' || c == '@')) {
      throw new IllegalArgumentException("the host '" + text + "' is no name");
    }
    try {
      return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("the host '" + text + "' is no name", wrong);
    }
  }

  private static int port(@Nullable String text, boolean secure) {
    if (text == null || text.isEmpty()) {
      return secure ? SECURE_PORT : PORT;
    }
    if (text.matches("[0-9]{1,9}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    }
    throw new IllegalArgumentException("the port '" + text + "' is not one of 1 to 65535");
  }

  private static String decoded(String text, String what) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '%') {
        bytes.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
        at += 2;
      } else {
        bytes.write(text.charAt(at));
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException wrong) {
      throw new IllegalArgumentException(what + " is not UTF-8 where it is escaped", wrong);
    }
  }
}
