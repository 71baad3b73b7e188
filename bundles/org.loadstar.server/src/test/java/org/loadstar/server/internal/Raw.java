// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A peer that sends and expects bytes, line by line: hexadecimal, and text in quotes. */
final class Raw implements AutoCloseable {
  private final Socket socket;

  Raw(int port) throws IOException {
    socket = new Socket();
    socket.setReceiveBufferSize(8192);
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** {@code fffa2802 07 'IBM-3278-2-E' fff0} as bytes. */
  static byte[] bytes(String line) {
    StringBuilder hex = new StringBuilder();
    String[] parts = line.split("'", -1);
    for (int i = 0; i < parts.length; i++) {
      hex.append(
          i % 2 == 0
              ? parts[i].replace(" ", "")
              : HexFormat.of().formatHex(parts[i].getBytes(StandardCharsets.US_ASCII)));
    }
    return HexFormat.of().parseHex(hex);
  }

  Raw send(String line) throws IOException {
    return send(bytes(line));
  }

  Raw send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  Raw expect(String line) throws IOException {
    byte[] wanted = bytes(line);
    byte[] got = socket.getInputStream().readNBytes(wanted.length);
    assertEquals(HexFormat.of().formatHex(wanted), HexFormat.of().formatHex(got));
    return this;
  }

  /** Reads until a record ends. */
  byte[] record() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int last = 0;
    while (true) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed in a record: " + out.size() + " bytes");
      }
      out.write(next);
      if (last == 0xFF && next == 0xEF) {
        return out.toByteArray();
      }
      last = last == 0xFF ? 0 : next;
    }
  }

  /** Reads to the end; what came before it as text. */
  String rest() throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      return "";
    }
  }

  /** The next bytes as text; fewer at the end. */
  String rest(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
