// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.AuthenticationBlock;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.SAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SignedContent;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.Tn3270Template;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.testkit.ManualClock;

/** What a service agent with keys tells, in replies and registrations. */
class SigningTest {
  private static final String URL = "service:tn3270://10.0.0.1:23";
  private static final int LIFETIME = 600;

  private static final KeyRing RING =
      KeyRing.of(List.of(key("lab", "Ed25519"), key("first", "RSA")));

  private final ManualClock clock = new ManualClock();
  private volatile KeyRing ring = RING;
  private final Signing signing = new Signing(() -> ring, clock);

  private static KeyRing.Key key(String spi, String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("RSA")) {
        generator.initialize(1024);
      }
      KeyPair pair = generator.generateKeyPair();
      return new KeyRing.Key(spi, pair.getPublic(), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Service service(int load) {
    Attributes list = Attributes.builder().integer("LOAD", load).build();
    return new Service(URL, Tn3270Template.TN3270, Scopes.DEFAULT, LIFETIME, list);
  }

  private Optional<SlpMessage> ask(SlpMessage request, boolean multicast) {
    InetAddress own = InetAddress.getLoopbackAddress();
    return new Answers(List.of(service(35)), Scopes.DEFAULT, own, signing)
        .answer(
            new SlpRequest(
                request,
                new InetSocketAddress(own, 4000),
                new SlpLink("lo", own),
                multicast,
                false));
  }

  private static SlpHeader header(int version) {
    return version == 1
        ? SlpHeader.v1(1)
        : SlpHeader.v2(1).withExtensions(List.of(AttributeListExtension.REQUEST));
  }

  private static SrvRqst services(int version, String type, String spi) {
    return new SrvRqst(header(version), List.of(), type, Scopes.DEFAULT, "", spi);
  }

  private static AttrRqst attributes(int version, String about, List<String> tags, String spi) {
    SlpHeader header = version == 1 ? SlpHeader.v1(1) : SlpHeader.v2(1);
    return new AttrRqst(header, List.of(), about, Scopes.DEFAULT, tags, spi);
  }

  private void assertSigned(SignedContent content, List<Opaque> blocks, int lifetime) {
    assertEquals(SlpError.OK, ring.verify(content, blocks, clock.instant()));
    clock.advance(Duration.ofSeconds(lifetime - 1));
    assertEquals(SlpError.OK, ring.verify(content, blocks, clock.instant()));
    clock.advance(Duration.ofSeconds(301)); // in version 1 clocks may differ
    assertEquals(SlpError.AUTHENTICATION_FAILED, ring.verify(content, blocks, clock.instant()));
    clock.advance(Duration.ofSeconds(-lifetime - 300));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void urlsAndAttributesAreSignedForAsLongAsTheyLive(int version) {
    String spi = version == 1 ? "" : "lab";
    SrvRply reply = (SrvRply) ask(services(version, "service:tn3270", spi), true).orElseThrow();
    UrlEntry entry = reply.urlEntries().get(0);
    assertSigned(SignedContent.url(reply.header(), entry), entry.authBlocks(), LIFETIME);
    if (version == 2) {
      AttributeListExtension list = AttributeListExtension.of(reply).get(URL);
      assertEquals("(LOAD=35)", list.attributeList());
      assertSigned(
          SignedContent.attributes(reply.header(), list.attributeList()),
          list.authBlocks(),
          LIFETIME);
    }
    AttrRply told = (AttrRply) ask(attributes(version, URL, List.of(), spi), false).orElseThrow();
    assertEquals(1, told.authBlocks().size());
    assertEquals(
        SlpError.OK,
        ring.verify(
            SignedContent.attributes(told.header(), told.attributeList()),
            told.authBlocks(),
            clock.instant()));
  }

  @Test
  void onlyWhatIsAskedForIsSignedInVersion2() {
    SrvRply plain = (SrvRply) ask(services(2, "service:tn3270", ""), false).orElseThrow();
    assertEquals(List.of(), plain.urlEntries().get(0).authBlocks());
    assertEquals(List.of(), AttributeListExtension.of(plain).get(URL).authBlocks());
    SrvRply unknown = (SrvRply) ask(services(2, "service:tn3270", "none"), false).orElseThrow();
    assertEquals(SlpError.AUTHENTICATION_UNKNOWN, unknown.error());
    assertTrue(ask(services(2, "service:tn3270", "none"), true).isEmpty());
    for (AttrRqst unsignable :
        List.of(
            attributes(2, "service:tn3270", List.of(), "lab"),
            attributes(2, URL, List.of("LOAD"), "lab"))) {
      AttrRply refused = (AttrRply) ask(unsignable, false).orElseThrow();
      assertEquals(SlpError.AUTHENTICATION_FAILED, refused.error());
    }
  }

  @Test
  void theAdvertisementOfTheAgentIsSigned() {
    SAAdvert advert =
        (SAAdvert) ask(services(2, "service:service-agent", "lab"), true).orElseThrow();
    assertSigned(SignedContent.advert(advert), advert.authBlocks(), 10_800);
    SAAdvert plain = (SAAdvert) ask(services(2, "service:service-agent", ""), true).orElseThrow();
    assertEquals(List.of(), plain.authBlocks());
  }

  @Test
  void aSignatureIsMadeOnceForManyAndAnewInTime() {
    SrvRqst rqst = services(2, "service:tn3270", "lab");
    SlpMessage first = ask(rqst, true).orElseThrow();
    clock.advance(Duration.ofSeconds(LIFETIME / 4 - 1));
    assertEquals(first, ask(rqst, true).orElseThrow());
    clock.advance(Duration.ofSeconds(1));
    assertNotEquals(first, ask(rqst, true).orElseThrow());
    ring = KeyRing.of(List.of(key("lab", "Ed25519")));
    SrvRply anew = (SrvRply) ask(rqst, true).orElseThrow();
    UrlEntry entry = anew.urlEntries().get(0);
    assertEquals(
        SlpError.OK,
        ring.verify(SignedContent.url(anew.header(), entry), entry.authBlocks(), clock.instant()));
  }

  @Test
  void registrationsAreSignedForWhatTheDirectoryAgentKnows() throws Exception {
    Ledger.Request register = new Ledger.Request.Register(service(35));
    SrvReg unknown = (SrvReg) Requests.of(2, 1, register, signing, List.of(""));
    assertEquals(List.of(), unknown.authBlocks());
    assertEquals(List.of(), unknown.urlEntry().authBlocks());
    for (int version : List.of(1, 2)) {
      SrvReg reg = (SrvReg) Requests.of(version, 1, register, signing, List.of("other", "lab"));
      UrlEntry entry = reg.urlEntry();
      assertSigned(SignedContent.url(reg.header(), entry), entry.authBlocks(), LIFETIME);
      assertEquals(
          SlpError.OK,
          ring.verify(
              SignedContent.attributes(reg.header(), reg.attributeList()),
              reg.authBlocks(),
              clock.instant()));
      SrvDeReg gone =
          (SrvDeReg)
              Requests.of(
                  version, 1, new Ledger.Request.Deregister(service(35)), signing, List.of("lab"));
      assertEquals(
          SlpError.OK,
          ring.verify(
              SignedContent.url(gone.header(), gone.urlEntry()),
              gone.urlEntry().authBlocks(),
              clock.instant()));
    }
    SrvReg later = (SrvReg) Requests.of(2, 1, register, signing, List.of("lab"));
    AuthenticationBlock block = AuthenticationBlock.parse(2, later.authBlocks().get(0));
    assertEquals(clock.instant().getEpochSecond() + LIFETIME, block.timestamp());
  }
}
