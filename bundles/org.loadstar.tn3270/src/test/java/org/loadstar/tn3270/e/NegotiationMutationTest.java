// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.ProtocolException;

/** Both ends under mutated streams: a session, a clean end or a clean refusal, and little talk. */
class NegotiationMutationTest {
  private static final String TYPE = "49424d2d333237382d322d45";

  private static final List<String> SERVER_SAYS =
      List.of(
          "fffd28 fffa280802fff0 fffa280204"
              + TYPE
              + "0141fff0 fffa2803040002fff0 0000000000f5ffef",
          "fffd28 fffa280802fff0 fffa280204"
              + TYPE
              + "0141fff0 fffa28030702fff0 fffa2803070405fff0",
          "fffd28 fffa280802fff0 fffa28020605 03 fff0 fffa28020605 01 fff0 fffa28020605 07 fff0",
          "fffd28 fffa280802fff0 fffe28 fffd18 fffa1801fff0 fffd19fffb19fffd00fffb00 f5c3ffef fffd06",
          "fffd18 fffa1801fff0 fffd19fffb19fffd00fffb00 f5c3ffef fffe19 fffd19 fffd06");

  private static final List<String> CLIENT_SAYS =
      List.of(
          "fffb28 fffa280207" + TYPE + "fff0 fffa2803070002fff0 0000000000 7d4040ffef fff4fff5",
          "fffb28 fffa280207"
              + TYPE
              + "01504f4f4c31fff0 fffa2803070005fff0 fffa28030400fff0 00ffef",
          "fffb28 fffa280207" + TYPE + "0058fff0 fffa280207" + TYPE + "fff0 fffa280307fff0 fffc28",
          "fffc28 fffb18 fffa1800" + TYPE + "fff0 fffb19fffd19fffb00fffd00 7d4040ffef fffd06",
          "fffc28 fffb18 fffa1800" + TYPE + "40504f4f4c31fff0 fffb19fffd19fffb00fffd00 fffc19");

  @Test
  void theClientSurvivesMutatedServers() {
    run("client negotiation", SERVER_SAYS, () -> End.client("IBM-3278-2-E", "LU1", "LU2"), true);
  }

  @Test
  void theServerSurvivesMutatedClients() {
    Set<Tn3270eFunction> offered = Set.of(Tn3270eFunction.BIND_IMAGE, Tn3270eFunction.RESPONSES);
    run(
        "server negotiation",
        CLIENT_SAYS,
        () -> new End(new ServerNegotiation(offered, new Pool())),
        false);
  }

  private static void run(String name, List<String> streams, Supplier<End> ends, boolean suspends) {
    Map<String, Integer> seen = new TreeMap<>();
    List<byte[]> corpus =
        streams.stream().map(hex -> HexFormat.of().parseHex(hex.replace(" ", ""))).toList();
    Mutations.run(
        name,
        corpus,
        3,
        input -> {
          End end = ends.get();
          try {
            end.hear(Unpooled.wrappedBuffer(input));
          } catch (ProtocolException e) {
            seen.merge("refused", 1, Integer::sum);
          }
          assertTrue(end.said.size() <= 110, end.said::toString);
          end.came.stream()
              .map(NegotiationMutationTest::kind)
              .distinct()
              .forEach(kind -> seen.merge(kind, 1, Integer::sum));
        });
    System.out.println(name + " " + seen);
    List<String> kinds =
        suspends
            ? List.of("connected TN3270E", "connected TN3270", "suspended", "Rejected", "refused")
            : List.of("connected TN3270E", "connected TN3270", "Failed", "refused");
    for (String kind : kinds) {
      assertTrue(seen.getOrDefault(kind, 0) >= 1000, kind + " in " + seen);
    }
    int sessions = seen.get("connected TN3270E") + seen.get("connected TN3270");
    assertTrue(sessions >= Mutations.runs() / 3, seen::toString);
  }

  private static String kind(String came) {
    if (came.startsWith("connected")) {
      return came.startsWith("connected TN3270E") ? "connected TN3270E" : "connected TN3270";
    }
    return came.split("[ \\[]", 2)[0];
  }
}
