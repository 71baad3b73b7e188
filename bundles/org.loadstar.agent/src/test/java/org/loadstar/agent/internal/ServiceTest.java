// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.api.agent.AdvertisedService.Description;
import org.loadstar.guard.BadAnswerException;

class ServiceTest {
  private static Service of(String url, String type, String attributes, String... scopes)
      throws BadAnswerException {
    return Service.of(new Description(url, type, 60, List.of(scopes), attributes));
  }

  @Test
  void aDescriptionIsTakenAsItIs() throws BadAnswerException {
    Service service = of("service:printer:lpr://h/q", "", "(A=1,2),KEY", "Ops, east", "DEFAULT");
    assertEquals("service:printer:lpr", service.type().toString());
    assertEquals(List.of("Ops, east", "DEFAULT"), service.scopes().names());
    assertEquals("(A=1,2),KEY", service.attributes().toString());
    assertEquals("service:x", of("http://h/", "service:x", "").type().toString());
    assertTrue(of("http://h/", "", "").scopes().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "printer, '', ''",
    "service:printer, '', ''",
    "service:printer://, '', ''",
    "service:pr inter://h, '', ''",
    "service:printer://h, a b, ''",
    "service:printer://h, '', (COLOR",
    "service:printer://h, '', '(A=1,x)'",
    "service:printer://h, '', (A=\\zz)"
  })
  void aMalformedOneIsRefused(String url, String type, String attributes) {
    assertThrows(BadAnswerException.class, () -> of(url, type, attributes));
  }

  @Test
  void oneThatNoMessageHoldsIsRefused() {
    String list = "(A=" + "x".repeat(33_000) + ")";
    assertThrows(BadAnswerException.class, () -> of("service:printer://h", "", list));
  }

  @Test
  void theDifferenceIsThatOfTheLoadsUnlessMoreDiffers() throws BadAnswerException {
    Service one = of("service:tn3270://h:23", "", "(LOAD=10),BIND");
    assertEquals(0, one.difference(of("service:tn3270://h:23", "", "(LOAD=10),BIND")));
    assertEquals(7, one.difference(of("service:tn3270://h:23", "", "(LOAD=3),BIND")));
    assertEquals(
        Service.OTHER, one.difference(of("service:tn3270://h:23", "", "(LOAD=10),BIND,DATA")));
    assertEquals(Service.OTHER, one.difference(of("service:tn3270://h:23", "", "BIND")));
    assertEquals(Service.OTHER, one.difference(one.lasting(61)));
  }
}
