// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalApplication;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalOutput;
import org.loadstar.api.server.TerminalRecord;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Input;
import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Style;
import org.loadstar.api.server.TerminalScreen.Text;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.keyboard.Key;
import org.osgi.framework.ServiceReference;

/** Applications of other bundles, well and badly behaved, at real terminals. */
class ApplicationTest {
  private final Fixture fixture = new Fixture();
  private final List<TestTerminal> terminals = new ArrayList<>();
  private final List<TerminalInput> inputs = new CopyOnWriteArrayList<>();
  private final List<String> records = new CopyOnWriteArrayList<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() throws IOException {
    release.countDown();
    for (TestTerminal terminal : terminals) {
      terminal.close();
    }
    fixture.close();
  }

  /** An application that answers each key by the function. */
  private final class Third implements TerminalApplication {
    private final Function<TerminalInput, ? extends TerminalOutput> answer;

    Third(Function<TerminalInput, ? extends TerminalOutput> answer) {
      this.answer = answer;
    }

    @Override
    public TerminalDialog open(Terminal terminal) {
      int number = opened.incrementAndGet();
      return new TerminalDialog() {
        @Override
        public TerminalScreen first() {
          return says("third party " + number + " at " + terminal.lu());
        }

        @Override
        public TerminalOutput next(TerminalInput input) {
          inputs.add(input);
          return answer.apply(input);
        }

        @Override
        public TerminalOutput answered(byte[] record) {
          records.add(HexFormat.of().formatHex(record));
          return records.size() == 1 ? written("AGAIN") : says("over");
        }

        @Override
        public void closed() {
          closed.countDown();
        }
      };
    }
  }

  private static TerminalScreen says(String text) {
    return new TerminalScreen(
        List.of(
            new Text(1, 1, text, Style.NORMAL),
            new Input(3, 1, 8, "word", "", Kind.TEXT),
            new Input(4, 1, 8, "secret", "", Kind.HIDDEN)),
        "",
        false);
  }

  /** An Erase/Write with an input field and the text. */
  private static TerminalRecord written(String text) {
    byte[] head = HexFormat.of().parseHex("f5c31140401d4013");
    byte[] record = Arrays.copyOf(head, head.length + text.length());
    System.arraycopy(CodePage.CP037.encode(text), 0, record, head.length, text.length());
    return new TerminalRecord(record);
  }

  private ServiceReference<TerminalApplication> serve(
      Function<TerminalInput, ? extends TerminalOutput> answer) {
    ServiceReference<TerminalApplication> reference = fixture.add("third", new Third(answer));
    fixture.listen("alpha", Map.of("application", "third"));
    return reference;
  }

  private TestTerminal logOn() throws IOException {
    TestTerminal terminal = new TestTerminal(fixture.port(), "IBM-3278-2-E");
    terminals.add(terminal);
    return terminal;
  }

  private ExtensionDTO report() {
    return fixture.report().applications.stream()
        .filter(a -> a.name.equals("third"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anApplicationSendsRecordsAndGetsWhatIsAnsweredAsItIs() throws Exception {
    serve(input -> written("RECORD"));
    TestTerminal terminal = logOn();
    terminal.awaitText("third party 1");
    terminal.press(Key.ENTER);
    terminal.awaitText("RECORD");
    terminal.press(Key.PF5);
    terminal.awaitText("AGAIN");
    terminal.sendKey(0x88); // structured fields, of which there are none
    terminal.awaitText("over");
    assertEquals(List.of("f540c1", "88"), records);
    terminal.press(Key.ENTER);
    terminal.awaitText("RECORD");
    assertEquals(2, inputs.size(), "after a screen there are keys again");
    assertFalse(written("RECORD").toString().contains("RECORD"));
    assertThrows(IllegalArgumentException.class, () -> new TerminalRecord(new byte[0]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TerminalRecord(new byte[TerminalRecord.MAX_LENGTH + 1]));
  }

  @Test
  void anApplicationGetsKeysAndFieldsAndHearsOfTheEnd() throws Exception {
    serve(input -> says("you said " + input.field("word") + " with " + input.key()));
    TestTerminal terminal = logOn();
    terminal.awaitText("third party 1 at TERM0001");
    assertEquals("THIRD", terminal.bind.primaryLu());
    terminal.type("hello").press(Key.TAB).type("secret1").press(Key.PF13);
    terminal.awaitText("you said hello with PF13");
    terminal.press(Key.PA2);
    terminal.awaitText("you said  with PA2");
    assertEquals("secret1", inputs.get(0).field("secret"));
    assertFalse(inputs.toString().contains("secret1"));
    assertEquals("third", fixture.only().sessions.get(0).application);
    assertEquals(3, fixture.only().sessions.get(0).screens);
    terminal.close();
    assertTrue(closed.await(10, TimeUnit.SECONDS));
  }

  @Test
  void noScreenEndsTheSession() throws Exception {
    serve(input -> null);
    TestTerminal terminal = logOn();
    terminal.awaitText("third party");
    terminal.press(Key.ENTER);
    terminal.awaitClosed();
    assertTrue(terminal.unbound);
    assertTrue(closed.await(10, TimeUnit.SECONDS));
    assertEquals(0, report().faults);
  }

  @Test
  void aFaultIsToldAndTheUserMayStartAgain() throws Exception {
    serve(
        input -> {
          throw new IllegalStateException("broken");
        });
    TestTerminal terminal = logOn();
    terminal.awaitText("third party 1");
    terminal.press(Key.ENTER);
    terminal.awaitText("The application third has failed.");
    assertTrue(terminal.text().contains("Press ENTER to start third."));
    terminal.press(Key.ENTER);
    terminal.awaitText("third party 2");
    assertEquals(1, report().faults);
    assertEquals("threw java.lang.IllegalStateException: broken", report().lastFault);
  }

  @Test
  void aScreenThatCannotBeShownIsAFault() throws Exception {
    serve(input -> new TerminalScreen(List.of(new Text(30, 1, "below", Style.NORMAL)), "", false));
    TestTerminal terminal = logOn();
    terminal.awaitText("third party 1");
    terminal.press(Key.ENTER);
    terminal.awaitText("The application third has failed.");
    assertEquals("returned a screen with an item outside the screen, at 30,1", report().lastFault);
  }

  @Test
  void threeFaultsQuarantineItAndEveryTerminalOfItIsTold() throws Exception {
    serve(
        input -> {
          throw new AssertionError("broken");
        });
    TestTerminal idle = logOn();
    idle.awaitText("third party");
    TestTerminal terminal = logOn();
    for (int i = 0; i < 3; i++) {
      terminal.awaitText("third party");
      terminal.press(Key.ENTER);
      terminal.awaitText(i < 2 ? "has failed." : "has failed too often and was stopped");
      terminal.press(Key.ENTER);
    }
    idle.awaitText("has failed too often and was stopped");
    assertTrue(report().quarantined);
    TestTerminal late = logOn();
    late.awaitText("has failed too often and was stopped");
    terminal.awaitClosed();
    idle.awaitClosed();
    assertTrue(idle.unbound);
    late.awaitClosed();
    await().until(() -> fixture.only().sessions.isEmpty());
  }

  @Test
  void anApplicationThatBlocksStopsNobodyElse() throws Exception {
    serve(
        input -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return says("late");
        });
    fixture.listen("beta", Map.of());
    TestTerminal blocked = logOn();
    blocked.awaitText("third party");
    blocked.press(Key.ENTER);
    blocked.press(Key.ENTER);
    TestTerminal other = TestTerminal.logOn(fixture.report().listeners.get(1).port, "IBM-3278-2-E");
    terminals.add(other);
    other.type("bob").press(Key.ENTER);
    other.awaitText("PRIMARY MENU");
    blocked.awaitText("The application third did not answer in time.");
    assertEquals(1, inputs.size());
  }

  @Test
  void aBusyApplicationLeavesTheUserWhereHeIs() throws Exception {
    serve(
        input -> {
          if (input.key().equals("ENTER")) {
            return says("answered");
          }
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return says("late");
        });
    List<TestTerminal> three = List.of(logOn(), logOn(), logOn());
    for (TestTerminal terminal : three) {
      terminal.awaitText("third party");
    }
    three.get(0).press(Key.PF1);
    await().until(() -> inputs.size() == 1);
    three.get(1).sendKey(0xF1);
    three.get(1).sendMark();
    TestTerminal third = three.get(2).type("hello");
    third.press(Key.ENTER);
    third.awaitText("third party 3");
    assertTrue(third.text().contains("hello"));
    assertEquals(0, inputs.stream().filter(i -> i.key().equals("ENTER")).count());
    three.get(1).awaitText("The application third did not answer in time.");
    third.press(Key.ENTER);
    third.awaitText("answered");
  }

  @Test
  void anApplicationThatGoesLeavesTheTerminalConnected() throws Exception {
    ServiceReference<TerminalApplication> reference = serve(input -> says("still here"));
    TestTerminal terminal = logOn();
    terminal.awaitText("third party 1");
    fixture.remove(reference);
    terminal.press(Key.ENTER);
    terminal.awaitText("The application third has gone.");
    terminal.press(Key.ENTER);
    terminal.awaitText("The application third is not running here.");
    fixture.add("third", new Third(input -> says("back again")));
    terminal.press(Key.ENTER);
    terminal.awaitText("third party 2");
    terminal.press(Key.ENTER);
    terminal.awaitText("back again");
  }

  @Test
  void aPenAndAnswersToQueriesUnlockTheKeyboardOnly() throws Exception {
    serve(input -> says("key " + input.key()));
    TestTerminal terminal = logOn();
    terminal.awaitText("third party");
    int before = terminal.headers.size();
    terminal.sendKey(0x88);
    terminal.await(() -> terminal.headers.size() > before);
    terminal.sendKey(0x60);
    terminal.sendKey(0xF0);
    terminal.awaitText("key SYSREQ");
    assertEquals(1, inputs.size());
  }
}
