// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.Tn3270Template;

/**
 * The messages of one search.
 *
 * @param scopes asked for
 * @param predicate that servers must match, empty for none
 */
record Requests(Scopes scopes, String predicate) {
  static Requests of(ServerQuery query, Scopes scopes) {
    String pool = query.pool();
    String device = query.deviceType();
    return new Requests(scopes, Tn3270Template.luPoolFilter(orNull(pool), orNull(device)));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() || text.equals("*") ? null : text;
  }

  SrvRqst multicast(int xid, Topic topic, List<String> previousResponders) {
    return services(header(xid, true), previousResponders, topic);
  }

  SrvRqst unicast(int xid, Topic topic) {
    return services(header(xid, false), List.of(), topic);
  }

  private SrvRqst services(SlpHeader header, List<String> previousResponders, Topic topic) {
    String filter = topic.servers() ? predicate : "";
    return new SrvRqst(header, previousResponders, topic.type().toString(), scopes, filter, "");
  }

  AttrRqst attributes(int xid, String url, boolean multicast) {
    return new AttrRqst(header(xid, multicast), List.of(), url, scopes, List.of(), "");
  }

  private static SlpHeader header(int xid, boolean multicast) {
    SlpHeader header = SlpHeader.v2(xid);
    return multicast ? header.with(SlpHeader.REQUEST_MCAST) : header;
  }

  /** The bytes that a topic's request leaves for previous responders. */
  int listRoom(Topic topic, int mtu) {
    ByteBuf out = Unpooled.buffer();
    try {
      SlpCodec.encode(multicast(1, topic, List.of()), out);
      return mtu - out.readableBytes();
    } finally {
      out.release();
    }
  }
}
