// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.api.distributor.FlowHelper.Side.CLIENT;
import static org.loadstar.api.distributor.FlowHelper.Side.TARGET;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.distributor.FlowHelper.Side;

class FtpFlowTest {
  private final Dialog dialog = new Dialog("10.0.0.7", "10.9.9.9", "10.1.0.1");

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  private void greeted() {
    dialog.target("220 ready\r\n");
    assertEquals("220 ready\r\n", dialog.toClient());
  }

  private void refusedAs(String command, String code) {
    greeted();
    dialog.client(command + "\r\n");
    assertEquals("", dialog.toTarget());
    String reply = dialog.toClient();
    assertTrue(reply.startsWith(code) && reply.endsWith("\r\n"), reply);
    assertEquals(1, dialog.refusals().size(), dialog.refusals().toString());
    assertEquals(List.of(), dialog.expected());
  }

  @Test
  void otherCommandsAndRepliesGoThroughAsTheyAre() {
    greeted();
    dialog.client("USER anonymous\r\nRETR na\377me\r\n");
    assertEquals("USER anonymous\r\nRETR na\377me\r\n", dialog.toTarget());
    dialog.target(
        "230-hello\r\n 230 not yet\r\n227 nor this (1,2,3,4,5,6)\r\n230 in\r\n150 go\r\n");
    assertEquals(
        "230-hello\r\n 230 not yet\r\n227 nor this (1,2,3,4,5,6)\r\n230 in\r\n150 go\r\n",
        dialog.toClient());
    assertEquals(List.of(), dialog.expected());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "227 Entering Passive Mode (10,1,0,1,200,10).",
        "227 Entering Passive Mode (10,9,9,9,200,10)",
        "227 =10,1,0,1,200,10",
        "227 ok 10, 1, 0, 1, 200, 10"
      })
  void a227IsAnsweredWithAPortOfTheDistributedAddress(String reply) {
    greeted();
    dialog.client("pasv\r\n");
    assertEquals("PASV\r\n", dialog.toTarget());
    dialog.target(reply + "\r\n");
    assertEquals(List.of("passive 51210"), dialog.expected());
    assertEquals("227 Entering Passive Mode (10,9,9,9,156,64).\r\n", dialog.toClient());
  }

  @Test
  void a229IsAnsweredWithAPortOfTheDistributedAddress() {
    greeted();
    dialog.client("EPSV\r\nEPSV 1\r\n");
    assertEquals("EPSV\r\nEPSV 1\r\n", dialog.toTarget());
    dialog.target("229 Extended (|||51210|)\r\n229-two\r\n229 lines (!!!51211!)\r\n");
    assertEquals(List.of("passive 51210", "passive 51211"), dialog.expected());
    assertEquals(
        lines(
            "229 Entering Extended Passive Mode (|||40000|)",
            "229 Entering Extended Passive Mode (|||40001|)"),
        dialog.toClient());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "PORT 10,0,0,7,200,10; PORT 10,1,0,254,156,64",
        "eprt |1|10.0.0.7|51210|; EPRT |1|10.1.0.254|40000|",
        "EPRT !1!10.0.0.7!51210!; EPRT |1|10.1.0.254|40000|"
      })
  void aPortOfTheClientIsReplacedByOneOfOurs(String command, String forwarded) {
    greeted();
    dialog.client(command + "\r\nLIST\r\n");
    assertEquals(List.of("active 51210"), dialog.expected());
    assertEquals(forwarded + "\r\nLIST\r\n", dialog.toTarget());
    dialog.target("200 ok\r\n150 go\r\n226 done\r\n");
    assertEquals("200 ok\r\n150 go\r\n226 done\r\n", dialog.toClient());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "PORT 10,0,0,8,200,10; 501",
        "PORT 10,1,0,1,200,10; 501",
        "PORT 10,0,0,7,3,255; 501",
        "PORT 10,0,0,7,256,0; 501",
        "PORT 10,0,0,7,200; 501",
        "PORT; 501",
        "PORT 10,0,0,7,200,10,1; 501",
        "EPRT |1|10.0.0.8|51210|; 501",
        "EPRT |1|10.0.0.7|21|; 501",
        "EPRT |1|10.0.0.7|99999|; 501",
        "EPRT |1|2001:db8::7|51210|; 501",
        "EPRT |1|localhost|51210|; 501",
        "EPRT |2|2001:db8::7|51210|; 522",
        "EPRT |3|10.0.0.7|51210|; 522",
        "EPSV 2; 522",
        "EPSV 3; 522",
        "EPSV x; 522",
        "LPRT 4,4,10,0,0,7,2,200,10; 502",
        "LPSV; 502",
        "AUTH KERBEROS_V5; 504",
        "''; 500"
      })
  void isRefusedAndLogged(String command, String code) {
    refusedAs(command, code);
  }

  @Test
  void aCommandThatATargetMightReadAsTwoIsRefused() {
    refusedAs("NOOP\rPORT 10,0,0,8,200,10", "500");
  }

  @Test
  void theSupportedProtocolIsTold() {
    greeted();
    dialog.client("EPSV 2\r\n");
    assertEquals("522 Network protocol not supported, use (1).\r\n", dialog.toClient());
  }

  @Test
  void ipv6ClientsAreServedByEprtAndEpsv() {
    Dialog v6 = new Dialog("2001:db8::7", "2001:db8::9", "10.1.0.1");
    v6.target("220 ready\r\n");
    v6.client("EPRT |2|2001:DB8:0::7|51210|\r\n");
    assertEquals("EPRT |1|10.1.0.254|40000|\r\n", v6.toTarget());
    v6.client("EPSV 2\r\n");
    assertEquals("EPSV 1\r\n", v6.toTarget());
    v6.client("PASV\r\nEPRT |1|10.0.0.7|51210|\r\n");
    assertEquals("", v6.toTarget());
    v6.target("200 ok\r\n229 (|||51210|)\r\n");
    assertEquals(List.of("active 51210", "passive 51210"), v6.expected());
    assertEquals(
        lines(
            "220 ready",
            "200 ok",
            "229 Entering Extended Passive Mode (|||40001|)",
            "501 PASV is for IPv4 only, use EPSV.",
            "522 Network protocol not supported, use (2)."),
        v6.toClient());
  }

  @Test
  void pasvReachesAnIpv6TargetAsEpsv() {
    Dialog mixed = new Dialog("10.0.0.7", "10.9.9.9", "2001:db8::1");
    mixed.target("220 ready\r\n");
    mixed.client("PASV\r\n");
    assertEquals("EPSV\r\n", mixed.toTarget());
    mixed.target("229 (|||51210|)\r\n");
    assertEquals("220 ready\r\n227 Entering Passive Mode (10,9,9,9,156,64).\r\n", mixed.toClient());
  }

  @Test
  void afterEpsvAllEveryOtherWayIsRefused() {
    greeted();
    dialog.client(
        "EPSV ALL\r\nPORT 10,0,0,7,200,10\r\nEPRT |1|10.0.0.7|51210|\r\nPASV\r\nEPSV\r\n");
    assertEquals("EPSV ALL\r\nEPSV\r\n", dialog.toTarget());
    dialog.target("200 ok\r\n229 (|||51210|)\r\n");
    String refused = "503 EPSV ALL was given before.\r\n";
    assertEquals(
        "200 ok\r\n" + refused.repeat(3) + "229 Entering Extended Passive Mode (|||40000|)\r\n",
        dialog.toClient());
    assertEquals(List.of("passive 51210"), dialog.expected());
  }

  @Test
  void anEpsvAllThatTheTargetRefusesIsNone() {
    greeted();
    dialog.client("EPSV ALL\r\n");
    dialog.target("500 what\r\n");
    dialog.client("PASV\r\n");
    assertEquals("EPSV ALL\r\nPASV\r\n", dialog.toTarget());
  }

  @Test
  void ourAnswersWaitForTheRepliesBeforeThem() {
    greeted();
    dialog.client("RETR a\r\nLPSV\r\nNOOP\r\n");
    assertEquals("RETR a\r\nNOOP\r\n", dialog.toTarget());
    dialog.target("150 go\r\n");
    assertEquals("150 go\r\n", dialog.toClient());
    dialog.target("226 done\r\n200 ok\r\n");
    assertEquals("226 done\r\n502 Command not implemented.\r\n200 ok\r\n", dialog.toClient());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "227 Entering Passive Mode (10,66,66,66,200,10).",
        "227 Entering Passive Mode (10,1,0,1,0,22).",
        "227 Entering Passive Mode.",
        "227 Entering Passive Mode (10,1,0,999,200,10).",
        "229 Extended (|||51210|)",
        "228 Long (4,4,10,1,0,1,2,200,10)"
      })
  void aForgedReplyOpensNothing(String reply) {
    greeted();
    dialog.client("PASV\r\n");
    dialog.target(reply + "\r\n");
    assertEquals(List.of(), dialog.expected());
    assertEquals("425 Can't open data connection.\r\n", dialog.toClient());
    assertEquals(1, dialog.refusals().size());
  }

  @Test
  void aReplyThatNobodyAskedForOpensNothing() {
    greeted();
    dialog.client("NOOP\r\n");
    dialog.target("227 Entering Passive Mode (10,1,0,1,200,10).\r\n");
    assertEquals(List.of(), dialog.expected());
    assertEquals("425 Can't open data connection.\r\n", dialog.toClient());
  }

  @Test
  void aThousandForgedRepliesAndCommandsOpenNothing() {
    long seed = Long.getLong("loadstar.seed", System.nanoTime());
    System.out.println("forged 227 and PORT, seed " + seed);
    Random random = new Random(seed);
    greeted();
    for (int i = 0; i < 1000; i++) {
      String place = forged(random);
      dialog.client("PORT " + place + "\r\n");
      assertEquals("", dialog.toTarget());
      dialog.client(random.nextBoolean() ? "PASV\r\n" : "NOOP\r\n");
      dialog.target("227 Entering Passive Mode (" + place + ").\r\n");
      dialog.toTarget();
    }
    assertEquals(List.of(), dialog.expected());
    assertEquals(2000, dialog.refusals().size());
    assertTrue(dialog.refusals().stream().distinct().count() < 6, "reasons are few");
  }

  /** Another address than the client's and the target's, or one of their privileged ports. */
  private static String forged(Random random) {
    String address =
        random.nextInt(4) == 0
            ? (random.nextBoolean() ? "10,0,0,7," : "10,1,0,1,") + random.nextInt(4) + ","
            : "172," + random.nextInt(256) + ",1," + random.nextInt(256) + ",200,";
    return address + random.nextInt(256);
  }

  @Test
  void whenNoPortIsToBeHadBothSidesAreTold() {
    greeted();
    dialog.refuseEverything();
    dialog.client("PASV\r\nPORT 10,0,0,7,200,10\r\nNOOP\r\n");
    dialog.target("227 (10,1,0,1,200,10)\r\n200 ok\r\n");
    assertEquals("PASV\r\nNOOP\r\n", dialog.toTarget());
    assertEquals("425 Can't open data connection.\r\n".repeat(2) + "200 ok\r\n", dialog.toClient());
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTH TLS", "auth ssl", "AUTH TLS-C"})
  void afterAuthEverythingIsBlindAndPortsComeFromTheSlice(String command) {
    greeted();
    dialog.client(command + "\r\n");
    assertEquals(command + "\r\n", dialog.toTarget());
    dialog.target("234 go\r\n");
    assertEquals("234 go\r\n", dialog.toClient());
    assertTrue(dialog.isBlind());
  }

  @Test
  void whatCameWithTheEndOfTheClearGoesOnAsItIs() {
    greeted();
    dialog.client("AUTH TLS\r\n\026\003\001half");
    dialog.target("234 go\r\n\026\003\003");
    assertTrue(dialog.isBlind());
    assertEquals("AUTH TLS\r\n\026\003\001half", dialog.toTarget());
    assertEquals("234 go\r\n\026\003\003", dialog.toClient());
  }

  @Test
  void anAuthThatTheTargetRefusesChangesNothing() {
    greeted();
    dialog.client("AUTH TLS\r\n");
    dialog.target("502 no\r\n");
    dialog.client("PORT 10,0,0,8,200,10\r\n");
    assertEquals("AUTH TLS\r\n", dialog.toTarget());
    assertEquals(1, dialog.refusals().size());
  }

  @Test
  void tlsFromTheStartIsBlind() {
    dialog.client("\026\003\001\002hello\nPORT 1");
    assertTrue(dialog.isBlind());
    assertEquals("\026\003\001\002hello\nPORT 1", dialog.toTarget());
  }

  @Test
  void telnetCommandsBeforeAbortAreSeenThrough() {
    greeted();
    dialog.client("\377\364\377\362ABOR\r\n\377\364\377\362PORT 10,0,0,8,200,10\r\n");
    assertEquals("\377\364\377\362ABOR\r\n", dialog.toTarget());
    assertEquals(1, dialog.refusals().size());
  }

  @Test
  void aCommandThatIsTooLongIsRefusedAndTheNextIsRead() {
    greeted();
    dialog.client("X".repeat(FtpLines.MOST + 1) + "\r\n" + "Y".repeat(FtpLines.MOST) + "\r\n");
    assertEquals("Y".repeat(FtpLines.MOST) + "\r\n", dialog.toTarget());
    assertEquals("500 Line too long.\r\n", dialog.toClient());
  }

  @Test
  void aReplyThatIsTooLongEndsIt() {
    dialog.target("220 " + "X".repeat(FtpLines.MOST) + "\r\n");
    assertTrue(dialog.isEnded());
    dialog.client("NOOP\r\n");
    assertEquals("", dialog.toTarget());
  }

  @Test
  void tooManyCommandsWithoutAReplyEndIt() {
    greeted();
    dialog.client("NOOP\r\n".repeat(FtpFlow.MOST_PENDING));
    assertEquals(FtpFlow.MOST_PENDING, dialog.toTarget().lines().count());
    dialog.client("LPSV\r\n");
    assertTrue(dialog.isEnded());
  }

  /** Who says what, in order. */
  private record Said(Side side, String text) {}

  private static final List<Said> LONG_TALK =
      List.of(
          new Said(TARGET, "220-hello\r\n220 ready\r\n"),
          new Said(CLIENT, "USER a\r\nPASS b\r\nEPSV 2\r\nLPSV\nPASV\r\n"),
          new Said(
              TARGET, "331 password\r\n230-in\r\n227 x\r\n230 in\r\n227 (10,1,0,1,200,10)\r\n"),
          new Said(CLIENT, "RETR a\r\n\377\364ABOR\r\nPORT 10,0,0,7,200,11\r\nLIST\r\n"),
          new Said(TARGET, "150 go\r\n426 no\r\n226 abort\r\n200 port\r\n150 list\r\n226 end\r\n"),
          new Said(CLIENT, "PORT 10,0,0,8,200,11\r\nNOOP\rx\r\n" + "z".repeat(5000) + "\r\n"),
          new Said(CLIENT, "EPSV ALL\r\nPASV\r\nEPSV\r\n\r\n"),
          new Said(TARGET, "200 all\r\n229-x\r\n229 (|||51212|)\r\n"),
          new Said(CLIENT, "AUTH TLS\r\n"),
          new Said(TARGET, "234 tls\r\n\026\003"));

  private static String told(List<Said> talk, Random cuts) {
    Dialog dialog = new Dialog("10.0.0.7", "10.9.9.9", "10.1.0.1");
    StringBuilder told = new StringBuilder();
    for (Said said : talk) {
      String left = said.text;
      while (!left.isEmpty()) {
        int cut = cuts == null ? left.length() : 1 + cuts.nextInt(Math.min(left.length(), 40));
        dialog.say(said.side, left.substring(0, cut));
        left = left.substring(cut);
      }
      told.append(dialog.toClient()).append("---").append(dialog.toTarget()).append("===");
    }
    return told.append(dialog.expected())
        .append(dialog.refusals())
        .append(dialog.isBlind())
        .toString();
  }

  @Test
  void whereverTheBytesAreCutTheResultIsTheSame() {
    long seed = Long.getLong("loadstar.seed", System.nanoTime());
    System.out.println("cuts, seed " + seed);
    Random random = new Random(seed);
    String whole = told(LONG_TALK, null);
    assertTrue(whole.contains("passive 51210, active 51211, passive 51212"), whole);
    for (int i = 0; i < 500; i++) {
      assertEquals(whole, told(LONG_TALK, random));
    }
    String byByte =
        told(
            LONG_TALK,
            new Random() {
              private static final long serialVersionUID = 1L;

              @Override
              public int nextInt(int bound) {
                return 0;
              }
            });
    assertEquals(whole, byByte);
  }
}
