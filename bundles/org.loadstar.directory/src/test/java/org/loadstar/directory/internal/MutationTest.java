// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SelectExtension;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SortExtension;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.testkit.Mutations;

/** Whole requests, mutated: each is answered with a message that can be sent, or not at all. */
class MutationTest {
  private static final String LIST =
      "(LOAD=35),(LUPOOL=POOL1,POOL2\\093270002),BIND,(o=\\ff\\01\\02)";

  private static final Settings SETTINGS =
      Desk.configured(
          Map.of(
              "scopes", new String[] {"DEFAULT", "B"},
              "servicesPerSource", 50,
              "attributeBytesPerSource", 8192));

  private final Directory directory = new Directory(1_000);
  private long now = 1_000_000;
  private int decoded;
  private int accepted;

  private static byte[] encode(SlpMessage message) {
    ByteBuf out = Unpooled.buffer();
    SlpCodec.encode(message, out);
    return ByteBufUtil.getBytes(out);
  }

  private static List<byte[]> corpus() {
    Scopes scopes = Desk.scopes("DEFAULT,B");
    Opaque block = Opaque.copyOf(new byte[] {0, 2, 0, 14, 0, 0, 0, 9, 0, 1, 's', 1, 2, 3});
    SortExtension sort = new SortExtension(List.of(SortExtension.Key.least("LOAD")));
    List<SlpMessage> messages = new ArrayList<>();
    for (SlpHeader header : List.of(SlpHeader.v1(7), SlpHeader.v2(7).with(SlpHeader.FRESH))) {
      boolean v1 = header.version() == 1;
      Scopes one = v1 ? Desk.scopes("B") : scopes;
      SlpHeader extended =
          v1
              ? header
              : header.withExtensions(
                  List.of(
                      sort.toExtension(),
                      new SelectExtension(3).toExtension(),
                      AttributeListExtension.REQUEST));
      for (String host : List.of("a", "b", "c")) {
        String list = v1 ? "(SCOPE=B)," + LIST : LIST;
        messages.add(
            Desk.reg(header, 60, "service:tn3270://" + host, Desk.TN3270, one.toString(), list));
      }
      messages.add(
          new SrvDeReg(
              header,
              v1 ? Scopes.NONE : scopes,
              new UrlEntry(0, "service:tn3270://a"),
              List.of("LOAD")));
      String predicate = "(&(LOAD<=40)(LUPOOL=POOL2*))";
      messages.add(new SrvRqst(extended, List.of(), Desk.TN3270, one, predicate, ""));
      messages.add(new SrvRqst(header, List.of(), "service:directory-agent", one, "", ""));
      messages.add(new AttrRqst(header, List.of(), "service:tn3270://a", one, List.of("LU*"), ""));
      messages.add(new AttrRqst(header, List.of(), Desk.TN3270, one, List.of(), ""));
      messages.add(new SrvTypeRqst(header, List.of(), null, one));
      messages.add(new SrvTypeRqst(header, List.of(), "acme", one));
    }
    SlpHeader update = SlpHeader.v2(8);
    messages.add(
        Desk.reg(update, 60, "service:tn3270://b", Desk.TN3270, scopes.toString(), "(LOAD=1)"));
    messages.add(
        new SrvReg(
            update.with(SlpHeader.FRESH),
            new UrlEntry(60, "service:tn3270://d", List.of(block)),
            Desk.TN3270,
            scopes,
            LIST,
            List.of(block)));
    return messages.stream().map(MutationTest::encode).toList();
  }

  /** Tells the length that it has: a wrong one is the codec's matter, and tested there. */
  private static void length(byte[] bytes) {
    boolean v1 = bytes.length > 0 && bytes[0] == 1;
    for (int i = 0; i < (v1 ? 2 : 3) && bytes.length > 4; i++) {
      bytes[(v1 ? 3 : 4) - i] = (byte) (bytes.length >> (8 * i));
    }
  }

  private void request(byte[] bytes) {
    length(bytes);
    SlpMessage message;
    try {
      message = SlpCodec.decode(Unpooled.wrappedBuffer(bytes));
    } catch (SlpException malformed) {
      return;
    }
    decoded++;
    SlpRequest request =
        new SlpRequest(message, new InetSocketAddress(Desk.HOST, 5000), Desk.LINK, false, false);
    Optional<SlpMessage> reply = directory.answer(request, Desk.HOST::equals, SETTINGS, now += 10);
    if (reply.isPresent()) {
      ByteBuf out = Unpooled.buffer();
      SlpCodec.encodeReply(reply.get(), 65_536, out);
      assertTrue(out.readableBytes() <= 65_536);
      accepted += reply.get() instanceof SrvAck ack && ack.error().ok() ? 1 : 0;
    }
    directory.expire(now);
  }

  @Test
  void mutatedRequestsAreAnsweredOrNotButNeverFailAndTheStoreStaysBounded() {
    int runs = Mutations.runs();
    Mutations.run("directory requests", corpus(), 14, this::request);
    assertTrue(decoded > runs / 4, decoded + " of " + runs + " were messages");
    assertTrue(accepted > runs / 20, accepted + " of " + runs + " changed the store");
    assertTrue(directory.report(now).registrations <= 50);
    assertTrue(directory.report(now).attributeBytes <= 8192);
  }
}
