// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.ProtocolException;

/** Our two ends come to an end with each other, whatever is put between them. */
class NegotiationBudgetTest {
  private static final int MAX_ROUND_TRIPS = 10;

  /** 100,000 where a million mutations are wanted. */
  private static final int RUNS = Mutations.runs() / 10;

  private static final int[] OPTIONS = {0, 1, 3, 6, 24, 25, 39, 40, 46, 200};

  @Test
  void twoEndsAgreeWithinTenRoundTrips() {
    long seed = System.nanoTime();
    System.out.println("two ends seed " + seed);
    Random random = new Random(seed);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int run = 0; run < RUNS; run++) {
      End client = client(random);
      End server = server(random);
      int trips = talk(client, server, random, 0);
      String what = "seed " + seed + " run " + run + " " + client.said + server.said;
      assertTrue(trips <= MAX_ROUND_TRIPS, what);
      assertEquals(1, client.came.size(), what);
      outcomes.merge(client.came.get(0).split("[ \\[]")[0], 1, Integer::sum);
    }
    assertEquals(Set.of("Rejected", "connected"), outcomes.keySet());
  }

  /** Words and subnegotiations of nobody are heard by either end in between. */
  @Test
  void twoEndsFallSilentWithinTenRoundTripsOfTheLastStrangeWord() {
    long seed = System.nanoTime();
    System.out.println("two ends and a stranger seed " + seed);
    Random random = new Random(seed);
    int cutOff = 0;
    for (int run = 0; run < RUNS; run++) {
      End client = client(random);
      End server = server(random);
      try {
        int trips = talk(client, server, random, random.nextInt(8));
        assertTrue(
            trips <= MAX_ROUND_TRIPS,
            () -> "seed " + seed + " " + client.said + server.said + " " + trips);
      } catch (ProtocolException refused) {
        cutOff++;
      }
    }
    System.out.println("cut off " + cutOff);
    assertTrue(cutOff < RUNS / 3, "most come to an end by themselves");
  }

  /** How often there and back it goes after the last strange word. */
  private static int talk(End client, End server, Random random, int strange) {
    int trips = 0;
    int left = strange;
    while (trips <= 10 * MAX_ROUND_TRIPS) {
      if (left > 0) {
        left--;
        trips = 0;
        (random.nextBoolean() ? client : server).hear(strange(random));
      }
      ByteBuf toClient = server.take();
      boolean silent = !toClient.isReadable();
      hear(client, toClient, random);
      ByteBuf toServer = client.take();
      if (silent && !toServer.isReadable() && left == 0) {
        return trips;
      }
      hear(server, toServer, random);
      trips++;
    }
    return trips;
  }

  private static void hear(End end, ByteBuf bytes, Random random) {
    while (bytes.isReadable()) {
      end.hear(bytes.readSlice(1 + random.nextInt(bytes.readableBytes())));
    }
  }

  private static ByteBuf strange(Random random) {
    int option = OPTIONS[random.nextInt(OPTIONS.length)];
    if (random.nextInt(4) > 0) {
      return Unpooled.wrappedBuffer(
          new byte[] {(byte) 0xFF, (byte) (251 + random.nextInt(4)), (byte) option});
    }
    byte[] payload = new byte[random.nextInt(5)];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) random.nextInt(10);
    }
    String hex = ByteBufUtil.hexDump(payload);
    return Unpooled.wrappedBuffer(
        HexFormat.of().parseHex(String.format("fffa%02x%sfff0", option, hex)));
  }

  private static End client(Random random) {
    List<String> names = new ArrayList<>();
    while (names.size() < 3 && random.nextInt(3) > 0) {
      names.add(random.nextBoolean() ? "POOL1" : "LU" + random.nextInt(5));
    }
    return new End(
        new ClientNegotiation(
            new TerminalRequest(
                random.nextInt(8) == 0 ? "VT100" : "IBM-3278-2-E", names, functions(random))));
  }

  private static End server(Random random) {
    return new End(new ServerNegotiation(functions(random), new Pool()));
  }

  private static Set<Tn3270eFunction> functions(Random random) {
    Set<Tn3270eFunction> functions = new HashSet<>();
    for (int code = 0; code < 9; code++) {
      if (random.nextBoolean()) {
        functions.add(new Tn3270eFunction(code));
      }
    }
    return functions;
  }
}
