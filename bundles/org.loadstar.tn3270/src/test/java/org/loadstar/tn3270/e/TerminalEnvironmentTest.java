// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;

/** What a client says to a host that asks for its environment. */
class TerminalEnvironmentTest {
  private static final String DEVNAME = "034445564e414d45";

  private static End client(String user, String deviceName) {
    return new End(
        new ClientNegotiation(
            new TerminalRequest(
                "IBM-3278-2-E", List.of(), Set.of(), new TerminalEnvironment(user, deviceName))));
  }

  private static List<String> asked(End client, String... wanted) {
    client.hear("fffd27");
    assertEquals("WILL NEW-ENVIRON", client.said.remove(0));
    for (String variables : wanted) {
      client.hear("fffa2701" + variables + "fff0");
    }
    return client.said;
  }

  @Test
  void whatIsAskedForInParticularIsAnsweredOneByOne() {
    assertEquals(
        List.of("NEW-ENVIRON IS VAR USER=joe VAR JOB USERVAR DEVNAME=PC7 USERVAR USER"),
        asked(client("joe", "PC7"), "0055534552 004a4f42" + DEVNAME + "0355534552"));
  }

  @Test
  void whatIsNotSetIsToldWithoutValueOrNotAtAll() {
    assertEquals(
        List.of(
            "NEW-ENVIRON IS USERVAR IBMELF=YES USERVAR IBMAPPLID=None",
            "NEW-ENVIRON IS",
            "NEW-ENVIRON IS VAR USER USERVAR DEVNAME"),
        asked(client("", ""), "", "00", "0055534552" + DEVNAME));
  }

  @Test
  void allOfAKindAreToldWhereNoNameIsGiven() {
    assertEquals(
        List.of(
            "NEW-ENVIRON IS VAR USER=joe",
            "NEW-ENVIRON IS USERVAR IBMELF=YES USERVAR IBMAPPLID=None USERVAR DEVNAME=D1",
            "NEW-ENVIRON IS VAR USER=joe USERVAR IBMELF=YES USERVAR IBMAPPLID=None"
                + " USERVAR DEVNAME=D2"),
        asked(client("joe", "D="), "00", "03", ""));
  }

  @ParameterizedTest
  @CsvSource({"PC==, PC01, PC02, PC99", "PC=, PC1, PC2, PC9", "===, 001, 002, 120", "X, X, X, X"})
  void theDeviceNameIsAnotherWhenAskedAgain(String name, String first, String second, String last) {
    TerminalEnvironment environment = new TerminalEnvironment("", name);
    List<String> names = IntStream.rangeClosed(1, 120).mapToObj(environment::deviceName).toList();
    assertEquals(first, names.get(0));
    assertEquals(second, names.get(1));
    assertEquals(last, names.get(119));
  }

  @Test
  void aHostThatAsksWithoutEndIsCutOff() {
    End client = client("joe", "PC====").hear("fffd27");
    String bomb = ("fffa2701" + DEVNAME + "fff0").repeat(10_000);
    ProtocolException end = assertThrows(ProtocolException.class, () -> client.hear(bomb));
    assertEquals(Reason.TOO_MANY_OPTION_CHANGES, end.reason());
    assertEquals(100, client.said.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"A\u0001", "\u00e4", "X=========="})
  void whatCannotBeSentIsRefusedBeforehand(String name) {
    assertThrows(IllegalArgumentException.class, () -> new TerminalEnvironment("", name));
  }
}
