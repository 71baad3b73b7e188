// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.Predicate;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.SignedContent;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRqst;

/**
 * What a directory agent tells of itself (RFC 2165 sections 14 and 15.2, RFC 2608 sections 8.5 and
 * 12). It has no memory of what was registered before it started. For one thread.
 */
final class Adverts {
  private static final String MIN_REFRESH_INTERVAL = "min-refresh-interval";

  /** How long the signature of an advertisement holds: until the next heartbeat and longer. */
  private static final int SIGNED_SECONDS = 86_400;

  private record About(String url, long bootTimestamp, List<String> spis) {}

  /** What was signed, so that many requests cost no more than one signature. */
  private record Signed(Settings settings, Instant made, List<Opaque> blocks) {
    boolean fresh(Instant now) {
      return !now.isBefore(made) && now.isBefore(made.plusSeconds(SIGNED_SECONDS / 4));
    }
  }

  private final Map<About, Signed> signed = new HashMap<>();
  private final long bootTimestamp;

  /** The transaction identifier of the next unsolicited advertisement of version 1. */
  private int counter;

  /**
   * @param bootTimestamp seconds since 1970
   */
  Adverts(long bootTimestamp) {
    this.bootTimestamp = bootTimestamp;
  }

  long bootTimestamp() {
    return bootTimestamp;
  }

  /** The answer to a request for directory agents, if it is meant for this one. */
  Optional<SlpMessage> answer(
      SrvRqst rqst, InetAddress own, boolean multicast, Settings settings, Instant now)
      throws SlpException {
    DAAdvert advert = advert(rqst.header().reply(), own, bootTimestamp, settings);
    SlpError error = SlpError.OK;
    if (!rqst.scopes().isEmpty() && !settings.scopes().intersects(rqst.scopes())) {
      error = SlpError.SCOPE_NOT_SUPPORTED;
    } else if (!rqst.spi().isEmpty() && !settings.authentication().knows(rqst.spi())) {
      error = SlpError.AUTHENTICATION_UNKNOWN;
    } else if (!Predicate.parse(rqst.predicate()).matches(attributes(settings))) {
      return Optional.empty();
    }
    if (error.ok()) {
      return Optional.of(signed(advert, List.of(rqst.spi()), settings, now));
    }
    return multicast ? Optional.empty() : Optional.of(refusal(advert, error));
  }

  /** The unsolicited advertisement of version 2; the one that says good-bye has no timestamp. */
  DAAdvert unsolicited(InetAddress own, boolean goodBye, Settings settings, Instant now) {
    DAAdvert advert = advert(SlpHeader.v2(0), own, goodBye ? 0 : bootTimestamp, settings);
    return signed(advert, settings.authentication().keys().signingSpis(), settings, now);
  }

  /** With a block for each of the indices that there is a private key for. */
  private DAAdvert signed(DAAdvert advert, List<String> spis, Settings settings, Instant now) {
    if (advert.header().version() == 1
        || settings.authentication().keys().signingSpis().stream().noneMatch(spis::contains)) {
      return advert;
    }
    About about = new About(advert.url(), advert.bootTimestamp(), spis);
    Signed known = signed.get(about);
    if (known == null || !known.settings().equals(settings) || !known.fresh(now)) {
      List<Opaque> blocks =
          settings
              .authentication()
              .keys()
              .sign(SignedContent.advert(advert), spis, now, SIGNED_SECONDS);
      known = new Signed(settings, now, blocks);
      signed.put(about, known);
    }
    return with(advert, SlpError.OK, known.blocks());
  }

  /** The unsolicited advertisement of version 1; all links are told the same number. */
  DAAdvert unsolicitedV1(InetAddress own, Settings settings) {
    return advert(SlpHeader.v1(counter), own, bootTimestamp, settings);
  }

  /** Counts the advertisements of version 1: from 0, and never 0 again. */
  void counted() {
    counter = counter == 0xFFFF ? 0x100 : counter + 1;
  }

  private static DAAdvert advert(
      SlpHeader header, InetAddress own, long timestamp, Settings settings) {
    boolean v1 = header.version() == 1;
    return new DAAdvert(
        header,
        SlpError.OK,
        v1 ? DAAdvert.BOOT_UNKNOWN : timestamp,
        ServiceType.DIRECTORY_AGENT + "://" + host(own),
        settings.scopes(),
        v1 ? "" : attributes(settings).toString(),
        v1 ? "" : settings.authentication().spis(),
        List.of());
  }

  private static DAAdvert refusal(DAAdvert advert, SlpError error) {
    return with(advert, error, List.of());
  }

  private static DAAdvert with(DAAdvert advert, SlpError error, List<Opaque> blocks) {
    return new DAAdvert(
        advert.header(),
        error,
        advert.bootTimestamp(),
        advert.url(),
        advert.scopes(),
        advert.attributeList(),
        advert.spis(),
        blocks);
  }

  /** The address, without the name of an interface, which means nothing elsewhere. */
  private static String host(InetAddress own) {
    String address = own.getHostAddress();
    int zone = address.indexOf('%');
    String plain = zone < 0 ? address : address.substring(0, zone);
    return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
  }

  private static Attributes attributes(Settings settings) {
    Attributes.Builder list = Attributes.builder();
    Selection.KEYWORDS.forEach(list::keyword);
    if (settings.minRefreshIntervalSeconds() > 0) {
      list.integer(MIN_REFRESH_INTERVAL, settings.minRefreshIntervalSeconds());
    }
    return list.build();
  }
}
