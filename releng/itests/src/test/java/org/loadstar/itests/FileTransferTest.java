// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.server.ServerRuntime;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalApplication;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalOutput;
import org.loadstar.api.server.TerminalRecord;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.TransferRequest;
import org.loadstar.api.session.TransferRequest.HostSystem;
import org.loadstar.api.session.TransferRequest.IfExists;
import org.loadstar.api.session.TransferResult;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/**
 * The same files moved by the real s3270 and by our client through an application on the embedded
 * server, in both modes of IND$FILE: the files are equal, and so is every record that the two send.
 */
class FileTransferTest {
  private static final int LINES = 400;

  @TempDir Path folder;

  /** The example's application, and what terminals answer to its records. */
  private static final class Recorder implements TerminalApplication {
    private final BundleContext context;
    private final String name;
    final List<String> records = new CopyOnWriteArrayList<>();
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();

    Recorder(BundleContext context, String name) {
      this.context = context;
      this.name = name;
    }

    @Override
    public TerminalDialog open(Terminal terminal) {
      TerminalDialog dialog = application().open(terminal);
      return new TerminalDialog() {
        @Override
        public TerminalScreen first() {
          return dialog.first();
        }

        @Override
        public @Nullable TerminalOutput next(TerminalInput input) {
          TerminalOutput output = dialog.next(input);
          begun.addAndGet(output instanceof TerminalRecord ? 1 : 0);
          return output;
        }

        @Override
        public @Nullable TerminalOutput answered(byte[] record) {
          records.add(HexFormat.of().formatHex(record));
          TerminalOutput output = dialog.answered(record);
          ended.addAndGet(output instanceof TerminalRecord ? 0 : 1);
          return output;
        }
      };
    }

    private TerminalApplication application() {
      try {
        for (ServiceReference<TerminalApplication> found :
            context.getServiceReferences(
                TerminalApplication.class,
                FrameworkUtil.createFilter("(" + NAME + "=" + name + ")").toString())) {
          return context.getService(found);
        }
      } catch (org.osgi.framework.InvalidSyntaxException wrong) {
        throw new IllegalStateException(wrong);
      }
      throw new IllegalStateException(name + " is not there");
    }

    /** The host has done one transfer more than before, and none is begun. */
    void awaitEnd(int before) {
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> ended.get() > before && begun.get() == ended.get());
    }

    /** The records since the last call, without the answers to queries, which differ by right. */
    List<String> take() {
      List<String> taken = records.stream().filter(record -> !record.startsWith("81", 6)).toList();
      records.clear();
      return taken;
    }
  }

  private static Map<String, byte[]> binary() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int size : new int[] {0, 1, 1024, 100 * 1024}) {
      byte[] content = new byte[size];
      for (int i = 0; i < size; i++) {
        content[i] = (byte) (i + i / 256 * 7);
      }
      files.put("BIN" + size, content);
    }
    return files;
  }

  private static Map<String, String> texts() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      many.append("line ")
          .append(i)
          .append(" \u00e4\u00d6\u00df [x] {y} \u00a2|!^~`\\")
          .append('\n');
    }
    Map<String, String> files = new LinkedHashMap<>();
    files.put("EMPTY", "");
    files.put("ONE", "one line\n");
    files.put("MANY", many.toString());
    files.put("LONG", "long ".repeat(4000).strip() + "\nshort\n\n\nend\n");
    files.put("OPEN", "no line end");
    files.put("MARK", "a\ttab\nend mark\u001a\nbehind\u001a");
    return files;
  }

  /** The action may end while the transfer still runs: when the keyboard is unlocked. */
  private static void transfer(S3270 s3270, Recorder recorder, String options) throws Exception {
    int before = recorder.ended.get();
    s3270.act("Transfer(" + options + ",Host=tso)");
    recorder.awaitEnd(before);
    s3270.ready();
  }

  private static TransferResult transfer(
      Session session, Recorder recorder, TransferRequest request) throws Exception {
    int before = recorder.ended.get();
    TransferResult result =
        session
            .transfer(request, (transfer, bytes) -> {})
            .result()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    recorder.awaitEnd(before);
    session
        .await(s -> s.shows("READY") && s.lock().isEmpty(), Duration.ofSeconds(20))
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    return result;
  }

  @ParameterizedTest
  @ValueSource(strings = {"files", "files-cut"})
  void theFilesAndTheRecordsAreThoseOfS3270(String application) throws Exception {
    try (OwnFramework own = OwnFramework.start(folder.resolve("own"));
        S3270 s3270 = S3270.start()) {
      own.install("releng/examples/indfile").start();
      Recorder recorder = new Recorder(own.context(), application);
      own.context()
          .registerService(
              TerminalApplication.class,
              recorder,
              FrameworkUtil.asDictionary(Map.of(TerminalApplication.NAME, "recorded")));
      own.configure(
          "org.loadstar.server.listener~one",
          Map.of("port", 0, "luPools", List.of("POOL2 3270002 2"), "application", "recorded"));
      int port =
          Awaitility.await()
              .atMost(20, TimeUnit.SECONDS)
              .until(
                  () ->
                      own.service(ServerRuntime.class).getRuntimeDTO().listeners.stream()
                          .mapToInt(listener -> listener.port)
                          .findFirst()
                          .orElse(0),
                  bound -> bound > 0);
      s3270.connect(port);
      Session session =
          own.service(SessionManager.class)
              .open(SessionProfile.to(new HostPort("127.0.0.1", port)))
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      session
          .await(s -> s.shows("READY"), Duration.ofSeconds(20))
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
      int compared = binaryFiles(s3270, session, recorder) + textFiles(s3270, session, recorder);
      options(s3270, session, recorder);
      System.out.println(application + ": " + compared + " records equal");
      assertTrue(compared > 50, "records: " + compared);
      session.close();
    }
  }

  private int binaryFiles(S3270 s3270, Session session, Recorder recorder) throws Exception {
    int compared = 0;
    for (Map.Entry<String, byte[]> file : binary().entrySet()) {
      Path source = Files.write(folder.resolve(file.getKey()), file.getValue());
      String name = file.getKey();
      transfer(
          s3270,
          recorder,
          "Direction=send,Mode=binary,HostFile=S." + name + ",LocalFile=" + source);
      List<String> theirs = recorder.take();
      transfer(
          session,
          recorder,
          TransferRequest.send(source, HostSystem.TSO, "L." + name)
              .with(change -> change.binary()));
      compared += equal(name + " sent", theirs, recorder.take());
      for (String host : List.of("S.", "L.")) {
        Path byThem = folder.resolve(host + name + ".s3270");
        Path byUs = folder.resolve(host + name + ".ours");
        transfer(
            s3270,
            recorder,
            "Direction=receive,Mode=binary,HostFile=" + host + name + ",LocalFile=" + byThem);
        theirs = recorder.take();
        transfer(
            session,
            recorder,
            TransferRequest.receive(HostSystem.TSO, host + name, byUs)
                .with(change -> change.binary()));
        compared += equal(host + name + " received", theirs, recorder.take());
        assertArrayEquals(file.getValue(), Files.readAllBytes(byThem), host + name);
        assertArrayEquals(file.getValue(), Files.readAllBytes(byUs), host + name);
      }
    }
    return compared;
  }

  private int textFiles(S3270 s3270, Session session, Recorder recorder) throws Exception {
    int compared = 0;
    for (Map.Entry<String, String> file : texts().entrySet()) {
      Path source = Files.writeString(folder.resolve(file.getKey()), file.getValue());
      String name = file.getKey();
      transfer(
          s3270, recorder, "Direction=send,Mode=ascii,HostFile=S." + name + ",LocalFile=" + source);
      List<String> theirs = recorder.take();
      TransferResult sent =
          transfer(session, recorder, TransferRequest.send(source, HostSystem.TSO, "L." + name));
      assertEquals(0, sent.substituted(), name);
      compared += equal(name + " sent", theirs, recorder.take());
      Path byThem = folder.resolve(name + ".s3270");
      Path byUs = folder.resolve(name + ".ours");
      transfer(
          s3270,
          recorder,
          "Direction=receive,Mode=ascii,HostFile=L." + name + ",LocalFile=" + byThem);
      theirs = recorder.take();
      transfer(session, recorder, TransferRequest.receive(HostSystem.TSO, "S." + name, byUs));
      compared += equal(name + " received", theirs, recorder.take());
      String expected = file.getValue().replace("\u001a", "");
      expected += expected.isEmpty() || expected.endsWith("\n") ? "" : "\n";
      assertEquals(expected, Files.readString(byUs, StandardCharsets.UTF_8), name);
      assertArrayEquals(Files.readAllBytes(byThem), Files.readAllBytes(byUs), name);
    }
    return compared;
  }

  private void options(S3270 s3270, Session session, Recorder recorder) throws Exception {
    Path source = Files.writeString(folder.resolve("short"), "ab\nc\n");
    String send = "Direction=send,Mode=ascii,LocalFile=" + source + ",HostFile=S.OPT";
    transfer(s3270, recorder, send + ",Recfm=fixed,Lrecl=80");
    transfer(s3270, recorder, send + ",Exist=append");
    List<String> theirs = recorder.take();
    TransferRequest ours = TransferRequest.send(source, HostSystem.TSO, "L.OPT");
    transfer(session, recorder, ours.with(change -> change.hostOptions("RECFM(F) LRECL(80)")));
    transfer(session, recorder, ours.with(change -> change.ifExists(IfExists.APPEND)));
    equal("options", theirs, recorder.take());
    for (String name : List.of("S.OPT", "L.OPT")) {
      Path binary = folder.resolve(name + ".bin");
      transfer(
          session,
          recorder,
          TransferRequest.receive(HostSystem.TSO, name, binary).with(change -> change.binary()));
      byte[] stored = Files.readAllBytes(binary);
      assertEquals(163, stored.length, "two records of 80, and then two of 2 and 1");
      assertEquals("818240", HexFormat.of().formatHex(Arrays.copyOf(stored, 3)));
    }
    TransferResult segmented =
        transfer(session, recorder, ours.with(change -> change.hostOptions("RECFM(V) LRECL(1)")));
    assertEquals("TRANS04 File transfer complete with records segmented", segmented.message());
    assertFalse(Files.exists(folder.resolve("missing")));
    recorder.take();
  }

  private static int equal(String what, List<String> theirs, List<String> ours) {
    List<String> difference = new ArrayList<>();
    for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
      String their = i < theirs.size() ? theirs.get(i) : "none";
      String our = i < ours.size() ? ours.get(i) : "none";
      if (!their.equals(our)) {
        difference.add(i + ": s3270 " + their + "\n ours " + our);
      }
    }
    assertEquals(List.of(), difference, what);
    return ours.size();
  }
}
