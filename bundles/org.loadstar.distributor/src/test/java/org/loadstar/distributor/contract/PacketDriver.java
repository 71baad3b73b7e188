// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.contract;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.TargetRow;
import org.loadstar.distributor.tracker.ObservedConnection;
import org.loadstar.distributor.tracker.Segment;

/** Clients as a plane sees them that has only their packets: nothing real is opened. */
final class PacketDriver implements PlaneDriver {
  private final PacketPlane plane = new PacketPlane(this::now);
  private long now = 1_000_000_000_000L;
  private int nextPort = 20_000;

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public PacketPlane plane() {
    return plane;
  }

  @Override
  public InetAddress address() {
    return literal("10.99.0.190");
  }

  @Override
  public int port(int number) {
    return 8000 + number;
  }

  @Override
  public TargetRow target(int number) {
    return new TargetRow("t" + number, literal("10.98.0.1" + number), 0, false, 0, false, 0);
  }

  @Override
  public InetAddress client(int number) {
    return literal("192.0.2." + (number + 1));
  }

  @Override
  public long now() {
    return now;
  }

  void pass(long millis) {
    now += millis;
    plane.expire();
  }

  @Override
  public void settle() {
    pass(ObservedConnection.CLOSING_MILLIS);
    plane.flush();
  }

  @Override
  public boolean isLossless() {
    return false;
  }

  @Override
  public Client connect(int client, int port) {
    return new Packets(new ConnectionKey(client(client), nextPort++, address(), port));
  }

  @Override
  public void close() {}

  /** A client whose target answers at once. */
  private final class Packets implements Client {
    private final ConnectionKey key;
    private Optional<String> target;
    private int sequence = (int) 0xFFFF_FFF0L;

    Packets(ConnectionKey key) {
      this.key = key;
      target = plane.packet(key, new Segment(Segment.SYN, sequence++, 0));
      if (target.isPresent()) {
        target = plane.packet(key, new Segment(Segment.ACK, sequence, 0));
      }
    }

    @Override
    public ConnectionKey key() {
      return key;
    }

    @Override
    public Optional<String> target() {
      return target;
    }

    @Override
    public Optional<String> send() {
      Optional<String> to = plane.packet(key, new Segment(Segment.ACK, sequence, 10));
      sequence += 10;
      return to;
    }

    @Override
    public void halfClose() {
      plane.packet(key, new Segment(Segment.ACK | Segment.FIN, sequence++, 0));
    }

    @Override
    public void close() {
      halfClose();
      plane.packet(key, new Segment(Segment.ACK, sequence, 0));
      target = Optional.empty();
    }

    @Override
    public void reset() {
      plane.packet(key, new Segment(Segment.RST, sequence, 0));
      target = Optional.empty();
    }
  }
}
