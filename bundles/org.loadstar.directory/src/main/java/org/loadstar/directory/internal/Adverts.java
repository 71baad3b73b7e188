// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Predicate;
import org.loadstar.slp.ServiceType;
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
  Optional<SlpMessage> answer(SrvRqst rqst, InetAddress own, boolean multicast, Settings settings)
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
      return Optional.of(advert);
    }
    return multicast ? Optional.empty() : Optional.of(refusal(advert, error));
  }

  /** The unsolicited advertisement of version 2; the one that says good-bye has no timestamp. */
  DAAdvert unsolicited(InetAddress own, boolean goodBye, Settings settings) {
    return advert(SlpHeader.v2(0), own, goodBye ? 0 : bootTimestamp, settings);
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
    return new DAAdvert(
        advert.header(),
        error,
        advert.bootTimestamp(),
        advert.url(),
        advert.scopes(),
        advert.attributeList(),
        advert.spis(),
        List.of());
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
