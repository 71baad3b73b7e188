// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.session.FileTransfer;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionException;
import org.loadstar.api.session.SessionException.Kind;
import org.loadstar.api.session.TransferRequest;
import org.loadstar.api.session.TransferRequest.HostSystem;
import org.loadstar.api.session.TransferRequest.IfExists;
import org.loadstar.api.session.TransferResult;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.DdmLimits;
import org.loadstar.tn3270.transfer.CutHost;
import org.loadstar.tn3270.transfer.DftHost;
import org.loadstar.tn3270.transfer.TransferAction;
import org.loadstar.tn3270.transfer.TransferCommand;
import org.loadstar.tn3270.transfer.TransferEnd;

/** Files on a session, with a host on a real socket that has IND$FILE in both modes. */
class FileTransferTest {
  private static final String COMPLETE = "TRANS03 File transfer complete";
  private static final int ENTERED_TEXT = 6;

  @TempDir Path folder;

  /** A host that shows a command line and does one IND$FILE after the other. */
  private static final class FileHost implements ScriptedHost.Script {
    private final boolean dft;
    final List<String> commands = new CopyOnWriteArrayList<>();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    volatile byte[] file = new byte[0];

    /** The host breaks off at this piece of the file. */
    volatile int breaksOffAt = Integer.MAX_VALUE;

    /** After this piece of the file the host waits for the test. */
    volatile int waitsAt = Integer.MAX_VALUE;

    final CompletableFuture<Void> waits = new CompletableFuture<>();
    final CompletableFuture<Void> goOn = new CompletableFuture<>();
    volatile boolean complete;

    FileHost(boolean dft) {
      this.dft = dft;
    }

    @Override
    public void play(ScriptedHost.Peer peer) throws Exception {
      try {
        serve(peer);
      } catch (SocketException gone) {
        // The test is over.
      }
    }

    private void serve(ScriptedHost.Peer peer) throws Exception {
      peer.negotiate("LU1");
      peer.bind();
      while (true) {
        peer.send("0000000000 f5c3 114040 1d60 'READY' 11c150 1d4013 11c260 1d60 ffef");
        byte[] entered = peer.record();
        if (entered == null) {
          return;
        }
        byte[] text = Arrays.copyOfRange(entered, ENTERED_TEXT, entered.length);
        String line = CodePage.CP037.decode(text);
        commands.add(line);
        TransferCommand command = TransferCommand.parse(line);
        DftHost dftHost = new DftHost(command.direction(), DdmLimits.OURS, () -> COMPLETE);
        CutHost cutHost = new CutHost(command.direction(), CodePage.CP037, () -> COMPLETE);
        transfer(peer, dft ? dftHost : cutHost, dft ? dftHost.start() : cutHost.start());
      }
    }

    private void transfer(ScriptedHost.Peer peer, TransferEnd host, List<TransferAction> begin)
        throws Exception {
      ByteArrayInputStream in = new ByteArrayInputStream(file);
      Deque<TransferAction> due = new ArrayDeque<>(begin);
      int pieces = 0;
      while (!due.isEmpty()) {
        TransferAction action = due.remove();
        if (action instanceof TransferAction.Send send) {
          peer.sendRecord(send.record());
          byte[] answer = peer.record();
          if (answer == null) {
            return;
          }
          due.addAll(dft ? ((DftHost) host).received(answer) : ((CutHost) host).received(answer));
        } else if (action instanceof TransferAction.Finished finished) {
          complete = finished.complete();
        } else {
          pieces++;
          if (pieces == waitsAt) {
            waits.complete(null);
            goOn.get(10, TimeUnit.SECONDS);
          }
          if (pieces == breaksOffAt) {
            due.addAll(host.abort("TRANS13 Error writing file to host: file transfer canceled"));
          } else if (action instanceof TransferAction.Read read) {
            due.addAll(host.data(in.readNBytes(read.length())));
          } else if (action instanceof TransferAction.Write write) {
            received.write(write.data());
            due.addAll(host.written());
          }
        }
      }
    }
  }

  /** What a test does with a session on a file host. */
  private interface Task {
    void run(Session session, FileHost host) throws Exception;
  }

  private void with(boolean dft, Task task) throws Exception {
    FileHost script = new FileHost(dft);
    try (World world = new World();
        ScriptedHost host = new ScriptedHost(script)) {
      Session session = world.open(World.to(host).with(change -> change.reconnect(false)));
      ready(session);
      task.run(session, script);
      session.close();
    }
  }

  private static void ready(Session session) throws Exception {
    session
        .await(s -> s.shows("READY") && s.lock().isEmpty(), Duration.ofSeconds(10))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static TransferResult result(FileTransfer transfer) throws Exception {
    return transfer.result().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static SessionException failure(FileTransfer transfer) {
    ExecutionException failed = assertThrows(ExecutionException.class, () -> result(transfer));
    return (SessionException) failed.getCause();
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private Path local(byte[] content) throws Exception {
    return Files.write(folder.resolve("local.bin"), content);
  }

  private static TransferRequest send(Path file) {
    return TransferRequest.send(file, HostSystem.TSO, "A.B").with(change -> change.binary());
  }

  private static TransferRequest receive(Path file) {
    return TransferRequest.receive(HostSystem.TSO, "A.B", file).with(change -> change.binary());
  }

  private List<Path> leftovers() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".")).toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "true, 1", "true, 100000", "false, 0", "false, 1", "false, 100000"})
  void aFileGoesThereAndBack(boolean dft, int size) throws Exception {
    with(
        dft,
        (session, host) -> {
          byte[] content = bytes(size);
          List<Long> progress = new CopyOnWriteArrayList<>();
          FileTransfer sending =
              session.transfer(send(local(content)), (transfer, bytes) -> progress.add(bytes));
          assertEquals(new TransferResult(size, COMPLETE, 0), result(sending));
          assertArrayEquals(content, host.received.toByteArray());
          assertEquals("IND$FILE PUT A.B", host.commands.get(0));
          assertEquals(progress.stream().sorted().distinct().toList(), progress, "rising");
          assertEquals(size, sending.bytes());
          ready(session);
          await().until(() -> host.complete);
          host.file = content;
          Path target = folder.resolve("target.bin");
          FileTransfer receiving = session.transfer(receive(target), (transfer, bytes) -> {});
          assertEquals(size, result(receiving).bytes());
          assertArrayEquals(content, Files.readAllBytes(target));
          assertEquals(List.of(), leftovers());
          ready(session);
        });
  }

  @Test
  void textIsTranslatedByTheCodePage() throws Exception {
    with(
        true,
        (session, host) -> {
          Path file = folder.resolve("text");
          Files.writeString(file, "Gr\u00fc\u00dfe [x]\n\u20ac\n");
          TransferResult sent =
              result(
                  session.transfer(
                      TransferRequest.send(file, HostSystem.CMS, "A B C")
                          .with(change -> change.hostOptions("LRECL 80")),
                      (t, b) -> {}));
          assertEquals(1, sent.substituted());
          assertEquals("IND$FILE PUT A B C (ASCII CRLF LRECL 80", host.commands.get(0));
          assertEquals(
              "4772f0b16520e278e30d0a3f0d0a",
              HexFormat.of().formatHex(host.received.toByteArray()));
          ready(session);
          host.file = host.received.toByteArray();
          Path latin = folder.resolve("latin");
          result(
              session.transfer(
                  TransferRequest.receive(HostSystem.CMS, "A B C", latin)
                      .with(change -> change.charset(StandardCharsets.ISO_8859_1)),
                  (t, b) -> {}));
          assertEquals(
              "Gr\u00fc\u00dfe [x]\n?\n", Files.readString(latin, StandardCharsets.ISO_8859_1));
        });
  }

  @Test
  void aLocalFileIsSafe() throws Exception {
    with(
        true,
        (session, host) -> {
          Path file = Files.writeString(folder.resolve("file"), "old");
          host.file = "new".getBytes(StandardCharsets.US_ASCII);
          SessionException kept = failure(session.transfer(receive(file), (t, b) -> {}));
          assertEquals(Kind.TRANSFER_FAILED, kept.kind());
          assertTrue(String.valueOf(kept.getMessage()).contains("exists"), kept.toString());
          assertEquals(List.of(), host.commands, "nothing was typed");
          result(
              session.transfer(
                  receive(file).with(change -> change.ifExists(IfExists.APPEND)), (t, b) -> {}));
          assertEquals("oldnew", Files.readString(file));
          ready(session);
          result(
              session.transfer(
                  receive(file).with(change -> change.ifExists(IfExists.REPLACE)), (t, b) -> {}));
          assertEquals("new", Files.readString(file));
          ready(session);
          assertEquals(
              Kind.TRANSFER_FAILED,
              failure(session.transfer(receive(folder.resolve("no/such/folder")), (t, b) -> {}))
                  .kind());
          assertEquals(
              Kind.TRANSFER_FAILED, failure(session.transfer(send(folder), (t, b) -> {})).kind());
          assertEquals(
              Kind.TRANSFER_FAILED,
              failure(session.transfer(send(folder.resolve("none")), (t, b) -> {})).kind());
          assertEquals(List.of(), leftovers());
        });
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void cancelTellsTheHostAndLeavesTheSessionUsable(boolean dft, boolean sending) throws Exception {
    with(
        dft,
        (session, host) -> {
          host.file = bytes(200_000);
          host.waitsAt = 3;
          Path file = sending ? local(host.file) : folder.resolve("target");
          FileTransfer transfer =
              session.transfer(sending ? send(file) : receive(file), (t, b) -> {});
          host.waits.get(10, TimeUnit.SECONDS);
          assertEquals(
              new KeyResult(false, "X file transfer"),
              session.type("x").toCompletableFuture().get(10, TimeUnit.SECONDS));
          assertEquals(
              Kind.TRANSFER_FAILED,
              failure(session.transfer(send(file), (t, b) -> {})).kind(),
              "one at a time");
          transfer.cancel();
          transfer.cancel();
          host.goOn.complete(null);
          assertEquals(Kind.CANCELED, failure(transfer).kind());
          ready(session);
          assertFalse(host.complete);
          assertEquals(sending, Files.exists(file));
          assertEquals(List.of(), leftovers());
          host.waitsAt = Integer.MAX_VALUE;
          host.received.reset();
          result(session.transfer(send(local(bytes(10))), (t, b) -> {}));
          assertArrayEquals(bytes(10), host.received.toByteArray());
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theHostsMessageIsTheReason(boolean dft) throws Exception {
    with(
        dft,
        (session, host) -> {
          host.breaksOffAt = 2;
          SessionException failed =
              failure(session.transfer(send(local(bytes(100_000))), (t, b) -> {}));
          assertEquals(Kind.TRANSFER_FAILED, failed.kind());
          assertEquals(
              "TRANS13 Error writing file to host: file transfer canceled", failed.getMessage());
          ready(session);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFaultOfTheLocalFileIsToldToTheHost(boolean dft) throws Exception {
    with(
        dft,
        (session, host) -> {
          Path file = Files.write(folder.resolve("text"), new byte[] {'a', (byte) 0xFF, 'b'});
          SessionException failed =
              failure(
                  session.transfer(
                      TransferRequest.send(file, HostSystem.TSO, "A.B"), (t, b) -> {}));
          assertEquals(Kind.TRANSFER_FAILED, failed.kind());
          assertTrue(String.valueOf(failed.getMessage()).contains("UTF-8"), failed.toString());
          ready(session);
          assertFalse(host.complete);
        });
  }

  @Test
  void aSilentHostAndALostOneEndIt() throws Exception {
    with(
        true,
        (session, host) -> {
          host.waitsAt = 1;
          FileTransfer silent =
              session.transfer(
                  send(local(bytes(100))).with(change -> change.timeout(Duration.ofMillis(200))),
                  (t, b) -> {});
          assertEquals(Kind.TIMED_OUT, failure(silent).kind());
          host.goOn.complete(null);
        });
    with(
        true,
        (session, host) -> {
          host.waitsAt = 1;
          host.file = bytes(100);
          Path target = folder.resolve("target");
          FileTransfer lost = session.transfer(receive(target), (t, b) -> {});
          host.waits.get(10, TimeUnit.SECONDS);
          session.close();
          assertEquals(Kind.CLOSED, failure(lost).kind());
          host.goOn.complete(null);
          assertFalse(Files.exists(target));
          assertEquals(List.of(), leftovers());
        });
  }

  @Test
  void wrongRequestsTypeNothing() throws Exception {
    with(
        true,
        (session, host) -> {
          Path file = local(bytes(1));
          for (TransferRequest wrong :
              List.of(
                  TransferRequest.send(file, HostSystem.TSO, "A B"),
                  send(file).with(change -> change.hostOptions("FOO")),
                  TransferRequest.send(file, HostSystem.TSO, "A".repeat(100)))) {
            assertEquals(
                Kind.TRANSFER_FAILED, failure(session.transfer(wrong, (t, b) -> {})).kind());
          }
          assertEquals(List.of(), host.commands);
          result(session.transfer(send(file), (t, b) -> {}));
        });
  }
}
