// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shortens replies that do not fit into a datagram (RFC 2608 sections 6.1 and 8.2). */
final class Truncation {
  /** The most bytes of a string or list with a length field of 16 bits. */
  private static final int MAX_FIELD = 0xFFFF;

  private Truncation() {}

  /** The same instance if it fits, else one without what does not fit. */
  static SlpMessage to(int maxBytes, SlpMessage reply) {
    int fixed = V2Reader.HEADER_BYTES + SlpText.utf8Length(reply.header().languageTag());
    int room = maxBytes - fixed - extensions(reply.header().extensions());
    if (reply instanceof SrvRply m) {
      return srvRply(m, room - 4, maxBytes - fixed - 4);
    } else if (reply instanceof AttrRply m) {
      return attrRply(m, room - 5, maxBytes - fixed - 5);
    } else if (reply instanceof SrvTypeRply m) {
      return srvTypeRply(m, room - 4, maxBytes - fixed - 4);
    } else if (reply instanceof DAAdvert m) {
      int size = 15 + strings(m.url(), m.scopes().toString(), m.attributeList(), m.spis());
      return size + authBlocks(m.authBlocks()) <= room
          ? m
          : new DAAdvert(
              overflow(m.header()),
              m.error(),
              m.bootTimestamp(),
              m.url(),
              m.scopes(),
              "",
              m.spis(),
              List.of());
    } else if (reply instanceof SAAdvert m) {
      int size = 7 + strings(m.url(), m.scopes().toString(), m.attributeList());
      return size + authBlocks(m.authBlocks()) <= room
          ? m
          : new SAAdvert(overflow(m.header()), m.url(), m.scopes(), "", List.of());
    }
    return reply;
  }

  /** An entry that is kept keeps its attribute list (RFC 3059), other extensions stay. */
  private static SrvRply srvRply(SrvRply reply, int room, int shortRoom) {
    List<UrlEntry> entries = reply.urlEntries();
    int size = entries.stream().mapToInt(Truncation::entry).sum();
    if (size <= room && entries.size() <= MAX_FIELD) {
      return reply;
    }
    Map<String, AttributeListExtension> lists = AttributeListExtension.of(reply);
    List<Extension> others = new ArrayList<>(reply.header().extensions());
    others.removeIf(e -> e.id() == AttributeListExtension.ID);
    List<Extension> extensions = new ArrayList<>();
    int left = shortRoom - extensions(others);
    int fitting = 0;
    while (fitting < Math.min(entries.size(), MAX_FIELD)) {
      UrlEntry entry = entries.get(fitting);
      AttributeListExtension list = lists.get(entry.url());
      Extension extension = list == null ? null : list.toExtension();
      left -= entry(entry) + (extension == null ? 0 : extensions(List.of(extension)));
      if (left < 0) {
        break;
      }
      if (extension != null) {
        extensions.add(extension);
      }
      fitting++;
    }
    extensions.addAll(others);
    return new SrvRply(
        reply.header().with(SlpHeader.OVERFLOW).withExtensions(extensions),
        reply.error(),
        entries.subList(0, fitting));
  }

  private static int entry(UrlEntry entry) {
    return 6 + SlpText.utf8Length(entry.url()) + authBlocks(entry.authBlocks());
  }

  private static AttrRply attrRply(AttrRply reply, int room, int shortRoom) {
    String list = reply.attributeList();
    int size = SlpText.utf8Length(list);
    return size <= MAX_FIELD && size + authBlocks(reply.authBlocks()) <= room
        ? reply
        : new AttrRply(
            overflow(reply.header()),
            reply.error(),
            wholeAttributes(list, Math.min(shortRoom, MAX_FIELD)),
            List.of());
  }

  private static SrvTypeRply srvTypeRply(SrvTypeRply reply, int room, int shortRoom) {
    int size = -1;
    List<String> fitting = new ArrayList<>();
    for (String type : reply.serviceTypes()) {
      size += 1 + SlpText.utf8Length(type);
      if (size <= Math.min(shortRoom, MAX_FIELD)) {
        fitting.add(type);
      }
    }
    return size <= Math.min(room, MAX_FIELD)
        ? reply
        : new SrvTypeRply(overflow(reply.header()), reply.error(), fitting);
  }

  /** The longest head of a list of at most so many bytes that ends with an attribute. */
  private static String wholeAttributes(String list, int maxBytes) {
    int end = 0;
    int bytes = 0;
    boolean inside = false;
    for (int i = 0; i < list.length() && bytes <= maxBytes; i++) {
      char c = list.charAt(i);
      if (c == ',' && !inside) {
        end = i;
      } else if (c == '(' || c == ')') {
        inside = c == '(';
      }
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes <= maxBytes ? list : list.substring(0, end);
  }

  private static SlpHeader overflow(SlpHeader header) {
    return header.with(SlpHeader.OVERFLOW).withExtensions(List.of());
  }

  private static int extensions(List<Extension> extensions) {
    return extensions.stream().mapToInt(e -> 5 + e.data().length()).sum();
  }

  private static int authBlocks(List<Opaque> blocks) {
    return blocks.stream().mapToInt(Opaque::length).sum();
  }

  private static int strings(String... texts) {
    int size = 0;
    for (String text : texts) {
      size += SlpText.utf8Length(text);
    }
    return size;
  }
}
