// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Tn3270TemplateTest {
  @ParameterizedTest
  @CsvSource({
    "IBM-3278-2, 3270002",
    "IBM-3278-2-E, 3270002",
    "IBM-3278-3, 3270003",
    "IBM-3278-3-E, 3270003",
    "IBM-3278-4, 3270004",
    "IBM-3278-4-E, 3270004",
    "IBM-3278-5, 3270005",
    "IBM-3278-5-E, 3270005",
    "IBM-3279-2-E, 3270002",
    "IBM-3287-1, 3270DSC",
    "IBM-DYNAMIC, *",
    "IBM-3278-1,",
    "IBM-3278-6-E,",
    "VT100,"
  })
  void terminalTypesHaveTheDevicesOfSection532(String terminalType, String device) {
    assertEquals(Optional.ofNullable(device), Tn3270Template.device(terminalType));
  }

  @ParameterizedTest(name = "pool {0} device {1}")
  @CsvSource({
    "POOL2, 3270002, (|(LUPOOL=POOL2\\093270002)(LUPOOL=POOL2 3270002))",
    "POOL2, , (|(LUPOOL=POOL2)(LUPOOL=POOL2\\09*)(LUPOOL=POOL2 *))",
    "POOL2, *, (|(LUPOOL=POOL2)(LUPOOL=POOL2\\09*)(LUPOOL=POOL2 *))",
    "a*(b, 3270DSC, (|(LUPOOL=a\\2a\\28b\\093270DSC)(LUPOOL=a\\2a\\28b 3270DSC))",
    ", 3270002, (|(LUPOOL=*\\093270002)(LUPOOL=* 3270002))",
    ", , ''",
    ", *, ''"
  })
  void filtersAskForPoolAndDevice(String pool, String device, String filter) {
    assertEquals(filter, Tn3270Template.luPoolFilter(pool, device));
  }

  @ParameterizedTest
  @CsvSource({
    "true, P, 3270002, P\\093270002",
    "true, P, 3270002, P 3270002",
    "true, P, 3270002, p  3270002",
    "false, P, 3270002, P 3270003",
    "false, P, 3270002, PP 3270002",
    "true, P, , P",
    "true, P, , P 3270DSC",
    "false, P, , PP 3270DSC",
    "false, P, , PP",
    "true, , 3270002, Q 3270002",
    "false, , 3270002, Q 3270003",
    "true, , , Q"
  })
  void filtersFindEverySeparator(boolean expected, String pool, String device, String value)
      throws SlpException {
    Predicate predicate = Predicate.parse(Tn3270Template.luPoolFilter(pool, device));
    assertEquals(expected, predicate.matches(Attributes.parse("(LUPOOL=" + value + ")")));
  }

  @Test
  void aRawTabIsFoundToo() throws SlpException {
    Predicate predicate = Predicate.parse(Tn3270Template.luPoolFilter("POOL2", "3270002"));
    assertTrue(predicate.matches(Attributes.parse("(LUPOOL=POOL2\t3270002)")));
  }

  @Test
  void poolsAreReadWhateverSeparatesThem() throws SlpException {
    assertEquals(
        List.of(
            new LuPool("P", "3270002"),
            new LuPool("Q", null),
            new LuPool("R", null),
            new LuPool("1234", null)),
        Tn3270Template.luPools(
            Attributes.parse("(LUPOOL=P\\093270002,p  3270002,P\t3270002,Q,R ANY,1234,)")));
    assertEquals(List.of(), Tn3270Template.luPools(Attributes.parse("LUPOOL")));
  }

  @Test
  void poolsAreWrittenWithASpace() {
    assertEquals("P 3270DSC", new LuPool("p", "3270dsc").value());
    assertEquals("P", new LuPool("p", null).value());
  }

  @Test
  void aPoolOfUnknownTypesServesEveryDevice() {
    assertTrue(new LuPool("P", null).serves("p", "3270002"));
    assertTrue(new LuPool("P", "3270002").serves("P", "3270002"));
    assertTrue(new LuPool("P", "3270002").serves(null, "*"));
    assertTrue(new LuPool("P", "3270002").serves("P", null));
    assertFalse(new LuPool("P", "3270002").serves("P", "3270003"));
    assertFalse(new LuPool("P", "3270002").serves("Q", "3270002"));
  }

  @Test
  void theServersNameHasTwoTags() throws SlpException {
    assertEquals(
        Optional.of("a b"), Tn3270Template.serverName(Attributes.parse("(SERVERNAME=a b)")));
    assertEquals(Optional.of("a"), Tn3270Template.serverName(Attributes.parse("(server name=a)")));
    assertEquals(Optional.empty(), Tn3270Template.serverName(Attributes.EMPTY));
  }
}
