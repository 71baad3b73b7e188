// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.loadstar.testkit.Mutations;

/** Seeded mutation of every decoder: it answers or refuses, and nothing else. */
class MutationTest {
  /** How often each kind must be reached: a thousand times in a full run. */
  private static final int FLOOR = Math.min(1000, Mutations.runs() / 100);

  private int inputs;
  private int reached;

  @Test
  void messages() {
    List<byte[]> corpus = Messages.all().stream().map(Messages::encode).toList();
    int[] headers = new int[256];
    int[] decoded = new int[256];
    Mutations.run(
        "slp message",
        corpus,
        14,
        input -> {
          inputs++;
          if (inputs % 4 != 0 && input.length >= 5) {
            // or nothing whose length has changed would get past the header
            input[2] = (byte) (input.length >> 16);
            input[3] = (byte) (input.length >> 8);
            input[4] = (byte) input.length;
          }
          SlpEnvelope envelope;
          try {
            envelope = SlpCodec.decodeHeader(Unpooled.wrappedBuffer(input));
          } catch (SlpException refused) {
            assertRefused(refused, input);
            return;
          }
          reached++;
          headers[envelope.function()]++;
          try {
            SlpMessage message = Messages.decode(input);
            decoded[message.function()]++;
            assertComesBack(message);
          } catch (SlpException refused) {
            Optional<SlpMessage> answer = envelope.errorReply(refused.error());
            if (answer.isPresent()) {
              assertComesBack(answer.get());
            }
          }
        });
    assertTrue(reached * 3 >= inputs, reached + " of " + inputs + " got past the header");
    for (int function = 1; function <= 11; function++) {
      assertTrue(headers[function] >= FLOOR, "headers of " + SlpFunction.name(function));
      assertTrue(decoded[function] >= FLOOR, "decoded " + SlpFunction.name(function));
    }
    assertTrue(decoded[77] >= FLOOR, "decoded unknown messages");
  }

  @Test
  void aPlantedFaultIsFound() {
    AssertionError found =
        assertThrows(
            AssertionError.class,
            () ->
                Mutations.run(
                    "planted in the slp messages",
                    Messages.all().stream().map(Messages::encode).toList(),
                    14,
                    input -> {
                      try {
                        Messages.decode(input);
                      } catch (SlpException refused) {
                        // As if nobody looked whether the offsets of extensions grow.
                        assertNotEquals(SlpException.Reason.BAD_EXTENSION, refused.reason());
                      }
                    }));
    assertTrue(found.getMessage().contains("seed"), found.getMessage());
  }

  @Test
  void version1Messages() {
    List<byte[]> corpus = new ArrayList<>();
    for (int encoding : new int[] {3, 4, 106, 1000}) {
      Messages.v1(encoding).forEach(message -> corpus.add(Messages.encode(message)));
    }
    int[] headers = new int[256];
    int[] decoded = new int[256];
    Map<Integer, Integer> encodings = new HashMap<>();
    Mutations.run(
        "slp version 1 message",
        corpus,
        12,
        input -> {
          inputs++;
          if (inputs % 4 != 0 && input.length >= 4) {
            input[2] = (byte) (input.length >> 8);
            input[3] = (byte) input.length;
          }
          SlpEnvelope envelope;
          try {
            envelope = SlpCodec.decodeHeader(Unpooled.wrappedBuffer(input));
          } catch (SlpException refused) {
            assertRefused(refused, input);
            return;
          }
          reached++;
          headers[envelope.function()]++;
          try {
            SlpMessage message = Messages.decode(input);
            decoded[message.function()]++;
            encodings.merge(message.header().characterEncoding(), 1, Integer::sum);
            assertStable(message);
          } catch (SlpException refused) {
            Optional<SlpMessage> answer = envelope.errorReply(refused.error());
            if (answer.isPresent()) {
              assertComesBack(answer.get());
            }
          }
        });
    assertTrue(reached * 3 >= inputs, reached + " of " + inputs + " got past the header");
    for (int function = 1; function <= 10; function++) {
      assertTrue(headers[function] >= FLOOR, "headers of " + SlpFunction.name(function));
      assertTrue(decoded[function] >= FLOOR, "decoded " + SlpFunction.name(function));
    }
    for (int encoding : new int[] {3, 4, 106, 1000}) {
      assertTrue(encodings.getOrDefault(encoding, 0) >= FLOOR, "decoded encoding " + encoding);
    }
  }

  /** What version 1 can say again is the same once it has been said in the regular form. */
  private static void assertStable(SlpMessage message) throws SlpException {
    byte[] wire;
    try {
      wire = Messages.encode(message);
    } catch (IllegalArgumentException irregular) {
      return;
    }
    assertComesBack(Messages.decode(wire));
  }

  @Test
  void version1AttributeLists() {
    V1Text text = new V1Text(CharacterEncoding.UTF_8);
    run(
        "slp version 1 attribute list",
        List.of(
            "(SCOPE=A),(LOAD=35),(LUPOOL=P\t3270002,Q),BIND",
            "(a=x&#44;y,&#41;),(o=(3:AQID), (0:)),(b=TRUE)",
            "(COLOR=RED, WHITE),\n UNRESTRICTED_ACCESS,(a&#44;b=AT&T)"),
        list -> {
          String v2 = text.listToV2(list);
          assertEquals(v2, text.listToV2(V1Text.listToV1(v2)));
        });
  }

  @Test
  void version1Predicates() throws SlpException {
    V1Predicate reader = new V1Predicate(new V1Text(CharacterEncoding.UTF_8));
    Attributes attributes = Attributes.parse(Messages.ATTRIBUTES);
    run(
        "slp version 1 predicate",
        List.of(
            "TN3270/ENG/LUPOOL == POOL2\t3270002/",
            "TN3270//LUPOOL/ == POOL2\t3270002",
            "tn3270//LOAD<=39, BIND, SERVERNAME!=a&#44;b/",
            "tn3270.na/A/(& (LOAD < 39) (| (BIND) (o == (3:AQID))) (LUPOOL == P*))/"),
        text -> {
          V1Predicate.Parts parts = reader.toV2(text);
          boolean first = Predicate.parse(parts.predicate()).matches(attributes);
          SrvRqst request =
              new SrvRqst(
                  SlpHeader.v1(1), List.of(), "service:x", parts.scopes(), parts.predicate(), "");
          String again;
          try {
            again = V1PredicateWriter.predicate(request);
          } catch (IllegalArgumentException wildcardWithin) {
            return;
          }
          Predicate second = Predicate.parse(reader.toV2(again).predicate());
          assertEquals(first, second.matches(attributes));
        });
  }

  private static void assertRefused(SlpException expected, byte[] input) {
    try {
      Messages.decode(input);
    } catch (SlpException refused) {
      assertEquals(expected.reason(), refused.reason());
      return;
    }
    throw new AssertionError("decoded without a header");
  }

  private static void assertComesBack(SlpMessage message) throws SlpException {
    byte[] wire = Messages.encode(message);
    assertEquals(message, Messages.decode(wire));
    ByteBuf out = Unpooled.buffer();
    try {
      SlpCodec.encodeReply(message, 350, out);
    } catch (IllegalArgumentException noReplyOfOurs) {
      assertTrue(wire.length > 350);
    }
    assertTrue(out.readableBytes() <= 350);
  }

  @Test
  void extensionContents() {
    List<Extension> contents =
        List.of(
            AttributeListExtension.REQUEST,
            new AttributeListExtension(
                    "service:tn3270://h:23", Messages.ATTRIBUTES, List.of(Messages.authBlock(20)))
                .toExtension(),
            new VendorExtension(9999, Opaque.copyOf(new byte[] {1, 2})).toExtension(),
            new SelectExtension(3).toExtension(),
            new SortExtension(List.of(SortExtension.Key.least("LOAD"))).toExtension());
    Map<Integer, Integer> accepted = new HashMap<>();
    Mutations.run(
        "slp extension contents",
        contents.stream()
            .map(e -> Opaque.of(out -> out.writeShort(e.id()).writeBytes(e.data().buffer())))
            .map(Opaque::toByteArray)
            .toList(),
        4,
        input -> {
          inputs++;
          if (input.length < 2) {
            return;
          }
          int id = (input[0] & 0xFF) << 8 | (input[1] & 0xFF);
          byte[] data = Arrays.copyOfRange(input, 2, input.length);
          try {
            assertContentComesBack(new Extension(id, Opaque.copyOf(data)));
            accepted.merge(id, 1, Integer::sum);
            reached++;
          } catch (SlpException refused) {
            assertNotNull(refused.error());
          }
        });
    assertTrue(reached * 3 >= inputs, reached + " of " + inputs + " accepted");
    for (Extension content : contents) {
      assertTrue(accepted.getOrDefault(content.id(), 0) >= FLOOR, "extension " + content.id());
    }
  }

  private static void assertContentComesBack(Extension extension) throws SlpException {
    switch (extension.id()) {
      case AttributeListExtension.ID -> {
        AttributeListExtension list = AttributeListExtension.parse(extension);
        assertEquals(list, AttributeListExtension.parse(list.toExtension()));
      }
      case VendorExtension.ID ->
          assertEquals(extension, VendorExtension.parse(extension).toExtension());
      case SelectExtension.ID ->
          assertEquals(extension, SelectExtension.parse(extension).toExtension());
      default -> {
        SortExtension sort = SortExtension.parse(extension);
        assertEquals(sort, SortExtension.parse(sort.toExtension()));
        sort.comparator().compare(Attributes.EMPTY, Attributes.EMPTY);
      }
    }
  }

  @Test
  void authenticationBlocks() throws GeneralSecurityException {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    SignedContent[] contents = {
      SignedContent.url(SlpHeader.v1(1), Messages.entry(1)),
      SignedContent.url(SlpHeader.v2(1), Messages.entry(1))
    };
    AuthenticationKeys[] keys = {
      AuthenticationKeys.v1(rsa.getPublic()), AuthenticationKeys.v2(Map.of("spi", ed.getPublic()))
    };
    Instant end = Instant.ofEpochSecond(1000);
    Opaque v1 = AuthenticationSigner.v1(rsa.getPrivate()).sign(contents[0], Instant.EPOCH);
    Opaque v2 = AuthenticationSigner.v2("spi", ed.getPrivate()).sign(contents[1], end);
    List<byte[]> corpus = new ArrayList<>();
    for (Opaque block : List.of(v1, v2, Messages.v1AuthBlock(9), Messages.authBlock(20))) {
      int version = block.equals(v2) || block.length() == 20 ? 2 : 1;
      corpus.add(Opaque.of(out -> out.writeByte(version).writeBytes(block.buffer())).toByteArray());
    }
    int[] parsed = new int[3];
    Mutations.run(
        "slp authentication block",
        corpus,
        14,
        input -> {
          inputs++;
          if (input.length < 13) {
            return;
          }
          int version = input[0] == 1 ? 1 : 2;
          byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
          if (inputs % 4 != 0) {
            // or no block whose length has changed would be one
            int length = version == 1 ? bytes.length - 12 : bytes.length;
            bytes[version == 1 ? 10 : 2] = (byte) (length >> 8);
            bytes[version == 1 ? 11 : 3] = (byte) length;
          }
          Opaque block = Opaque.copyOf(bytes);
          try {
            assertEquals(block, AuthenticationBlock.parse(version, block).toOpaque());
            parsed[version]++;
            reached++;
          } catch (SlpException refused) {
            assertNotNull(refused.error());
          }
          if (inputs % 20 == 0) {
            boolean genuine = block.equals(version == 1 ? v1 : v2);
            SlpError answer =
                keys[version - 1].verify(contents[version - 1], List.of(block), Instant.EPOCH);
            assertEquals(genuine, answer.ok());
          }
        });
    assertTrue(reached * 3 >= inputs, reached + " of " + inputs + " parsed");
    assertTrue(parsed[1] >= FLOOR && parsed[2] >= FLOOR, Arrays.toString(parsed));
  }

  @Test
  void attributeLists() {
    run(
        "slp attribute list",
        List.of(
            Messages.ATTRIBUTES,
            "(a=1,-2,x),(o=\\ff\\00\\aB),(b=true,FALSE)",
            " KEY ,( Server  Name = a\t b ),",
            "(LUPOOL=P\t3270002,Q\\093270DSC)",
            "(e=),x-a\\2cb,(ä=ö\uD83D\uDE00)"),
        text -> {
          Attributes list = Attributes.parse(text);
          assertEquals(text, list.toString());
          Attributes rebuilt = Attributes.parse(list.toBuilder().build().toString());
          assertEquals(list.all().size(), rebuilt.all().size());
          for (Attribute attribute : list.all()) {
            assertEquals(attribute.values(), rebuilt.get(attribute.tag()).orElseThrow().values());
          }
        });
  }

  @Test
  void predicates() throws SlpException {
    Attributes attributes = Attributes.parse(Messages.ATTRIBUTES);
    run(
        "slp predicate",
        List.of(
            "(|(LUPOOL=POOL2\\093270002)(LUPOOL=POOL2 3270002))",
            "(&(LOAD<=39)(!(SECURITY=NONE))(BIND=*))",
            "(LUPOOL=P*O*2 *)",
            "(!(|(a>=b)(b~=c)(o=\\ff\\00)(t=true)))",
            "( & ( LOAD = 35 ) (SERVERNAME=*\\2c*) )"),
        text -> {
          boolean first = Predicate.parse(text).matches(attributes);
          assertEquals(first, Predicate.parse("(&" + text + ")").matches(attributes));
          if (!text.isBlank()) {
            Predicate.parse("(!" + text + ")").matches(attributes);
          }
        });
  }

  @Test
  void urls() {
    run(
        "slp url",
        List.of(
            "service:tn3270://206.109.45.139:23",
            "service:tn3270://[2001:db8::1]:992/path;a=b",
            "service:printer.na:lpr://user@host.example:515/draft",
            "http://www.srvloc.org?q"),
        text -> {
          ServiceUrl url = ServiceUrl.parse(text);
          assertEquals(text, url.toString());
          if (url.port().isPresent()) {
            ServiceUrl again = ServiceUrl.of(url.type(), url.host(), url.port().getAsInt());
            assertEquals(url.hostAndPort(), again.hostAndPort());
          }
        });
  }

  @Test
  void scopesAndTypes() {
    run(
        "slp scopes",
        List.of("DEFAULT,Building D", "a\\2cb,c", "ENGINEERING"),
        text -> assertEquals(text, Scopes.parse(text).toString()));
    run(
        "slp service type",
        List.of("service:tn3270", "service:printer.na:lpr", "http"),
        text -> assertTrue(ServiceType.parse(text).matches(ServiceType.parse(text.strip()))));
  }

  private interface Check {
    void accept(String text) throws SlpException;
  }

  /** A third must be accepted, and a tenth refused, or the mutation is not worth its time. */
  private void run(String name, List<String> corpus, Check check) {
    inputs = 0;
    reached = 0;
    Stream<byte[]> bytes = corpus.stream().map(text -> text.getBytes(StandardCharsets.UTF_8));
    Mutations.run(
        name,
        bytes.toList(),
        0,
        input -> {
          inputs++;
          try {
            check.accept(new String(input, StandardCharsets.UTF_8));
            reached++;
          } catch (SlpException refused) {
            assertNotNull(refused.error(), () -> Arrays.toString(input));
          }
        });
    assertTrue(reached * 3 >= inputs, reached + " of " + inputs + " accepted by " + name);
    assertTrue((inputs - reached) * 10 >= inputs, reached + " of " + inputs + " accepted");
  }
}
