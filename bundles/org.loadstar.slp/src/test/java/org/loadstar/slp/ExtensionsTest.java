// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.Messages.authBlock;
import static org.loadstar.slp.Messages.bytes;
import static org.loadstar.slp.Messages.decode;
import static org.loadstar.slp.Messages.encode;
import static org.loadstar.slp.Messages.encodeReply;
import static org.loadstar.slp.Messages.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.slp.SlpException.Reason;

class ExtensionsTest {
  private static Extension extension(int id, String notation) {
    return new Extension(id, Opaque.copyOf(bytes(notation)));
  }

  private static AttributeListExtension list(int number) {
    return new AttributeListExtension(entry(number).url(), "(LOAD=" + number + ")", List.of());
  }

  /** A reply with so many entries and their attribute lists. */
  private static SrvRply reply(int count) {
    List<UrlEntry> entries = new ArrayList<>();
    List<Extension> extensions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(i));
      extensions.add(list(i).toExtension());
    }
    extensions.add(new SelectExtension(count).toExtension());
    return new SrvRply(SlpHeader.v2(1).withExtensions(extensions), SlpError.OK, entries);
  }

  @Test
  void aRequestForAttributeListsHasTheCountByte() throws SlpException {
    assertEquals(extension(2, "0000 0000 00"), AttributeListExtension.REQUEST);
    AttributeListExtension empty = new AttributeListExtension("", "", List.of());
    assertEquals(empty, AttributeListExtension.parse(AttributeListExtension.REQUEST));
    assertEquals(empty, AttributeListExtension.parse(extension(2, "0000 0000")));
  }

  @Test
  void anAttributeListHasTheLayoutOfRfc3059Section2() throws SlpException {
    AttributeListExtension list =
        new AttributeListExtension("u:x", "(LOAD=1)", List.of(authBlock(10)));
    Extension wire = extension(2, "0003 'u:x' 0008 '(LOAD=1)' 01 0002000a000000000000");
    assertEquals(wire, list.toExtension());
    assertEquals(list, AttributeListExtension.parse(wire));
    assertEquals(
        list("u:x", "A"), AttributeListExtension.parse(extension(2, "0003 'u:x' 0001 'A'")));
  }

  private static AttributeListExtension list(String url, String attributes) {
    return new AttributeListExtension(url, attributes, List.of());
  }

  @Test
  void theListsOfAReplyAreFoundByTheirUrlsAndMalformedOnesAreAbsent() {
    SrvRply reply =
        new SrvRply(
            SlpHeader.v2(1)
                .withExtensions(
                    List.of(
                        list(2).toExtension(),
                        extension(2, "0009 00"),
                        extension(0x8001, "ff"),
                        list(1).toExtension(),
                        list(entry(1).url(), "(LOAD=99)").toExtension())),
            SlpError.OK,
            List.of(entry(1), entry(2), entry(3)));
    assertEquals(
        Map.of(entry(1).url(), list(1), entry(2).url(), list(2)), AttributeListExtension.of(reply));
  }

  @Test
  void aShortenedReplyLosesAllItsListsBeforeItsEntries() throws SlpException {
    SrvRply whole = reply(20);
    int size = encode(whole).length;
    assertEquals(whole, decode(encodeReply(whole, size)));
    SlpHeader header =
        whole
            .header()
            .with(SlpHeader.OVERFLOW)
            .withExtensions(List.of(new SelectExtension(20).toExtension()));
    int without = encode(new SrvRply(header, SlpError.OK, whole.urlEntries())).length;
    int before = -1;
    for (int max = 60; max < size; max++) {
      SrvRply cut = (SrvRply) decode(encodeReply(whole, max));
      int entries = cut.urlEntries().size();
      assertEquals(header, cut.header(), "no list, where there is not one for every entry");
      assertEquals(whole.urlEntries().subList(0, entries), cut.urlEntries());
      assertTrue(entries >= before);
      assertEquals(max >= without, entries == 20, max + " bytes");
      before = entries;
      // an entry has at most 60 bytes
      assertTrue(entries == 20 || encodeReply(whole, max).length > max - 60 - 18);
    }
  }

  @Test
  void selectHasTheLayoutOfRfc3421Section2() throws SlpException {
    assertEquals(extension(0x4002, "0103"), new SelectExtension(259).toExtension());
    assertEquals(new SelectExtension(65535), SelectExtension.parse(extension(0x4002, "ffff")));
    assertThrows(IllegalArgumentException.class, () -> new SelectExtension(65536));
    assertThrows(IllegalArgumentException.class, () -> new SelectExtension(-1));
  }

  @Test
  void sortHasTheLayoutOfRfc3421Section3() throws SlpException {
    SortExtension sort =
        new SortExtension(
            List.of(
                SortExtension.Key.least("load"),
                new SortExtension.Key("x:i", false, false, OptionalInt.empty()),
                new SortExtension.Key("speed", true, true, OptionalInt.of(-12))));
    Extension wire = extension(0x4003, "001e 'load:i:+,x:i:s:-,speed:i:+:-12'");
    assertEquals(wire, sort.toExtension());
    assertEquals(sort, SortExtension.parse(wire));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // RFC 3421 sections 3 and 4
        "speed:i:-;           (speed=8)|(speed=15)|(speed=10);              1 2 0",
        "load:i:+,speed:i:-;  (load=2),(speed=9)|(load=1)|(load=2),(speed=10); 1 2 0",
        "model:s:+;           (model=b)|(model=A)|(model= a b);             1 2 0",
        "speed:i:+:12;        (speed=8)|(speed=10)|(speed=12)|(speed=15);   2 1 3 0",
        "speed:i:-:12;        (speed=8)|(speed=10)|(speed=12)|(speed=15);   0 3 1 2",
        // the least of several values; what is absent or inconsistent is greatest
        "a:i:+;               (a=5)|(a=9,1)|(a=3);                          1 2 0",
        "a:s:+;               (a=5)|(a=9,1)|(a=3);                          1 2 0",
        "a:i:+;               BIND|(a=3)|(a=1,x)|(a=2147483647);            1 3 0 2",
        "a:i:-;               BIND|(a=3);                                   0 1",
        "a:s:+;               a|(a=zz)|(a=true)|(a=10);                     3 2 1 0",
        "a:i:+:-2147483648;   (a=2147483647)|(a=-2147483648);               1 0",
        // the first key of an attribute counts
        "a:i:+,A:i:-,b:i:+;   (a=1),(b=2)|(a=1),(b=1)|(a=0);                2 1 0",
        "'';                  (a=2)|(a=1);                                  0 1"
      })
  void servicesAreSortedByTheirAttributes(String keys, String services, String expected)
      throws SlpException {
    SortExtension sort =
        SortExtension.parse(
            new Extension(0x4003, Opaque.of(out -> new FieldWriter(out).string(keys))));
    List<Attributes> lists = new ArrayList<>();
    for (String service : services.split("\\|", -1)) {
      lists.add(Attributes.parse(service));
    }
    List<Attributes> sorted = new ArrayList<>(lists);
    sorted.sort(sort.comparator());
    assertEquals(
        expected, String.join(" ", sorted.stream().map(a -> "" + lists.indexOf(a)).toList()));
  }

  @ParameterizedTest
  @CsvSource({
    "BAD_EXTENSION, 'load'",
    "BAD_EXTENSION, 'load:i'",
    "BAD_EXTENSION, 'load:x:+'",
    "BAD_EXTENSION, 'load:i:*'",
    "BAD_EXTENSION, 'load:i:+:'",
    "BAD_EXTENSION, 'load:s:+:4'",
    "BAD_EXTENSION, 'load:i:+:2147483648'",
    "BAD_EXTENSION, 'load:i:+:12345678901'",
    "BAD_ATTRIBUTES, 'lo*:i:+'",
    "BAD_ESCAPE, 'lo\\41:i:+'"
  })
  void malformedSortKeysAreRefused(Reason reason, String key) {
    Extension wire = new Extension(0x4003, Opaque.of(out -> new FieldWriter(out).string(key)));
    assertEquals(
        reason, assertThrows(SlpException.class, () -> SortExtension.parse(wire)).reason());
    assertThrows(
        IllegalArgumentException.class,
        () -> new SortExtension.Key("a", false, true, OptionalInt.of(1)));
  }

  @Test
  void aVendorsDataHasTheLayoutOfRfc3224Section5() throws SlpException {
    VendorExtension vendor = new VendorExtension(0xFFFF_FFFEL, Opaque.copyOf(new byte[] {1, 2, 3}));
    assertEquals(extension(3, "fffffffe 010203"), vendor.toExtension());
    assertEquals(vendor, VendorExtension.parse(vendor.toExtension()));
    assertEquals(
        new VendorExtension(9, Opaque.EMPTY), VendorExtension.parse(extension(3, "00000009")));
    assertThrows(IllegalArgumentException.class, () -> new VendorExtension(-1, Opaque.EMPTY));
    assertThrows(IllegalArgumentException.class, () -> new VendorExtension(1L << 32, Opaque.EMPTY));
  }

  @ParameterizedTest
  @CsvSource({
    "TRUNCATED, 2, 0003 00",
    "TRUNCATED, 2, 0000 0000 01",
    "TRAILING_BYTES, 2, 0000 0000 00 00",
    "TRUNCATED, 3, 000000",
    "TRUNCATED, 16386, 00",
    "TRAILING_BYTES, 16386, 000000",
    "TRUNCATED, 16387, 0001",
    "TRAILING_BYTES, 16387, 000000",
    "BAD_EXTENSION, 99, 00"
  })
  void malformedContentsAreRefused(Reason reason, int id, String data) {
    SlpException fault = assertThrows(SlpException.class, () -> parse(extension(id, data)));
    assertEquals(reason, fault.reason());
  }

  private static Object parse(Extension extension) throws SlpException {
    return switch (extension.id()) {
      case 2 -> AttributeListExtension.parse(extension);
      case 3 -> VendorExtension.parse(extension);
      case 0x4002 -> SelectExtension.parse(extension);
      default -> SortExtension.parse(extension);
    };
  }

  @Test
  void unknownOptionalExtensionsAreKeptAndUnknownMandatoryOnesRecognised() throws SlpException {
    List<Extension> extensions =
        List.of(
            extension(0x3FFF, "01"),
            extension(0x8000, ""),
            extension(0x4002, "0001"),
            extension(0x4000, "ff"),
            extension(0x7FFF, ""));
    SlpMessage message = new SrvAck(SlpHeader.v2(1).withExtensions(extensions), SlpError.OK);
    SlpHeader header = decode(encode(message)).header();
    assertEquals(extensions, header.extensions());
    assertEquals(Optional.of(extensions.get(2)), header.notUnderstood(Set.of()));
    assertEquals(Optional.of(extensions.get(3)), header.notUnderstood(Set.of(SelectExtension.ID)));
    assertEquals(
        Optional.empty(), header.notUnderstood(Set.of(SelectExtension.ID, 0x4000, 0x7FFF)));
    assertEquals(Optional.of(extensions.get(2)), header.extension(SelectExtension.ID));
    assertEquals(Optional.empty(), header.extension(SortExtension.ID));
  }
}
