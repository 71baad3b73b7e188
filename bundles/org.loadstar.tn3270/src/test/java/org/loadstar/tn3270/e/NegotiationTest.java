// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;

/** Our client and our server joined in memory, message by message. */
class NegotiationTest {
  private static final Set<Tn3270eFunction> OFFERED =
      Set.of(Tn3270eFunction.BIND_IMAGE, Tn3270eFunction.RESPONSES, Tn3270eFunction.SYSREQ);

  private final Pool pool = new Pool();

  private static String transcript(End client, End server, int chunk) {
    List<String> lines = new ArrayList<>();
    server.said.forEach(line -> lines.add("S: " + line));
    client.transcript = line -> lines.add("C: " + line);
    server.transcript = line -> lines.add("S: " + line);
    End.talk(client, server, chunk);
    return String.join("\n", lines) + "\n";
  }

  private End server() {
    return new End(new ServerNegotiation(OFFERED, pool));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 4096})
  void aClientAsksForAPoolAndGetsOneOfItsTerminals(int chunk) {
    End client = End.client("IBM-3278-4-E", "POOL1");
    End server = server();
    assertEquals(
        """
        S: DO TN3270E
        C: WILL TN3270E
        S: SEND DEVICE-TYPE
        C: DEVICE-TYPE REQUEST IBM-3278-4-E CONNECT POOL1
        S: DEVICE-TYPE IS IBM-3278-4-E CONNECT TERM0001
        C: FUNCTIONS REQUEST BIND-IMAGE RESPONSES SYSREQ
        S: FUNCTIONS IS BIND-IMAGE RESPONSES SYSREQ
        """,
        transcript(client, server, chunk));
    String connected = "connected TN3270E as TERM0001 IBM-3278-4-E BIND-IMAGE RESPONSES SYSREQ";
    assertEquals(List.of(connected), client.came);
    assertEquals(List.of(connected), server.came);
  }

  @Test
  void aClientThatAsksForNothingInParticularGetsAnyTerminal() {
    End client = End.client("IBM-3278-2");
    End.talk(client, server(), 4096);
    assertTrue(client.said.contains("DEVICE-TYPE REQUEST IBM-3278-2"));
    assertEquals(
        List.of("connected TN3270E as TERM0001 IBM-3278-2 BIND-IMAGE RESPONSES SYSREQ"),
        client.came);
  }

  @Test
  void functionsAreNarrowedToWhatBothHave() {
    End client = End.client("IBM-3278-2-E");
    End server =
        new End(
            new ServerNegotiation(
                Set.of(Tn3270eFunction.RESPONSES, Tn3270eFunction.CONTENTION_RESOLUTION), pool));
    String talk = transcript(client, server, 4096);
    assertTrue(
        talk.endsWith(
            """
            C: FUNCTIONS REQUEST BIND-IMAGE RESPONSES SYSREQ
            S: FUNCTIONS REQUEST RESPONSES
            C: FUNCTIONS IS RESPONSES
            """),
        talk);
    assertEquals(List.of("connected TN3270E as TERM0001 IBM-3278-2-E RESPONSES"), client.came);
    assertEquals(client.came, server.came);
  }

  @Test
  void aServerWithoutFunctionsLeavesBasicTn3270e() {
    End client = End.client("IBM-3278-2-E");
    End server = new End(new ServerNegotiation(Set.of(), pool));
    End.talk(client, server, 4096);
    assertEquals(List.of("connected TN3270E as TERM0001 IBM-3278-2-E"), client.came);
    assertEquals(client.came, server.came);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 99})
  void everyRejectReasonReachesTheClientAsItIs(int code) {
    RejectReason reason = new RejectReason(code);
    End client = End.client("IBM-3278-2-E", "LU1");
    End server = new End(new ServerNegotiation(OFFERED, request -> new LuAssigner.Refused(reason)));
    End.talk(client, server, 1);
    assertEquals(List.of("Rejected[reason=" + reason + "]"), client.came);
    assertEquals("DEVICE-TYPE REJECT REASON " + reason, server.said.get(2));
    assertEquals(List.of(), server.came);
  }

  @Test
  void aFullPoolRejectsWithDeviceInUseAndAnUnknownOneWithInvName() {
    End.talk(End.client("IBM-3278-2-E", "POOL1"), server(), 4096);
    End.talk(End.client("IBM-3278-2-E", "POOL1"), server(), 4096);
    End third = End.client("IBM-3278-2-E", "POOL1");
    End.talk(third, server(), 4096);
    assertEquals(List.of("Rejected[reason=DEVICE-IN-USE]"), third.came);
    End stranger = End.client("IBM-3278-2-E", "NOWHERE");
    End.talk(stranger, server(), 4096);
    assertEquals(List.of("Rejected[reason=INV-NAME]"), stranger.came);
  }

  @Test
  void aClientTriesItsNamesInTurn() {
    End client = End.client("IBM-3278-2-E", "MINE", "YOURS", "POOL1", "OTHER");
    End.talk(client, server(), 4096);
    assertEquals(
        List.of(
            "WILL TN3270E",
            "DEVICE-TYPE REQUEST IBM-3278-2-E CONNECT MINE",
            "DEVICE-TYPE REQUEST IBM-3278-2-E CONNECT YOURS",
            "DEVICE-TYPE REQUEST IBM-3278-2-E CONNECT POOL1",
            "FUNCTIONS REQUEST BIND-IMAGE RESPONSES SYSREQ"),
        client.said);
  }

  @Test
  void aServerThatCannotServeNamesIsNotAskedForAnother() {
    End client = End.client("IBM-3278-2-E", "ONE", "TWO");
    End server =
        new End(
            new ServerNegotiation(
                OFFERED, request -> new LuAssigner.Refused(RejectReason.UNSUPPORTED_REQ)));
    End.talk(client, server, 4096);
    assertEquals(List.of("Rejected[reason=UNSUPPORTED-REQ]"), client.came);
    assertEquals(2, client.said.size());
  }

  /** RFC 2355, section 13.4, first example, with the LU name of RFC 1646. */
  @Test
  void aClientThatRefusesTn3270eIsServedByPlainTn3270() {
    End server = server();
    server.hear("fffc28 fffb18 fffa1800" + hex("IBM-3278-2-E@POOL1") + "fff0");
    assertEquals(
        List.of(
            "DO TN3270E",
            "DO TERMINAL-TYPE",
            "TERMINAL-TYPE SEND",
            "DO END-OF-RECORD",
            "WILL END-OF-RECORD",
            "DO BINARY",
            "WILL BINARY"),
        server.said);
    server.hear("fffb19 fffd19 fffb00");
    assertEquals(List.of(), server.came);
    server.hear("fffd00 7d4040ffef");
    assertEquals(
        List.of("connected TN3270 as TERM0001 IBM-3278-2-E", "record 7d4040"), server.came);
  }

  @Test
  void theServerOffersPlainTn3270ToAClientThatLeavesAfterAReject() {
    End server = server();
    server.hear("fffb28 fffa280207" + hex("IBM-3278-2-E") + "01" + hex("NOWHERE") + "fff0");
    assertEquals("DEVICE-TYPE REJECT REASON INV-NAME", server.said.get(2));
    server.hear("fffc28");
    assertEquals(
        List.of("DONT TN3270E", "DO TERMINAL-TYPE"), server.said.subList(3, server.said.size()));
    server.hear("fffb18 fffa1800" + hex("IBM-3278-2-E") + "fff0");
    server.hear("fffb19 fffd19 fffb00 fffd00");
    assertEquals(List.of("connected TN3270 as TERM0001 IBM-3278-2-E"), server.came);
  }

  @ParameterizedTest
  @CsvSource({
    "fffc18, Failed[reason=the client has neither TN3270E nor a terminal type]",
    "fffb18fffa1800585445524dfff0, Rejected[reason=INV-DEVICE-TYPE]",
    "fffb18fffa180049424d2d404e4f50454dfff0, Rejected[reason=INV-NAME]",
    "fffb18fffa180049424d2dfff0fffc19, Failed[reason=the client refuses END-OF-RECORD]",
    "fffb18fffa180049424d2dfff0fffe00, Failed[reason=the client refuses BINARY]",
    "fffb18fffa180049424d2dfff0fffb19fffd19fffb00fffd00fffc00,"
        + " Failed[reason=the client refuses BINARY]",
  })
  void whatPlainTn3270CannotDoWithoutEndsIt(String bytes, String end) {
    End server = server().hear("fffc28" + bytes);
    assertEquals(end, server.came.get(server.came.size() - 1));
    int said = server.said.size();
    server.hear("fffb28fffa2807fff0fffd03");
    assertEquals(said, server.said.size(), "nothing is said after the end");
  }

  /** What hercules does: it never speaks of TN3270E. */
  @Test
  void theClientFollowsAServerThatAsksForATerminalTypeFirst() {
    End client = End.client("IBM-3278-2-E", "LU7").hear("fffd18 fffa1801fff0");
    assertEquals(List.of("WILL TERMINAL-TYPE", "TERMINAL-TYPE IS IBM-3278-2-E@LU7"), client.said);
    client.hear("fffd19 fffb19 fffd00");
    assertEquals(List.of(), client.came);
    client.hear("fffb00 f5c3 ffef");
    assertEquals(List.of("connected TN3270 IBM-3278-2-E", "record f5c3"), client.came);
  }

  @Test
  void theClientGivesItsNamesOneByOneWhenAskedForTheTerminalTypeAgain() {
    End client = End.client("IBM-3278-2-E", "LU7", "LU8").hear("fffd18");
    client.hear("fffa1801fff0".repeat(3));
    assertEquals(
        List.of(
            "WILL TERMINAL-TYPE",
            "TERMINAL-TYPE IS IBM-3278-2-E@LU7",
            "TERMINAL-TYPE IS IBM-3278-2-E@LU8",
            "TERMINAL-TYPE IS IBM-3278-2-E@LU8"),
        client.said);
  }

  @ParameterizedTest
  @CsvSource({"fffe28, WONT TN3270E", "fffc28, WONT TN3270E"})
  void aServerMayTakeTn3270eBackAtAnyTimeAndGoOnPlain(String withdraw, String answer) {
    String begin = "fffd28";
    String device = "fffa280802fff0 fffa280204" + hex("IBM-3278-2-E") + "01" + hex("A") + "fff0";
    String functions = "fffa28030402fff0";
    String plain = "fffd18 fffa1801fff0 fffd19 fffb19 fffd00 fffb00 f1c3ffef";
    for (String until : List.of(begin, begin + device, begin + device + functions)) {
      End client = End.client("IBM-3278-2-E").hear(until);
      client.said.clear();
      client.came.clear();
      client.hear(withdraw + "41");
      assertEquals(List.of(answer), client.said);
      boolean connected = until.endsWith(functions);
      assertEquals(connected ? List.of("suspended", "text 41") : List.of("text 41"), client.came);
      client.came.clear();
      client.hear(plain);
      assertEquals(List.of("connected TN3270 IBM-3278-2-E", "record f1c3"), client.came);
    }
  }

  @Test
  void aServerMayGoFromPlainToTn3270eAndBeginAgainInMidSession() {
    End client = End.client("IBM-3278-2-E").hear("fffd18 fffd19 fffb19 fffd00 fffb00");
    String device = "fffa280802fff0 fffa280204" + hex("IBM-3278-2-E") + "01" + hex("A") + "fff0";
    client.hear("fffd28" + device + "fffa280304fff0");
    client.hear(device + "fffa28030402fff0 00");
    assertEquals(
        List.of(
            "connected TN3270 IBM-3278-2-E",
            "suspended",
            "connected TN3270E as A IBM-3278-2-E",
            "suspended",
            "connected TN3270E as A IBM-3278-2-E RESPONSES"),
        client.came);
  }

  @Test
  void aServerThatGrantsWhatWasNotAskedForIsLeft() {
    End client = End.client("IBM-3278-2-E");
    client.hear("fffd28 fffa280802fff0 fffa280204" + hex("IBM-3278-2-E") + "fff0");
    client.hear("fffa28 0304 0001 fff0");
    assertEquals("WONT TN3270E", client.said.get(client.said.size() - 1));
    assertEquals(List.of(), client.came);
  }

  @Test
  void theClientRemovesFunctionsThatItDoesNotWantOrKnow() {
    End client = End.client("IBM-3278-2-E");
    client.hear("fffd28 fffa280802fff0 fffa280204" + hex("IBM-3278-2-E") + "fff0");
    client.hear("fffa28 0307 000205c8 fff0");
    assertEquals("FUNCTIONS REQUEST BIND-IMAGE RESPONSES", client.said.get(3));
    client.hear("fffa28 0307 02 fff0");
    assertEquals("FUNCTIONS IS RESPONSES", client.said.get(4));
    assertEquals(List.of("connected TN3270E IBM-3278-2-E RESPONSES"), client.came);
  }

  @Test
  void renegotiationInASessionIsRefusedByWhatWasAgreed() {
    End client = End.client("IBM-3278-2-E");
    End server = server();
    End.talk(client, server, 4096);
    client.said.clear();
    client.came.clear();
    client.hear("fffa28 0307 05 fff0 fffa28 0307 040200 fff0 fffa28 0304 05 fff0");
    assertEquals(
        List.of(
            "FUNCTIONS REQUEST BIND-IMAGE RESPONSES SYSREQ",
            "FUNCTIONS IS SYSREQ RESPONSES BIND-IMAGE"),
        client.said);
    server.said.clear();
    server.came.clear();
    server.hear("fffa28 0307 05 fff0 fffa28 0307 040200 fff0");
    server.hear("fffa28 0207" + hex("IBM-3278-2") + "fff0");
    assertEquals(
        List.of(
            "FUNCTIONS REQUEST BIND-IMAGE RESPONSES SYSREQ",
            "FUNCTIONS IS SYSREQ RESPONSES BIND-IMAGE",
            "DEVICE-TYPE REJECT REASON UNSUPPORTED-REQ"),
        server.said);
    client.hear("00 ffef");
    server.hear("00 ffef");
    assertEquals(List.of("record 00"), client.came);
    assertEquals(List.of("record 00"), server.came);
    assertEquals(List.of("TERM0001"), pool.given);
  }

  @Test
  void aClientThatLeavesASessionEndsIt() {
    End client = End.client("IBM-3278-2-E");
    End server = server();
    End.talk(client, server, 4096);
    server.hear("fffc28");
    assertEquals("Failed[reason=the client left TN3270E]", server.came.get(1));
  }

  @Test
  void timingMarksAndStrangeOptionsAreAnsweredInASession() {
    End client = End.client("IBM-3278-2-E");
    End.talk(client, server(), 4096);
    client.said.clear();
    client.came.clear();
    client.hear("0102ffef fffd06 03ffef fffd20 fffb05");
    assertEquals(List.of("WONT TIMING-MARK", "WONT OPTION 32", "DONT OPTION 5"), client.said);
    assertEquals(List.of("record 0102", "record 03"), client.came);
  }

  @Test
  void aTimeOutSaysWhatWasMissingAndComesTooLateInASession() {
    TerminalRequest request = new TerminalRequest("IBM-3278-2-E", List.of(), Set.of());
    assertEquals(
        "[Failed[reason=time-out: the server asked neither for TN3270E nor for a terminal type]]",
        new ClientNegotiation(request).timeout().toString());
    ClientNegotiation client = new ClientNegotiation(request);
    new End(client).hear("fffd28");
    assertEquals(
        "[Failed[reason=time-out: the server did not answer the device type]]",
        client.timeout().toString());
    assertEquals(List.of(), client.timeout());
    ServerNegotiation silent = new ServerNegotiation(OFFERED, pool);
    silent.start();
    assertEquals(
        "[Failed[reason=time-out: the client did not answer DO TN3270E]]",
        silent.timeout().toString());

    ClientNegotiation one = new ClientNegotiation(request);
    ServerNegotiation other = new ServerNegotiation(OFFERED, pool);
    End.talk(new End(one), new End(other), 4096);
    assertEquals(List.of(), one.timeout());
    assertEquals(List.of(), other.timeout());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fffd28fffe28",
        "fffd18fffe18",
        "fffb19fffc19",
        "fffdc8",
        "fffbc8",
        "fffa280802fff0",
        "fffa1801fff0",
        "fffa28030705fff0",
        "fffa280400fff0"
      })
  void aServerThatNegotiatesWithoutEndIsCutOff(String bomb) {
    End client = End.client("IBM-3278-2-E").hear("fffd28fffd18");
    ProtocolException end =
        assertThrows(ProtocolException.class, () -> client.hear(bomb.repeat(10_000)));
    assertEquals(Reason.TOO_MANY_OPTION_CHANGES, end.reason());
    assertTrue(client.said.size() <= 101, client.said::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fffb28fffc28",
        "fffdc8",
        "fffbc8",
        "fffa2802074142fff0",
        "fffa28030705fff0",
        "fffa280802fff0"
      })
  void aClientThatNegotiatesWithoutEndIsCutOff(String bomb) {
    End server = server().hear("fffb28");
    ProtocolException end =
        assertThrows(ProtocolException.class, () -> server.hear(bomb.repeat(10_000)));
    assertEquals(Reason.TOO_MANY_OPTION_CHANGES, end.reason());
    assertTrue(server.said.size() <= 103, server.said::toString);
  }

  @Test
  void whatStandsInASubnegotiationOfAnOptionThatIsOffIsIgnored() {
    End client = End.client("IBM-3278-2-E").hear("fffa280802fff0 fffa1801fff0 fffa2701fff0");
    assertEquals(List.of(), client.said);
  }

  @Test
  void aRequestThatCannotBeSentIsRefusedBeforehand() {
    for (String name : List.of("", "A\u0001B", "\u00e4", "X".repeat(65))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new TerminalRequest("IBM-3278-2", List.of(name), Set.of()));
    }
  }

  private static String hex(String ascii) {
    return ByteBufUtil.hexDump(Unpooled.copiedBuffer(ascii, StandardCharsets.US_ASCII));
  }
}
