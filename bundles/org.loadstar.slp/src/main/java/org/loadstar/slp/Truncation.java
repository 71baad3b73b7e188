// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Shortens replies that do not fit into a datagram (RFC 2608 sections 6.1 and 8.2). */
final class Truncation {
  private final int maxBytes;
  private final ByteBuf scratch = Unpooled.buffer();

  private Truncation(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** As much of a reply as fits; the reply itself if it cannot be shortened. */
  static SlpMessage to(int maxBytes, SlpMessage reply) {
    Truncation truncation = new Truncation(maxBytes);
    SlpHeader header = reply.header().with(SlpHeader.OVERFLOW).withExtensions(List.of());
    if (reply instanceof SrvRply m) {
      return truncation.srvRply(m);
    } else if (reply instanceof AttrRply m) {
      String list = m.attributeList();
      List<Integer> ends = attributeEnds(list);
      return truncation.longest(
          ends.size() - 1,
          count -> new AttrRply(header, m.error(), list.substring(0, ends.get(count)), List.of()));
    } else if (reply instanceof SrvTypeRply m) {
      return truncation.longest(
          m.serviceTypes().size(),
          count -> new SrvTypeRply(header, m.error(), m.serviceTypes().subList(0, count)));
    } else if (reply instanceof DAAdvert m) {
      return new DAAdvert(
          header, m.error(), m.bootTimestamp(), m.url(), m.scopes(), "", m.spis(), List.of());
    } else if (reply instanceof SAAdvert m) {
      return new SAAdvert(header, m.url(), m.scopes(), "", List.of());
    }
    return reply;
  }

  /**
   * As many entries as fit, without their attribute lists: there is one for every entry or none
   * (RFC 3059 section 3), and peers exist that fail where some are absent. Other extensions stay.
   */
  private SlpMessage srvRply(SrvRply reply) {
    List<UrlEntry> entries = reply.urlEntries();
    List<Extension> others = new ArrayList<>(reply.header().extensions());
    others.removeIf(e -> e.id() == AttributeListExtension.ID);
    SlpHeader header = reply.header().with(SlpHeader.OVERFLOW).withExtensions(others);
    return longest(
        entries.size(), count -> new SrvRply(header, reply.error(), entries.subList(0, count)));
  }

  /**
   * The head with the most elements that fits, or that with none. Trying ever longer heads costs no
   * more than a few datagrams, however long the whole is.
   */
  private <T extends SlpMessage> T longest(int elements, IntFunction<T> head) {
    int fitting = 0;
    int tooMany = 1;
    while (tooMany <= elements && fits(head.apply(tooMany))) {
      fitting = tooMany;
      tooMany *= 2;
    }
    tooMany = Math.min(tooMany, elements + 1);
    while (tooMany - fitting > 1) {
      int middle = (fitting + tooMany) >>> 1;
      if (fits(head.apply(middle))) {
        fitting = middle;
      } else {
        tooMany = middle;
      }
    }
    return head.apply(fitting);
  }

  private boolean fits(SlpMessage message) {
    scratch.clear();
    try {
      SlpCodec.encode(message, scratch);
      return scratch.readableBytes() <= maxBytes;
    } catch (FieldWriter.FieldTooLong tooLong) {
      return false;
    }
  }

  /** Where a list may end: before it, and after each of its attributes. */
  private static List<Integer> attributeEnds(String list) {
    List<Integer> ends = new ArrayList<>();
    ends.add(0);
    boolean inside = false;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == ',' && !inside) {
        ends.add(i);
      } else if (c == '(' || c == ')') {
        inside = c == '(';
      }
    }
    ends.add(list.length());
    return ends;
  }
}
