// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Attribute lists made of others, as directory agents make them. */
class AttributeUnionTest {
  private static Attributes list(String text) throws SlpException {
    return Attributes.parse(text);
  }

  @Test
  void theExampleOfTheStandardHasEachValueOnce() throws SlpException {
    AttributeUnion union = new AttributeUnion();
    union.add(list("(A=a a,b)"));
    union.add(list("(a=A   A,B),(N=1),K"));
    union.add(list("K,(N=2)"));
    assertEquals("(A=a a,b),(N=1,2),K", union.attributes().toString());
  }

  @Test
  void theUnionNeverBecomesLongerThanAFieldOfAMessage() throws SlpException {
    AttributeUnion union = new AttributeUnion();
    int added = 0;
    while (!union.full()) {
      union.add(list("(t" + added + "=" + "\u00e4".repeat(500) + ")"));
      added++;
    }
    int bytes = SlpText.utf8Length(union.attributes().toString());
    assertTrue(bytes <= 0xFFFF && bytes > 0xFFFF - 2_000, String.valueOf(bytes));
  }

  @Test
  void anUpdateReplacesInPlaceAndKeepsTagsThatMayBeReadOnly() throws SlpException {
    Attributes before = list("(A=1),K_1,(B=x)");
    assertEquals("(a=2,3),K_1,(B=x),(C=4)", before.updatedBy(list("(a=2,3),(C=4)")).toString());
  }

  @Test
  void whatAFilterMatchesIsTakenOut() throws SlpException {
    Attributes before = list("(LOAD=1),(LUPOOL=P),LUX,K_1");
    assertEquals("(LOAD=1),K_1", before.without(List.of("lu*")).toString());
    assertEquals("(LUPOOL=P),LUX", before.select(List.of("lux", "lup*")).toString());
    assertEquals("", before.without(List.of("*")).toString());
  }

  @Test
  void aConcreteTypeKnowsItsAbstractOne() throws SlpException {
    assertEquals(
        ServiceType.parse("service:PRINTER"),
        ServiceType.parse("service:printer:lpr").abstractType().orElseThrow());
    assertTrue(ServiceType.parse("service:printer").abstractType().isEmpty());
    assertTrue(ServiceType.parse("http").abstractType().isEmpty());
  }
}
