// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import org.loadstar.api.distributor.ConnectionKey;

/** Tells a target who its client is (HAProxy's PROXY protocol, versions 1 and 2). */
final class ProxyHeader {
  private static final byte[] SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };
  private static final int VERSION_2_PROXY = 0x21;
  private static final int TCP_OVER_IPV4 = 0x11;
  private static final int TCP_OVER_IPV6 = 0x21;

  private ProxyHeader() {}

  /** The header of a connection; the caller owns it. */
  static ByteBuf of(ConnectionKey key, int version, ByteBufAllocator allocator) {
    return version == 1 ? text(key, allocator) : binary(key, allocator);
  }

  private static ByteBuf text(ConnectionKey key, ByteBufAllocator allocator) {
    return ByteBufUtil.writeAscii(
        allocator,
        String.join(
                " ",
                "PROXY",
                key.client() instanceof Inet4Address ? "TCP4" : "TCP6",
                NetUtil.toAddressString(key.client()),
                NetUtil.toAddressString(key.address()),
                String.valueOf(key.clientPort()),
                String.valueOf(key.port()))
            + "\r\n");
  }

  private static ByteBuf binary(ConnectionKey key, ByteBufAllocator allocator) {
    byte[] client = key.client().getAddress();
    byte[] address = key.address().getAddress();
    int length = client.length + address.length + 4;
    return allocator
        .ioBuffer(SIGNATURE.length + 4 + length)
        .writeBytes(SIGNATURE)
        .writeByte(VERSION_2_PROXY)
        .writeByte(client.length == 4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6)
        .writeShort(length)
        .writeBytes(client)
        .writeBytes(address)
        .writeShort(key.clientPort())
        .writeShort(key.port());
  }
}
