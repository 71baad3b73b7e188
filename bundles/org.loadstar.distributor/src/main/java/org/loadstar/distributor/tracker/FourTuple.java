// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.loadstar.api.distributor.ConnectionKey;

/**
 * A connection's key in numbers, to be used again and again: client and distributed address of one
 * family, and both ports. Not thread-safe.
 */
public final class FourTuple {
  /** Words of the addresses of both families. */
  static final int WORDS4 = 1;

  static final int WORDS6 = 4;

  private static final int BYTES4 = 4;

  /** IPv4: client and address in the first. IPv6: client in two, address in two. */
  long word0;

  long word1;
  long word2;
  long word3;
  int ports;
  boolean ipv6;

  /** A key with all its numbers 0. */
  public FourTuple() {}

  /** The key of a connection. */
  public static FourTuple of(ConnectionKey key) {
    return new FourTuple().set(key);
  }

  /** Becomes the key of a connection. */
  public FourTuple set(ConnectionKey key) {
    byte[] client = key.client().getAddress();
    byte[] address = key.address().getAddress();
    if (client.length == BYTES4) {
      return ipv4(number(client, 0), key.clientPort(), number(address, 0), key.port());
    }
    return ipv6(
        word(client, 0),
        word(client, 8),
        key.clientPort(),
        word(address, 0),
        word(address, 8),
        key.port());
  }

  /** Becomes the key of an IPv4 connection. */
  public FourTuple ipv4(int client, int clientPort, int address, int port) {
    ipv6 = false;
    word0 = ((long) client << 32) | Integer.toUnsignedLong(address);
    word1 = 0;
    word2 = 0;
    word3 = 0;
    ports = (clientPort << 16) | port;
    return this;
  }

  /** Becomes the key of an IPv6 connection, each address by its upper and lower half. */
  public FourTuple ipv6(
      long clientHigh,
      long clientLow,
      int clientPort,
      long addressHigh,
      long addressLow,
      int port) {
    ipv6 = true;
    word0 = clientHigh;
    word1 = clientLow;
    word2 = addressHigh;
    word3 = addressLow;
    ports = (clientPort << 16) | port;
    return this;
  }

  ConnectionKey key() {
    return new ConnectionKey(client(), ports >>> 16, address(), ports & 0xFFFF);
  }

  InetAddress client() {
    return ipv6 ? address(word0, word1) : address((int) (word0 >>> 32));
  }

  private InetAddress address() {
    return ipv6 ? address(word2, word3) : address((int) word0);
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] << 24)
        | ((bytes[at + 1] & 0xFF) << 16)
        | ((bytes[at + 2] & 0xFF) << 8)
        | (bytes[at + 3] & 0xFF);
  }

  private static long word(byte[] bytes, int at) {
    return ((long) number(bytes, at) << 32) | Integer.toUnsignedLong(number(bytes, at + 4));
  }

  private static InetAddress address(int number) {
    byte[] bytes = new byte[BYTES4];
    put(bytes, 0, number);
    return address(bytes);
  }

  private static InetAddress address(long high, long low) {
    byte[] bytes = new byte[4 * BYTES4];
    put(bytes, 0, (int) (high >>> 32));
    put(bytes, 4, (int) high);
    put(bytes, 8, (int) (low >>> 32));
    put(bytes, 12, (int) low);
    return address(bytes);
  }

  private static void put(byte[] bytes, int at, int number) {
    bytes[at] = (byte) (number >>> 24);
    bytes[at + 1] = (byte) (number >>> 16);
    bytes[at + 2] = (byte) (number >>> 8);
    bytes[at + 3] = (byte) number;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
