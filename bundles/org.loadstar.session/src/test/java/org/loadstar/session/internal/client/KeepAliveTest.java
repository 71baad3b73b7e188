// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.KeepAliveProbe;

/** What is said to a host that is silent. */
class KeepAliveTest {
  private static final String NOP = "fff1";
  private static final String DO_TIMING_MARK = "fffd06";

  private final List<Object> events = new ArrayList<>();

  private EmbeddedChannel channel(KeepAliveProbe probe) {
    return new EmbeddedChannel(
        new KeepAlive(Duration.ofSeconds(60), probe),
        new ChannelInboundHandlerAdapter() {
          @Override
          public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            events.add(event);
          }
        });
  }

  private static String said(EmbeddedChannel channel) {
    StringBuilder said = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      said.append(ByteBufUtil.hexDump(out));
      out.release();
    }
    return said.toString();
  }

  private static void pass(EmbeddedChannel channel, long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private static void hear(EmbeddedChannel channel) {
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {1}));
    ((ByteBuf) channel.readInbound()).release();
  }

  @Test
  void aSilentHostIsSentANopEveryTimeAndNothingIsExpectedOfIt() {
    EmbeddedChannel channel = channel(KeepAliveProbe.NOP);
    pass(channel, 59);
    assertEquals("", said(channel));
    pass(channel, 1);
    assertEquals(NOP, said(channel));
    pass(channel, 60);
    assertEquals(NOP, said(channel));
    hear(channel);
    pass(channel, 59);
    assertEquals("", said(channel));
    assertEquals(List.of(), events);
    channel.finishAndReleaseAll();
  }

  @Test
  void aHostThatDoesNotAnswerATimingMarkIsDead() {
    EmbeddedChannel channel = channel(KeepAliveProbe.TIMING_MARK);
    pass(channel, 60);
    assertEquals(DO_TIMING_MARK, said(channel));
    assertEquals(List.of(), events);
    pass(channel, 60);
    assertEquals("", said(channel));
    assertEquals(List.of(KeepAlive.Event.DEAD), events);
    channel.finishAndReleaseAll();
  }

  @Test
  void aHostThatSaysAnythingLives() {
    EmbeddedChannel channel = channel(KeepAliveProbe.TIMING_MARK);
    for (int i = 0; i < 5; i++) {
      pass(channel, 60);
      assertEquals(DO_TIMING_MARK, said(channel));
      hear(channel);
    }
    assertEquals(List.of(), events);
    assertFalse(channel.finishAndReleaseAll());
  }
}
