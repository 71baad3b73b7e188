// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses.
 *
 * @param address any of them
 * @param prefix how many bits they share
 */
record Network(InetAddress address, int prefix) {
  /**
   * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or one address. No name is looked up.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
    if (address != null) {
      int bits = 8 * address.getAddress().length;
      String prefix = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
      if (prefix.matches("\\d{1,3}") && Integer.parseInt(prefix) <= bits) {
        return new Network(address, Integer.parseInt(prefix));
      }
    }
    throw new IllegalArgumentException("'" + text + "' is no network such as 192.0.2.0/24");
  }

  /** The address that a text is, without a zone; null where it is none. */
  static @Nullable InetAddress address(String literal) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  boolean contains(InetAddress other) {
    byte[] a = address.getAddress();
    byte[] b = other.getAddress();
    int whole = prefix / 8;
    if (a.length != b.length || !Arrays.equals(a, 0, whole, b, 0, whole)) {
      return false;
    }
    int rest = prefix % 8;
    return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
  }

  /** What stands for the /24 of an IPv4 address, or the /64 of an IPv6 address. */
  static Long around(InetAddress address) {
    byte[] bytes = address.getAddress();
    long key = 0;
    for (int i = 0; i < (bytes.length == 4 ? 3 : 8); i++) {
      key = (key << 8) | (bytes[i] & 0xFF);
    }
    return bytes.length == 4 ? key | 0xFF00_0000_0000_0000L : key; // a multicast network: no source
  }
}
