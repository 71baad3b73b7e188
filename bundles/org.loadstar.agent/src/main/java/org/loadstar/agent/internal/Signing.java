// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.SAAdvert;
import org.loadstar.slp.SignedContent;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.UrlEntry;

/**
 * Signs what the agent tells (RFC 2165 section 4.3, RFC 2608 sections 9.2 and 12). A signature
 * holds as long as what it signs. Answers are the same for many: their signatures are made once and
 * used for a quarter of their lifetime. Thread-safe.
 */
final class Signing {
  private static final int MOST_REMEMBERED = 4096;

  /** What was signed for whom. */
  private record About(int version, int encoding, String spi, String text, int lifetime) {}

  private record Signed(Instant made, List<Opaque> blocks) {}

  private final Supplier<KeyRing> keys;
  private final Clock clock;

  // Guarded by this.
  private KeyRing used = KeyRing.EMPTY;
  private final Map<About, Signed> remembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<About, Signed> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  Signing(Supplier<KeyRing> keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Whether the index of a request can be signed for; none always can. */
  boolean knows(String spi) {
    return spi.isEmpty() || keys.get().signingSpis().contains(spi);
  }

  /** A URL of a reply, signed as the request asks; in version 1 always where there is a key. */
  UrlEntry url(SlpHeader header, UrlEntry entry, String spi) {
    List<Opaque> blocks =
        blocks(header, spi, entry.url(), entry.lifetime(), SignedContent.url(header, entry));
    return new UrlEntry(entry.lifetime(), entry.url(), blocks);
  }

  /** The blocks of a whole attribute list in a reply. */
  List<Opaque> attributes(SlpHeader header, String list, int lifetimeSeconds, String spi) {
    SignedContent content = SignedContent.attributes(header, list);
    return blocks(header, spi, list, lifetimeSeconds, content);
  }

  private synchronized List<Opaque> blocks(
      SlpHeader header, String spi, String text, int lifetime, SignedContent content) {
    KeyRing ring = keys.get();
    boolean none = header.version() == 1 ? !ring.signsV1() : spi.isEmpty();
    if (none) {
      return List.of();
    }
    if (ring != used) {
      remembered.clear();
      used = ring;
    }
    About about = new About(header.version(), header.characterEncoding(), spi, text, lifetime);
    Instant now = clock.instant();
    Signed before = remembered.get(about);
    if (before != null
        && !now.isBefore(before.made())
        && now.isBefore(before.made().plusSeconds(lifetime / 4))) {
      return before.blocks();
    }
    List<Opaque> blocks = ring.sign(content, List.of(spi), now, lifetime);
    remembered.put(about, new Signed(now, blocks));
    return blocks;
  }

  /** An advertisement of the agent. */
  SAAdvert advert(SAAdvert advert, int lifetimeSeconds, String spi) {
    return new SAAdvert(
        advert.header(),
        advert.url(),
        advert.scopes(),
        advert.attributeList(),
        keys.get()
            .sign(SignedContent.advert(advert), List.of(spi), clock.instant(), lifetimeSeconds));
  }

  /**
   * A registration.
   *
   * @param spis those that the directory agent can verify; it takes no others
   */
  SrvReg registration(SrvReg reg, Collection<String> spis) {
    UrlEntry entry = reg.urlEntry();
    return new SrvReg(
        reg.header(),
        signed(reg.header(), entry, spis),
        reg.serviceType(),
        reg.scopes(),
        reg.attributeList(),
        keys.get()
            .sign(
                SignedContent.attributes(reg.header(), reg.attributeList()),
                spis,
                clock.instant(),
                entry.lifetime()));
  }

  /** A deregistration. */
  SrvDeReg deregistration(SrvDeReg deReg, Collection<String> spis) {
    UrlEntry entry = deReg.urlEntry();
    return new SrvDeReg(
        deReg.header(), deReg.scopes(), signed(deReg.header(), entry, spis), deReg.tags());
  }

  private UrlEntry signed(SlpHeader header, UrlEntry entry, Collection<String> spis) {
    List<Opaque> blocks =
        new ArrayList<>(
            keys.get()
                .sign(SignedContent.url(header, entry), spis, clock.instant(), entry.lifetime()));
    return new UrlEntry(entry.lifetime(), entry.url(), blocks);
  }
}
