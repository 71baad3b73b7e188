// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.slp.SlpException.Reason;

/** Predicates of RFC 2165 sections 5.3 to 5.5. */
class V1PredicateTest {
  private static V1Predicate.Parts parse(String predicate) throws SlpException {
    return new V1Predicate(new V1Text(CharacterEncoding.UTF_8)).toV2(predicate);
  }

  private static String write(String type, String scope, String predicate) throws SlpException {
    return V1PredicateWriter.predicate(
        new SrvRqst(SlpHeader.v1(1), List.of(), type, Scopes.parse(scope), predicate, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "~>",
      value = {
        // the examples of RFC 2165 and RFC 3049 section 6
        "directory-agent/// ~> service:directory-agent ~> '' ~> ''",
        "directory-agent/MATH DEPT// ~> service:directory-agent ~> MATH DEPT ~> ''",
        "lpr//(LOCATION==12th FLOOR)/ ~> service:lpr ~> '' ~> (LOCATION=12th FLOOR)",
        "TN3270//LUPOOL == POOL2 3270002/ ~> service:TN3270 ~> '' ~> (LUPOOL=POOL2 3270002)",
        // naming authority, the scheme, no closing slash, blanks
        "lpr.acme/A/ / ~> service:lpr.acme ~> A ~> ''",
        "service:lpr// ~> service:lpr ~> '' ~> ''",
        "lpr/ A /K ~> service:lpr ~> A ~> (K=*)",
        // scopes with escapes
        "lpr/a;b// ~> service:lpr ~> a\\3bb ~> ''",
        "lpr/a&#43;b// ~> service:lpr ~> a\\2bb ~> ''",
        "lpr/a&#47;b// ~> service:lpr ~> a/b ~> ''"
      })
  void aPredicateHasTypeScopeAndCondition(
      String predicate, String type, String scope, String condition) throws SlpException {
    V1Predicate.Parts parts = parse(predicate);
    assertEquals(type, parts.serviceType());
    assertEquals(scope, parts.scopes().toString());
    assertEquals(condition, parts.predicate());
  }

  @Test
  void theMisprintOfRfc3049Section532IsUnderstood() throws SlpException {
    V1Predicate.Parts parts = parse("TN3270/ENGINEERING/LUPOOL/ == POOL2\t3270002");
    assertEquals("service:TN3270", parts.serviceType());
    assertEquals("ENGINEERING", parts.scopes().toString());
    assertEquals("(LUPOOL=POOL2\\093270002)", parts.predicate());
    assertEquals(parts.predicate(), parse("TN3270//LUPOOL/ == POOL2\t3270002").predicate());
    assertEquals(parts.predicate(), parse("TN3270//LUPOOL/ == POOL2\t3270002/").predicate());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "~>",
      value = {
        // every operator
        "a==1 ~> (a=1)",
        "a = 1 ~> (a=1)",
        "a!=1 ~> (&(a=*)(!(a=1)))",
        "a<1 ~> (&(a<=1)(!(a>=1)))",
        "a<=1 ~> (a<=1)",
        "a>1 ~> (&(a>=1)(!(a<=1)))",
        "a>=1 ~> (a>=1)",
        "(a >= 1) ~> (a>=1)",
        "KEY WORD ~> (KEY WORD=*)",
        // joins
        "A==V1, KEYWORD1, KEYWORD2 ,B>=34 ~> (&(A=V1)(KEYWORD1=*)(KEYWORD2=*)(B>=34))",
        // lists, nested and with one element
        "(& (PAGES PER MINUTE==12) (UNRESTRICTED) (LOCATION==12th FLOOR)) ~>"
            + " (&(PAGES PER MINUTE=12)(UNRESTRICTED=*)(LOCATION=12th FLOOR))",
        "(& (| (a==1) (b)) (c<2) ( & (d==4))) ~>" + " (&(|(a=1)(b=*))(&(c<=2)(!(c>=2)))(&(d=4)))",
        "(| (a==1)) ~> (|(a=1))",
        // wildcards, escapes, opaque values
        "a==*x ~> (a=*x)",
        "a==x* ~> (a=x*)",
        "a==*x* ~> (a=*x*)",
        "a!=x* ~> (&(a=*)(!(a=x*)))",
        "a==* ~> (a=*)",
        "a==x&#42; ~> (a=x\\2a)",
        "a==x&#44;y ~> (a=x\\2cy)",
        "a&#44;b==x&#41; ~> (a\\2cb=x\\29)",
        "a==&#228; ~> (a=\u00e4)",
        "a==x\\y~ ~> (a=x\\5cy\\7e)",
        "a==&x ~> (a=&x)",
        "a==&#x; ~> (a=&#x;)",
        "a==(3:AQID) ~> (a=\\ff\\01\\02\\03)",
        "(& (a==(4:/+//+w==)) (b)) ~> (&(a=\\ff\\ff\\ef\\ff\\fb)(b=*))",
        "(a==(0:)) ~> (a=\\ff)"
      })
  void aConditionBecomesOneOfVersion2(String v1, String v2) throws SlpException {
    assertEquals(v2, parse("lpr//" + v1 + "/").predicate());
  }

  @ParameterizedTest(name = "{1} on {2}: {0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "true;  (& (a==1)(b));        (a=1),B",
        "false; (& (a==1)(b));        (a=1)",
        "true;  (| (a==9)(b));        B",
        "true;  a != 1;               (a=1,2)",
        "false; a != 1;               (a=1)",
        "false; a != 1;               (b=1)",
        "true;  a != bob*;            (a=alice)",
        "false; a != bob*;            (a=bobcat)",
        "true;  LOAD < 40;            (LOAD=39)",
        "false; LOAD < 40;            (LOAD=40)",
        "true;  LOAD < 40;            (LOAD=50,39)",
        "false; LOAD < 40;            (LOAD=50,40)",
        "false; LOAD < 40;            (LOAD=abc)",
        "false; LOAD < 40;            (b=1)",
        "false; LOAD < -2147483648;   (LOAD=-2147483648)",
        "true;  LOAD > 40;            (LOAD=41)",
        "false; LOAD > 40;            (LOAD=40)",
        "true;  r < 03.00.01;         (r=03.00.00)",
        "false; r < 03.00.01;         (r=03.00.01)",
        "true;  LOAD <= 40, LOAD >= 40; (LOAD=40)",
        "true;  a == bob*;            (a=bob and sue)",
        "true;  a == *bob;            (a=sue and bob)",
        "true;  a == *bob*;           (a=a bob I know)",
        "false; a == bob*;            (a=sue and bob)",
        "true;  a == TRUE;            (a=true)",
        "true;  a == Some String;     (a=  SOME STRING )",
        "true;  LUPOOL == POOL2 3270002; (LUPOOL=POOL2\\093270002)",
        "true;  a == (2:AQI=);        (a=\\ff\\01\\02)",
        "false; a == (2:AQI=);        (a=\\ff\\01\\03)"
      })
  void conditionsMatch(boolean expected, String condition, String attributes) throws SlpException {
    Predicate predicate = Predicate.parse(parse("lpr//" + condition + "/").predicate());
    assertEquals(expected, predicate.matches(Attributes.parse(attributes)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "~>",
      value = {
        "BAD_PREDICATE ~> lpr",
        "BAD_PREDICATE ~> lpr/A",
        "BAD_SERVICE_TYPE ~> /A//",
        "BAD_SCOPE ~> lpr/A,B//",
        "BAD_PREDICATE ~> lpr//(a==1/",
        "BAD_PREDICATE ~> lpr//(& (a==1)/",
        "BAD_PREDICATE ~> lpr//(a==1))/",
        "BAD_PREDICATE ~> lpr//(a==1)(b)/",
        "BAD_PREDICATE ~> lpr//(& a==1)/",
        "BAD_PREDICATE ~> lpr//(&)/",
        "BAD_PREDICATE ~> lpr//a!1/",
        "BAD_PREDICATE ~> lpr//a<x*/",
        "BAD_PREDICATE ~> lpr//a<TRUE/",
        "BAD_PREDICATE ~> lpr//==1/",
        "BAD_PREDICATE ~> lpr//()/",
        "BAD_PREDICATE ~> lpr//a==1, ==/",
        "BAD_ATTRIBUTES ~> lpr//a==(3:AQI=)/",
        "BAD_ATTRIBUTES ~> lpr//a==(x:AQI=)/",
        "BAD_ATTRIBUTES ~> lpr//a==(3:****)/",
        "BAD_ATTRIBUTES ~> lpr//a==(3)/",
        "BAD_ESCAPE ~> lpr//a==&#1114112;/",
        "BAD_ESCAPE ~> lpr//a==&#99999999999999999999;/",
        "BAD_ESCAPE ~> lpr//a==&#55296;/"
      })
  void malformedPredicatesAreRefused(Reason reason, String predicate) {
    SlpException fault = assertThrows(SlpException.class, () -> parse(predicate));
    assertEquals(reason, fault.reason(), fault.getMessage());
  }

  @Test
  void anEscapeStandsForACharacterOfTheMessagesEncoding() throws SlpException {
    V1Predicate ascii = new V1Predicate(new V1Text(CharacterEncoding.US_ASCII));
    assertEquals("(a=\\7f)", ascii.toV2("lpr//a==&#127;/").predicate());
    SlpException fault = assertThrows(SlpException.class, () -> ascii.toV2("lpr//a==&#128;/"));
    assertEquals(Reason.BAD_ESCAPE, fault.reason());
  }

  @Test
  void depthAndSizeAreLimited() throws SlpException {
    parse("lpr//" + "(& ".repeat(32) + "(a==1)" + ")".repeat(32) + "/");
    assertTooLarge("(& ".repeat(33) + "(a==1)" + ")".repeat(33));
    parse("lpr//(& " + "(a==1)".repeat(255) + ")/");
    assertTooLarge("(& " + "(a==1)".repeat(256) + ")");
    assertTooLarge("a==1" + ",a==1".repeat(255));
  }

  private static void assertTooLarge(String condition) {
    SlpException fault = assertThrows(SlpException.class, () -> parse("lpr//" + condition + "/"));
    assertEquals(Reason.TOO_LARGE, fault.reason());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "~>",
      value = {
        "'' ~> ''",
        "(LUPOOL=POOL2 3270002) ~> LUPOOL == POOL2 3270002",
        "(LOAD<=39) ~> LOAD <= 39",
        "(LOAD>=39) ~> LOAD >= 39",
        "(a~=b) ~> a == b",
        "(BIND=*) ~> BIND",
        "(&(a=*)(!(a=1))) ~> a != 1",
        "(&(a=*)(!(a=x*))) ~> a != x*",
        "(&(a=*)(!(a=*))) ~> a != *",
        "(&(a<=1)(!(A>=1))) ~> a < 1",
        "(&(a>=1)(!(a<=1))) ~> a > 1",
        "(&(a<=39)(b=1)) ~> (& (a <= 39) (b == 1))",
        "(|(LUPOOL=POOL2)(LUPOOL=*x)) ~> (| (LUPOOL == POOL2) (LUPOOL == *x))",
        "(&(|(a=1)(b=*))(&(c<=2)(!(c>=2)))(&(d=4))) ~>"
            + " (& (| (a == 1) (b)) (c < 2) (& (d == 4)))",
        "(a=x\\2a\\2cy) ~> a == x&#42;&#44;y",
        "(a=x/y\u00e4) ~> a == x&#47;y\u00e4",
        "(a=&#1;) ~> a == &&#35;1;",
        "(a=\\ff\\01\\02) ~> a == (2:AQI=)"
      })
  void aPredicateIsWrittenAsVersion1HasIt(String v2, String v1) throws SlpException {
    assertEquals("lpr/a&#47;b/" + v1 + "/", write("service:lpr", "a/b", v2));
    assertEquals(
        write("service:lpr", "", v2),
        write("service:lpr", "", parse("lpr//" + v1 + "/").predicate()));
  }

  @Test
  void theTabOfRfc3049IsLiteral() throws SlpException {
    String filter = Tn3270Template.luPoolFilter("POOL2", "3270002");
    String v1 = "(| (LUPOOL == POOL2\t3270002) (LUPOOL == POOL2 3270002))";
    assertEquals("tn3270//" + v1 + "/", write("service:tn3270", "", filter));
    assertEquals(filter, parse("tn3270//" + v1 + "/").predicate());
  }

  @ParameterizedTest
  @CsvSource({
    "(!(a=1))", "(&(!(a=1))(b=1))", "(&(a=1)(!(a=1)))", "(&(a<=1)(!(a<=1)))", "(&(a<=1)(!(b>=1)))",
    "(&(a<=1)(!(a>=2)))", "(&(a=*)(!(b=1)))", "(&(a=*)(!(a<=1)))", "(a=x*y)", "(a=*x*y*)"
  })
  void whatVersion1CannotSayIsRefused(String predicate) {
    assertThrows(IllegalArgumentException.class, () -> write("service:lpr", "", predicate));
  }

  @Test
  void comparisonsThatMustHoldAreTold() throws SlpException {
    Predicate predicate = Predicate.parse("(&(LOAD<=39)(|(a=1)(b=2))(!(c=3))(&(d>=4)(e=x*))(F=*))");
    assertEquals(
        List.of("LOAD LESS_OR_EQUAL 39", "d GREATER_OR_EQUAL 4"),
        predicate.required().stream()
            .map(c -> c.tag() + " " + c.operator() + " " + c.value())
            .toList());
    assertEquals(List.of(), Predicate.ALL.required());
    Comparison load = predicate.required().get(0);
    assertEquals(true, load.matches(AttributeValue.of(39)));
    assertEquals(false, load.matches(AttributeValue.of(40)));
    assertEquals(false, load.matches(AttributeValue.of("3a")));
  }
}
