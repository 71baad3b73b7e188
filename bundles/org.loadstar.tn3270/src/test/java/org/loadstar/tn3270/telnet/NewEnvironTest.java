// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.telnet.NewEnviron.Variable;

class NewEnvironTest {
  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Test
  void anAnswerHasTheLayoutOfRfc1572() {
    List<Variable> told =
        List.of(
            new Variable(true, "USER", "joe"),
            new Variable(false, "DEVNAME", ""),
            new Variable(false, "OTHER", null));
    ByteBuf out = Unpooled.buffer();
    NewEnviron.encodeAnswer(told, out);
    assertEquals("00 0055534552 016a6f65 034445564e414d45 01 034f54484552", spaced(out));
    assertEquals(told, NewEnviron.decodeAnswer(out));
  }

  private static String spaced(ByteBuf out) {
    return ByteBufUtil.hexDump(out)
        .replaceFirst(
            "^(00)(0055534552)(016a6f65)(034445564e414d45)(01)(034f54484552)$",
            "$1 $2 $3 $4 $5 $6");
  }

  @Test
  void whatLooksLikeACodeIsEscapedInNamesAndValues() {
    List<Variable> told = List.of(new Variable(false, "A\u0003", "\u0000\u0001\u0002x"));
    ByteBuf out = Unpooled.buffer();
    NewEnviron.encodeAnswer(told, out);
    assertEquals("0003410203" + "01020002010202" + "78", ByteBufUtil.hexDump(out));
    assertEquals(told, NewEnviron.decodeAnswer(out));
  }

  @Test
  void aRequestNamesVariablesOrKindsOrNothing() {
    assertEquals(List.of(), NewEnviron.decodeRequest(bytes("01")));
    assertEquals(
        List.of(
            new Variable(true, "USER", null),
            new Variable(true, "", null),
            new Variable(false, "", null)),
        NewEnviron.decodeRequest(bytes("01 0055534552 00 03")));
    ByteBuf out = Unpooled.buffer();
    NewEnviron.encodeRequest(List.of(new Variable(false, "DEVNAME", null)), out);
    assertEquals("01034445564e414d45", ByteBufUtil.hexDump(out));
  }

  @Test
  void whatIsNoRequestOrNoAnswerIsNone() {
    assertNull(NewEnviron.decodeRequest(bytes("")));
    assertNull(NewEnviron.decodeRequest(bytes("00 0055534552")));
    assertNull(NewEnviron.decodeAnswer(bytes("")));
    assertNull(NewEnviron.decodeAnswer(bytes("01")));
    assertEquals(
        List.of(new Variable(true, "U", "x")), NewEnviron.decodeAnswer(bytes("02 0055 0178")));
  }

  @Test
  void valuesAreNotInToString() {
    assertFalse(new Variable(true, "USER", "secret").toString().contains("secret"));
  }

  @Test
  void mutatedPayloadsAreReadAndWrittenAgain() {
    List<byte[]> corpus =
        List.of(
            ByteBufUtil.getBytes(bytes("00 0055534552 016a6f65 034445564e414d45 0141 034f")),
            ByteBufUtil.getBytes(bytes("02 0041020303 01020002010202 78 02")));
    Mutations.run(
        "new-environ",
        corpus,
        1,
        input -> {
          List<Variable> told = NewEnviron.decodeAnswer(Unpooled.wrappedBuffer(input));
          if (told != null) {
            ByteBuf out = Unpooled.buffer();
            NewEnviron.encodeAnswer(told, out);
            assertEquals(told, NewEnviron.decodeAnswer(out));
          }
        });
  }
}
