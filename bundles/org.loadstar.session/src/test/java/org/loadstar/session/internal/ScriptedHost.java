// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.HostPort;
import org.loadstar.tn3270.codepage.CodePage;

/**
 * A TN3270 host on a real socket that says and expects what its script says, byte for byte. A
 * script that fails makes {@link #close} fail.
 */
final class ScriptedHost implements AutoCloseable {
  private static final int HEADER = 5;
  private static final int PATIENCE_MILLIS = 10_000;

  /** What the host does with one connection. */
  interface Script {
    void play(Peer peer) throws Exception;
  }

  private final ServerSocket listener;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch expected = new CountDownLatch(1);
  private final AtomicInteger accepted = new AtomicInteger();

  ScriptedHost(Script script) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread acceptor = new Thread(() -> accept(script), "scripted-host");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** A host that shows this and stays. */
  static ScriptedHost staying(String text) throws IOException {
    return new ScriptedHost(
        peer -> {
          peer.session(text);
          peer.stay();
        });
  }

  private void accept(Script script) {
    while (true) {
      Socket socket;
      try {
        socket = listener.accept();
      } catch (IOException closed) {
        return;
      }
      accepted.incrementAndGet();
      sockets.add(socket);
      Thread player = new Thread(() -> play(script, socket), "scripted-host-peer");
      player.setDaemon(true);
      player.start();
    }
  }

  private void play(Script script, Socket socket) {
    try (Peer peer = new Peer(this, socket)) {
      script.play(peer);
    } catch (SocketException leaving) {
      if (!listener.isClosed()) {
        failures.add(leaving);
      }
    } catch (Throwable failure) {
      failures.add(failure);
    } finally {
      ended.countDown();
    }
  }

  HostPort address() {
    return new HostPort("127.0.0.1", listener.getLocalPort());
  }

  int accepted() {
    return accepted.get();
  }

  /** The first connection's script has ended. */
  void awaitScript() throws InterruptedException {
    assertTrue(ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS), "the script has not ended");
  }

  /** A script has heard everything that it expects, and stays. */
  void awaitExpected() throws InterruptedException {
    assertTrue(expected.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS), failures::toString);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    assertEquals(List.of(), failures);
  }

  /** Bytes as hexadecimal text, blanks allowed; EBCDIC text in apostrophes, ASCII in quotes. */
  static byte[] bytes(String script) {
    StringBuilder hex = new StringBuilder();
    StringBuilder text = null;
    char quote = 0;
    for (int i = 0; i < script.length(); i++) {
      char c = script.charAt(i);
      if (text == null && (c == '\'' || c == '"')) {
        text = new StringBuilder();
        quote = c;
      } else if (text != null && c == quote) {
        byte[] coded =
            quote == '"'
                ? text.toString().getBytes(StandardCharsets.US_ASCII)
                : CodePage.CP037.encode(text);
        hex.append(HexFormat.of().formatHex(coded));
        text = null;
      } else if (text != null) {
        text.append(c);
      } else if (c != ' ') {
        hex.append(c);
      }
    }
    return HexFormat.of().parseHex(hex);
  }

  /** One connection. */
  static final class Peer implements AutoCloseable {
    private final ScriptedHost host;
    private Socket socket;
    private InputStream in;

    Peer(ScriptedHost host, Socket socket) throws IOException {
      this.host = host;
      this.socket = socket;
      this.in = socket.getInputStream();
      socket.setSoTimeout(PATIENCE_MILLIS);
    }

    Socket socket() {
      return socket;
    }

    void send(String script) throws IOException {
      send(bytes(script));
    }

    void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    void expect(String script) throws IOException {
      byte[] wanted = bytes(script);
      assertEquals(
          HexFormat.of().formatHex(wanted), HexFormat.of().formatHex(in.readNBytes(wanted.length)));
    }

    void sendUnchecked(byte[] bytes) {
      try {
        send(bytes);
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }

    /** Expects the bytes so many times. */
    void skip(byte[] wanted, int times) throws IOException {
      for (int left = times; left > 0; left--) {
        assertArrayEquals(wanted, in.readNBytes(wanted.length));
      }
    }

    /** Reads until the client is gone; how many bytes came. */
    long countToTheEnd() {
      long count = 0;
      try {
        for (int read = in.read(new byte[8192]); read > 0; read = in.read(new byte[8192])) {
          count += read;
        }
      } catch (IOException gone) {
        // However it went.
      }
      return count;
    }

    /** The 3270 data of the client's next record; null if the client is gone. */
    byte @Nullable [] record() throws IOException {
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      while (true) {
        int value = in.read();
        if (value == 0xFF) {
          value = in.read();
          if (value == 0xEF) {
            byte[] whole = record.toByteArray();
            return Arrays.copyOfRange(whole, HEADER, whole.length);
          }
        }
        if (value < 0) {
          return null;
        }
        record.write(value);
      }
    }

    /** Sends 3270 data. */
    void sendRecord(byte[] data) throws IOException {
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      record.write(new byte[HEADER]);
      for (byte value : data) {
        record.write(value);
        if (value == -1) {
          record.write(value);
        }
      }
      record.write(new byte[] {-1, (byte) 0xEF});
      send(record.toByteArray());
    }

    /** The client closes the connection and sends nothing before. */
    void expectEnd() throws IOException {
      assertEquals(-1, in.read());
    }

    /** TLS from the next byte on. */
    void encrypt(SSLContext context) throws IOException {
      SSLSocket encrypted =
          (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
      encrypted.setUseClientMode(false);
      encrypted.setWantClientAuth(true);
      encrypted.startHandshake();
      socket = encrypted;
      in = encrypted.getInputStream();
    }

    /** STARTTLS up to the handshake. */
    void startTls() throws IOException {
      send("ff fd 2e");
      expect("ff fb 2e ff fa 2e 01 ff f0");
      send("ff fa 2e 01 ff f0");
    }

    /** The subject of the client's certificate. */
    String client() throws IOException {
      return ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
    }

    /** TN3270E up to the functions BIND-IMAGE, RESPONSES and SYSREQ, without the fourth. */
    void negotiate(String lu) throws IOException {
      negotiate(lu, "00 02 04");
    }

    /** TN3270E up to these functions, of the four that are asked for. */
    void negotiate(String lu, String functions) throws IOException {
      negotiateAsking(lu, "00 02 04 05", functions);
    }

    /** TN3270E with the functions that are asked for and those that are granted. */
    void negotiateAsking(String lu, String asked, String functions) throws IOException {
      send("ff fd 28");
      expect("ff fb 28");
      send("ff fa 28 08 02 ff f0");
      expect("ff fa 28 02 07 \"IBM-3278-2-E\" ff f0");
      send("ff fa 28 02 04 \"IBM-3278-2-E\" 01 \"" + lu + "\" ff f0");
      expect("ff fa 28 03 07 " + asked + " ff f0");
      send("ff fa 28 03 04 " + functions + " ff f0");
    }

    /** Plain TN3270. */
    void negotiatePlain() throws IOException {
      send("ff fd 18");
      expect("ff fb 18");
      send("ff fa 18 01 ff f0");
      expect("ff fa 18 00 \"IBM-3278-2-E\" ff f0");
      send("ff fd 19 ff fb 19 ff fd 00 ff fb 00");
      expect("ff fb 19 ff fd 19 ff fb 00 ff fd 00");
    }

    /** A BIND of an application. */
    void bind() throws IOException {
      send("03 00 00 00 00 31010303b1903080008787f88700028000000000 18501850 7f 0000 00 ff ef");
    }

    /** Erase/Write with the keyboard restored, the text at the start. */
    void screen(String text) throws IOException {
      send("00 00 00 00 00 f5 c3 11 40 40 '" + text + "' ff ef");
    }

    /** Negotiates, binds, shows the text. */
    void session(String text) throws IOException {
      negotiate("LU1");
      bind();
      screen(text);
    }

    /** Ends the connection by RST. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits until the client goes. */
    void stay() throws IOException {
      host.expected.countDown();
      socket.setSoTimeout(0);
      try {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (SocketException gone) {
        // However it went.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
