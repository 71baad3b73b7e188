// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.Messages.decode;
import static org.loadstar.slp.Messages.encode;
import static org.loadstar.slp.Messages.scopes;

import io.netty.buffer.ByteBufUtil;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.loadstar.slp.SlpException.Reason;

/** Signatures of both versions. The golden ones were made by OpenSSL over the standards' bytes. */
class AuthenticationTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = Instant.ofEpochSecond(0x7FFF_FFFFL);
  private static final SlpHeader V1 = SlpHeader.v1(1);
  private static final SlpHeader V2 = SlpHeader.v2(1);
  private static final UrlEntry ENTRY = new UrlEntry(10800, "service:tn3270://h:23");

  private static final PublicKey RSA =
      publicKey(
          "RSA",
          "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC3XHuBdS0zFQFVjhdRzgAJif96crE9Nl9XcEn8"
              + "Ew/HHMbqOI08WSJJT0G9AeYJxBlzH3QBw4KNuv/8Gt74wWz15OmTA46gI8vPQEQlsV21PpUhZ/qY"
              + "0wHOElHEr1jEkUkdc5sG/8HkAYnAMwJ/2Led8/4sNY6PVp+UzwOhap1AXQIDAQAB");
  private static final PrivateKey RSA_PRIVATE =
      privateKey(
          "RSA",
          "MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBALdce4F1LTMVAVWOF1HOAAmJ/3py"
              + "sT02X1dwSfwTD8ccxuo4jTxZIklPQb0B5gnEGXMfdAHDgo26//wa3vjBbPXk6ZMDjqAjy89ARCWx"
              + "XbU+lSFn+pjTAc4SUcSvWMSRSR1zmwb/weQBicAzAn/Yt53z/iw1jo9Wn5TPA6FqnUBdAgMBAAEC"
              + "gYAm6vQz2AEN9Ilh9VSxwj1zyNx2yt0flujJkEXDwO/6XPtDP1mK04hZcv8K9No0fHDCZIykyzBs"
              + "kKJAihuFRNixQ5yX2AyEeM7yaEkHRYvoQnunxgvEnSUx2KDnukqIoAePimQkc9sPWqKHNsoMXoO5"
              + "U2eJx3HFhfTHvVkx8cK/QQJBAPM6ynzIJjncFMaYKqXPapMg7gSUmEkmmeF5v7GmkmWsyfF1aArF"
              + "mrdz96OIjpVvGlDZCUBOlxqiw4Iy6s+xu0UCQQDA/QKr3wSCL2u4XcWNbgO7wu2t6AhmC6ltfVrO"
              + "LAzycb9IgunvXOKZvWj7hYQBlESjUC4hK49o9h/Fv9TYAjY5AkEAr7Oyfj1fT8CpyWQ2upyA0lOh"
              + "XPGyqHUYCAcY8M3xRz1wi9pSFCX2w7skEqAcz9n4WprN0gRzpywYqz743Jv5OQJAXwm6EQ3I2Jul"
              + "vqtfKCDvcb2y8pt711US4LqEx1dmINbnTjw6HAhwByoB0yuTMHvluU85CFi9TQE38Fhh5uZf8QJA"
              + "bPOiJnuWE4h0+jBXl0LC7EfO962k3c+2DRNcfXQzGreH89ufrU8nWNHSR+3vRvGU0Nm/gJsTOX+X"
              + "oTLeOzAD5w==");
  private static final PublicKey DSA =
      publicKey(
          "DSA",
          "MIIBtzCCASwGByqGSM44BAEwggEfAoGBALmOO9czELvxdsDdu+oukPZyISoxjByDvOy5kCwzGfhQ"
              + "fn8mw6AlU6HIoV1Sxq8Jxp4Ivn/2SS6bWIZOMGl+sOYWKa0pRnkgpGRtycCJDX+aL+14UWA/elb4"
              + "SKMOcpjwfCgyCqpkrNUpz3MpPlGKgCX0YF7vwuOMCqoWs3XL/f5LAhUA1mzJNP32Qf9kE/QJm07a"
              + "JZOw6BkCgYEArXlYUENlpEd+DXm/8AAEjqRynnYZl6tBMdsSXwY3t/IsMYjBWAmN1kG1RHmDunX0"
              + "xFWmaATjcmBL2bRhOlYVGVi1QogodUhSXgxYX/EbMpF7rZtOpJd4s2WegRKfVwn+V4VFNEbyKLdO"
              + "x/OKfV81dKRmfyxM9Rb/CGuUTbEnhC8DgYQAAoGACh/Htq8Zw+OjmBiUz36v6RGj6MpRBw7rUqvZ"
              + "aMaOuZm5Hq4Z3oW29YY7sqHBiW5ULCdruDpT9tCou5fZdzV51BGi2C2hetlP2HJKPEKzKnh+Tvte"
              + "1BAOmhrvZ1VcnatpBQTKrbGd2YvpK18vczyGQUC8RSHvQMuFidrq4bLPBA0=");

  /** The first key of RFC 8032 section 7.1. */
  private static final PublicKey ED =
      publicKey("Ed25519", "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");

  private static final PrivateKey ED_PRIVATE =
      privateKey("Ed25519", "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g");

  private static PublicKey publicKey(String algorithm, String base64) {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static PrivateKey privateKey(String algorithm, String base64) {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair dsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Opaque opaque(String hex) {
    return Opaque.copyOf(ByteBufUtil.decodeHexDump(hex));
  }

  /**
   * Timestamp, descriptor, length, the algorithm's identifier, tag and length of the BIT STRING.
   */
  private static final String RSA_HEAD =
      "ed00378000000000" + "0001" + "0093" + "300d06092a864886f70d0101040500" + "03818100";

  /** Of the URL with its encoding, lifetime, length and timestamp. */
  private static final Opaque RSA_URL =
      opaque(
          RSA_HEAD
              + "55c5f4ae247c0383ac7539dc8448779fa6991d2cc257aaa069998a0974abfef99f4161dcd342"
              + "96c76146473a345eebb1323798fe4ae27069dd068c3854e070cd0294c81eca5c375b868f5680"
              + "67f66cbc1176c63e8085462aa6a0d23f0a72045636f66eeef0edb0683322ab874633925ff6ed"
              + "6a801d0fce8ff7db93a32eb6431a");

  private static final Opaque RSA_LIST =
      opaque(
          RSA_HEAD
              + "90aa98fed8e20c095bd3045f0fe289156c0a3e5f9e0ca6fab7ceb5c9b15e28085bd0cf863109"
              + "ce0c1ccd3518e8ac0896006cbdc9ec3fa908a16125badef8f60f2ba0f253976d7ed57404248c"
              + "cde8cda9dee7a8d6c7c777addecb7e29c966c0ee31bc162e82f8913ffe9e833306ea8ebf44c8"
              + "279df4da44f9cc22aafc5a75a56d");

  private static final String DSA_SIGNATURE =
      "302e021500bb86d7148975949c3b6cf2c19cb947f29d6eb30f021500a4920641b2f36bf18321"
          + "bbf1386ede473229e68f";

  private static final Opaque DSA_URL = opaque("0002003d" + "7fffffff0003737069" + DSA_SIGNATURE);

  private static final Opaque ED_LIST =
      opaque(
          "8001004d7fffffff0003737069"
              + "8b3395f5d83866b3f2a345e17f4cddddf0faa34408bd21dc0d713a48c4c4766ecd6a7ccb4c47"
              + "a9c516560948d6b85e43c4bd32945d3b0ae4ed7a5dd02cf24f03");

  @Test
  void version1IsSignedAsSection43OfRfc2165Says() {
    AuthenticationSigner signer = AuthenticationSigner.v1(RSA_PRIVATE);
    assertEquals(RSA_URL, signer.sign(SignedContent.url(V1, ENTRY), NOW));
    SignedContent list = SignedContent.attributes(V1, "(a=x\\2cy)");
    assertEquals(RSA_LIST, signer.sign(list, NOW));
    AuthenticationKeys keys = AuthenticationKeys.v1(RSA);
    assertEquals(SlpError.OK, keys.verify(SignedContent.url(V1, ENTRY), List.of(RSA_URL), NOW));
    assertEquals(SlpError.OK, keys.verify(list, List.of(RSA_LIST), NOW));
    UrlEntry otherLifetime = new UrlEntry(10799, ENTRY.url());
    SlpHeader otherEncoding = V1.withCharacterEncoding(CharacterEncoding.LATIN_1);
    for (SignedContent other :
        List.of(
            list, SignedContent.url(V1, otherLifetime), SignedContent.url(otherEncoding, ENTRY))) {
      assertEquals(SlpError.AUTHENTICATION_FAILED, keys.verify(other, List.of(RSA_URL), NOW));
    }
  }

  @Test
  void aDsaSignatureIsVerifiedAsSection92OfRfc2608Says() {
    AuthenticationKeys keys = AuthenticationKeys.v2(Map.of("spi", DSA));
    SignedContent url = SignedContent.url(V2, ENTRY);
    assertEquals(SlpError.OK, keys.verify(url, List.of(DSA_URL), NOW));
    // in version 2 the lifetime is not signed
    SignedContent shorter = SignedContent.url(V2, new UrlEntry(1, ENTRY.url()));
    assertEquals(SlpError.OK, keys.verify(shorter, List.of(DSA_URL), NOW));
    SignedContent other = SignedContent.url(V2, new UrlEntry(1, ENTRY.url() + "0"));
    assertEquals(SlpError.AUTHENTICATION_FAILED, keys.verify(other, List.of(DSA_URL), NOW));
    // with the algorithm's identifier before it and a certificate path behind it
    Opaque whole =
        new AuthenticationBlock(
                2, 2, 0x7FFF_FFFFL, "spi", opaque("06072a8648ce380403" + DSA_SIGNATURE + "3000"))
            .toOpaque();
    assertEquals(SlpError.OK, keys.verify(url, List.of(whole), NOW));
  }

  @Test
  void anEd25519SignatureIsThatOfRfc8032() {
    SignedContent list = SignedContent.attributes(V2, "(LOAD=1)");
    assertEquals(ED_LIST, AuthenticationSigner.v2("spi", ED_PRIVATE).sign(list, END));
    AuthenticationKeys keys = AuthenticationKeys.v2(Map.of("spi", ED, "x", DSA));
    assertEquals(SlpError.OK, keys.verify(list, List.of(ED_LIST), NOW));
    assertEquals(Set.of("spi", "x"), keys.spis());
  }

  static List<SignedContent> contents() {
    DAAdvert da =
        new DAAdvert(
            V2, SlpError.OK, 9, "service:directory-agent://h", scopes("A,B"), "K", "s", List.of());
    SAAdvert sa = new SAAdvert(V2, "service:service-agent://h", scopes("A"), "K", List.of());
    return List.of(
        SignedContent.url(V2, ENTRY),
        SignedContent.attributes(V2, Messages.ATTRIBUTES),
        SignedContent.advert(da),
        SignedContent.advert(sa));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void whatIsSignedIsVerifiedAndNothingElse(SignedContent content) {
    KeyPair dsa = dsa(1024);
    AuthenticationSigner signer = AuthenticationSigner.v2("a", dsa.getPrivate());
    AuthenticationKeys keys = AuthenticationKeys.v2(Map.of("a", dsa.getPublic(), "b", ED));
    List<Opaque> blocks = List.of(signer.sign(content, END));
    for (SignedContent other : contents()) {
      boolean same = Arrays.equals(other.bytes("a", 1), content.bytes("a", 1));
      assertEquals(
          same ? SlpError.OK : SlpError.AUTHENTICATION_FAILED, keys.verify(other, blocks, NOW));
    }
  }

  @Test
  void everyFieldOfAnAdvertisementIsSignedInTheOrderOfSection921() {
    DAAdvert da = new DAAdvert(V2, SlpError.OK, 9, "u", scopes("A,B"), "K", "s", List.of());
    assertEquals(
        "000178" + "00000009" + "000175" + "00014b" + "0003412c42" + "000173" + "00000007",
        ByteBufUtil.hexDump(SignedContent.advert(da).bytes("x", 7)));
    SAAdvert sa = new SAAdvert(V2, "u", scopes("A"), "K", List.of());
    assertEquals(
        "000178" + "000175" + "00014b" + "000141" + "00000007",
        ByteBufUtil.hexDump(SignedContent.advert(sa).bytes("x", 7)));
  }

  @Test
  void theAnswerTellsWhyABlockIsNotGood() {
    SignedContent list = SignedContent.attributes(V2, "(LOAD=1)");
    AuthenticationKeys keys = AuthenticationKeys.v2(Map.of("spi", ED));
    Opaque bad = opaque("0002000b0000000000016161");
    Opaque unknown = opaque("00020010000000000003616263000000");
    assertEquals(SlpError.AUTHENTICATION_ABSENT, keys.verify(list, List.of(), NOW));
    assertEquals(SlpError.AUTHENTICATION_UNKNOWN, keys.verify(list, List.of(unknown), NOW));
    assertEquals(SlpError.AUTHENTICATION_FAILED, keys.verify(list, List.of(bad), NOW));
    assertEquals(SlpError.OK, keys.verify(list, List.of(unknown, bad, ED_LIST), NOW));
    // the same index, but a key of another kind
    AuthenticationKeys dsa = AuthenticationKeys.v2(Map.of("spi", DSA));
    assertEquals(SlpError.AUTHENTICATION_UNKNOWN, dsa.verify(list, List.of(ED_LIST), NOW));
    // a block of the other version
    assertFalse(
        AuthenticationKeys.v1(RSA)
            .verify(SignedContent.url(V2, ENTRY), List.of(RSA_URL), NOW)
            .ok());
  }

  @Test
  void signaturesOfVersion2Expire() {
    SignedContent list = SignedContent.attributes(V2, "(LOAD=1)");
    AuthenticationKeys keys = AuthenticationKeys.v2(Map.of("spi", ED));
    assertEquals(SlpError.OK, keys.verify(list, List.of(ED_LIST), END.minusSeconds(1)));
    assertEquals(SlpError.AUTHENTICATION_FAILED, keys.verify(list, List.of(ED_LIST), END));
    // the seconds begin again in 2106
    Instant wrap = Instant.ofEpochSecond(1L << 32);
    AuthenticationSigner signer = AuthenticationSigner.v2("spi", ED_PRIVATE);
    List<Opaque> late = List.of(signer.sign(list, wrap.plusSeconds(5)));
    assertEquals(SlpError.OK, keys.verify(list, late, wrap.minusSeconds(5)));
    assertEquals(SlpError.AUTHENTICATION_FAILED, keys.verify(list, late, wrap.plusSeconds(6)));
  }

  @Test
  void aSignedRegistrationOfVersion1IsVerifiedAfterItsJourney() throws SlpException {
    AuthenticationSigner signer = AuthenticationSigner.v1(RSA_PRIVATE);
    String list = "(SCOPE=A), (LUPOOL=P\\093270002),(o=\\ff\\01),K";
    Opaque url = signer.sign(SignedContent.url(V1, ENTRY), NOW);
    Opaque attributes = signer.sign(SignedContent.attributes(V1, list), NOW);
    SrvReg sent =
        new SrvReg(
            V1,
            new UrlEntry(ENTRY.lifetime(), ENTRY.url(), List.of(url)),
            "service:tn3270",
            scopes("A"),
            list,
            List.of(attributes));
    SrvReg read = (SrvReg) decode(encode(sent));
    AuthenticationKeys keys = AuthenticationKeys.v1(RSA);
    SignedContent readUrl = SignedContent.url(read.header(), read.urlEntry());
    assertEquals(SlpError.OK, keys.verify(readUrl, read.urlEntry().authBlocks(), NOW));
    SignedContent readList = SignedContent.attributes(read.header(), read.attributeList());
    assertEquals(SlpError.OK, keys.verify(readList, read.authBlocks(), NOW));
    assertEquals(0xED00_3780_0000_0000L, AuthenticationBlock.parse(1, attributes).timestamp());
  }

  @Test
  void keysThatMakeNoSignatureAreRefused() throws GeneralSecurityException {
    PublicKey ec = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
    KeyPair large = dsa(2048);
    assertThrows(IllegalArgumentException.class, () -> AuthenticationKeys.v1(ec));
    assertThrows(IllegalArgumentException.class, () -> AuthenticationKeys.v1(ED));
    assertThrows(IllegalArgumentException.class, () -> AuthenticationKeys.v2(Map.of("a", RSA)));
    assertThrows(IllegalArgumentException.class, () -> AuthenticationSigner.v2("a", RSA_PRIVATE));
    assertThrows(IllegalArgumentException.class, () -> AuthenticationSigner.v1(ED_PRIVATE));
    AuthenticationSigner signer = AuthenticationSigner.v2("a", large.getPrivate());
    assertThrows(
        IllegalArgumentException.class, () -> signer.sign(SignedContent.url(V2, ENTRY), END));
    assertThrows(
        IllegalArgumentException.class, () -> signer.sign(SignedContent.url(V1, ENTRY), END));
  }

  @ParameterizedTest
  @CsvSource({
    "TRUNCATED, 2, 0002000a000000000000",
    "BAD_AUTH_BLOCK, 2, 0002000d0000000000000000",
    "TRUNCATED, 2, 0002000c0000000000036162",
    "BAD_STRING, 2, 0002000c000000000002c328",
    "TRUNCATED, 1, 0000000000000000000100",
    "BAD_AUTH_BLOCK, 1, 000000000000000000010001"
  })
  void malformedBlocksAreRefused(Reason reason, int version, String hex) {
    SlpException fault =
        assertThrows(SlpException.class, () -> AuthenticationBlock.parse(version, opaque(hex)));
    assertEquals(reason, fault.reason());
  }

  @ParameterizedTest
  @CsvSource({
    // not the identifier; no BIT STRING; unused bits; a length past the end, too long or cut
    "300d06092a864886f70d010105050003020001",
    "300d06092a864886f70d010104050004020001",
    "300d06092a864886f70d010104050003020101",
    "300d06092a864886f70d010104050003030001",
    "300d06092a864886f70d010104050003840000000001",
    "300d06092a864886f70d0101040500",
    "300d06092a864886f70d01010405000382",
    "300d06092a864886f70d01010405000300",
    "30"
  })
  void malformedSignaturesAreNotVerified(String hex) {
    Opaque block = new AuthenticationBlock(1, 1, 0, "", opaque(hex)).toOpaque();
    SignedContent url = SignedContent.url(V1, ENTRY);
    assertEquals(
        SlpError.AUTHENTICATION_FAILED,
        AuthenticationKeys.v1(RSA).verify(url, List.of(block), NOW));
    Opaque dsa = new AuthenticationBlock(2, 2, 0x7FFF_FFFFL, "spi", opaque(hex)).toOpaque();
    assertEquals(
        SlpError.AUTHENTICATION_FAILED,
        AuthenticationKeys.v2(Map.of("spi", DSA))
            .verify(SignedContent.url(V2, ENTRY), List.of(dsa), NOW));
  }

  @Test
  void everyChangedBitOfASignatureIsNoticed() {
    AuthenticationKeys keys = AuthenticationKeys.v2(Map.of("spi", ED));
    SignedContent list = SignedContent.attributes(V2, "(LOAD=1)");
    for (int bit = 0; bit < 8 * ED_LIST.length(); bit++) {
      byte[] changed = ED_LIST.toByteArray();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(keys.verify(list, List.of(Opaque.copyOf(changed)), NOW).ok(), "bit " + bit);
    }
    assertTrue(keys.verify(list, List.of(ED_LIST), NOW).ok());
  }
}
