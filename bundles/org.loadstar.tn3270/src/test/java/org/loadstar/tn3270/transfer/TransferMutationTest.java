// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.datastream.DdmLimits;
import org.loadstar.tn3270.transfer.TransferCommand.Direction;

/** Mutated records never break an end of a transfer. */
class TransferMutationTest {
  private static final String COMPLETE = "TRANS03 File transfer complete";
  private static final String DFT =
      "f300064000f1c2 0029d000120106010104030a0a000100000000010050055203f0080627043fef030946543a44415441";
  private static final byte[] DFT_OPENED = HexFormat.of().parseHex("880005d00009");
  private static final byte[] CUT_STARTED = HexFormat.of().parseHex("7d5d7b115d7b");
  private static final String[] OUTBOUND = {
    DFT,
    "f3 0023d000120106010104030a0a000000001101010050055203f0030946543a44415441",
    "f3 0023d000120106010104030a0a000000001101010050055203f0030946543a4d534720",
    "f3 000fd04511010500060009050103000009d0461101040080",
    "f3 000ad0471101050080000010d04704c08061000b414243444546",
    "f3 0005d04112",
    "f6",
    "f5c2115d7f114040c381818140115d7a1dc113000000001d7c",
    "f5c2115d7f114040c3968189e3d9c1d5e2f0f4115d7a1dc113000000001d7c",
    "f5c2115d7f114040c21dc1c18213818181115d7f1d7c",
    "f5c2115d7f114040c182c18183" + "7ec1c2" + "115d7a1dc113000000001d7c"
  };
  private static final String[] INBOUND = {
    "880005d00009",
    "880005d04109",
    "88000bd04705630600000001",
    "880009d0460869042200",
    "880009d0470869040100",
    "880014d04605630600000001c080610009" + "41424344",
    "88000c81950000400040000101",
    "7d5d7b115d7b",
    "7d40c41140c2c182e581835ca9",
    "7d40c41140c2c182ef81837ec1c2",
    "f25d7b115d7bc3828198",
    "f1"
  };

  private final Map<String, Integer> counts = new TreeMap<>();

  private static List<byte[]> corpus(String... records) {
    List<byte[]> corpus = new ArrayList<>();
    for (String record : records) {
      corpus.add(HexFormat.of().parseHex(record.replace(" ", "")));
    }
    return corpus;
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void theTerminalSurvivesAnything() {
    Terminal[] terminal = {new Terminal(Direction.PUT, new byte[4000])};
    int[] round = {0};
    Mutations.run(
        "file transfer, terminal",
        corpus(OUTBOUND),
        2,
        input -> {
          if (round[0]++ % 16 == 0 || terminal[0].finished != null) {
            Direction direction = round[0] % 32 < 16 ? Direction.PUT : Direction.GET;
            terminal[0] = new Terminal(direction, new byte[4000]);
            terminal[0].host(HexFormat.of().parseHex("f5c2" + "114040" + "1d4013"));
          }
          Terminal now = terminal[0];
          now.sent.clear();
          try {
            now.host(input);
          } catch (ProtocolException wrong) {
            count("refused");
            return;
          }
          now.sent.forEach(record -> assertTrue(record.length <= 16384, "a record in its limit"));
          assertTrue(now.target.size() <= 16 * 65536, "no more than came");
          count(now.sent.isEmpty() ? "silent" : "answered");
        });
    counted("answered");
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void theHostSurvivesAnything() {
    int[] round = {0};
    Mutations.run(
        "file transfer, host",
        corpus(INBOUND),
        2,
        input -> {
          Direction direction = round[0]++ % 2 == 0 ? Direction.PUT : Direction.GET;
          if (input.length > 0 && input[0] == (byte) Aid.STRUCTURED_FIELD.code()) {
            DftHost dft = new DftHost(direction, DdmLimits.OURS, () -> COMPLETE);
            dft.start();
            take(dft, "begun", () -> dft.received(DFT_OPENED));
            take(dft, "taken", () -> dft.received(input));
          } else {
            CutHost cut = new CutHost(direction, CodePage.CP037, () -> COMPLETE);
            cut.start();
            take(cut, "begun", () -> cut.received(CUT_STARTED));
            take(cut, "taken", () -> cut.received(input));
          }
        });
    counted("taken");
  }

  private void take(TransferEnd end, String taken, Supplier<List<TransferAction>> event) {
    Terminal.Files files =
        new Terminal.Files(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
    try {
      Terminal.next(end, event.get(), files, new ArrayList<>());
      count(taken);
    } catch (ProtocolException wrong) {
      count("refused");
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void theDecodersKeepWhatTheyRead() {
    List<byte[]> corpus = new ArrayList<>();
    for (byte[] record : corpus(INBOUND)) {
      corpus.add(Arrays.copyOfRange(record, Math.min(4, record.length), record.length));
    }
    Mutations.run(
        "DDM",
        corpus,
        2,
        input -> {
          try {
            DdmMessage message = DdmMessage.decode(Unpooled.wrappedBuffer(input));
            byte[] again = message.encode();
            DdmMessage same = DdmMessage.decode(Unpooled.wrappedBuffer(again, 3, again.length - 3));
            assertTrue(same.toString().equals(message.toString()), message.toString());
            count("read");
            DdmLimits.find(input);
          } catch (ProtocolException wrong) {
            count("refused");
          }
        });
    counted("read");
  }

  private void counted(String what) {
    System.out.println(counts);
    assertTrue(counts.getOrDefault(what, 0) > Mutations.runs() / 10, counts.toString());
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }
}
