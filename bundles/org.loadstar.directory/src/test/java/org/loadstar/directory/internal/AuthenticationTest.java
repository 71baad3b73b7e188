// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.AuthenticationKeys;
import org.loadstar.slp.AuthenticationSigner;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SignedContent;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.UrlEntry;

/** Registrations with authentication blocks, RFC 2608 section 12.5. */
class AuthenticationTest {
  private static final String URL = "service:tn3270://a:23";
  private static final String LIST = "(LOAD=35)";

  private final Desk desk = new Desk();
  private KeyPair known;
  private AuthenticationSigner signer;

  @BeforeEach
  void keys() throws Exception {
    known = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    signer = AuthenticationSigner.v2("good", known.getPrivate());
    desk.with("keys", new String[] {"good=" + base64(known)});
  }

  private static String base64(KeyPair pair) {
    return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
  }

  private Instant expiry() {
    return Instant.ofEpochMilli(desk.now).plusSeconds(30);
  }

  private SrvReg signed(AuthenticationSigner by, String signedList) {
    SlpHeader header = SlpHeader.v2(1).with(SlpHeader.FRESH);
    UrlEntry plain = new UrlEntry(60, URL);
    Opaque url = by.sign(SignedContent.url(header, plain), expiry());
    Opaque list = by.sign(SignedContent.attributes(header, signedList), expiry());
    return new SrvReg(
        header,
        new UrlEntry(60, URL, List.of(url)),
        Desk.TN3270,
        Scopes.DEFAULT,
        LIST,
        List.of(list));
  }

  private SlpError register(SrvReg reg) {
    return ((SrvAck) desk.send(reg).orElseThrow()).error();
  }

  private SrvRply ask(String spi) {
    return (SrvRply)
        desk.send(new SrvRqst(SlpHeader.v2(1), List.of(), Desk.TN3270, Scopes.DEFAULT, "", spi))
            .orElseThrow();
  }

  @Test
  void aSignedRegistrationIsToldWithItsBlocksToWhoAsksForThem() {
    SrvReg reg = signed(signer, LIST);
    assertEquals(SlpError.OK, register(reg));
    assertEquals(reg.urlEntry().authBlocks(), ask("good").urlEntries().get(0).authBlocks());
    assertEquals(List.of(), ask("").urlEntries().get(0).authBlocks());
    AttrRply list =
        (AttrRply)
            desk.send(
                    new AttrRqst(
                        SlpHeader.v2(1), List.of(), URL, Scopes.DEFAULT, List.of(), "good"))
                .orElseThrow();
    assertEquals(reg.authBlocks(), list.authBlocks());
    AuthenticationKeys keys = AuthenticationKeys.v2(Map.of("good", known.getPublic()));
    assertEquals(
        SlpError.OK,
        keys.verify(
            SignedContent.attributes(list.header(), list.attributeList()),
            list.authBlocks(),
            Instant.ofEpochMilli(desk.now)));
  }

  @Test
  void attributesOfATypeOrSomeOfThemCannotBeSigned() {
    register(signed(signer, LIST));
    for (AttrRqst rqst :
        List.of(
            new AttrRqst(SlpHeader.v2(1), List.of(), URL, Scopes.DEFAULT, List.of("LOAD"), "good"),
            new AttrRqst(
                SlpHeader.v2(1), List.of(), Desk.TN3270, Scopes.DEFAULT, List.of(), "good"))) {
      assertEquals(
          SlpError.AUTHENTICATION_FAILED, ((AttrRply) desk.send(rqst).orElseThrow()).error());
    }
  }

  @Test
  void whatCannotBeVerifiedIsNotTaken() throws Exception {
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    assertEquals(
        SlpError.AUTHENTICATION_UNKNOWN,
        register(signed(AuthenticationSigner.v2("other", other.getPrivate()), LIST)));
    assertEquals(
        SlpError.AUTHENTICATION_FAILED,
        register(signed(AuthenticationSigner.v2("good", other.getPrivate()), LIST)));
    assertEquals(SlpError.AUTHENTICATION_FAILED, register(signed(signer, "(LOAD=0)")));
    SrvReg urlOnly = signed(signer, LIST);
    assertEquals(
        SlpError.AUTHENTICATION_ABSENT,
        register(
            new SrvReg(
                urlOnly.header(),
                urlOnly.urlEntry(),
                Desk.TN3270,
                Scopes.DEFAULT,
                LIST,
                List.of())));
    assertEquals(SlpError.AUTHENTICATION_UNKNOWN, ask("other").error());
    assertEquals(List.of(), ask("good").urlEntries());
  }

  @Test
  void aSignedRegistrationIsChangedWithTheSameKeysOnly() {
    register(signed(signer, LIST));
    assertEquals(SlpError.AUTHENTICATION_ABSENT, desk.register(URL, "(LOAD=0)"));
    assertEquals(SlpError.AUTHENTICATION_ABSENT, desk.v1().register(URL, "(LOAD=0)"));
    assertEquals(SlpError.AUTHENTICATION_FAILED, desk.v2().update(URL, "(LOAD=0)"));
    assertEquals(SlpError.AUTHENTICATION_ABSENT, desk.deregister(URL, "DEFAULT"));
    assertEquals(SlpError.AUTHENTICATION_FAILED, desk.deregister(URL, "DEFAULT", "LOAD"));
    assertEquals(SlpError.OK, register(signed(signer, LIST)));
    SlpHeader header = SlpHeader.v2(1);
    Opaque url = signer.sign(SignedContent.url(header, new UrlEntry(0, URL)), expiry());
    SrvDeReg gone =
        new SrvDeReg(header, Scopes.DEFAULT, new UrlEntry(0, URL, List.of(url)), List.of());
    assertEquals(SlpError.OK, ((SrvAck) desk.send(gone).orElseThrow()).error());
  }

  @Test
  void aSignedRegistrationEndsWithItsSignature() {
    register(signed(signer, LIST));
    desk.now += 29_000;
    assertEquals(List.of(URL), desk.find(""));
    desk.now += 1_000;
    assertEquals(List.of(), desk.find(""));
  }

  @Test
  void withoutKeysNothingSignedIsTakenAndNoIndexIsAdvertised() {
    Settings none = Desk.configured(Map.of());
    DAAdvert told = new Adverts(5).unsolicited(Desk.HOST, false, desk.settings, Instant.EPOCH);
    assertEquals("good", told.spis());
    assertEquals("", new Adverts(5).unsolicited(Desk.HOST, false, none, Instant.EPOCH).spis());
    desk.settings = none;
    assertEquals(SlpError.AUTHENTICATION_UNKNOWN, register(signed(signer, LIST)));
  }

  @Test
  void ownAdvertisementsAreSignedWithTheKeysOfThisProcess() throws Exception {
    KeyRing ring =
        KeyRing.of(List.of(new KeyRing.Key("own", known.getPublic(), known.getPrivate())));
    desk.settings = Desk.configured(Map.of(), ring);
    Instant now = Instant.ofEpochMilli(desk.now);
    SrvRqst rqst =
        new SrvRqst(
            SlpHeader.v2(1), List.of(), "service:directory-agent", Scopes.DEFAULT, "", "own");
    DAAdvert asked = (DAAdvert) desk.send(rqst).orElseThrow();
    assertEquals(SlpError.OK, ring.verify(SignedContent.advert(asked), asked.authBlocks(), now));
    assertEquals(asked, desk.send(rqst).orElseThrow());
    DAAdvert plain = (DAAdvert) desk.send(withoutSpi(rqst)).orElseThrow();
    assertEquals(List.of(), plain.authBlocks());
    Adverts adverts = new Adverts(5);
    for (boolean goodBye : List.of(false, true)) {
      DAAdvert told = adverts.unsolicited(Desk.HOST, goodBye, desk.settings, now);
      assertEquals(SlpError.OK, ring.verify(SignedContent.advert(told), told.authBlocks(), now));
    }
  }

  private static SrvRqst withoutSpi(SrvRqst rqst) {
    return new SrvRqst(rqst.header(), List.of(), rqst.serviceType(), rqst.scopes(), "", "");
  }

  @Test
  void aSignedRegistrationOfVersion1IsVerifiedAndToldAsItWasSigned() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair rsa = generator.generateKeyPair();
    KeyRing ring = KeyRing.of(List.of(new KeyRing.Key("v1", rsa.getPublic(), rsa.getPrivate())));
    Instant now = Instant.ofEpochMilli(desk.now);
    SlpHeader header = SlpHeader.v1(1);
    String list = "(LOAD=35),(SCOPE=DEFAULT)";
    UrlEntry plain = new UrlEntry(60, URL);
    SrvReg reg =
        new SrvReg(
            header,
            new UrlEntry(60, URL, ring.sign(SignedContent.url(header, plain), List.of(), now, 0)),
            Desk.TN3270,
            Scopes.DEFAULT,
            list,
            ring.sign(SignedContent.attributes(header, list), List.of(), now, 0));
    assertEquals(SlpError.AUTHENTICATION_FAILED, register(reg));
    desk.settings = Desk.configured(Map.of(), ring);
    assertEquals(SlpError.OK, register(reg));
    SrvReg changed =
        new SrvReg(
            header, reg.urlEntry(), Desk.TN3270, Scopes.DEFAULT, "(LOAD=0)", reg.authBlocks());
    assertEquals(SlpError.AUTHENTICATION_FAILED, register(changed));
    assertEquals(SlpError.AUTHENTICATION_ABSENT, desk.v1().register(URL, "(LOAD=0)"));
    desk.now += 20_000;
    SrvRply found =
        (SrvRply)
            desk.send(new SrvRqst(header, List.of(), Desk.TN3270, Scopes.DEFAULT, "", ""))
                .orElseThrow();
    UrlEntry entry = found.urlEntries().get(0);
    assertEquals(
        SlpError.OK,
        ring.verify(SignedContent.url(found.header(), entry), entry.authBlocks(), now));
    AttrRply told =
        (AttrRply)
            desk.send(new AttrRqst(header, List.of(), URL, Scopes.DEFAULT, List.of(), ""))
                .orElseThrow();
    assertEquals(
        SlpError.OK,
        ring.verify(
            SignedContent.attributes(told.header(), told.attributeList()), told.authBlocks(), now));
    SrvRply later =
        (SrvRply)
            desk.send(
                    withoutSpi(
                        new SrvRqst(
                            SlpHeader.v2(1), List.of(), Desk.TN3270, Scopes.DEFAULT, "", "")))
                .orElseThrow();
    assertEquals(List.of(), later.urlEntries().get(0).authBlocks());
  }

  @Test
  void aWrongKeyIsNamed() {
    for (String entry : List.of("nothing", "x=!!", "x=AAAA")) {
      IllegalArgumentException wrong =
          assertThrows(
              IllegalArgumentException.class,
              () -> Desk.configured(Map.of("keys", new String[] {entry})));
      assertTrue(wrong.getMessage().contains("keys"), wrong.getMessage());
    }
  }
}
