// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.api.agent.LoadReading;

class LoadTest {
  @ParameterizedTest
  @CsvSource({
    "0,20,0",
    "1,20,5",
    "5,20,25",
    "12,20,60",
    "20,20,100",
    "25,20,100",
    "1,3,33",
    "2,3,67"
  })
  void sessionsInUseOfThoseThereAre(int inUse, int capacity, int load) {
    assertEquals(load, Load.raw(new LoadReading.Sessions(inUse, capacity)));
  }

  @ParameterizedTest
  @CsvSource({
    "40,50,40",
    "40,100,100",
    "40,75,70",
    "40,0,0",
    "40,25,20",
    "0,75,50",
    "100,25,50",
    "100,0,0",
    "0,0,0",
    "0,100,100",
    "33,51,34"
  })
  void theBiasMovesTheLoad(int raw, int bias, int told) {
    assertEquals(told, Load.biased(raw, bias));
  }

  @Test
  void aBiasNeverLeavesTheRangeAndNeverTurnsTheOrderRound() {
    for (int bias = 0; bias <= 100; bias++) {
      int last = 0;
      for (int raw = 0; raw <= 100; raw++) {
        int told = Load.biased(raw, bias);
        assertTrue(told >= last && told <= 100, "raw " + raw + " bias " + bias + " told " + told);
        last = told;
      }
    }
  }

  @Test
  void onlySessionsCanBeFull() {
    assertTrue(Load.isFull(new LoadReading.Sessions(20, 20)));
    assertTrue(!Load.isFull(new LoadReading.Sessions(19, 20)));
    assertTrue(!Load.isFull(new LoadReading.Fixed(100)));
  }
}
