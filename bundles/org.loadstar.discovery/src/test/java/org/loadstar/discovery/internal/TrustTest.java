// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SignedContent;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.Tn3270Template;
import org.loadstar.slp.UrlEntry;
import org.loadstar.testkit.ManualClock;

/** What counts, by its signature. */
class TrustTest {
  private static final Question ASKED = new Question.Services(Tn3270Template.TN3270, "", true);
  private static final String URL = "service:tn3270://one:23";
  private static final int LIFETIME = 60;

  private final ManualClock clock = new ManualClock();
  private final KeyRing own = Keys.ring(Keys.ED, Keys.RSA);
  private final List<String> notes = new ArrayList<>();

  private Trust trust(Trust.Policy policy) {
    return new Trust(policy, own, clock);
  }

  private static SlpHeader header(int version) {
    return version == 1 ? SlpHeader.v1(1) : SlpHeader.v2(1);
  }

  private SrvRply reply(KeyRing by, int version) {
    SignedContent content = SignedContent.url(header(version), new UrlEntry(LIFETIME, URL));
    return with(version, URL, by.sign(content, List.of("good"), clock.instant(), LIFETIME));
  }

  private List<UrlEntry> sifted(Trust trust, SrvRply reply) {
    return ((SrvRply) trust.sift(reply, ASKED, "a", notes::add)).urlEntries();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void ofAThousandForgedAdvertisementsNoneIsAccepted(int version) {
    long seed = System.nanoTime();
    System.out.println("forged advertisements seed " + seed);
    Random random = new Random(seed);
    KeyRing stranger = Keys.ring(Keys.key("good", "Ed25519", 0), Keys.key("first", "RSA", 1024));
    SrvRply good = reply(own, version);
    SrvRply others = reply(stranger, version);
    List<Opaque> blocks = good.urlEntries().get(0).authBlocks();
    byte[] block = blocks.get(0).toByteArray();
    Trust required = trust(Trust.Policy.REQUIRE);
    assertEquals(1, sifted(required, good).size());
    for (int i = 0; i < 1000; i++) {
      byte[] changed = block.clone();
      changed[random.nextInt(block.length)] ^= (byte) (1 << random.nextInt(8));
      SrvRply forged =
          switch (i % 4) {
            case 0 -> others;
            case 1 -> with(version, "service:tn3270://evil" + i + ":23", blocks);
            case 2 -> with(version, URL, List.of());
            default -> with(version, URL, List.of(Opaque.copyOf(changed)));
          };
      assertEquals(List.of(), sifted(required, forged), "forgery " + i);
    }
    assertEquals(1000, notes.size());
  }

  private static SrvRply with(int version, String url, List<Opaque> blocks) {
    UrlEntry entry = new UrlEntry(LIFETIME, url, blocks);
    return new SrvRply(header(version), SlpError.OK, List.of(entry));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatIsToldAgainWhenItsSignatureHasExpiredDoesNotCount(int version) {
    SrvRply reply = reply(own, version);
    clock.advance(Duration.ofSeconds(LIFETIME - 1));
    assertEquals(1, sifted(trust(Trust.Policy.PREFER), reply).size());
    clock.advance(Duration.ofSeconds(version == 1 ? 301 : 1)); // clocks may differ
    assertEquals(List.of(), sifted(trust(Trust.Policy.PREFER), reply));
    assertTrue(notes.get(0).contains("wrong or expired"), notes.toString());
  }

  @Test
  void aSignatureOfVersion1FromTheFutureIsNone() {
    SrvRply reply = reply(own, 1);
    clock.advance(Duration.ofSeconds(-299));
    assertEquals(1, sifted(trust(Trust.Policy.REQUIRE), reply).size());
    clock.advance(Duration.ofSeconds(-2));
    assertEquals(List.of(), sifted(trust(Trust.Policy.REQUIRE), reply));
  }

  @ParameterizedTest
  @EnumSource(Trust.Policy.class)
  void blocksThatAreLeftHaveBeenVerified(Trust.Policy policy) {
    List<UrlEntry> left = sifted(trust(policy), reply(own, 2));
    assertEquals(policy == Trust.Policy.OFF ? 0 : 1, left.get(0).authBlocks().size());
    KeyRing unknown = Keys.ring(Keys.key("unknown", "Ed25519", 0));
    SlpHeader header = SlpHeader.v2(1);
    List<Opaque> blocks =
        unknown.sign(
            SignedContent.url(header, new UrlEntry(60, URL)),
            List.of("unknown"),
            clock.instant(),
            60);
    List<UrlEntry> others = sifted(trust(policy), with(2, URL, blocks));
    assertEquals(policy == Trust.Policy.REQUIRE ? 0 : 1, others.size());
    others.forEach(entry -> assertEquals(List.of(), entry.authBlocks()));
  }

  @Test
  void attributesOfATypeOrSomeOfThemCannotBeSignedAndCount() {
    Trust required = trust(Trust.Policy.REQUIRE);
    AttrRply reply = new AttrRply(SlpHeader.v2(1), SlpError.OK, "(LOAD=1)", List.of());
    Question type = new Question.Attributes("service:tn3270", List.of());
    Question some = new Question.Attributes(URL, List.of("LOAD"));
    Question whole = new Question.Attributes(URL, List.of());
    assertEquals(reply, required.sift(reply, type, "a", notes::add));
    assertEquals(reply, required.sift(reply, some, "a", notes::add));
    assertEquals("", ((AttrRply) required.sift(reply, whole, "a", notes::add)).attributeList());
    assertEquals(List.of(""), required.spis(2, type));
    assertEquals(List.of("good"), required.spis(2, whole));
    assertEquals(List.of(""), required.spis(1, whole));
    assertEquals(List.of("", "good"), trust(Trust.Policy.PREFER).spis(2, whole));
    assertEquals(List.of(""), trust(Trust.Policy.OFF).spis(2, whole));
  }

  @Test
  void whoADirectoryAgentIsMustBeSignedToo() {
    DAAdvert unsigned = advert(2, List.of());
    List<Opaque> good =
        own.sign(SignedContent.advert(unsigned), List.of("good"), clock.instant(), LIFETIME);
    KeyRing stranger = Keys.ring(Keys.key("good", "Ed25519", 0));
    List<Opaque> wrong =
        stranger.sign(SignedContent.advert(unsigned), List.of("good"), clock.instant(), LIFETIME);
    for (Trust.Policy policy : Trust.Policy.values()) {
      boolean required = policy == Trust.Policy.REQUIRE;
      assertTrue(trust(policy).believes(advert(2, good)));
      assertEquals(!required, trust(policy).believes(unsigned));
      assertEquals(!required, trust(policy).believes(advert(1, List.of())));
      assertEquals(policy == Trust.Policy.OFF, trust(policy).believes(advert(2, wrong)));
    }
  }

  private static DAAdvert advert(int version, List<Opaque> blocks) {
    return new DAAdvert(
        header(version),
        SlpError.OK,
        5,
        "service:directory-agent://192.0.2.1",
        Scopes.DEFAULT,
        "",
        "",
        blocks);
  }
}
