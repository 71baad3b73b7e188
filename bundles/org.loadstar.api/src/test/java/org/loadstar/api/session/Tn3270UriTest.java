// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** tn3270: URIs (RFC 6270). */
class Tn3270UriTest {
  @ParameterizedTest
  @CsvSource({
    "tn3270://host.example, host.example, 23, false",
    "tn3270://host.example/, host.example, 23, false",
    "tn3270://host.example:, host.example, 23, false",
    "tn3270://host.example:2323/, host.example, 2323, false",
    "TN3270://HOST:00023, HOST, 23, false",
    "tn3270s://host, host, 992, true",
    "tn3270s://host:10992/, host, 10992, true",
    "tn3270://10.0.0.1, 10.0.0.1, 23, false",
    "tn3270://[2001:db8::1]:23, 2001:db8::1, 23, false",
    "tn3270://[::ffff:10.0.0.1]/, ::ffff:10.0.0.1, 23, false",
    "tn3270://[fe80::1%25eth0], fe80::1%eth0, 23, false",
    "tn3270://h%6Fst, host, 23, false",
    "tn3270://b%C3%BCcher.example, xn--bcher-kva.example, 23, false"
  })
  void aUriNamesAServer(String uri, String host, int port, boolean secure) {
    Tn3270Uri read = Tn3270Uri.parse(uri);
    assertEquals(new Tn3270Uri(secure, "", new HostPort(host, port)), read);
    SessionProfile profile = read.profile();
    assertFalse(profile.slp());
    assertEquals(List.of(new HostPort(host, port)), profile.hosts());
    assertEquals(secure ? TlsMode.REQUIRE : TlsMode.OFF, profile.tls());
    assertFalse(profile.startTls());
  }

  @Test
  void aUserIsDecoded() {
    assertEquals(
        "J\u00fcrgen @home", Tn3270Uri.parse("tn3270://J%C3%BCrgen%20%40home@host").user());
    assertEquals("", Tn3270Uri.parse("tn3270://@host").user());
    assertEquals("me", Tn3270Uri.parse("tn3270://me@host").profile().user());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "telnet://host|it does not begin with tn3270: or tn3270s:",
        "tn3270:host|'//' and a host must follow the scheme",
        "tn3270://|the host is missing",
        "tn3270:///|the host is missing",
        "tn3270://:23|the host is missing",
        "tn3270://host/LU1|a tn3270 URI has no path, but this one has '/LU1'",
        "tn3270://host/?lu=1|a tn3270 URI has no query and no fragment",
        "tn3270://host#top|a tn3270 URI has no query and no fragment",
        "tn3270://host:0|the port '0' is not one of 1 to 65535",
        "tn3270://host:65536|the port '65536' is not one of 1 to 65535",
        "tn3270://host:telnet|the port 'telnet' is not one of 1 to 65535",
        "tn3270://2001:db8::1|an IPv6 address belongs in brackets",
        "tn3270://[host]|'host' is no IPv6 address",
        "tn3270://[v1.x]|'v1.x' is no IPv6 address",
        "tn3270://ho st|has a character that must be escaped",
        "tn3270://ho%zzst|has a character that must be escaped",
        "tn3270://%ff|the host is not UTF-8 where it is escaped",
        "tn3270://a%00b|is no name",
        "tn3270://a b@host|the user's name has a character that must be escaped",
        "tn3270://me:CANARY-xyzzy@host|a password does not belong in a URI"
      })
  void whatIsWrongIsTold(String uri, String message) {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> Tn3270Uri.parse(uri));
    assertTrue(String.valueOf(wrong.getMessage()).contains(message), wrong.getMessage());
    assertFalse(String.valueOf(wrong.getMessage()).contains("CANARY"), wrong.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tn3270:", "TN3270S://x", "tn3270://"})
  void whatClaimsToBeOneIsKnown(String text) {
    assertTrue(Tn3270Uri.claims(text));
    assertFalse(Tn3270Uri.claims("x" + text));
    assertFalse(Tn3270Uri.claims("tn3270.example:23"));
  }
}
