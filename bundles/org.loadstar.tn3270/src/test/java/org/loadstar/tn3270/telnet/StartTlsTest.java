// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.telnet.StartTlsAction.InClear;
import org.loadstar.tn3270.telnet.StartTlsAction.Refused;
import org.loadstar.tn3270.telnet.StartTlsAction.Upgrade;

/** Both ends of STARTTLS, line by line. */
class StartTlsTest {
  private static final TelnetOption OPTION = TelnetOption.START_TLS;
  private static final List<OptionVerb> VERBS = List.of(OptionVerb.values());

  private static ByteBuf follows() {
    return Unpooled.wrappedBuffer(new byte[] {1});
  }

  /** What is sent as hexadecimal text, and what else is wanted by its name. */
  private static String told(List<StartTlsAction> actions) {
    List<String> words = new ArrayList<>();
    for (StartTlsAction action : actions) {
      if (action instanceof StartTlsAction.Send send) {
        ByteBuf out = Unpooled.buffer();
        send.encode(out);
        words.add(ByteBufUtil.hexDump(out));
      } else if (action instanceof Refused refused) {
        words.add("refused: " + refused.reason());
      } else {
        words.add(action instanceof Upgrade ? "upgrade" : "in clear");
      }
    }
    return String.join(" ", words);
  }

  @Test
  void bothEndsAgree() {
    StartTls client = StartTls.client();
    StartTls server = StartTls.server(true);
    assertEquals("", told(client.start()));
    assertEquals("fffd2e", told(server.start()));
    assertEquals("fffb2e fffa2e01fff0", told(client.option(OptionVerb.DO, OPTION)));
    assertEquals("the server agreed to START-TLS and did not begin it", client.waitsFor());
    assertEquals("fffa2e01fff0", told(server.option(OptionVerb.WILL, OPTION)));
    assertEquals("upgrade", told(server.subnegotiation(OPTION, follows())));
    assertEquals("upgrade", told(client.subnegotiation(OPTION, follows())));
    assertEquals("", client.waitsFor() + server.waitsFor());
    assertEquals("", told(client.option(OptionVerb.DO, OPTION)), "it is over");
    assertEquals("", told(server.subnegotiation(OPTION, follows())), "it is over");
  }

  /** However it is cut, and whatever stands between; what is behind it is left. */
  @Test
  void whatIsBehindItIsLeftToOthers() {
    byte[] sent = ByteBufUtil.decodeHexDump("fffd28c1fff1fffa2801fff0fffd2efffa2e01fff01603fff0");
    for (int cut = 0; cut <= sent.length - 4; cut++) {
      StartTls client = StartTls.client();
      ByteBuf first = Unpooled.wrappedBuffer(sent, 0, cut);
      ByteBuf second = Unpooled.wrappedBuffer(sent, cut, sent.length - cut);
      String said = told(client.received(first)) + " " + told(client.received(second));
      assertEquals("fffb2e fffa2e01fff0 upgrade", said.strip());
      assertEquals("1603fff0", ByteBufUtil.hexDump(first) + ByteBufUtil.hexDump(second));
    }
    StartTls server = StartTls.server(false);
    server.start();
    ByteBuf words = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("fffc2efffb28"));
    assertEquals("in clear", told(server.received(words)));
    assertEquals("fffb28", ByteBufUtil.hexDump(words));
    assertEquals("", told(server.received(words)));
    assertEquals(3, words.readableBytes(), "it is over");
  }

  @Test
  void aClientAsksOnceAServerThatBeginsWithOtherThings() {
    StartTls client = StartTls.client();
    assertEquals("fffb2e", told(client.option(OptionVerb.DO, TelnetOption.TN3270E)));
    assertEquals("", told(client.option(OptionVerb.DO, TelnetOption.TERMINAL_TYPE)));
    assertEquals("", told(client.subnegotiation(TelnetOption.TN3270E, follows())));
    assertEquals("fffa2e01fff0", told(client.option(OptionVerb.DO, OPTION)));
    assertEquals("upgrade", told(client.subnegotiation(OPTION, follows())));
  }

  @Test
  void aServerWithoutItIsRefused() {
    StartTls client = StartTls.client();
    client.option(OptionVerb.DO, TelnetOption.TN3270E);
    assertEquals(
        "refused: the server has no START-TLS, and TLS is required",
        told(client.option(OptionVerb.DONT, OPTION)));
  }

  @Test
  void aClientWithoutItIsServedInClearOrNot() {
    StartTls required = StartTls.server(true);
    required.start();
    assertEquals("", told(required.option(OptionVerb.WILL, TelnetOption.TN3270E)));
    assertEquals(
        "refused: the client has no START-TLS, and TLS is required",
        told(required.option(OptionVerb.WONT, OPTION)));
    StartTls preferred = StartTls.server(false);
    preferred.start();
    assertEquals("in clear", told(preferred.option(OptionVerb.WONT, OPTION)));
    assertEquals("", told(preferred.option(OptionVerb.WILL, OPTION)), "it is over");
  }

  @Test
  void whatWasAgreedCannotBeTakenBack() {
    StartTls client = StartTls.client();
    client.option(OptionVerb.DO, OPTION);
    assertEquals(
        "fffc2e refused: the server took START-TLS back",
        told(client.option(OptionVerb.DONT, OPTION)));
    StartTls server = StartTls.server(false);
    server.start();
    server.option(OptionVerb.WILL, OPTION);
    assertEquals(
        "fffe2e refused: the client took START-TLS back",
        told(server.option(OptionVerb.WONT, OPTION)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "02", "0101"})
  void anotherSubnegotiationIsMalformed(String payload) {
    StartTls client = StartTls.client();
    client.option(OptionVerb.DO, OPTION);
    ByteBuf wrong = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(payload));
    assertEquals(
        "refused: a malformed START-TLS subnegotiation",
        told(client.subnegotiation(OPTION, wrong)));
  }

  @Test
  void followsBeforeItIsAgreedIsRefused() {
    StartTls server = StartTls.server(false);
    server.start();
    assertEquals(
        "refused: FOLLOWS came before START-TLS was agreed",
        told(server.subnegotiation(OPTION, follows())));
  }

  /** Whatever comes: an upgrade only after an agreement, and an end of it. */
  @Test
  void noOrderOfWordsLeadsAround() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int run = 0; run < 20_000; run++) {
      boolean isServer = random.nextBoolean();
      StartTls end = isServer ? StartTls.server(random.nextBoolean()) : StartTls.client();
      end.start();
      boolean agreed = false;
      boolean over = false;
      for (int i = 0; i < 12; i++) {
        OptionVerb verb = VERBS.get(random.nextInt(4));
        TelnetOption option = random.nextInt(4) == 0 ? TelnetOption.TN3270E : OPTION;
        List<StartTlsAction> actions =
            random.nextInt(3) == 0
                ? end.subnegotiation(option, Unpooled.wrappedBuffer(new byte[random.nextInt(2)]))
                : random.nextInt(3) == 0
                    ? end.subnegotiation(option, follows())
                    : end.option(verb, option);
        assertTrue(!over || actions.isEmpty(), "nothing after the end");
        agreed |= told(actions).contains("fffa2e01fff0");
        over |=
            actions.stream()
                .anyMatch(
                    a -> a instanceof Upgrade || a instanceof InClear || a instanceof Refused);
        assertFalse(actions.stream().anyMatch(a -> a instanceof Upgrade) && !agreed);
        assertEquals(over, end.waitsFor().isEmpty());
      }
    }
  }

  @Test
  void aPeerThatNeverEndsIsGivenUp() {
    StartTls server = StartTls.server(true);
    server.start();
    assertThrows(
        ProtocolException.class,
        () -> {
          for (int i = 0; i < 1000; i++) {
            server.option(OptionVerb.DO, OPTION);
          }
        });
  }
}
