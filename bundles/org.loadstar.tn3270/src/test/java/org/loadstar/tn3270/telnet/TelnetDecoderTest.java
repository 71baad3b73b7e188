// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;

class TelnetDecoderTest {
  /** WILL END-OF-RECORD, which puts the recorder into record mode. */
  private static final String RECORDS = "fffb19";

  /** A bit of everything, in both modes, with IAC in every place where it can be data. */
  private static final List<String> STREAMS =
      List.of(
          "48656c6c6f20 ffff 0d0a fff1 fffd28 fffa28 0802 fff0 ffef 0a",
          RECORDS + "0102ff ff03 ffef ffef ffff ffef fffc19 4142",
          RECORDS + "01 fff4 02 fff5 fff1 fffd06 03 ffef 04 ffef fff5",
          "fffa18 01 fff0 fffa18 ffff ffff 00 fff0 fffafffffff0 fffafff0",
          "fffa28 0307 fffd18 fffa28 03 fffb19 0102 ffef",
          RECORDS + "00000000 00f5c3114040 fffe28 ffff ff f0 ffef fff9 41 fffc19 42 ffef",
          RECORDS + "aabb fffa00ffff00fff0 cc ffef fffb2e fffd2e fffe00 dd ffef");

  @Test
  void outsideRecordModeDataIsTextAndEndOfRecordACommand() {
    assertEquals(
        List.of("text 4142ff43", "command EOR", "text 44"),
        new Recorder().feed("4142ffff43ffef44").events);
  }

  @Test
  void inRecordModeDataGathersUntilEndOfRecord() {
    assertEquals(
        List.of("WILL END-OF-RECORD", "record 01ff02", "record ", "record ff"),
        new Recorder().feed(RECORDS + "01ffff02ffef ffef ffffffef 0304").events);
  }

  @Test
  void recordModeHoldsFromTheByteAfterTheOptionThatSwitchesIt() {
    assertEquals(
        List.of("text 41", "WILL END-OF-RECORD", "record 42", "WONT END-OF-RECORD", "text 43"),
        new Recorder().feed("41 fffb19 42 ffef fffc19 43").events);
  }

  @Test
  void aHalfRecordIsDroppedWhenRecordModeEnds() {
    assertEquals(
        List.of("WILL END-OF-RECORD", "WONT END-OF-RECORD", "WILL END-OF-RECORD", "record 43"),
        new Recorder().feed(RECORDS + "4142 fff4 fffc19 fffb19 43 ffef").events);
  }

  @Test
  void interruptAndAbortOutputInsideARecordWaitForItsEndAndOtherCommandsDoNot() {
    assertEquals(
        List.of("WILL END-OF-RECORD", "command NOP", "record 0102", "command IP", "command AO"),
        new Recorder().feed(RECORDS + "01 fff4 fff1 fff5 02 ffef").events);
  }

  @Test
  void keysBetweenRecordsAreToldAtOnceAndAFloodOfThemInsideOneIsBounded() {
    Recorder recorder = new Recorder().feed(RECORDS + "fff5 01" + "fff4".repeat(5000) + "ffef");
    assertEquals(List.of("command AO", "record 01"), recorder.events.subList(1, 3));
    assertEquals(3 + 16, recorder.events.size());
  }

  @Test
  void subnegotiationsHaveIacDoublingUndoneAndAnEmptyOneIsNothing() {
    assertEquals(
        List.of("subnegotiation TN3270E 0307ff", "subnegotiation OPTION 255 ", "command NOP"),
        new Recorder().feed("fffa280307fffffff0 fffafffffff0 fffafff0 fff1").events);
  }

  @Test
  void aSubnegotiationThatLostItsEndIsGivenUpForTheCommandThatFollows() {
    assertEquals(
        List.of("DO TN3270E", "subnegotiation TN3270E 0802"),
        new Recorder().feed("fffa1801 fffd28 fffa280802fff0").events);
  }

  @Test
  void unknownCommandsAndOptionsAreKept() {
    assertEquals(
        List.of("command COMMAND 17", "command GA", "DONT OPTION 200"),
        new Recorder().feed("ff11 fff9 fffec8").events);
  }

  @Test
  void howTheStreamIsCutDoesNotMatter() {
    for (String stream : STREAMS) {
      byte[] bytes = Recorder.bytes(stream);
      List<String> whole = new Recorder().feed(stream).events;
      assertTrue(whole.size() > 2, whole::toString);
      for (int cut = 0; cut <= bytes.length; cut++) {
        assertEquals(whole, cut(bytes, cut), stream + " cut at " + cut);
      }
      Recorder single = new Recorder();
      for (byte b : bytes) {
        single.decoder.decode(Unpooled.wrappedBuffer(new byte[] {b}));
      }
      assertEquals(whole, single.events, stream + " byte by byte");
    }
  }

  @Test
  void aRecordAsLongAsTheLimitPassesInEveryCutAndOneByteMoreIsRefused() {
    byte[] longest = new byte[TelnetDecoder.RECORD_LIMIT];
    Arrays.fill(longest, (byte) 0x40);
    for (int cut : new int[] {0, 1, 4096, longest.length - 1, longest.length}) {
      Recorder recorder = new Recorder().feed(RECORDS);
      recorder.decoder.decode(Unpooled.wrappedBuffer(longest, 0, cut));
      recorder.decoder.decode(
          Unpooled.wrappedBuffer(
              Unpooled.wrappedBuffer(longest, cut, longest.length - cut),
              Unpooled.wrappedBuffer(Recorder.bytes("ffef"))));
      assertEquals(7 + 2 * longest.length, recorder.events.get(1).length());

      Recorder over = new Recorder().feed(RECORDS);
      over.decoder.decode(Unpooled.wrappedBuffer(longest, 0, cut));
      ByteBuf rest =
          Unpooled.wrappedBuffer(
              Unpooled.wrappedBuffer(longest, cut, longest.length - cut),
              Unpooled.wrappedBuffer(Recorder.bytes("40ffef")));
      assertReason(Reason.RECORD_TOO_LONG, () -> over.decoder.decode(rest));
    }
  }

  @Test
  void aSubnegotiationAsLongAsTheLimitPassesAndOneByteMoreIsRefused() {
    String longest = "28" + "40".repeat(TelnetDecoder.SUBNEGOTIATION_LIMIT - 1);
    assertEquals(1, new Recorder().feed("fffa" + longest + "fff0").events.size());
    assertReason(
        Reason.SUBNEGOTIATION_TOO_LONG, () -> new Recorder().feed("fffa" + longest + "40fff0"));
    assertReason(
        Reason.SUBNEGOTIATION_TOO_LONG, () -> new Recorder().feed("fffa" + longest + "fffffff0"));
  }

  @Test
  void aGibibyteWithoutAnEndIsRefusedAtTheLimitWhateverIsFedAfterwards() {
    ByteBuf chunk = ByteBufAllocator.DEFAULT.buffer(64 * 1024).writeZero(64 * 1024);
    Recorder recorder = new Recorder().feed(RECORDS);
    int refused = 0;
    for (int i = 0; i < 16 * 1024; i++) {
      try {
        recorder.decoder.decode(chunk.duplicate());
      } catch (ProtocolException e) {
        assertEquals(Reason.RECORD_TOO_LONG, e.reason());
        refused++;
      }
    }
    chunk.release();
    assertEquals(8 * 1024, refused);
    assertEquals(1, recorder.events.size());
  }

  @Test
  void theListenerMaySkipWhatFollows() {
    List<String> heard = new ArrayList<>();
    ByteBuf in = Unpooled.wrappedBuffer(Recorder.bytes("41 fffa2e01fff0 fffd28 4243"));
    new TelnetDecoder(
            new TelnetListener() {
              @Override
              public void record(ByteBuf data) {
                heard.add("record");
              }

              @Override
              public void text(ByteBuf data) {
                heard.add("text " + ByteBufUtil.hexDump(data));
              }

              @Override
              public void command(TelnetCommand command) {
                heard.add("command");
              }

              @Override
              public void option(OptionVerb verb, TelnetOption option) {
                heard.add("option");
              }

              @Override
              public void subnegotiation(TelnetOption option, ByteBuf payload) {
                heard.add("subnegotiation " + option);
                in.skipBytes(in.readableBytes());
              }
            })
        .decode(in);
    assertEquals(List.of("text 41", "subnegotiation START-TLS"), heard);
  }

  @Test
  void mutatedStreamsGiveTheSameEventsHoweverCut() {
    Map<String, Integer> seen = new TreeMap<>();
    List<byte[]> corpus = STREAMS.stream().map(Recorder::bytes).toList();
    Mutations.run(
        "telnet",
        corpus,
        3,
        input -> {
          Recorder whole = new Recorder();
          whole.decoder.decode(Unpooled.wrappedBuffer(input));
          assertEquals(whole.events, cut(input, input.length / 2));
          whole.events.stream()
              .map(event -> event.substring(0, event.indexOf(' ')))
              .distinct()
              .forEach(kind -> seen.merge(kind, 1, Integer::sum));
        });
    System.out.println("telnet events " + seen);
    for (String kind :
        List.of("record", "text", "command", "subnegotiation", "DO", "DONT", "WILL", "WONT")) {
      assertTrue(seen.getOrDefault(kind, 0) >= 1000, kind + " in " + seen);
    }
    assertTrue(seen.getOrDefault("record", 0) >= Mutations.runs() / 3, seen::toString);
  }

  private static List<String> cut(byte[] bytes, int at) {
    Recorder recorder = new Recorder();
    recorder.decoder.decode(Unpooled.wrappedBuffer(bytes, 0, at));
    recorder.decoder.decode(Unpooled.wrappedBuffer(bytes, at, bytes.length - at));
    return recorder.events;
  }

  private static void assertReason(Reason reason, Runnable run) {
    assertEquals(reason, assertThrows(ProtocolException.class, run::run).reason());
  }
}
