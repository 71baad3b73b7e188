// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.slp.SlpException.Reason;

class AttributesTest {
  @Test
  void theSampleRegistrationOfRfc3049IsRead() throws SlpException {
    Attributes sample =
        Attributes.parse(
            "(RELEASE=03.00.00),(PLATFORM=IW),(PROTOCOL=IP),(SERVERNAME=gateway 1),(LOAD=35),"
                + "(LUPOOL=pool0\tANY,pool1\t3270002), BIND,\nDATA,RESPONSES,SCS,SYSREQ,"
                + "(SECURITY=NONE),RFC1576,RFC1646,RFC2355");
    assertEquals(OptionalInt.of(35), sample.integer("load"));
    assertEquals(List.of("pool0\tANY", "pool1\t3270002"), sample.strings("LUPool"));
    assertEquals(List.of("03.00.00"), sample.strings("RELEASE"));
    assertTrue(sample.has("BIND") && sample.has("data") && sample.has("RFC2355"));
    assertTrue(sample.get("BIND").orElseThrow().isKeyword());
    assertFalse(sample.has("SSL"));
    assertEquals(
        "RELEASE PLATFORM PROTOCOL SERVERNAME LOAD LUPOOL BIND DATA RESPONSES SCS SYSREQ SECURITY"
            + " RFC1576 RFC1646 RFC2355",
        String.join(" ", sample.all().stream().map(Attribute::tag).toList()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BIND,DATA",
        " ( LOAD = 007 ) , x-OK ",
        "(LUPOOL=P\\093270002,P 3270003,P\t3270004)",
        "(Operator=James Dornan \\3cdornan@monster\\3E)",
        "(a=1),(A=2)",
        "(x=\\FF\\00\\aB)",
        "(empty=),,(e=a,,b),",
        "(raw=a=b<c>d~e!f)"
      })
  void whatWasParsedIsWrittenAgainByteForByte(String list) throws SlpException {
    assertEquals(list, Attributes.parse(list).toString());
  }

  @Test
  void valuesHaveTheTypeThatTheirTextImplies() throws SlpException {
    Attributes list =
        Attributes.parse(
            "(i=-2147483648,2147483647, 7 ),(s=2147483648,-,1.0,+1,truex),(b=TRUE,false),"
                + "(o=\\ff\\00\\7F)");
    list.requireConsistentTypes();
    assertEquals(
        List.of(Integer.MIN_VALUE, Integer.MAX_VALUE, 7),
        list.get("i").orElseThrow().values().stream().map(AttributeValue::integer).toList());
    assertEquals(AttributeValue.Type.STRING, list.get("s").orElseThrow().values().get(0).type());
    assertEquals(
        List.of(true, false),
        list.get("b").orElseThrow().values().stream().map(AttributeValue::bool).toList());
    assertEquals(
        Opaque.copyOf(new byte[] {0, 0x7F}), list.get("o").orElseThrow().values().get(0).opaque());
    assertThrows(
        IllegalStateException.class, () -> list.get("b").orElseThrow().values().get(0).integer());
  }

  @Test
  void mixedTypesCanBeReadButAreNoValidRegistration() throws SlpException {
    Attributes mixed = Attributes.parse("(LUPOOL=1234,POOL 3270002)");
    assertEquals(List.of("1234", "POOL 3270002"), mixed.strings("LUPOOL"));
    SlpException fault = assertThrows(SlpException.class, mixed::requireConsistentTypes);
    assertEquals(SlpError.INVALID_REGISTRATION, fault.error());
  }

  @Test
  void tagsAreFoundWhateverTheirCaseAndWhitespace() throws SlpException {
    Attributes list = Attributes.parse("(Server  Name=a),(comma\\2ctag=1)");
    assertEquals(List.of("a"), list.strings(" SERVER NAME"));
    assertEquals(OptionalInt.of(1), list.integer("Comma,Tag"));
    assertEquals(OptionalInt.empty(), list.integer("server name"));
    assertEquals(OptionalInt.empty(), list.integer("none"));
  }

  @Test
  void anAttributeThatComesTwiceHasTheValuesOfBoth() throws SlpException {
    assertEquals(List.of("1", "2"), Attributes.parse("(LOAD=1),BIND,(load=2)").strings("LOAD"));
  }

  @Test
  void theBuilderEscapesWhatIsReserved() throws SlpException {
    Attributes built =
        Attributes.builder()
            .integer("LOAD", 35)
            .strings("LUPOOL", "P\t3270002", "Q 3270003")
            .strings("SERVERNAME", "a,(b)=\\c*")
            .keyword("BIND")
            .bool("x-up", true)
            .opaque("x-key", Opaque.copyOf(new byte[] {0, (byte) 0xFF}))
            .strings("CIPHERSUITES", List.of())
            .build();
    assertEquals(
        "(LOAD=35),(LUPOOL=P\\093270002,Q 3270003),(SERVERNAME=a\\2c\\28b\\29\\3d\\5cc*),BIND,"
            + "(x-up=true),(x-key=\\ff\\00\\ff)",
        built.toString());
    assertEquals(List.of("a,(b)=\\c*"), Attributes.parse(built.toString()).strings("SERVERNAME"));
    assertEquals(built, Attributes.parse(built.toString()));
  }

  @Test
  void aChangedAttributeKeepsItsPlace() throws SlpException {
    assertEquals(
        "(LOAD=36),(A=x\\2cy)",
        Attributes.parse("(load=35),(A=x\\2Cy),BIND").toBuilder()
            .integer("LOAD", 36)
            .remove("bind")
            .build()
            .toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a*", "a_b", "a\tb", " a"})
  void theBuilderRefusesForbiddenTags(String tag) {
    Attributes.Builder builder = Attributes.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.keyword(tag));
    assertThrows(IllegalArgumentException.class, () -> builder.strings("ok", " "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BAD_ATTRIBUTES | (LOAD=1",
        "BAD_ATTRIBUTES | (LOAD)",
        "BAD_ATTRIBUTES | (=1)",
        "BAD_ATTRIBUTES | ( =1)",
        "BAD_ATTRIBUTES | (LOAD=1)BIND",
        "BAD_ATTRIBUTES | (LOAD=1)(BIND=2)",
        "BAD_ATTRIBUTES | (LOAD=(1)",
        "BAD_ATTRIBUTES | BIND)",
        "BAD_ATTRIBUTES | a=b",
        "BAD_ATTRIBUTES | b*",
        "BAD_ATTRIBUTES | (a<b=1)",
        "BAD_ESCAPE | (a=\\4)",
        "BAD_ESCAPE | (a=\\)",
        "BAD_ESCAPE | (a=\\zz)",
        "BAD_ESCAPE | (a=\\41)",
        "BAD_ESCAPE | (a=\\c3\\a4)",
        "BAD_ESCAPE | (\\41=a)",
        "BAD_ESCAPE | (a=\\ff\\00x)",
        "BAD_ESCAPE | (a=\\ff\\0)"
      })
  void malformedListsAreRefused(Reason reason, String list) {
    SlpException fault = assertThrows(SlpException.class, () -> Attributes.parse(list));
    assertEquals(reason, fault.reason());
    assertEquals(SlpError.PARSE_ERROR, fault.error());
  }

  @Test
  void aControlCharacterIsRefused() {
    assertThrows(SlpException.class, () -> Attributes.parse("(a=b\u0001)"));
    assertThrows(SlpException.class, () -> Attributes.parse("(a\tb=c)"));
  }

  @Test
  void aListWithTooManyValuesIsRefused() throws SlpException {
    Attributes.parse("(a=1" + ",1".repeat(4094) + ")");
    SlpException fault =
        assertThrows(SlpException.class, () -> Attributes.parse("(a=1" + ",1".repeat(4095) + ")"));
    assertEquals(Reason.TOO_LARGE, fault.reason());
    assertThrows(SlpException.class, () -> Attributes.parse("a,".repeat(4097)));
  }

  @Test
  void tagFiltersSelect() throws SlpException {
    Attributes list = Attributes.parse("(location-description=12th  floor),(LOAD=3),x-OK,(y=\\2c)");
    assertEquals("(LOAD=3)", list.select(List.of("load")).toString());
    assertEquals(
        "(location-description=12th  floor),(LOAD=3)",
        list.select(List.of("LO*", "*load*")).toString());
    assertEquals("x-OK,(y=\\2c)", list.select(List.of("x-*", "y")).toString());
    assertEquals(list, list.select(List.of()));
    assertTrue(list.select(List.of("none")).isEmpty());
    assertThrows(SlpException.class, () -> list.select(List.of("\\41")));
  }

  @Test
  void valuesAreEqualAsSlpCompares() {
    assertEquals(AttributeValue.of("Some   string "), AttributeValue.of("\tSOME String"));
    assertEquals(AttributeValue.of("ÄRGER ΟΔΟΣ"), AttributeValue.of("ärger οδος"));
    assertEquals(AttributeValue.of("007"), AttributeValue.of(7));
    assertFalse(AttributeValue.of("7").equals(AttributeValue.of("7.0")));
    assertEquals("007", AttributeValue.of("007").text());
  }
}
