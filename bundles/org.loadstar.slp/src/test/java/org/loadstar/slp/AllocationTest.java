// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a message makes the decoder allocate is bounded by the message's own size. */
class AllocationTest {
  private static final SlpHeader HEADER = SlpHeader.v2(1);

  /** Messages of about 64 KiB in the pieces that cost most. */
  static List<SlpMessage> hungry() throws SlpException {
    String list = String.join(",", Collections.nCopies(1024, "a"));
    return List.of(
        new SrvRply(HEADER, SlpError.OK, Collections.nCopies(10_000, new UrlEntry(0, ""))),
        new SrvRply(HEADER, SlpError.OK, Collections.nCopies(5_000, new UrlEntry(0, "service"))),
        new SrvTypeRply(HEADER, SlpError.OK, Collections.nCopies(1024, "a".repeat(60))),
        new SrvAck(
            HEADER.withExtensions(
                Collections.nCopies(1024, new Extension(2, Opaque.copyOf(new byte[40])))),
            SlpError.OK),
        new AttrRply(HEADER, SlpError.OK, "", Collections.nCopies(255, Messages.authBlock(250))),
        new AttrRqst(HEADER, List.of("a".repeat(60_000)), "", Scopes.parse(list), List.of(), ""),
        new UnknownMessage(HEADER, 99, Opaque.copyOf(new byte[65_000])));
  }

  @ParameterizedTest
  @MethodSource("hungry")
  void decodingAllocatesAtMostTenTimesTheMessage(SlpMessage message) throws SlpException {
    byte[] wire = Messages.encode(message);
    Messages.decode(wire);
    ByteBuf in = Unpooled.wrappedBuffer(wire);
    long allocated = allocated(() -> SlpCodec.decode(in));
    assertTrue(allocated <= 10L * wire.length, allocated + " for " + wire.length);
  }

  /** Version 1 messages whose strings grow most when they become those of version 2. */
  static List<SlpMessage> hungryVersion1() {
    SlpHeader header = SlpHeader.v1(1);
    SlpHeader twoBytes = header.withCharacterEncoding(CharacterEncoding.UCS_2);
    String strict = "(&(a<=1)(!(a>=1)))".repeat(60);
    return List.of(
        new AttrRply(header, SlpError.OK, "(a=" + "\\7e".repeat(60_000) + ")", List.of()),
        new AttrRply(twoBytes, SlpError.OK, "(a=" + "\\7e".repeat(30_000) + ")", List.of()),
        new AttrRply(header, SlpError.OK, "(a=\\ff" + "\\00".repeat(40_000) + ")", List.of()),
        new SrvRqst(header, List.of(), "service:a", Scopes.NONE, "(|" + strict + ")", ""),
        new SrvRply(header, SlpError.OK, Collections.nCopies(15_000, new UrlEntry(0, ""))),
        new SrvTypeRply(header, SlpError.OK, Collections.nCopies(1024, "a".repeat(55))));
  }

  @ParameterizedTest
  @MethodSource("hungryVersion1")
  void decodingVersion1AllocatesLittleBesidesThePredicate(SlpMessage message) throws SlpException {
    byte[] wire = Messages.encode(message);
    Messages.decode(wire);
    ByteBuf in = Unpooled.wrappedBuffer(wire);
    long allocated = allocated(() -> SlpCodec.decode(in));
    // a predicate has at most 256 terms, whatever the message's size
    long terms = message instanceof SrvRqst ? 200_000 : 0;
    assertTrue(allocated <= 25L * wire.length + terms, allocated + " for " + wire.length);
  }

  @Test
  void aPredicateBombIsRefusedOrMatchedWithinAMegabyte() throws SlpException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] parts = {"(!", "(&", "(|", "(a=1)", "((", "(a=*", "*a*", "\\2a", ")", ")(", "(b<=5)"};
    Attributes attributes = Attributes.parse("(a=1,aaaa,b),(b=3),c");
    int refused = 0;
    for (int bomb = 0; bomb < 10_000; bomb++) {
      StringBuilder text = new StringBuilder();
      int size = 1 << (4 + random.nextInt(12));
      String often = parts[random.nextInt(parts.length)];
      while (text.length() < size) {
        text.append(random.nextInt(8) > 0 ? often : parts[random.nextInt(parts.length)]);
      }
      boolean[] parsed = new boolean[1];
      long allocated =
          allocated(
              () -> {
                try {
                  Predicate.parse(text.toString()).matches(attributes);
                  parsed[0] = true;
                } catch (SlpException expected) {
                  assertEquals(SlpError.PARSE_ERROR, expected.error());
                }
              });
      refused += parsed[0] ? 0 : 1;
      assertTrue(allocated <= 1 << 20, allocated + " bytes, seed " + seed + " bomb " + bomb);
    }
    assertTrue(refused > 9_000, refused + " refused");
  }

  @Test
  void refusingALiarAllocatesNextToNothing() {
    byte[] liar = Messages.bytes("02 02 000016 0000 000000 0001 0002 'en' 0000 ffff 0000");
    assertThrows(SlpException.class, () -> Messages.decode(liar));
    long allocated = allocated(() -> assertThrows(SlpException.class, () -> Messages.decode(liar)));
    assertTrue(allocated <= 16_384, allocated + " bytes");
  }

  private interface Work {
    void run() throws SlpException;
  }

  private static long allocated(Work work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      work.run();
    } catch (SlpException e) {
      throw new AssertionError(e);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
