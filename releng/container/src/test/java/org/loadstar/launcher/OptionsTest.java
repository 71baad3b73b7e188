// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void theLaunchersOptionsMayStandAnywhere() throws UsageException {
    Options options = Options.parse("--data", "d", "find", "--pool", "P", "--json");
    assertEquals("find", options.command());
    assertEquals(List.of("--pool", "P"), options.args());
    assertEquals(Path.of("d"), options.data());
    assertTrue(options.json());
    assertNull(options.socket());
  }

  @Test
  void withoutACommandHelpIsGiven() throws UsageException {
    assertEquals("help", Options.parse().command());
    assertEquals("help", Options.parse("find", "--help").command());
  }

  @Test
  void checkIsTheLaunchersForServeAndElseTheCommandsOwn() throws UsageException {
    assertTrue(Options.parse("serve", "--check").check());
    assertTrue(Options.parse("--check", "serve").check());
    Options targets = Options.parse("targets", "--check", "/pub");
    assertFalse(targets.check());
    assertEquals(List.of("--check", "/pub"), targets.args());
  }

  @Test
  void wrongUseIsNamed() {
    assertTrue(refused("--dta", "x", "find").contains("'--dta'"));
    assertTrue(refused("serve", "--config").contains("'--config' needs a value"));
    assertTrue(refused("find", "--slp-conf", "x").contains("--slp-conf goes with serve only"));
    assertTrue(refused("--check", "find").contains("serve only"));
  }

  private static String refused(String... line) {
    return String.valueOf(
        assertThrows(UsageException.class, () -> Options.parse(line)).getMessage());
  }
}
