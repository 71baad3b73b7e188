// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import io.netty.handler.ssl.ClientAuth;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One configuration of a TLS profile, every value of it right as far as can be said without its
 * files. It has passwords: {@code toString} tells the name only.
 *
 * @param pid for messages
 * @param name of the profile
 * @param trustStore files with whom we trust; empty for the authorities of the Java runtime
 * @param trustStorePassword of them, perhaps empty
 * @param keyStore files with our key and certificates; empty for none
 * @param keyStorePassword of them, perhaps empty
 * @param crl files with revocation lists; empty to ask none
 * @param protocols allowed
 * @param serverName that every server must prove; empty for the host it is at
 * @param constraints on keys and signatures
 * @param clientAuth whether a listener wants the certificates of clients
 */
record TlsConfig(
    String pid,
    String name,
    List<Path> trustStore,
    String trustStorePassword,
    List<Path> keyStore,
    String keyStorePassword,
    List<Path> crl,
    List<String> protocols,
    String serverName,
    Constraints constraints,
    ClientAuth clientAuth) {
  static final String PID = "org.loadstar.tls";
  static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
  static final String SERVER_NAME = "[A-Za-z0-9._:-]{0,255}";
  static final String SERVER_NAME_ALLOWED = "a host name, an address or nothing";

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException naming the key, the value (no password) and what is allowed
   */
  static TlsConfig read(String pid, String name, Map<String, ?> values) {
    List<Path> trustStore = files(values, "trustStore");
    List<String> protocols = list(values, "protocols");
    ClientAuth clientAuth =
        switch (text(values, "clientAuth")) {
          case "", "none" -> ClientAuth.NONE;
          case "want" -> ClientAuth.OPTIONAL;
          case "need" -> ClientAuth.REQUIRE;
          default -> throw wrong(values, "clientAuth", "none, want or need");
        };
    if (clientAuth != ClientAuth.NONE && trustStore.isEmpty()) {
      throw wrong(values, "clientAuth", "none, as long as trustStore names no authority for it");
    }
    if (!PROTOCOLS.containsAll(protocols)) {
      throw wrong(values, "protocols", String.join(", ", PROTOCOLS));
    }
    List<String> constraints = list(values, "constraints");
    if (!constraints.stream().allMatch(item -> Pattern.matches(Constraints.SYNTAX, item))) {
      throw wrong(values, "constraints", Constraints.ALLOWED);
    }
    if (!Pattern.matches(SERVER_NAME, text(values, "serverName"))) {
      throw wrong(values, "serverName", SERVER_NAME_ALLOWED);
    }
    return new TlsConfig(
        pid,
        name,
        trustStore,
        text(values, "trustStorePassword"),
        files(values, "keyStore"),
        text(values, "keyStorePassword"),
        files(values, "crl"),
        protocols.isEmpty() ? PROTOCOLS : List.copyOf(protocols),
        text(values, "serverName"),
        Constraints.parse(constraints),
        clientAuth);
  }

  /** Every file of it. */
  List<Path> files() {
    return Stream.of(trustStore, keyStore, crl).flatMap(List::stream).toList();
  }

  private static List<Path> files(Map<String, ?> values, String key) {
    try {
      return list(values, key).stream().map(Path::of).toList();
    } catch (InvalidPathException invalid) {
      throw wrong(values, key, "names of files");
    }
  }

  private static String text(Map<String, ?> values, String key) {
    return Objects.toString(values.get(key), "").strip();
  }

  /** An array, a collection, or one text with commas. */
  private static List<String> list(Map<String, ?> values, String key) {
    Object value = values.get(key);
    Stream<?> parts =
        value instanceof Object[] array
            ? Arrays.stream(array)
            : value instanceof Collection<?> collection
                ? collection.stream()
                : Arrays.stream(text(values, key).split(","));
    return parts.map(part -> part.toString().strip()).filter(part -> !part.isEmpty()).toList();
  }

  private static IllegalArgumentException wrong(Map<String, ?> values, String key, String allowed) {
    Object value = values.get(key);
    String written = value instanceof Object[] array ? Arrays.toString(array) : "" + value;
    return new IllegalArgumentException(
        key + " = '" + written.replaceAll("\\p{Cntrl}", "?") + "' is wrong; allowed: " + allowed);
  }

  @Override
  public String toString() {
    return pid;
  }
}
