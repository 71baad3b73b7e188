// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All keys of an agent together. */
class KeyRingTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final UrlEntry ENTRY = new UrlEntry(60, "service:tn3270://h:23");
  private static final SignedContent V1 = SignedContent.url(SlpHeader.v1(1), ENTRY);
  private static final SignedContent V2 = SignedContent.url(SlpHeader.v2(1), ENTRY);

  private static final KeyRing.Key ED = key("a", "Ed25519", 0, true);
  private static final KeyRing.Key RSA = key("first", "RSA", 1024, true);

  private static KeyRing.Key key(String spi, String algorithm, int bits, boolean signs) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (bits > 0) {
        generator.initialize(bits);
      }
      KeyPair pair = generator.generateKeyPair();
      return new KeyRing.Key(spi, pair.getPublic(), signs ? pair.getPrivate() : null);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"Ed25519, 0, 2", "DSA, 1024, 2", "RSA, 1024, 1"})
  void everyAlgorithmSignsAndVerifiesItsVersion(String algorithm, int bits, int version) {
    KeyRing ring = KeyRing.of(List.of(key("a", algorithm, bits, true)));
    SignedContent own = version == 1 ? V1 : V2;
    SignedContent other = version == 1 ? V2 : V1;
    List<Opaque> blocks = ring.sign(own, List.of("a"), NOW, 60);
    assertEquals(1, blocks.size());
    assertEquals(SlpError.OK, ring.verify(own, blocks, NOW));
    assertEquals(List.of(), ring.sign(other, List.of("a"), NOW, 60));
    assertEquals(version == 2 ? List.of("a") : List.of(), ring.spis());
    assertEquals(version == 2 ? List.of("a") : List.of(), ring.signingSpis());
    assertEquals(version == 1, ring.signsV1());
    assertTrue(ring.verifies(version));
    assertFalse(ring.verifies(3 - version));
  }

  @Test
  void oneBlockIsMadeForEachIndexThatIsAskedForAndCanBeSigned() {
    KeyRing ring =
        KeyRing.of(
            List.of(
                key("b", "Ed25519", 0, true),
                key("a", "Ed25519", 0, true),
                key("open", "Ed25519", 0, false)));
    assertEquals(List.of("a", "b"), ring.signingSpis());
    assertEquals(List.of("a", "b", "open"), ring.spis());
    assertEquals(2, ring.sign(V2, List.of("a", "b", "open", "none"), NOW, 60).size());
    assertEquals(1, ring.sign(V2, List.of("b"), NOW, 60).size());
    assertEquals(List.of(), ring.sign(V2, List.of("", "open"), NOW, 60));
  }

  @ParameterizedTest
  @CsvSource({"1, -300, OK", "1, -301, 7", "1, 359, OK", "1, 360, 7", "2, 59, OK", "2, 60, 7"})
  void aSignatureHoldsAsLongAsWhatItSigns(int version, int seconds, String expected) {
    KeyRing ring = KeyRing.of(List.of(ED, RSA));
    SignedContent content = version == 1 ? V1 : V2;
    List<Opaque> blocks = ring.sign(content, List.of("a"), NOW, ENTRY.lifetime());
    SlpError error = ring.verify(content, blocks, NOW.plusSeconds(seconds));
    assertEquals(
        expected.equals("OK") ? SlpError.OK : new SlpError(Integer.parseInt(expected)), error);
  }

  @Test
  void aLaterKeyOfTheSameIndexCountsInstead() {
    KeyRing.Key earlier = key("a", "Ed25519", 0, true);
    KeyRing.Key later = key("a", "Ed25519", 0, false);
    KeyRing ring = KeyRing.of(List.of(earlier)).with(List.of(later));
    List<Opaque> blocks = KeyRing.of(List.of(earlier)).sign(V2, List.of("a"), NOW, 60);
    assertEquals(SlpError.AUTHENTICATION_FAILED, ring.verify(V2, blocks, NOW));
    assertEquals(List.of(), ring.signingSpis());
  }

  @Test
  void aKeyTellsNothingOfItsPrivateHalfAndOtherAlgorithmsAreRefused() {
    assertEquals("a (EdDSA, signs)", key("a", "Ed25519", 0, true).toString());
    assertEquals("a (RSA)", key("a", "RSA", 1024, false).toString());
    KeyRing.Key ec = key("a", "EC", 0, true);
    assertThrows(IllegalArgumentException.class, () -> KeyRing.of(List.of(ec)));
  }
}
