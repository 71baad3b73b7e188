// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TelnetEncoderTest {
  @Test
  void iacIsDoubledInRecordsAndSubnegotiationsAndNowhereElse() {
    ByteBuf out = Unpooled.buffer();
    TelnetEncoder.record(Unpooled.wrappedBuffer(Recorder.bytes("ff01ffff")), out);
    TelnetEncoder.subnegotiation(
        TelnetOption.TN3270E, Unpooled.wrappedBuffer(Recorder.bytes("08ff")), out);
    TelnetEncoder.command(TelnetCommand.ABORT_OUTPUT, out);
    TelnetEncoder.option(OptionVerb.WILL, TelnetOption.BINARY, out);
    assertEquals("ffff01ffffffffffef" + "fffa2808fffffff0" + "fff5" + "fffb00", hex(out));
  }

  @Test
  void theDecoderReadsBackEveryRecord() {
    Random random = new Random(7);
    ByteBuf out = Unpooled.buffer();
    List<String> expected = new ArrayList<>(List.of("WILL END-OF-RECORD"));
    for (int i = 0; i < 2000; i++) {
      ByteBuf data = Unpooled.buffer();
      for (int n = random.nextInt(12); n > 0; n--) {
        data.writeByte(random.nextBoolean() ? 0xFF : random.nextInt(256));
      }
      expected.add("record " + ByteBufUtil.hexDump(data));
      TelnetEncoder.record(data, out);
    }
    Recorder recorder = new Recorder().feed("fffb19");
    recorder.decoder.decode(out);
    assertEquals(expected, recorder.events);
  }

  private static String hex(ByteBuf buffer) {
    return ByteBufUtil.hexDump(buffer);
  }
}
