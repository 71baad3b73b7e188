// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.server.ServerRuntimeDTO.TerminalDTO;
import org.loadstar.api.server.Terminal;
import org.loadstar.net.TlsSession;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.e.LuAssigner;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.NegotiationAction.Connected;
import org.loadstar.tn3270.e.NegotiationAction.Failed;
import org.loadstar.tn3270.e.NegotiationAction.Rejected;
import org.loadstar.tn3270.e.NegotiationAction.Send;
import org.loadstar.tn3270.e.ServerNegotiation;
import org.loadstar.tn3270.e.Tn3270eFunction;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetEncoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: bytes to the telnet decoder, options to the negotiation, and, once that
 * has come to its end, records to the terminal's session. On the channel's event loop only, but for
 * what says otherwise.
 *
 * <p>Nothing is read while the client does not take what was written to it, so a slow one costs no
 * more than the write buffer's high-water mark.
 */
final class Connection extends ChannelInboundHandlerAdapter implements TelnetListener, LuAssigner {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  static final int NEGOTIATION_SECONDS = 30;
  private static final Set<Tn3270eFunction> FUNCTIONS =
      Set.of(Tn3270eFunction.BIND_IMAGE, Tn3270eFunction.RESPONSES, Tn3270eFunction.SYSREQ);

  private final Reception reception;
  private final Channel channel;
  private final String peer;
  private final ServerNegotiation negotiation = new ServerNegotiation(FUNCTIONS, this);
  private final TelnetDecoder decoder = new TelnetDecoder(this);
  private String unit = "";
  private volatile @Nullable TlsSession tls;
  private boolean ended;
  private @Nullable ScheduledFuture<?> timeout;
  private volatile @Nullable Established established;

  /** A terminal that has come to the end of its negotiation. */
  private record Established(
      String pool,
      Connected agreed,
      TerminalLine line,
      TerminalSession session,
      TerminalRecords records) {}

  /** A connection that was just accepted. */
  Connection(Reception reception, Channel channel) {
    this.reception = reception;
    this.channel = channel;
    this.peer =
        channel.remoteAddress() instanceof InetSocketAddress remote && !remote.isUnresolved()
            ? remote.getAddress().getHostAddress()
            : "an unknown peer";
  }

  /** It is encrypted, before anything else happens. */
  void encrypted(TlsSession session) {
    tls = session;
  }

  /** It is not as it must be, before anything else happens. */
  void noTls(String reason) {
    fault("TLS", reason);
  }

  /** The server speaks first. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    timeout =
        channel
            .eventLoop()
            .schedule(() -> perform(negotiation.timeout()), NEGOTIATION_SECONDS, TimeUnit.SECONDS);
    perform(negotiation.start());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (!ended) {
        decoder.decode(in);
      }
    } catch (ProtocolException e) {
      fault(e.reason().name(), String.valueOf(e.getMessage()));
    } finally {
      in.release();
    }
  }

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    if (!ended) {
      perform(negotiation.option(verb, option));
    }
  }

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {
    if (!ended) {
      perform(negotiation.subnegotiation(option, payload));
    }
  }

  @Override
  public Answer assign(DeviceTypeRequest request) {
    Answer answer = reception.pools().assign(request);
    if (answer instanceof Assigned assigned) {
      unit = assigned.luName();
      reception.changed();
    } else if (answer instanceof Refused refused) {
      reception.refused(refused.reason().toString());
    }
    return answer;
  }

  private void perform(List<NegotiationAction> actions) {
    for (NegotiationAction action : actions) {
      if (action instanceof Send send) {
        ByteBuf out = channel.alloc().buffer();
        send.encode(out);
        channel.writeAndFlush(out);
      } else if (action instanceof Connected agreed) {
        connected(agreed);
      } else if (action instanceof Rejected rejected) {
        close("No logical unit for this terminal: " + rejected.reason());
      } else if (action instanceof Failed failed) {
        fault("NEGOTIATION", failed.reason());
      }
    }
  }

  private void connected(Connected agreed) {
    TerminalModel model = TerminalModel.of(agreed.deviceType());
    if (model == null) {
      throw new IllegalStateException("a unit was given to " + agreed.deviceType());
    }
    decoder.recordMode(true);
    TerminalLine line = new TerminalLine(channel, agreed, model);
    TerminalSession session =
        new TerminalSession(
            line,
            channel.eventLoop(),
            reception.applications(),
            reception::application,
            new Terminal(
                unit, agreed.deviceType(), model.size().rows(), model.size().columns(), peer),
            model);
    TerminalRecords records =
        new TerminalRecords(line, session, code -> reception.screenRefused(peer, code));
    established = new Established(reception.pools().poolName(unit), agreed, line, session, records);
    cancelTimeout();
    reception.changed();
    session.start();
  }

  @Override
  public void record(ByteBuf data) {
    Established terminal = established;
    if (!ended && terminal != null) {
      terminal.records().received(data);
    }
  }

  /** Only the AO of a terminal that agreed to SYSREQ means something; ATTN is for SNA hosts. */
  @Override
  public void command(TelnetCommand command) {
    Established terminal = established;
    if (!ended
        && terminal != null
        && command.equals(TelnetCommand.ABORT_OUTPUT)
        && terminal.line().has(Tn3270eFunction.SYSREQ)) {
      terminal.session().systemRequest();
    }
  }

  /** Nobody types to this server before the negotiation is over. */
  @Override
  public void text(ByteBuf data) {}

  private void fault(String reason, String detail) {
    reception.fault(peer, reason, detail);
    close("");
  }

  /** Closes the connection; before a session begins it may say why, in NVT text. */
  private void close(String why) {
    ended = true;
    cancelTimeout();
    if (!why.isEmpty()) {
      ByteBuf out = channel.alloc().buffer();
      TelnetEncoder.data(Unpooled.copiedBuffer(why + "\r\n", StandardCharsets.US_ASCII), out);
      channel.write(out);
    }
    TerminalLine.close(channel);
  }

  /** The listener is stopped: the session ends, and the channel is closed when this returns. */
  void shutDown() {
    Established terminal = established;
    if (terminal != null) {
      terminal.session().disconnected();
      terminal.line().unbind();
    }
    ended = true;
    channel.close();
  }

  /** Applications came, went or failed. On any thread. */
  void applicationsChanged() {
    Established terminal = established;
    if (terminal != null) {
      channel.eventLoop().execute(terminal.session()::quarantined);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    channel.config().setAutoRead(channel.isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended = true;
    cancelTimeout();
    Established terminal = established;
    if (terminal != null) {
      terminal.session().disconnected();
    }
    reception.pools().release(unit);
    reception.changed();
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  /** What is left is a lost connection or a mistake of ours; neither harms another connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("{}: the connection of {} is lost: {}", name(), peer, cause.getMessage());
    } else {
      LOG.error("{}: the connection of {} is closed", name(), peer, cause);
    }
    context.close();
  }

  private String name() {
    return reception.name();
  }

  /** Whether it is still in negotiation. On any thread. */
  boolean pending() {
    return established == null;
  }

  /** The terminal, owned by the caller; null before there is one. On any thread. */
  @Nullable TerminalDTO report() {
    Established terminal = established;
    if (terminal == null) {
      return null;
    }
    TerminalDTO dto = new TerminalDTO();
    dto.lu = String.valueOf(terminal.agreed().luName());
    dto.pool = terminal.pool();
    dto.peer = peer;
    dto.deviceType = terminal.agreed().deviceType();
    dto.protocol = terminal.agreed().mode().name();
    dto.application = terminal.session().application();
    TlsSession encryption = tls;
    if (encryption != null) {
      dto.tlsProtocol = encryption.protocol();
      dto.tlsCipherSuite = encryption.cipherSuite();
      dto.tlsPeer = encryption.peer();
    }
    dto.screens = terminal.session().screens();
    return dto;
  }
}
