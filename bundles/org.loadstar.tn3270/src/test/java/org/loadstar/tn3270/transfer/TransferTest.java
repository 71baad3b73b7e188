// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.DdmLimits;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.transfer.TransferAction.Finished;
import org.loadstar.tn3270.transfer.TransferCommand.Direction;

/** Both ends of a transfer, record by record, over a screen. */
class TransferTest {
  private static final String COMPLETE = "TRANS03 File transfer complete";

  private final List<Finished> hostFinished = new ArrayList<>();

  private static byte[] file(int size) {
    byte[] file = new byte[size];
    new Random(size).nextBytes(file);
    for (int i = 0; i < Math.min(size, 256); i++) {
      file[i] = (byte) i;
    }
    return file;
  }

  /** Moves a file and gives what the host has then. */
  private byte[] move(Direction direction, boolean dft, Terminal terminal, byte[] hostFile) {
    return move(direction, dft, terminal, hostFile, DdmLimits.OURS, Integer.MAX_VALUE);
  }

  private byte[] move(
      Direction direction,
      boolean dft,
      Terminal terminal,
      byte[] hostFile,
      DdmLimits limits,
      int hostAbortsAfter) {
    Terminal.Files files =
        new Terminal.Files(new ByteArrayInputStream(hostFile), new ByteArrayOutputStream());
    DftHost dftHost = new DftHost(direction, limits, () -> COMPLETE);
    CutHost cutHost = new CutHost(direction, CodePage.CP037, () -> COMPLETE);
    List<TransferAction> actions = dft ? dftHost.start() : cutHost.start();
    TransferEnd host = dft ? dftHost : cutHost;
    byte[] record = Terminal.next(host, actions, files, hostFinished);
    for (int i = 1; record != null; i++) {
      int before = terminal.sent.size();
      terminal.host(record);
      assertEquals(before + 1, terminal.sent.size(), "one answer to each record");
      byte[] answer = terminal.sent.get(before);
      actions = dft ? dftHost.received(answer) : cutHost.received(answer);
      if (i == hostAbortsAfter) {
        actions = host.abort("TRANS13 Error writing file to host: file transfer canceled");
      }
      record = Terminal.next(host, actions, files, hostFinished);
    }
    assertEquals(1, hostFinished.size());
    return files.target().toByteArray();
  }

  private static Finished finished(Terminal terminal) {
    @Nullable Finished finished = terminal.finished;
    assertNotNull(finished);
    return finished;
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "1, true",
    "1024, true",
    "16357, true",
    "16358, true",
    "102400, true",
    "0, false",
    "1, false",
    "956, false",
    "1024, false",
    "102400, false"
  })
  void aFileGoesOverWithEveryByte(int size, boolean dft) {
    byte[] file = file(size);
    Terminal sender = new Terminal(Direction.PUT, file);
    assertArrayEquals(file, move(Direction.PUT, dft, sender, new byte[0]));
    assertEquals(new Finished(true, COMPLETE), finished(sender));
    hostFinished.clear();
    Terminal receiver = new Terminal(Direction.GET, new byte[0]);
    move(Direction.GET, dft, receiver, file);
    assertArrayEquals(file, receiver.target.toByteArray());
    assertEquals(new Finished(true, COMPLETE), finished(receiver));
    assertTrue(hostFinished.get(0).complete());
  }

  @Test
  void theLimitsOfTheTerminalAreKept() {
    DdmLimits limits = new DdmLimits(300, 400);
    byte[] file = file(5000);
    Terminal sender = new Terminal(Direction.PUT, file, 2, limits);
    assertArrayEquals(
        file, move(Direction.PUT, true, sender, new byte[0], limits, Integer.MAX_VALUE));
    assertEquals(290, sender.sent.stream().mapToInt(record -> record.length).max().getAsInt());
    hostFinished.clear();
    Terminal receiver = new Terminal(Direction.GET, new byte[0], 2, limits);
    move(Direction.GET, true, receiver, file, limits, Integer.MAX_VALUE);
    assertArrayEquals(file, receiver.target.toByteArray());
  }

  @Test
  void aHostMayWantSmallerRecords() {
    DftClient client = new DftClient(Direction.PUT, DdmLimits.OURS);
    client.received(new DdmMessage.Open(DdmMessage.FILE, false, 110));
    TransferAction.Read read = (TransferAction.Read) client.received(new DdmMessage.Get()).get(0);
    assertEquals(100, read.length());
  }

  @ParameterizedTest
  @EnumSource
  void aTerminalBreaksOff(Direction direction) {
    for (boolean dft : new boolean[] {true, false}) {
      byte[] file = file(100_000);
      Terminal terminal = new Terminal(direction, file);
      int[] reads = {0};
      terminal.beforeAnswer =
          () -> {
            if (++reads[0] == 3) {
              terminal.sent.addAll(sends(terminal, dft));
            }
          };
      hostFinished.clear();
      byte[] arrived = move(direction, dft, terminal, file);
      assertFalse(hostFinished.get(0).complete());
      assertTrue(arrived.length < file.length);
      assertFalse(finished(terminal).complete());
      assertEquals(
          "TRANS00 Error in file transfer: file transfer canceled", finished(terminal).message());
    }
  }

  private static List<byte[]> sends(Terminal terminal, boolean dft) {
    List<TransferAction> actions = (dft ? terminal.dft : terminal.cut).abort("canceled");
    return actions.stream().map(action -> ((TransferAction.Send) action).record()).toList();
  }

  @ParameterizedTest
  @CsvSource({"PUT, true", "GET, true", "PUT, false", "GET, false"})
  void aHostBreaksOffAndSaysWhy(Direction direction, boolean dft) {
    byte[] file = file(100_000);
    Terminal terminal = new Terminal(direction, file);
    int atFileAccess = direction == Direction.PUT ? 2 : 1;
    move(direction, dft, terminal, file, DdmLimits.OURS, atFileAccess);
    assertFalse(finished(terminal).complete());
    assertEquals(
        "TRANS13 Error writing file to host: file transfer canceled", finished(terminal).message());
  }

  @Test
  void anAbortBeforeTheHostBeginsRefusesTheFirstRequest() {
    for (boolean dft : new boolean[] {true, false}) {
      Terminal terminal = new Terminal(Direction.PUT, file(10));
      assertEquals(List.of(), (dft ? terminal.dft : terminal.cut).abort("canceled"));
      hostFinished.clear();
      assertEquals(0, move(Direction.PUT, dft, terminal, new byte[0]).length);
      assertFalse(finished(terminal).complete());
    }
  }

  @Test
  void theOtherWayIsRefused() {
    for (boolean dft : new boolean[] {true, false}) {
      Terminal terminal = new Terminal(Direction.GET, file(10));
      hostFinished.clear();
      move(Direction.PUT, dft, terminal, new byte[0]);
      assertFalse(finished(terminal).complete());
      assertEquals(
          "the host wants to move the file the other way",
          dft ? terminal.dft.aborted() : terminal.cut.aborted());
    }
  }

  /** The frames are those of a display of model 2, also where the display is larger. */
  @Test
  void cutModeWorksOnALargerDisplay() {
    byte[] file = file(5000);
    Terminal sender = new Terminal(Direction.PUT, file, 4, DdmLimits.OURS);
    assertArrayEquals(file, move(Direction.PUT, false, sender, new byte[0]));
  }

  @Test
  void aScreenThatIsNoFrameIsLeftAlone() {
    Terminal terminal = new Terminal(Direction.PUT, file(10));
    terminal.host(HexFormat.of().parseHex("f5c3" + "c3818181" + "1d40"));
    assertEquals(List.of(), terminal.sent);
    assertEquals(KeyboardLock.UNLOCKED, terminal.screen.lock());
  }

  /** As s3270 answers it: PF2 with a control code of its own. */
  @Test
  void aDamagedFrameIsRefused() {
    Terminal terminal = new Terminal(Direction.GET, new byte[0]);
    terminal.host(
        HexFormat.of()
            .parseHex(
                "f5c2115d7f114040" + "c182c18183" + "7e5b" + "115d7a1dc11300000000" + "1d7c"));
    assertEquals(1, terminal.sent.size());
    assertEquals("f25d7b115d7bc3828198", HexFormat.of().formatHex(terminal.sent.get(0)));
    assertTrue(terminal.cut.aborted().contains("checksum"), terminal.cut.aborted());
  }

  @Test
  void hostsRefuseWhatIsNoAnswer() {
    DftHost dft = new DftHost(Direction.PUT, DdmLimits.OURS, () -> COMPLETE);
    dft.start();
    for (String record :
        List.of("", "7d", "880005d04109", "880005d0", "880009d0000800000000", "6d")) {
      assertThrows(
          ProtocolException.class, () -> dft.received(HexFormat.of().parseHex(record)), record);
    }
    CutHost cut = new CutHost(Direction.PUT, CodePage.CP037, () -> COMPLETE);
    cut.start();
    cut.received(HexFormat.of().parseHex("7d5d7b115d7b"));
    for (String record :
        List.of(
            "",
            "6d",
            "7d",
            "7d40c41140c2c183e581835ca9",
            "7d40c41140c2c182e681835ca9",
            "7d40c41140c2c182e581845ca9")) {
      assertThrows(
          ProtocolException.class, () -> cut.received(HexFormat.of().parseHex(record)), record);
    }
  }
}
