// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.slp.SlpException.Reason;

class PredicateTest {
  @ParameterizedTest(name = "{1} on {2}: {0}")
  @CsvSource(
      delimiter = ';',
      value = {
        // RFC 2608 section 8.1, its examples
        "true;  (x=3);              (x=1,2,3)",
        "true;  (!(Y=0));           (y=0,1)",
        "false; (!(Y=0));           (y=0)",
        "false; (x=33);             (x=true)",
        "true;  (y=foo);            (y=FOO)",
        "true;  (|(x=33)(y=foo));   (x=true),(y=FOO)",
        "true;  (x=34*);            (x=34foo)",
        "false; (x=34*);            (x=3432)",
        "true;  (keyword=*);        keyword",
        "true;  (&(q<=3)(speed>=1000)); (q=3),(speed=1000)",
        "false; (&(q<=3)(speed>=1000)); (q=4),(speed=1000)",
        // integers, strings, booleans, opaque values
        "true;  (LOAD<=39);         (LOAD=4)",
        "false; (LOAD<=39);         (LOAD=100)",
        "false; (LOAD<=39);         (LOAD=ab)",
        "true;  (v>=-5);            (v=-4)",
        "true;  (v=007);            (v=7)",
        "true;  (r<=03.00.01);      (r=03.00.00)",
        "false; (r>=B);             (r=a)",
        "true;  (r>=a);             (r=B)",
        "true;  (b=TRUE);           (b=true)",
        "false; (b=true);           (b=trueish)",
        "true;  (o=\\ff\\00\\AB);   (o=\\FF\\00\\ab)",
        "true;  (o>=\\ff\\00);      (o=\\FF\\01)",
        "false; (o=a);              (o=\\FF\\61)",
        "true;  (a~=B);             (a=b)",
        // operators
        "true;  (&(a=1)(b=2)(c=3)); (a=1),(b=2),(c=3)",
        "false; (&(a=1)(b=2)(c=4)); (a=1),(b=2),(c=3)",
        "true;  (!(&(a=1)(b=2)));   (a=1),(b=3)",
        "false; (!(|(a=1)(b=2)));   (a=1),(b=3)",
        "true;  (!(!(a=1)));        (a=1)",
        "true;  (!(&(a=1)(b=1)));   (a=1,2),(b=1)",
        "true;  ( & (a=1) ( | (b=9) (b=2) ) ); (a=1),(b=2)",
        // absent attributes and keywords
        "false; (a=1);              (b=1)",
        "true;  (!(a=1));           (b=1)",
        "true;  (!(SSL=*));         BIND",
        "false; (BIND=BIND);        BIND",
        "true;  (a= * );            (a=1)",
        "false; (a<=1);             a",
        // whitespace and escapes
        "true;  (LUPOOL=POOL2\\093270002); (LUPOOL=x,POOL2 3270002)",
        "true;  (LUPOOL=POOL2 3270002);    (LUPOOL=POOL2\\093270002)",
        "true;  (lupool= pool2   3270002 ); (LUPool=POOL2 3270002)",
        "true;  (n=a\\28b\\29\\2a);  (n=a\\28b\\29*)",
        "false; (n=a\\2a);           (n=ab)",
        "true;  (a=b=c<d);           (a=b\\3dc\\3cd)",
        "true;  (a=);                (a=)",
        "false; (a=);                (a=b)",
        // wildcards
        "true;  (LUPOOL=POOL2 *);    (LUPOOL=POOL2\\093270002)",
        "true;  (LUPOOL=POOL2\\09*); (LUPOOL=POOL2 3270002)",
        "false; (LUPOOL=POOL2 *);    (LUPOOL=POOL22 3270002)",
        "true;  (LUPOOL=* 3270002);  (LUPOOL=POOL2 3270002)",
        "true;  (n=*b*);             (n=abc)",
        "true;  (n=a*b*c);           (n=aXbYc)",
        "false; (n=a*b*c);           (n=aXcYb)",
        "false; (n=ab*bc);           (n=abc)",
        "true;  (n=ab*bc);           (n=abbc)",
        "true;  (n=*aab*);           (n=aaab)",
        "true;  (n=*ab*ab*);         (n=xabab)",
        "false; (n=*ab*ab*);         (n=xabxa)",
        "true;  (n=**);              (n=x)",
        "true;  (n=*\\2a*);          (n=a*b)"
      })
  void predicatesMatch(boolean expected, String predicate, String attributes) throws SlpException {
    assertEquals(expected, Predicate.parse(predicate).matches(Attributes.parse(attributes)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "BAD_PREDICATE; LOAD<=39",
        "BAD_PREDICATE; (LOAD<40",
        "BAD_PREDICATE; (LOAD<40)",
        "BAD_PREDICATE; (LOAD)",
        "BAD_PREDICATE; ()",
        "BAD_PREDICATE; (&)",
        "BAD_PREDICATE; (!)",
        "BAD_PREDICATE; (=a)",
        "BAD_PREDICATE; (a=1)(b=2)",
        "BAD_PREDICATE; (a=1))",
        "BAD_ATTRIBUTES; ((a=1))",
        "BAD_PREDICATE; (!(a=1)(b=2))",
        "BAD_PREDICATE; (&(a=1)x(b=2))",
        "BAD_PREDICATE; (&(a=1)",
        "BAD_PREDICATE; (a<=3*)",
        "BAD_PREDICATE; (a>=*)",
        "BAD_PREDICATE; (a~=b*)",
        "BAD_PREDICATE; (a<=true)",
        "BAD_ATTRIBUTES; (<=1)",
        "BAD_ATTRIBUTES; (a>b=1)",
        "BAD_ATTRIBUTES; (a*=1)",
        "BAD_ATTRIBUTES; (a=(b)",
        "BAD_ESCAPE; (a=\\4)",
        "BAD_ESCAPE; (a=\\41)",
        "BAD_ESCAPE; (a=\\41*)"
      })
  void malformedPredicatesAreRefused(Reason reason, String predicate) {
    SlpException fault = assertThrows(SlpException.class, () -> Predicate.parse(predicate));
    assertEquals(reason, fault.reason());
    assertEquals(SlpError.PARSE_ERROR, fault.error());
  }

  @Test
  void anEmptyPredicateMatchesAll() throws SlpException {
    assertTrue(Predicate.parse(" ").matches(Attributes.EMPTY));
    assertTrue(Predicate.ALL.matches(Attributes.EMPTY));
  }

  @Test
  void depthAndSizeAreLimited() throws SlpException {
    Attributes attributes = Attributes.parse("(a=1)");
    assertTrue(Predicate.parse("(!".repeat(32) + "(a=1)" + ")".repeat(32)).matches(attributes));
    assertTooLarge("(!".repeat(33) + "(a=1)" + ")".repeat(33));
    assertTrue(Predicate.parse("(|" + "(a=2)".repeat(254) + "(a=1))").matches(attributes));
    assertTooLarge("(|" + "(a=2)".repeat(255) + "(a=1))");
  }

  @Test
  void aPredicateBombIsATypedError() {
    for (String part : new String[] {"(!", "(&", "(|(a=1)", "((", "(&(", "(a=1)"}) {
      String bomb = part.repeat(65_535 / part.length());
      SlpException fault = assertThrows(SlpException.class, () -> Predicate.parse(bomb));
      assertEquals(SlpError.PARSE_ERROR, fault.error());
    }
  }

  @Test
  void wildcardsThatMakeBacktrackersSlowAreHarmless() throws SlpException {
    Attributes value = Attributes.parse("(a=" + "a".repeat(60_000) + ")");
    assertFalse(Predicate.parse("(a=*" + "a*".repeat(20_000) + "b*)").matches(value));
    assertFalse(Predicate.parse("(a=*" + "a".repeat(30_000) + "b*)").matches(value));
    assertTrue(Predicate.parse("(a=*" + "a".repeat(30_000) + "*)").matches(value));
  }

  @Test
  void escapedTextMatchesItself() throws SlpException {
    String wild = "(*)\\=,<>!~\u0001*";
    assertTrue(
        Predicate.parse("(a=" + Predicate.escape(wild) + ")")
            .matches(Attributes.builder().strings("a", wild).build()));
  }

  private static void assertTooLarge(String predicate) {
    SlpException fault = assertThrows(SlpException.class, () -> Predicate.parse(predicate));
    assertEquals(Reason.TOO_LARGE, fault.reason());
  }
}
