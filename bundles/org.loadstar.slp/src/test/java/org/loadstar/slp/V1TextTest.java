// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.slp.SlpException.Reason;

/** Attribute lists of RFC 2165 sections 17.1.1, 20.3 and 20.5. */
class V1TextTest {
  private static final V1Text TEXT = new V1Text(CharacterEncoding.UTF_8);

  @ParameterizedTest
  @CsvSource(
      delimiterString = "~>",
      value = {
        "'' ~> ''",
        "(SCOPE=ADMINISTRATION) ~> (SCOPE=ADMINISTRATION)",
        "(COLOR=RED, WHITE, BLUE) ~> (COLOR=RED, WHITE, BLUE)",
        "(DELAY=10 MINS),BUSY,(LATEST BUILD=10-5-95),(PRIORITY=L,M,H) ~>"
            + " (DELAY=10 MINS),BUSY,(LATEST BUILD=10-5-95),(PRIORITY=L,M,H)",
        "UNRESTRICTED_ACCESS,\t (A=B) ~> UNRESTRICTED_ACCESS,\t (A=B)",
        "(a=x&#44;y&#41;&#40;) ~> (a=x\\2cy\\29\\28)",
        "(a=x&#61;&#60;&#62;&#47;&#42;&#33;) ~> (a=x\\3d\\3c\\3e/*\\21)",
        "(LUPOOL=P\t3270002,Q) ~> (LUPOOL=P\\093270002,Q)",
        "(a=x\\y~z) ~> (a=x\\5cy\\7ez)",
        "(a=AT&T,&x;) ~> (a=AT&T,&x;)",
        "(a&#44;b=c),d&#44;e ~> (a\\2cb=c),d\\2ce",
        "(o=(3:AQID), (0:),x) ~> (o=\\ff\\01\\02\\03, \\ff,x)",
        "(a=&&#35;1;) ~> (a=&#1;)",
        "(a=) ~> (a=)"
      })
  void aListIsRewrittenAndComesBack(String v1, String v2) throws SlpException {
    assertEquals(v2, TEXT.listToV2(v1));
    assertEquals(v1, V1Text.listToV1(v2));
    Attributes.parse(v2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "~>",
      value = {
        // escapes that are not needed, and characters that should have been escaped
        "(a=&#65;&#9;&#8364;) ~> (a=A\\09\u20ac) ~> (a=A\t\u20ac)",
        "(a=b=c<d/e) ~> (a=b\\3dc\\3cd/e) ~> (a=b&#61;c&#60;d&#47;e)",
        "(a,b=c) ~> (a\\2cb=c) ~> (a&#44;b=c)",
        "(a=&#128512;) ~> (a=\uD83D\uDE00) ~> (a=\uD83D\uDE00)"
      })
  void otherListsAreReadToo(String v1, String v2, String again) throws SlpException {
    assertEquals(v2, TEXT.listToV2(v1));
    assertEquals(again, V1Text.listToV1(v2));
    assertEquals(v2, TEXT.listToV2(again));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "~>",
      value = {
        "BAD_ATTRIBUTES ~> A=1",
        "BAD_ATTRIBUTES ~> A)",
        "BAD_ATTRIBUTES ~> ((A=1)",
        "BAD_ATTRIBUTES ~> (A=b(c)",
        "BAD_ATTRIBUTES ~> (A=(b)",
        "BAD_ATTRIBUTES ~> (A=(2:AQID))",
        "BAD_ATTRIBUTES ~> (A=(1234567:AQID))",
        "BAD_ATTRIBUTES ~> (A=(3:AQ",
        "BAD_ESCAPE ~> (A=&#1114112;)"
      })
  void malformedListsAreRefused(Reason reason, String list) {
    SlpException fault = assertThrows(SlpException.class, () -> TEXT.listToV2(list));
    assertEquals(reason, fault.reason());
  }

  @ParameterizedTest
  @CsvSource({"(a=\\41)", "(a=\\4)", "(a=b\\ff\\00)", "(a=\\ff\\0)"})
  void malformedEscapesAreNotWritten(String list) {
    SlpException fault = assertThrows(SlpException.class, () -> V1Text.listToV1(list));
    assertEquals(Reason.BAD_ESCAPE, fault.reason());
  }
}
