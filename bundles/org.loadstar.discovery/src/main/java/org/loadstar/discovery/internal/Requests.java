// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.Extension;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRqst;

/** The message that asks about a topic. */
final class Requests {
  private Requests() {}

  /** A request to the group. */
  static SlpMessage multicast(int xid, Topic topic, List<String> previousResponders) {
    SlpHeader header = header(xid, topic).with(SlpHeader.REQUEST_MCAST);
    return request(header.withExtensions(described(topic)), topic, previousResponders);
  }

  /** A request to one agent that may know these extensions besides. */
  static SlpMessage unicast(int xid, Topic topic, List<Extension> more) {
    List<Extension> extensions = new ArrayList<>(described(topic));
    extensions.addAll(more);
    return request(header(xid, topic).withExtensions(extensions), topic, List.of());
  }

  /** A request to one agent, without any extension. */
  static SlpMessage plain(int xid, Topic topic) {
    return request(header(xid, topic), topic, List.of());
  }

  /** The attributes come with the services where the agent can do it (RFC 3059). */
  private static List<Extension> described(Topic topic) {
    return topic.version() == 2 && topic.question() instanceof Question.Services s && s.described()
        ? List.of(AttributeListExtension.REQUEST)
        : List.of();
  }

  private static SlpHeader header(int xid, Topic topic) {
    return topic.version() == 1 ? SlpHeader.v1(xid) : SlpHeader.v2(xid);
  }

  private static SlpMessage request(SlpHeader header, Topic topic, List<String> responders) {
    Question question = topic.question();
    if (question instanceof Question.Services s) {
      return new SrvRqst(
          header, responders, s.type().toString(), topic.scopes(), s.predicate(), topic.spi());
    } else if (question instanceof Question.Attributes a) {
      return new AttrRqst(header, responders, a.urlOrType(), topic.scopes(), a.tags(), topic.spi());
    } else if (question instanceof Question.Types t) {
      return new SrvTypeRqst(header, responders, t.namingAuthority(), topic.scopes());
    }
    String directoryAgent = ServiceType.DIRECTORY_AGENT.toString();
    return new SrvRqst(header, responders, directoryAgent, topic.scopes(), "", topic.spi());
  }

  /**
   * The bytes that a topic's request leaves for previous responders.
   *
   * @throws IllegalArgumentException for what the topic's version cannot say
   */
  static int listRoom(Topic topic, int mtu) {
    ByteBuf out = Unpooled.buffer();
    try {
      SlpCodec.encode(multicast(1, topic, List.of()), out);
      return mtu - out.readableBytes();
    } finally {
      out.release();
    }
  }
}
