// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.loadstar.tn3270.e.LuAssigner;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.RejectReason;
import org.loadstar.tn3270.e.ServerNegotiation;
import org.loadstar.tn3270.e.Tn3270eFunction;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/** A TN3270E server with one pool of logical units, as a behaviour of a fake target. */
final class Tn3270eTarget implements FakeTarget.Behaviour {
  final AtomicInteger taken = new AtomicInteger();
  final AtomicInteger inUse = new AtomicInteger();
  final AtomicInteger sessions = new AtomicInteger();
  private final int units;

  Tn3270eTarget(int units) {
    this.units = units;
  }

  @Override
  public void serve(Socket client) throws IOException {
    try (Line line = new Line(client)) {
      line.run();
    }
  }

  /** One connection. */
  private final class Line implements LuAssigner, TelnetListener, AutoCloseable {
    private final Socket client;
    private final TelnetDecoder decoder = new TelnetDecoder(this);
    private final ServerNegotiation negotiation =
        new ServerNegotiation(Set.of(Tn3270eFunction.BIND_IMAGE), this);
    private final ByteBuf out = Unpooled.buffer();
    private boolean holds;

    Line(Socket client) {
      this.client = client;
    }

    void run() throws IOException {
      act(negotiation.start());
      InputStream in = client.getInputStream();
      byte[] buffer = new byte[512];
      while (true) {
        client.getOutputStream().write(out.array(), 0, out.readableBytes());
        out.clear();
        int count = in.read(buffer);
        if (count < 0) {
          return;
        }
        decoder.decode(Unpooled.wrappedBuffer(buffer, 0, count));
      }
    }

    private void act(List<NegotiationAction> actions) {
      for (NegotiationAction action : actions) {
        if (action instanceof NegotiationAction.Send send) {
          send.encode(out);
        } else if (action instanceof NegotiationAction.Connected) {
          sessions.incrementAndGet();
        }
      }
    }

    @Override
    public Answer assign(DeviceTypeRequest request) {
      String wanted = request.connect();
      if (wanted != null && !wanted.equals("HEALTH")) {
        return new Refused(RejectReason.INV_NAME);
      } else if (inUse.get() >= units) {
        return new Refused(RejectReason.DEVICE_IN_USE);
      }
      holds = true;
      inUse.incrementAndGet();
      taken.incrementAndGet();
      return new Assigned("LU1");
    }

    @Override
    public void close() {
      if (holds) {
        inUse.decrementAndGet();
      }
      out.release();
    }

    @Override
    public void option(OptionVerb verb, TelnetOption option) {
      act(negotiation.option(verb, option));
    }

    @Override
    public void subnegotiation(TelnetOption option, ByteBuf payload) {
      act(negotiation.subnegotiation(option, payload));
    }

    @Override
    public void record(ByteBuf data) {}

    @Override
    public void text(ByteBuf data) {}

    @Override
    public void command(TelnetCommand command) {}
  }
}
