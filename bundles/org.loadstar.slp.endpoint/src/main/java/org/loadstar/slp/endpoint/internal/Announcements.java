// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpFunction;
import org.loadstar.slp.endpoint.SlpAnnouncement;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what directory agents multicast unasked. For one thread. */
final class Announcements {
  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

  private final Collection<? extends SlpListener> listeners;
  private final Settings settings;
  private final Gate gate;
  private final Tally tally;

  Announcements(
      Collection<? extends SlpListener> listeners, Settings settings, Gate gate, Tally tally) {
    this.listeners = listeners;
    this.settings = settings;
    this.gate = gate;
    this.tally = tally;
  }

  /** Whether a datagram to a group is an announcement, in whatever version. */
  static boolean isOne(ByteBuf datagram) {
    return datagram.readableBytes() > 1
        && datagram.getByte(datagram.readerIndex() + 1) == SlpFunction.DA_ADVERT;
  }

  void heard(ByteBuf datagram, InetSocketAddress sender, SlpLink link) {
    if (!gate.admits(sender)) {
      return;
    }
    try {
      DAAdvert advert = (DAAdvert) SlpCodec.decode(datagram);
      int version = advert.header().version();
      if (!settings.versions().contains(version)) {
        gate.refuse(sender, "version " + version + " is off");
        return;
      }
      tally.received.increment();
      tell(new SlpAnnouncement(advert, sender, link));
    } catch (SlpException fault) {
      gate.refuse(sender, fault.reason().name());
    }
  }

  private void tell(SlpAnnouncement announcement) {
    for (SlpListener listener : listeners) {
      try {
        listener.heard(announcement);
      } catch (RuntimeException fault) {
        LOG.error("An SLP agent failed on {}", announcement, fault);
      }
    }
  }
}
