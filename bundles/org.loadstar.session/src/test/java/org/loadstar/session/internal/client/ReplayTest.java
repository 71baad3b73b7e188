// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.KeepAliveProbe;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.session.internal.profile.DeviceModel;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.CodePages;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.ResponseMessage;
import org.loadstar.tn3270.e.TerminalRequest;
import org.loadstar.tn3270.trace.Trace;
import org.loadstar.tn3270.trace.TraceSide;

/**
 * Recorded sessions, said by a host on a real connection to the whole client. After every record
 * the host sends a timing mark and waits for its answer; then the client shows what s3270 4.1
 * showed, and in the end it has said what the recorded client said.
 */
class ReplayTest {
  private static final String NO_ORACLE = "contention resolution, which s3270 4.1 lacks";

  /**
   * Sessions whose last record is cut short, and the bytes of an earlier record that stood behind
   * it in the memory of s3270 4.1, which read on.
   */
  private static final Map<String, String> READ_ON =
      Map.of(
          "b3270--short_ge", "03",
          "b3270--short_ra_addr", "03b190",
          "b3270--short_ra_char", "90",
          "b3270--short_sf", "03");

  /** What the recorder's command line named; the others have s3270's own page. */
  private static final Map<String, String> CODE_PAGES =
      Map.of("s3270--930", "930", "s3270--937", "937");

  /** Terminals of the recorder's command line that the host is not told. */
  private static final Map<String, String> TERMINALS =
      Map.of("s3270--bid-ta", "IBM-DYNAMIC-40x132");

  /** Sessions whose screens are not those of s3270 4.1, and why. */
  private static final Map<String, String> OTHER_SCREENS =
      Map.of(
          "c3270--ibmlink2", NO_ORACLE,
          "s3270--bid", NO_ORACLE,
          "s3270--bid-ta", NO_ORACLE,
          "s3270--nvt-data", "s3270 4.1 loses every other character of NVT-DATA",
          "s3270--wont-tn3270e", "s3270 4.1 reads headers after WONT TN3270E");

  /**
   * Why a client says something else than the recorded one.
   *
   * @param recorded what only the recorded one says, in the place of
   * @param ours what only ours says
   */
  private record Other(String reason, List<String> recorded, List<String> ours) {}

  /** All that is otherwise in what the clients say. */
  private static final Map<String, Other> OTHER_WORDS =
      Map.of(
          "b3270--invalid_command",
          new Other(
              "the recording ends before the negative response",
              List.of(),
              List.of(ResponseMessage.negative(2, ResponseMessage.COMMAND_REJECT).toString())),
          "s3270--elf",
          new Other(
              "x3270 takes IBMAPPLID from its own environment",
              List.of("USERVAR IBMAPPLID=12345"),
              List.of("USERVAR IBMAPPLID=None")),
          "s3270--empty-user",
          new Other(
              "x3270 tells an empty user as such, ours that there is none",
              List.of("VAR USER="),
              List.of("VAR USER")),
          "s3270--korean",
          new Other(
              "x3270 tells its code page and keyboard from 4.5 on",
              List.of("USERVAR CODEPAGE=833", "USERVAR CHARSET=1173", "USERVAR KBDTYPE=KQB"),
              List.of()),
          "s3270--testTn",
          new Other(
              "x3270 was told to be no IBM terminal at all, without TN3270E",
              List.of(
                  "WONT TN3270E",
                  "WILL NEW-ENVIRON",
                  "VAR USER=pdm",
                  "USERVAR IBMELF=YES",
                  "USERVAR IBMAPPLID=None",
                  "USERVAR CODEPAGE=037",
                  "USERVAR CHARSET=697",
                  "USERVAR KBDTYPE=USB",
                  "WILL TERMINAL-TYPE",
                  "terminal type abc?def"),
              List.of(
                  "WILL TN3270E",
                  "WILL NEW-ENVIRON",
                  "WILL TERMINAL-TYPE",
                  "VAR USER=pdm",
                  "USERVAR IBMELF=YES",
                  "USERVAR IBMAPPLID=None",
                  "terminal type IBM-3278-4-E")));

  private static final String OTHERWISE = "IBM-3278-4-E";

  private static final EventLoopGroup GROUP =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @AfterAll
  static void stop() {
    GROUP.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** A connection between a host that plays a trace and the client. */
  private static final class Replay implements Dial.Listener, Connection.Listener, AutoCloseable {
    final Terminal terminal;
    final Said said = new Said();
    final List<String> ends = new ArrayList<>();
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Dial dial;
    private final Socket host;

    Replay(TerminalRequest request, String display, String codePage) throws IOException {
      terminal = new Terminal(display, CodePages.named(codePage).orElseThrow());
      dial =
          new Dial(
              GROUP.next(),
              new HostPort("127.0.0.1", listener.getLocalPort()),
              new Dial.Request(request, true, Duration.ZERO, KeepAliveProbe.NOP),
              new TlsWish(SessionProfile.discovering("p"), null),
              terminal,
              new FaultLog(),
              ChannelDuplexHandler::new,
              this,
              this);
      GROUP.submit(() -> dial.start(Runnable::run)).syncUninterruptibly();
      host = listener.accept();
      host.setSoTimeout(30_000);
      host.setTcpNoDelay(true);
    }

    /** Sends what the host said, and waits until the client has dealt with it. */
    void play(byte[] bytes) throws IOException {
      host.getOutputStream().write(bytes);
      host.getOutputStream().write(new byte[] {(byte) 0xFF, (byte) 0xFD, 6});
      ByteArrayOutputStream heard = new ByteArrayOutputStream();
      InputStream in = host.getInputStream();
      byte[] buffer = new byte[8192];
      while (!endsWithMark(heard.toByteArray())) {
        int count = in.read(buffer);
        if (count < 0) {
          throw new IOException("the client is gone: " + ends);
        }
        heard.write(buffer, 0, count);
      }
      said.hear(heard.toByteArray());
    }

    private static boolean endsWithMark(byte[] heard) {
      byte[] mark = {(byte) 0xFF, (byte) 0xFC, 6};
      return Arrays.equals(
          Arrays.copyOfRange(heard, Math.max(0, heard.length - 3), heard.length), mark);
    }

    @Override
    public void tcpConnected() {}

    @Override
    public void accepted(Connection connection, NegotiationAction.Connected agreed) {}

    @Override
    public void refused(String reason) {
      ends.add(reason);
    }

    @Override
    public void screenChanged() {}

    @Override
    public void recordApplied() {}

    @Override
    public void agreedAgain() {}

    @Override
    public void ended(String reason) {
      ends.add(reason);
    }

    @Override
    public void close() throws IOException {
      host.close();
      listener.close();
      GROUP.submit(dial::hangUp).syncUninterruptibly();
    }
  }

  private static Trace trace(String name) throws IOException {
    assumeTrue(GoldenText.names().contains(name), "no recorded session " + name);
    return Trace.parse(
        Files.readString(GoldenText.FOLDER.resolve(name + ".trc"), StandardCharsets.ISO_8859_1));
  }

  /** What the recorded client said. */
  private static Said recorded(Trace trace) {
    Said said = new Said();
    trace.reads().stream()
        .filter(read -> read.side() == TraceSide.CLIENT)
        .forEach(read -> said.hear(read.bytes()));
    return said;
  }

  private static TerminalRequest request(Trace trace) {
    return recorded(trace).request();
  }

  /** The screen after each record, and in the end what the client said. */
  private static List<ScreenSnapshot> play(String name, Said[] said) throws Exception {
    return play(name, said, "");
  }

  private static List<ScreenSnapshot> play(String name, Said[] said, String behind)
      throws Exception {
    Trace trace = trace(name);
    TerminalRequest recorded = request(trace);
    String told = recorded.deviceType().startsWith("IBM-") ? recorded.deviceType() : OTHERWISE;
    String display = TERMINALS.getOrDefault(name, told);
    TerminalRequest request =
        new TerminalRequest(
            DeviceModel.told(display),
            recorded.resources(),
            recorded.functions(),
            recorded.environment());
    List<byte[]> reads = new ArrayList<>();
    for (Trace.Read read : trace.reads()) {
      if (read.side() == TraceSide.HOST) {
        reads.add(read.bytes());
      }
    }
    reads.add(readOn(reads.remove(reads.size() - 1), behind));
    List<ScreenSnapshot> screens = new ArrayList<>();
    try (Replay replay = new Replay(request, display, CODE_PAGES.getOrDefault(name, "bracket"))) {
      for (byte[] bytes : reads) {
        replay.play(bytes);
        if (bytes.length >= 2 && bytes[bytes.length - 1] == (byte) 0xEF) {
          screens.add(replay.terminal.snapshot());
        }
      }
      said[0] = replay.said;
    }
    return screens;
  }

  /** The record with what stood behind it. */
  private static byte[] readOn(byte[] record, String behind) {
    int end = record.length - (behind.isEmpty() ? 0 : 2);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(record, 0, end);
    whole.writeBytes(HexFormat.of().parseHex(behind));
    whole.write(record, end, record.length - end);
    return whole.toByteArray();
  }

  private static List<DynamicTest> each(Map<String, String> exceptions, Check check)
      throws IOException {
    List<String> names = GoldenText.names();
    if (names.isEmpty()) {
      return List.of(
          DynamicTest.dynamicTest("all", () -> assumeTrue(false, "no recorded sessions")));
    }
    assertTrue(names.containsAll(exceptions.keySet()), "excepted and not there");
    return names.stream()
        .map(
            name ->
                exceptions.containsKey(name)
                    ? DynamicTest.dynamicTest(
                        name + " is played only: " + exceptions.get(name),
                        () -> play(name, new Said[1]))
                    : DynamicTest.dynamicTest(name, () -> check.of(name)))
        .toList();
  }

  private interface Check {
    void of(String name) throws Exception;
  }

  @TestFactory
  List<DynamicTest> theScreenAfterEveryRecordIsTheOneOfS3270() throws IOException {
    return each(
        OTHER_SCREENS,
        name -> {
          List<ScreenSnapshot> screens = play(name, new Said[1], READ_ON.getOrDefault(name, ""));
          List<GoldenText> golden = GoldenText.read(name);
          assertEquals(golden.size(), screens.size());
          for (int at = 0; at < golden.size(); at++) {
            assertEquals("", golden.get(at).difference(screens.get(at)), "record " + at);
          }
        });
  }

  /** A session that is cut short at a byte is one that was fed up to it. */
  @TestFactory
  List<DynamicTest> howeverASessionIsCutItsScreensAreTheSame() throws IOException {
    return each(
        Map.of("s3270--testTn", "its terminal is none that ours can be"),
        name -> {
          Trace trace = trace(name);
          ByteArrayOutputStream joined = new ByteArrayOutputStream();
          for (Trace.Read read : trace.reads()) {
            if (read.side() == TraceSide.HOST) {
              joined.write(read.bytes());
            }
          }
          try (HandlersTest.Line whole = new HandlersTest.Line(request(trace));
              HandlersTest.Line single = new HandlersTest.Line(request(trace))) {
            whole.host(joined.toByteArray());
            for (byte next : joined.toByteArray()) {
              single.host(new byte[] {next});
            }
            assertEquals(whole.client(), single.client());
            assertEquals(rows(whole), rows(single));
            assertEquals(whole.ends, single.ends);
          }
        });
  }

  private static List<String> rows(HandlersTest.Line line) {
    ScreenSnapshot screen = line.terminal.snapshot();
    List<String> rows = new ArrayList<>(List.of(screen.cursor() + screen.lock()));
    for (int row = 0; row < screen.rows(); row++) {
      rows.add(screen.row(row));
    }
    return rows;
  }

  /** What the recorded client, s3270 4.3, showed of the two sessions that 4.1 cannot follow. */
  @Test
  void linesOfTextInTn3270eAndPlainTn3270AfterItAreShown() throws Exception {
    List<ScreenSnapshot> lines = play("s3270--nvt-data", new Said[1]);
    ScreenSnapshot menu = lines.get(1);
    assertEquals("x3270 test target (TN3270E NVT mode)", menu.row(0).strip());
    assertEquals(" echo     Trivial echo server", menu.row(2).stripTrailing());
    assertEquals("==>", menu.row(12).strip());
    assertEquals(12 * 80 + 4, menu.cursor());
    assertEquals("==> No such service: foo", lines.get(2).row(12).strip());
    assertEquals("", menu.lock());

    List<ScreenSnapshot> plain = play("s3270--wont-tn3270e", new Said[1]);
    assertEquals("IKJ56700A ENTER USERID -", plain.get(0).row(0).strip());
    assertEquals("", plain.get(0).lock());
  }

  /** The keyboard is locked after a BID and until the screen that says that it is our turn. */
  @Test
  void turnsAreTakenAsRecorded() throws Exception {
    for (String name : List.of("s3270--bid", "c3270--ibmlink2")) {
      List<ScreenSnapshot> screens = play(name, new Said[1]);
      assertEquals("X Wait", screens.get(3).lock(), name);
      assertEquals("", screens.get(4).lock(), name);
      assertTrue(screens.get(4).shows("CUSTOMER ASSISTANCE"), name);
    }
    List<ScreenSnapshot> wide = play("s3270--bid-ta", new Said[1]);
    assertEquals(40 + "x" + 132, wide.get(1).rows() + "x" + wide.get(1).columns());
    assertEquals(
        List.of("X Wait", "X Wait", "X Wait", ""),
        wide.stream().map(ScreenSnapshot::lock).toList());
  }

  @TestFactory
  List<DynamicTest> theClientSaysWhatTheRecordedOneSaid() throws IOException {
    return each(
        Map.of(),
        name -> {
          Trace trace = trace(name);
          Said[] said = new Said[1];
          play(name, said);
          List<String> recorded = recorded(trace).all;
          if (recorded.isEmpty()) {
            assertTrue(said[0].all.size() <= 3, "a trace written by hand");
          } else {
            Other other = OTHER_WORDS.getOrDefault(name, new Other("", List.of(), List.of()));
            assertEquals(other, difference(other.reason(), recorded, said[0].all));
          }
        });
  }

  /** What x3270 4.5 tells of its code page, is what our page is. */
  @Test
  void thePageOfTheRecordingHasTheIdentifiersThatAreTold() throws Exception {
    CodePage page = CodePages.named("933").orElseThrow();
    List<String> told = recorded(trace("s3270--korean")).all;
    assertTrue(told.contains("USERVAR CODEPAGE=" + page.codePageId()), told::toString);
    assertTrue(told.contains("USERVAR CHARSET=" + page.characterSetId()), told::toString);
  }

  /** What is otherwise between what both begin with and what both end with. */
  private static Other difference(String reason, List<String> recorded, List<String> ours) {
    int least = Math.min(recorded.size(), ours.size());
    int begin = 0;
    while (begin < least && recorded.get(begin).equals(ours.get(begin))) {
      begin++;
    }
    int end = 0;
    while (end < least - begin
        && recorded.get(recorded.size() - 1 - end).equals(ours.get(ours.size() - 1 - end))) {
      end++;
    }
    return new Other(
        reason,
        recorded.subList(begin, recorded.size() - end),
        ours.subList(begin, ours.size() - end));
  }
}
