// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.SlpFunction;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRqst;

/** What an answer to one request looks like, and who has answered. For one thread. */
final class ReplyPattern {
  /** Answers from more responders than this are dropped; nobody has so many agents. */
  static final int MOST_RESPONDERS = 4096;

  private final int xid;
  private final Set<Integer> functions;
  private final @Nullable InetAddress agent;
  private final Set<InetSocketAddress> responders = new HashSet<>();

  /**
   * The pattern of a request.
   *
   * @param agent who alone may answer, from any port; null for anybody
   */
  ReplyPattern(SlpMessage request, @Nullable InetAddress agent) {
    this.xid = request.header().xid();
    this.functions = functions(request);
    this.agent = agent;
  }

  private static Set<Integer> functions(SlpMessage request) {
    return switch (request.function()) {
      case SlpFunction.SRV_RQST ->
          switch (type((SrvRqst) request)) {
            case "service:directory-agent" -> Set.of(SlpFunction.DA_ADVERT, SlpFunction.SRV_RPLY);
            case "service:service-agent" -> Set.of(SlpFunction.SA_ADVERT, SlpFunction.SRV_RPLY);
            default -> Set.of(SlpFunction.SRV_RPLY);
          };
      case SlpFunction.ATTR_RQST -> Set.of(SlpFunction.ATTR_RPLY);
      case SlpFunction.SRV_TYPE_RQST -> Set.of(SlpFunction.SRV_TYPE_RPLY);
      case SlpFunction.SRV_REG, SlpFunction.SRV_DEREG -> Set.of(SlpFunction.SRV_ACK);
      default ->
          throw new IllegalArgumentException(
              SlpFunction.name(request.function()) + " is no request");
    };
  }

  private static String type(SrvRqst request) {
    return request.serviceType().toLowerCase(Locale.ROOT);
  }

  int xid() {
    return xid;
  }

  /** Whether the message, whose transaction identifier fits, answers the request. */
  boolean fits(SlpMessage message, InetAddress sender) {
    return functions.contains(message.function()) && (agent == null || agent.equals(sender));
  }

  /** Whether this is the responder's first answer; remembers it. */
  boolean first(InetSocketAddress responder) {
    return responders.size() < MOST_RESPONDERS && responders.add(responder);
  }
}
