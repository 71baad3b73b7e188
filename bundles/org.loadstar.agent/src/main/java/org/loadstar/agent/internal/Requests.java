// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.CharacterEncoding;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.UrlEntry;

/** The messages that a service agent sends to directory agents. */
final class Requests {
  private static final String SCOPE = "SCOPE";

  private Requests() {}

  /**
   * A registration, always whole, for agents exist that take an update for the whole; or a
   * deregistration.
   *
   * @param spis the indices of version 2 for which it is signed, as far as there are keys
   */
  static SlpMessage of(
      int version, int xid, Ledger.Request request, Signing signing, List<String> spis) {
    Service service = request.service();
    String list = attributes(version, service).toString();
    SlpHeader header = header(version, xid);
    if (version == 1 && !StandardCharsets.US_ASCII.newEncoder().canEncode(service.url() + list)) {
      header = header.withCharacterEncoding(CharacterEncoding.UTF_8);
    }
    if (request instanceof Ledger.Request.Deregister) {
      Scopes scopes = version == 1 ? Scopes.NONE : service.scopes();
      UrlEntry entry = version == 1 ? new UrlEntry(0, service.url()) : service.entry();
      return signing.deregistration(new SrvDeReg(header, scopes, entry, List.of()), spis);
    }
    SrvReg reg =
        new SrvReg(
            version == 1 ? header : header.with(SlpHeader.FRESH),
            service.entry(),
            service.type().toString(),
            service.scopes(),
            list,
            List.of());
    return signing.registration(reg, spis);
  }

  /** In version 1 the scopes are an attribute, which is signed with the others. */
  private static Attributes attributes(int version, Service service) {
    return version == 1
        ? service.attributes().toBuilder()
            .remove(SCOPE)
            .strings(SCOPE, service.scopes().names())
            .build()
        : service.attributes();
  }

  /** A request for the advertisement of one directory agent. */
  static SrvRqst advertisement(int version, int xid) {
    return directoryAgents(header(version, xid), List.of());
  }

  /** A request for the advertisements of all directory agents. */
  static SrvRqst advertisements(int version, int xid, List<String> previousResponders) {
    SlpHeader header = header(version, xid).with(SlpHeader.REQUEST_MCAST);
    return directoryAgents(header, previousResponders);
  }

  private static SrvRqst directoryAgents(SlpHeader header, List<String> previousResponders) {
    String type = ServiceType.DIRECTORY_AGENT.toString();
    return new SrvRqst(header, previousResponders, type, Scopes.NONE, "", "");
  }

  private static SlpHeader header(int version, int xid) {
    return version == 1 ? SlpHeader.v1(xid) : SlpHeader.v2(xid);
  }

  /**
   * The size of a message in bytes.
   *
   * @throws IllegalArgumentException for what cannot be said in its version, or is too long
   */
  static int size(SlpMessage message) {
    ByteBuf out = Unpooled.buffer();
    try {
      SlpCodec.encode(message, out);
      return out.readableBytes();
    } finally {
      out.release();
    }
  }
}
