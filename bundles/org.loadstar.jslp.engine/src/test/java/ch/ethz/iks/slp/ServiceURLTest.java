// SPDX-License-Identifier: EPL-2.0
package ch.ethz.iks.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceURLTest {
  private static ServiceURL url(String text) throws ServiceLocationException {
    return new ServiceURL(text, ServiceURL.LIFETIME_DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "service:tn3270://host.example:992, '', '', host.example, 992, ''",
    "service:tn3270://host, '', '', host, 0, ''",
    "service:tn3270://[2001:db8::1]:23/a, '', '', [2001:db8::1], 23, /a",
    "service:printer:lpr://me@host/queue?x=1, '', me, host, 0, /queue?x=1",
    "service:ecf.junit://ecftp://host:3282/server, ecftp, '', host, 3282, /server",
    "service:ecf.junit://ecftp://me:pw@[::1]:1, ecftp, me:pw, [::1], 1, ''",
    "service:x://host/with://inside, '', '', host, 0, /with://inside"
  })
  void itsPartsAreRead(
      String text, String protocol, String user, String host, int port, String path)
      throws ServiceLocationException {
    ServiceURL url = url(text);
    assertEquals(text, url.toString());
    assertEquals(protocol.isEmpty() ? null : protocol, url.getProtocol());
    assertEquals(user, url.getUserInfo());
    assertEquals(host, url.getHost());
    assertEquals(port, url.getPort());
    assertEquals(path, url.getURLPath());
    assertEquals("", url.getTransport());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tn3270",
        "http://host",
        "service:tn3270:/host",
        "service:x://",
        "service:x://h:0"
      })
  void whatIsNoneIsRefused(String text) {
    ServiceLocationException fault = assertThrows(ServiceLocationException.class, () -> url(text));
    assertEquals(ServiceLocationException.PARSE_ERROR, fault.getErrorCode());
  }

  @Test
  void aLifetimeIsChecked() throws ServiceLocationException {
    assertEquals(-1, new ServiceURL("service:x://h", ServiceURL.LIFETIME_PERMANENT).getLifetime());
    assertThrows(ServiceLocationException.class, () -> new ServiceURL("service:x://h", -2));
    assertThrows(ServiceLocationException.class, () -> new ServiceURL("service:x://h", 65536));
  }

  @Test
  void equalOnesHaveTheSameHash() throws ServiceLocationException {
    ServiceURL one = new ServiceURL("service:TN3270://Host.example:23/Path", 10);
    ServiceURL same = new ServiceURL("service:tn3270://host.EXAMPLE:23/Path", 65535);
    assertEquals(one, same);
    assertEquals(one.hashCode(), same.hashCode());
    assertNotEquals(one, url("service:tn3270://host.example:23/path"));
    assertNotEquals(one, url("service:tn3270://host.example:24/Path"));
    assertNotEquals(one, url("service:tn3270://http://host.example:23/Path"));
    assertFalse(one.equals(null));
  }

  @Test
  void anAbstractTypeMatchesItsConcreteOnes() throws ServiceLocationException {
    ServiceURL any = url("service:printer://h/q");
    ServiceURL lpr = url("service:printer:lpr://h/q");
    assertTrue(any.matches(lpr));
    assertFalse(lpr.matches(any));
    assertFalse(any.matches(url("service:printer:lpr://h/other")));
    assertFalse(any.matches(url("service:printers://h/q")));
  }

  @Test
  void lengthsAreThoseOfTheBytesNotOfTheCharacters() throws Exception {
    ServiceURL url = new ServiceURL("service:x://h/\u00e4\u20ac", ServiceURL.LIFETIME_MAXIMUM);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    url.writeTo(new DataOutputStream(bytes));
    assertEquals(6 + 14 + 2 + 3, bytes.size());
    assertEquals(bytes.size(), url.getLength());
    ServiceURL back =
        ServiceURL.fromBytes(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertEquals(url, back);
    assertEquals(65535, back.getLifetime(), "not a signed number");
  }

  @Test
  void authenticationBlocksAreSkipped() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    url("service:x://h").writeTo(new DataOutputStream(bytes));
    byte[] entry = bytes.toByteArray();
    entry[entry.length - 1] = 1;
    bytes.reset();
    bytes.write(entry);
    bytes.write(new byte[] {0, 2, 0, 6, 9, 9, 77});
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    assertEquals(url("service:x://h"), ServiceURL.fromBytes(in));
    assertEquals(77, in.read());
  }

  @Test
  void itIsSerializable() throws Exception {
    ServiceURL url = url("service:ecf.junit://ecftp://host:3282/server");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(url);
    assertEquals(
        url, new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject());
  }

  @Test
  void aTypeHasItsNames() {
    ServiceType type = new ServiceType("service:printing.acme:ipp");
    assertTrue(type.isAbstractType());
    assertEquals("printing", type.getPrincipleTypeName());
    assertEquals("acme", type.getNamingAuthority());
    assertEquals("ipp", type.getConcreteTypeName());
    assertEquals("service:printing.acme", type.getAbstractTypeName());
    assertFalse(type.isNADefault());
    ServiceType plain = new ServiceType("service:ftp");
    assertFalse(plain.isAbstractType());
    assertTrue(plain.isNADefault());
    assertEquals("ftp", plain.getPrincipleTypeName());
    assertEquals("", plain.getAbstractTypeName());
    assertEquals("", plain.getConcreteTypeName());
    assertEquals(plain, new ServiceType("SERVICE:FTP"));
    assertEquals(plain.hashCode(), new ServiceType("SERVICE:FTP").hashCode());
    assertThrows(IllegalArgumentException.class, () -> new ServiceType("http"));
    assertThrows(IllegalArgumentException.class, () -> new ServiceType("service:"));
  }
}
