// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.loadstar.tn3270.datastream.SideBySide.Fault;
import org.loadstar.tn3270.datastream.SideBySide.Model;
import org.loadstar.tn3270.datastream.SideBySide.Step;
import org.loadstar.tn3270.screen.ReplyMode;

/**
 * Generated records of a host, put to a living s3270 and to ours: both show and answer the same.
 * The system property {@code loadstar.s3270.records} says how many.
 */
class LiveS3270Test {
  /** From this number of records on, every kind of thing must have been made often enough. */
  private static final int MANY = 10_000;

  private static final int OFTEN = 100;
  private static final int KINDS = 119;

  /** After so many records both are erased: what led to a difference is then soon found. */
  private static final int CASE = 12;

  private final long seed = Long.getLong("loadstar.seed", 3270);
  private final Map<String, Integer> counts = new TreeMap<>();

  @BeforeEach
  void s3270IsThere() {
    assumeTrue(S3270.isInstalled(), "s3270 is not installed");
  }

  @Test
  void generatedRecordsShowAndAnswerTheSame() throws IOException {
    int records = Integer.getInteger("loadstar.s3270.records", 500);
    System.out.println("records for s3270: " + records + ", seed " + seed);
    for (Model model : Model.values()) {
      String difference = difference(model, Fault.NONE, records / Model.values().length);
      assertEquals("", difference, model + ", seed " + seed);
    }
    System.out.println("made for s3270: " + counts);
    if (records >= MANY) {
      assertEquals(KINDS, counts.size());
      counts.forEach((kind, count) -> assertTrue(count >= OFTEN, kind + ": " + count));
    }
  }

  /** Faults as if our engine had them. */
  static Stream<Fault> faults() {
    return Stream.of(
        misreading("PT is passed over", Order.PT, order -> new byte[0]),
        misreading("an address of 14 bits is taken for 12", Order.SBA, LiveS3270Test::twelveBits),
        misreading("RA forgets the graphic escape", Order.RA, LiveS3270Test::withoutEscape),
        misreading("EUA goes one position too far", Order.EUA, LiveS3270Test::oneTooFar),
        misreading("MF does nothing", Order.MF, order -> new byte[] {Order.MF, 0}),
        new Fault(
            "reads do not heed the reply mode",
            part -> part,
            screen -> screen.setReplyMode(ReplyMode.FIELD)));
  }

  private static Fault misreading(String name, int order, UnaryOperator<byte[]> how) {
    return new Fault(
        name, part -> part.length > 0 && part[0] == order ? how.apply(part) : part, screen -> {});
  }

  private static byte[] twelveBits(byte[] order) {
    byte[] read = order.clone();
    read[1] = (byte) ((order[1] & 0xC0) == 0 ? order[1] | 0x40 : order[1]);
    return read;
  }

  private static byte[] withoutEscape(byte[] order) {
    return order.length == 5
        ? HostStreams.joined(Arrays.copyOf(order, 3), new byte[] {order[4]})
        : order;
  }

  private static byte[] oneTooFar(byte[] order) {
    byte[] further = order.clone();
    further[2] = (byte) (order[2] ^ 1);
    return further;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aPlantedFaultIsFound(Fault fault) throws IOException {
    String difference = difference(Model.MODEL_2, fault, 2_000);
    System.out.println("planted: " + fault.name() + ": " + difference);
    assertTrue(difference.length() > 0, fault.name() + ", seed " + seed);
  }

  /** The first difference, with the fewest records that lead to it; empty if there is none. */
  private String difference(Model model, Fault fault, int records) throws IOException {
    try (SideBySide sides = new SideBySide(model, fault)) {
      HostStreams streams =
          new HostStreams(new Random(seed + model.name().hashCode()), sides.screen());
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        if (i % CASE == 0) {
          steps.clear();
          sides.reset();
          streams.begin();
        }
        Step step = streams.next();
        steps.add(step);
        if (!sides.play(step).isEmpty()) {
          return sides.shrunk(steps);
        }
      }
      streams.counts.forEach((kind, count) -> counts.merge(kind, count, Integer::sum));
      return "";
    }
  }
}
