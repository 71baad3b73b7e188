// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.indfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalOutput;
import org.loadstar.api.server.TerminalRecord;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.DdmLimits;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.datastream.Outcome;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.transfer.DdmMessage;
import org.loadstar.tn3270.transfer.DftClient;
import org.loadstar.tn3270.transfer.TransferAction;
import org.loadstar.tn3270.transfer.TransferCommand;

class FileDeskTest {
  private final TerminalDialog dialog =
      new FileDesk().open(new Terminal("LU1", "IBM-3278-2-E", 24, 80, "192.0.2.7"));
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  private static TerminalInput line(String command) {
    return new TerminalInput("ENTER", 0, Map.of("command", command));
  }

  private static String text(TerminalOutput screen) {
    StringBuilder text = new StringBuilder();
    for (TerminalScreen.Item item : ((TerminalScreen) screen).items()) {
      text.append(item instanceof TerminalScreen.Text shown ? shown.text() + "\n" : "");
    }
    return text.toString();
  }

  /** Moves a file as a terminal with DFT mode does, and gives the last screen. */
  private String transfer(String command, InputStream file) throws Exception {
    DftClient client = new DftClient(TransferCommand.parse(command).direction(), DdmLimits.OURS);
    Deque<TransferAction> due = new ArrayDeque<>();
    HostInterpreter interpreter =
        new HostInterpreter(
            Screen.ofModel(2),
            CodePage.CP037,
            (int type, ByteBuf parameters) -> {
              due.addAll(client.received(DdmMessage.decode(parameters)));
              return new Outcome.Applied(false, 0);
            });
    TerminalOutput output = dialog.next(line(command));
    while (output instanceof TerminalRecord record) {
      byte[] answer = new byte[0];
      byte[] data = record.data();
      if (interpreter.apply(data, 0, data.length) instanceof Outcome.Reply reply) {
        answer = reply.record();
      }
      while (!due.isEmpty()) {
        TransferAction action = due.remove();
        if (action instanceof TransferAction.Send send) {
          answer = send.record();
        } else if (action instanceof TransferAction.Read read) {
          due.addAll(client.data(file.readNBytes(read.length())));
        } else if (action instanceof TransferAction.Write write) {
          received.write(write.data());
          due.addAll(client.written());
        }
      }
      output = dialog.answered(answer);
    }
    return text(output);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aFileIsKeptAndGivenBack() throws Exception {
    assertTrue(transfer("IND$FILE PUT A.B ASCII CRLF", bytes("a\r\nb\r\n")).contains("TRANS03"));
    assertTrue(transfer("IND$FILE PUT A.B ASCII CRLF APPEND", bytes("c")).contains("TRANS03"));
    assertTrue(transfer("IND$FILE GET 'a.b' ASCII CRLF", bytes("")).contains("TRANS03"));
    assertEquals("a\r\nb\r\nc\r\n", received.toString(StandardCharsets.ISO_8859_1));
    received.reset();
    assertTrue(transfer("IND$FILE GET A.B", bytes("")).contains("TRANS03"));
    assertArrayEquals(new byte[] {(byte) 0x81, (byte) 0x82, (byte) 0x83}, received.toByteArray());
  }

  @Test
  void longLinesBecomeSeveralRecords() throws Exception {
    String put = "IND$FILE PUT C ASCII CRLF RECFM(F) LRECL(4)";
    assertTrue(transfer(put, bytes("abcdef\r\ng\r\n")).contains("TRANS04"));
    transfer("IND$FILE GET C", bytes(""));
    assertEquals("abcdef  g   ", CodePage.CP037.decode(received.toByteArray()));
  }

  @Test
  void whatIsMissingOrTooLongIsRefusedByMessage() throws Exception {
    assertTrue(transfer("IND$FILE GET NO.SUCH", bytes("")).contains("TRANS17"));
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            return length;
          }
        };
    assertTrue(transfer("IND$FILE PUT MUCH", endless).contains("TRANS15"));
    assertTrue(transfer("IND$FILE GET MUCH", bytes("")).contains("TRANS17"), "nothing is kept");
  }

  @Test
  void commandsAreRead() {
    assertTrue(text(dialog.first()).contains("READY"));
    assertTrue(text(dialog.next(line("LISTCAT"))).contains("COMMAND NOT FOUND"));
    assertTrue(text(dialog.next(line("IND$FILE PUT"))).contains("TRANS06"));
    assertTrue(text(dialog.next(line("IND$FILE PUT A FOO"))).contains("option FOO"));
    assertNull(dialog.next(line("logoff")));
  }

  @Test
  void rubbishEndsATransfer() {
    for (byte[] rubbish : List.of(new byte[0], new byte[] {0x7D}, new byte[] {(byte) 0x88, 0})) {
      TerminalOutput output = dialog.next(line("IND$FILE PUT A"));
      for (int i = 0; i < 3 && output instanceof TerminalRecord; i++) {
        output = dialog.answered(rubbish);
      }
      assertTrue(text(output).contains("TRANS00"), text(output));
    }
  }
}
