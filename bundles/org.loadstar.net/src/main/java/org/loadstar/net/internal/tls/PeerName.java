// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.TlsException;

/**
 * Whether a certificate is for a host (RFC 9525): by its subject alternative names and never by its
 * common name; an address by an address only. A wildcard is a whole first label, stands for one
 * label, and at least two follow it.
 */
final class PeerName {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private PeerName() {}

  static void check(X509Certificate certificate, String host) throws TlsException {
    List<String> names = names(certificate, DNS);
    List<String> addresses = names(certificate, ADDRESS);
    byte @Nullable [] address = NetUtil.createByteArrayFromIpAddressString(host);
    boolean matches =
        address == null
            ? names.stream().anyMatch(name -> matches(name, canonical(host)))
            : addresses.stream()
                .anyMatch(
                    known ->
                        Arrays.equals(address, NetUtil.createByteArrayFromIpAddressString(known)));
    if (!matches) {
      throw Certificates.refused(
          certificate,
          "is not for the host " + Certificates.text(host),
          remedy(names, addresses, address != null));
    }
  }

  private static String remedy(List<String> names, List<String> addresses, boolean byAddress) {
    if (names.isEmpty() && addresses.isEmpty()) {
      return "it has no subject alternative name, and a common name does not count;"
          + " let it be issued with one";
    }
    List<String> all = new ArrayList<>();
    names.forEach(name -> all.add("DNS:" + name));
    addresses.forEach(known -> all.add("IP:" + known));
    return "it is for "
        + Certificates.text(String.join(", ", all))
        + (byAddress
            ? "; connect by a name, or let it be issued with the address"
            : "; connect by that name, or set serverName of the TLS profile");
  }

  static boolean matches(String pattern, String host) {
    String name = canonical(pattern);
    if (!name.startsWith("*.")) {
      return !name.isEmpty() && name.indexOf('*') < 0 && name.equals(host);
    }
    String rest = name.substring(1);
    int first = host.indexOf('.');
    return rest.indexOf('.', 1) > 0
        && rest.indexOf('*') < 0
        && first > 0
        && host.substring(first).equals(rest);
  }

  private static String canonical(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    try {
      return IDN.toASCII(name).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException notDns) {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  private static List<String> names(X509Certificate certificate, int kind) {
    List<String> found = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (name.get(0).equals(kind) && name.get(1) instanceof String text) {
          found.add(text);
        }
      }
    } catch (CertificateParsingException unreadable) {
      return List.of();
    }
    return found;
  }
}
