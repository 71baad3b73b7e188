// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.datastream.DdmLimits;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;
import org.loadstar.tn3270.transfer.TransferCommand.Direction;

/**
 * Recorded transfers of x3270 with real hosts: to the same requests we give the same answers, and
 * our host reads the recorded ones.
 */
class TransferTraceTest {
  private static final Pattern LINE =
      Pattern.compile("([<>]) 0x([0-9a-f]+) +((?:[0-9a-f]{2})+)\\s*");

  /** A record, and whether the host sent it. */
  private record Recorded(boolean host, String hex) {
    byte[] data() {
      return HexFormat.of().parseHex(hex);
    }
  }

  private static List<Recorded> records(String name) throws IOException {
    Path file =
        Path.of(System.getProperty("loadstar.root", "."), "..", "shared", "traces", name + ".trc");
    assumeTrue(Files.exists(file), name + " is not at hand");
    List<Recorded> records = new ArrayList<>();
    TelnetDecoder host = decoder(records, true);
    TelnetDecoder terminal = decoder(records, false);
    for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        ByteBuf read = Unpooled.wrappedBuffer(HexFormat.of().parseHex(matcher.group(3)));
        (matcher.group(1).equals("<") ? host : terminal).decode(read);
      }
    }
    return records;
  }

  private static TelnetDecoder decoder(List<Recorded> records, boolean host) {
    TelnetDecoder decoder =
        new TelnetDecoder(
            new TelnetListener() {
              @Override
              public void record(ByteBuf data) {
                records.add(new Recorded(host, ByteBufUtil.hexDump(data)));
              }

              @Override
              public void text(ByteBuf data) {}

              @Override
              public void command(TelnetCommand command) {}

              @Override
              public void option(OptionVerb verb, TelnetOption option) {}

              @Override
              public void subnegotiation(TelnetOption option, ByteBuf payload) {}
            });
    decoder.recordMode(true);
    return decoder;
  }

  private static boolean isKey(Recorded recorded) {
    return recorded.data()[0] != (byte) Aid.STRUCTURED_FIELD.code();
  }

  private static boolean isQueryReply(byte[] record) {
    return record.length > 3 && record[3] == (byte) 0x81;
  }

  /** What the recorded terminal sent of its file, by the codec under test. */
  private static byte[] file(List<Recorded> records) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    CutCode.Decoder cut = new CutCode.Decoder();
    long last = 0;
    for (Recorded recorded : records) {
      byte[] data = recorded.data();
      if (recorded.host()) {
        continue;
      }
      if (!isKey(recorded) && data[3] == (byte) DdmMessage.TYPE) {
        DdmMessage message = DdmMessage.decode(Unpooled.wrappedBuffer(data, 4, data.length - 4));
        if (message instanceof DdmMessage.Data sent && sent.record() != last) {
          last = sent.record();
          file.writeBytes(sent.data());
        }
      } else if (data.length > 11 && data[4] == 0x40 && data[5] == (byte) 0xC2) {
        byte[] characters = Arrays.copyOfRange(data, 11, data.length);
        if (!Arrays.equals(characters, CutCode.END_OF_FILE)) {
          file.writeBytes(cut.decode(characters));
        }
      }
    }
    return file.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "s3270--ft-crash, 4, TRANS03 File transfer complete, 32000, 9",
    "s3270--ft_cut, 2, TRANS04 - File transfer complete with records segmented, 19000, 15",
    "s3270--ft_cut_ewa, 2, TRANS04 - File transfer complete with records segmented, 19000, 15"
  })
  void theAnswersAreThoseOfTheRecordedTerminal(
      String name, int model, String message, int size, int answers) throws IOException {
    List<Recorded> records = records(name);
    byte[] file = file(records);
    assertTrue(file.length > size, name + " has " + file.length + " bytes");
    Terminal terminal = new Terminal(Direction.PUT, file, model, DdmLimits.OURS);
    int compared = 0;
    boolean begun = false;
    for (Recorded recorded : records) {
      if (recorded.host()) {
        terminal.host(recorded.data());
      } else if (!begun) {
        begun = true; // the command, which a user typed
      } else if (terminal.sent.isEmpty()) {
        assertNotNull(terminal.finished, "an answer is missing: " + compared);
        break;
      } else {
        byte[] ours = terminal.sent.remove(0);
        if (!isQueryReply(ours)) {
          assertEquals(
              HexFormat.of().formatHex(recorded.data()), HexFormat.of().formatHex(ours), name);
          compared++;
        }
      }
    }
    assertTrue(compared >= answers, name + ": " + compared);
    assertEquals(new TransferAction.Finished(true, message), terminal.finished);
  }

  @Test
  void theRequestsOfTheRecordedHostAreThoseOfOurs() throws IOException {
    List<byte[]> fields = new ArrayList<>();
    for (Recorded recorded : records("s3270--ft-crash")) {
      byte[] data = recorded.data();
      if (recorded.host() && data.length > 9 && data[9] == (byte) DdmMessage.TYPE) {
        fields.add(data);
      }
    }
    List<byte[]> ours =
        List.of(
            DftRecord.outbound(new DdmMessage.Open(DdmMessage.FILE, false, 16367)),
            DftRecord.outbound(new DdmMessage.SetCursor(), new DdmMessage.Get()),
            DftRecord.outbound(new DdmMessage.Close()),
            DftRecord.outbound(new DdmMessage.Open(DdmMessage.MESSAGE, true, 0)));
    for (byte[] request : ours) {
      assertTrue(
          fields.stream().anyMatch(field -> Arrays.equals(field, request)),
          HexFormat.of().formatHex(request));
    }
  }
}
