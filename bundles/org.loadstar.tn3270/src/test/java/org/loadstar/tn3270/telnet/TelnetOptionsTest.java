// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.tn3270.telnet.OptionVerb.DO;
import static org.loadstar.tn3270.telnet.OptionVerb.DONT;
import static org.loadstar.tn3270.telnet.OptionVerb.WILL;
import static org.loadstar.tn3270.telnet.OptionVerb.WONT;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;

class TelnetOptionsTest {
  private static final TelnetOption BINARY = TelnetOption.BINARY;

  private final TelnetOptions options = new TelnetOptions(Set.of(BINARY), Set.of(BINARY));

  @Test
  void anAllowedOptionIsAgreedToOnEitherSideAndOnlyOnce() {
    assertEquals(WILL, options.received(DO, BINARY));
    assertEquals(DO, options.received(WILL, BINARY));
    assertTrue(options.local(BINARY) && options.remote(BINARY));
    assertNull(options.received(DO, BINARY));
    assertEquals(WONT, options.received(DONT, BINARY));
    assertFalse(options.local(BINARY));
    assertTrue(options.remote(BINARY));
  }

  @Test
  void everyOtherOptionIsRefused() {
    for (int code = 1; code < 256; code++) {
      if (code != TelnetOption.TIMING_MARK.code()) {
        TelnetOptions fresh = new TelnetOptions(Set.of(BINARY), Set.of(BINARY));
        TelnetOption option = new TelnetOption(code);
        assertEquals(WONT, fresh.received(DO, option));
        assertEquals(DONT, fresh.received(WILL, option));
        assertNull(fresh.received(DONT, option));
        assertNull(fresh.received(WONT, option));
        assertFalse(fresh.local(option) || fresh.remote(option));
      }
    }
  }

  @Test
  void everyTimingMarkIsAnsweredAndOursIsNotArguedAbout() {
    for (int i = 0; i < 10 * TelnetOptions.MAX_CHANGES; i++) {
      assertEquals(WONT, options.received(DO, TelnetOption.TIMING_MARK));
      assertNull(options.received(WONT, TelnetOption.TIMING_MARK));
      assertNull(options.received(WILL, TelnetOption.TIMING_MARK));
    }
  }

  /**
   * The table of RFC 1143, section 7: what brings the machine into a state, what happens, what is
   * sent, and the words sent for a peer's "no, yes" and "yes, no" afterwards, which tell the states
   * apart.
   */
  @ParameterizedTest
  @CsvSource({
    "'', yes, WILL, WONT WILL, - WONT",
    "'', no, -, - WILL, WILL WONT",
    "'', enable, WILL, - WILL, - WONT",
    "'', disable, -, - WILL, WILL WONT",
    "yes, yes, -, WONT WILL, - WONT",
    "yes, no, WONT, - WILL, WILL WONT",
    "yes, enable, -, WONT WILL, - WONT",
    "yes, disable, WONT, - WILL, - -",
    "yes disable, yes, -, - WILL, WILL WONT",
    "yes disable, no, -, - WILL, WILL WONT",
    "yes disable, enable, -, WILL -, - WONT",
    "yes disable, disable, -, - WILL, - -",
    "yes disable enable, yes, -, WONT WILL, - WONT",
    "yes disable enable, no, WILL, - WILL, - WONT",
    "yes disable enable, enable, -, WILL -, - WONT",
    "yes disable enable, disable, -, - WILL, - -",
    "enable, yes, -, WONT WILL, - WONT",
    "enable, no, -, - WILL, WILL WONT",
    "enable, enable, -, - WILL, - WONT",
    "enable, disable, -, - WILL, WONT -",
    "enable disable, yes, WONT, - WILL, - -",
    "enable disable, no, -, - WILL, WILL WONT",
    "enable disable, enable, -, - WILL, - WONT",
    "enable disable, disable, -, - WILL, WONT -"
  })
  void theQMethodAnswersAsItsTableSays(
      String before, String event, String sent, String afterNoYes, String afterYesNo) {
    for (String after : List.of("no yes", "yes no")) {
      TelnetOptions fresh = new TelnetOptions(Set.of(BINARY), Set.of());
      Arrays.stream(before.split(" ")).forEach(step -> step(fresh, step));
      assertEquals(sent, step(fresh, event));
      String[] steps = after.split(" ");
      String answers = step(fresh, steps[0]) + " " + step(fresh, steps[1]);
      assertEquals(after.equals("no yes") ? afterNoYes : afterYesNo, answers, "then " + after);
    }
  }

  private static String step(TelnetOptions options, String step) {
    OptionVerb sent =
        switch (step) {
          case "yes" -> options.received(DO, BINARY);
          case "no" -> options.received(DONT, BINARY);
          case "enable" -> options.enableLocal(BINARY);
          case "disable" -> options.disableLocal(BINARY);
          default -> null;
        };
    return sent == null ? "-" : sent.toString();
  }

  @Test
  void twoEndsWithRandomWishesAlwaysComeToTheSameView() {
    long seed = Long.getLong("loadstar.seed", System.nanoTime());
    System.out.println("options seed " + seed);
    Random random = new Random(seed);
    for (int run = 0; run < 20_000; run++) {
      Queue<OptionVerb> toB = new ArrayDeque<>();
      Queue<OptionVerb> toA = new ArrayDeque<>();
      TelnetOptions a = end(random);
      TelnetOptions b = end(random);
      for (int wish = random.nextInt(12); wish > 0; wish--) {
        wish(random, a, toB);
        wish(random, b, toA);
        if (random.nextBoolean()) {
          deliver(b, toB, toA);
        }
        if (random.nextBoolean()) {
          deliver(a, toA, toB);
        }
      }
      while (!toA.isEmpty() || !toB.isEmpty()) {
        deliver(b, toB, toA);
        deliver(a, toA, toB);
      }
      assertEquals(a.local(BINARY), b.remote(BINARY), "run " + run);
      assertEquals(b.local(BINARY), a.remote(BINARY), "run " + run);
    }
  }

  private static TelnetOptions end(Random random) {
    return new TelnetOptions(
        random.nextBoolean() ? Set.of(BINARY) : Set.of(),
        random.nextBoolean() ? Set.of(BINARY) : Set.of());
  }

  private static void wish(Random random, TelnetOptions end, Queue<OptionVerb> out) {
    OptionVerb word =
        switch (random.nextInt(4)) {
          case 0 -> end.enableLocal(BINARY);
          case 1 -> end.disableLocal(BINARY);
          case 2 -> end.enableRemote(BINARY);
          default -> end.disableRemote(BINARY);
        };
    if (word != null) {
      out.add(word);
    }
  }

  private static void deliver(TelnetOptions to, Queue<OptionVerb> in, Queue<OptionVerb> out) {
    OptionVerb word = in.poll();
    OptionVerb reply = word == null ? null : to.received(word, BINARY);
    if (reply != null) {
      out.add(reply);
    }
  }

  @Test
  void anEndlessNegotiationIsCutOff() {
    for (TelnetOption option : List.of(BINARY, new TelnetOption(200))) {
      for (List<OptionVerb> bomb : List.of(List.of(DO, DONT), List.of(WILL, WONT))) {
        TelnetOptions bombed = new TelnetOptions(Set.of(BINARY), Set.of(BINARY));
        int[] answers = {0};
        ProtocolException end =
            assertThrows(
                ProtocolException.class,
                () -> {
                  for (int i = 0; i < 1_000_000; i++) {
                    answers[0] += bombed.received(bomb.get(i % 2), option) == null ? 0 : 1;
                  }
                });
        assertEquals(Reason.TOO_MANY_OPTION_CHANGES, end.reason());
        assertEquals(TelnetOptions.MAX_CHANGES, answers[0]);
      }
    }
  }

  @Test
  void repeatingWhatHoldsAlreadyIsIgnoredForEver() {
    options.received(DO, BINARY);
    for (int i = 0; i < 10 * TelnetOptions.MAX_CHANGES; i++) {
      assertNull(options.received(DO, BINARY));
      assertNull(options.received(WONT, BINARY));
    }
  }
}
