// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.e.LuAssigner.Answer;
import org.loadstar.tn3270.e.LuAssigner.Assigned;
import org.loadstar.tn3270.e.LuAssigner.Refused;
import org.loadstar.tn3270.e.RejectReason;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;

class LuPoolsTest {
  private final LuPools pools =
      new LuPools(
          PoolSpec.parse(List.of("POOL2 3270002 2", "POOL4 3270004 1", "POOL4 3270005 1")), 0);

  private static String ask(LuPools pools, String type, String connect, String associate) {
    Answer answer = pools.assign(new DeviceTypeRequest(type, connect, associate));
    return answer instanceof Assigned assigned
        ? assigned.luName()
        : ((Refused) answer).reason().toString();
  }

  private String ask(String type, String connect) {
    return ask(pools, type, connect, null);
  }

  @ParameterizedTest
  @CsvSource({
    "IBM-3278-2-E,  ,          ,          POOL0001",
    "IBM-3279-2,    POOL2,     ,          POOL0001",
    "ibm-3278-2-e,  pool2,     ,          POOL0001",
    "IBM-3278-2-E,  POOL0002,  ,          POOL0002",
    "IBM-3278-4-E,  ,          ,          POOL0003",
    "IBM-3278-5-E,  POOL4,     ,          POOL0004",
    "IBM-DYNAMIC,   ,          ,          POOL0001",
    "IBM-DYNAMIC,   POOL4,     ,          POOL0003",
    "IBM-3278-2-E,  NOPOOL,    ,          INV-NAME",
    "IBM-3278-2-E,  POOL0005,  ,          INV-NAME",
    "IBM-3278-2-E,  POOL4,     ,          TYPE-NAME-ERROR",
    "IBM-3278-4-E,  POOL0001,  ,          TYPE-NAME-ERROR",
    "IBM-3278-3-E,  ,          ,          INV-DEVICE-TYPE",
    "IBM-3278-6-E,  ,          ,          INV-DEVICE-TYPE",
    "VT100,         POOL2,     ,          INV-DEVICE-TYPE",
    "IBM-3287-1,    ,          ,          INV-DEVICE-TYPE",
    "IBM-3287-1,    ,          POOL0001,  UNSUPPORTED-REQ",
    "IBM-3278-2-E,  ,          POOL0001,  INV-ASSOCIATE",
  })
  void answersARequest(String type, String connect, String associate, String answer) {
    assertEquals(answer, ask(pools, type, connect, associate));
  }

  @Test
  void aFullPoolAndATakenUnitAreInUse() {
    String inUse = RejectReason.DEVICE_IN_USE.toString();
    assertEquals("POOL0001", ask("IBM-3278-2", "POOL2"));
    assertEquals(inUse, ask("IBM-3278-2", "POOL0001"));
    assertEquals("POOL0002", ask("IBM-3278-2", null));
    assertEquals(inUse, ask("IBM-3278-2", "POOL2"));
    assertEquals(inUse, ask("IBM-3278-2", null));
    pools.release("POOL0001");
    pools.release("POOL0001");
    assertEquals("POOL0001", ask("IBM-3278-2", "POOL2"));
    assertEquals(inUse, ask("IBM-3278-2", "POOL2"));
  }

  @Test
  void countsWhatIsInUse() {
    ask("IBM-3278-2", null);
    ask("IBM-3278-4", null);
    assertEquals(2, pools.inUse());
    assertEquals(4, pools.capacity());
    assertEquals(List.of(1, 1, 0), pools.report().stream().map(p -> p.inUse).toList());
    pools.release("POOL0003");
    pools.release("NOBODY");
    assertEquals(List.of(1, 0, 0), pools.report().stream().map(p -> p.inUse).toList());
  }

  @Test
  void maxSessionsBoundsTheUnits() {
    pools.configure(PoolSpec.parse(List.of("POOL2 9")), 1);
    assertEquals(1, pools.capacity());
    assertEquals("POOL0001", ask("IBM-3278-3", null));
    assertEquals("DEVICE-IN-USE", ask("IBM-3278-3", null));
    assertEquals("DEVICE-IN-USE", ask("IBM-3278-3", "POOL0004"));
  }

  @Test
  void unitsInUseSurviveOtherPools() {
    ask("IBM-3278-2", null);
    ask("IBM-3278-4", null);
    pools.configure(PoolSpec.parse(List.of("POOL2 3270002 1", "NEW * 1")), 0);
    assertEquals(2, pools.inUse());
    assertEquals("POOL4", pools.poolName("POOL0003"));
    assertEquals("DEVICE-IN-USE", ask("IBM-3278-2", "POOL2"));
    assertEquals("DEVICE-IN-USE", ask("IBM-3278-2", "NEW"), "two units in use are two sessions");
    pools.release("POOL0003");
    assertEquals("NEW0001", ask("IBM-3278-4", null));
    pools.release("POOL0001");
    assertEquals("POOL0001", ask("IBM-3278-2", "POOL2"));
  }

  @Test
  void noUnitHasTheNameOfAPoolOrOfAnotherUnit() {
    LuPools named = new LuPools(PoolSpec.parse(List.of("LONGNAME 2", "LONG0002 2", "L 1")), 0);
    assertEquals("LONG0001", ask(named, "IBM-3278-2", "LONGNAME", null));
    assertEquals("LONG0003", ask(named, "IBM-3278-2", "LONGNAME", null));
    assertEquals("LONG0004", ask(named, "IBM-3278-2", "LONG0002", null));
    assertEquals("L0001", ask(named, "IBM-3278-2", "L", null));
  }

  @Test
  void knowsTheSizesOfItsModels() {
    assertEquals("43x80", TerminalModel.of("IBM-3278-4-E").size().toString());
    assertEquals("24x80", TerminalModel.of("IBM-DYNAMIC").size().toString());
    assertFalse(TerminalModel.of("IBM-3278-5").extended());
    assertTrue(TerminalModel.of("IBM-3279-5-E").extended());
  }
}
