// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.keyboard.Key;
import org.loadstar.tn3270.keyboard.KeyResult;
import org.loadstar.tn3270.keyboard.Keyboard;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** A living s3270 and our engine, which get the same records and are compared after each. */
final class SideBySide implements AutoCloseable {
  /** Erases both to the default size, with every mode as at the start. */
  private static final Step RESET = new Step(List.of(Hex.bytes("f5c2")), null);

  /** The displays. */
  enum Model {
    MODEL_2("3279-2-E", "", 24, 80),
    MODEL_3("3279-3-E", "", 32, 80),
    MODEL_4("3279-4-E", "", 43, 80),
    MODEL_5("3279-5-E", "", 27, 132),
    OVERSIZE("3279-2-E", "160x62", 62, 160);

    private final String name;
    private final String oversize;
    private final int rows;
    private final int columns;

    Model(String name, String oversize, int rows, int columns) {
      this.name = name;
      this.oversize = oversize;
      this.rows = rows;
      this.columns = columns;
    }

    private List<String> options() {
      return oversize.isEmpty()
          ? List.of("-model", name)
          : List.of("-model", name, "-oversize", oversize);
    }
  }

  /**
   * A record in parts that can be left out, all but the first, or a key, which is pressed where the
   * keyboard is not locked.
   */
  record Step(List<byte[]> parts, @Nullable Key key) {
    byte[] record() {
      return HostStreams.joined(parts.toArray(byte[][]::new));
    }

    Step without(int part) {
      List<byte[]> left = new ArrayList<>(parts);
      left.remove(part);
      return new Step(left, null);
    }

    @Override
    public String toString() {
      return key != null
          ? key.name()
          : parts.stream().map(Hex::of).collect(Collectors.joining(" "));
    }
  }

  /** A fault of ours: how it misreads an order, and what it does to the screen after each. */
  record Fault(String name, UnaryOperator<byte[]> misread, Consumer<Screen> spoil) {
    static final Fault NONE = new Fault("none", part -> part, screen -> {});
  }

  private final S3270 s3270;
  private final Screen screen;
  private final HostInterpreter interpreter;
  private final Keyboard keyboard;
  private final Fault fault;

  SideBySide(Model model, Fault fault) throws IOException {
    this.fault = fault;
    s3270 = new S3270(model.options());
    screen = new Screen(ScreenSize.MODEL_2, new ScreenSize(model.rows, model.columns));
    interpreter = new HostInterpreter(screen, CodePage.CP037);
    keyboard = new Keyboard(screen, CodePage.CP037);
  }

  Screen screen() {
    return screen;
  }

  void reset() throws IOException {
    play(RESET);
  }

  /** Gives both a record or a key; how they differ then. */
  List<String> play(Step step) throws IOException {
    List<String> differences = new ArrayList<>();
    if (step.key() == null) {
      String theirs = theirs(step.record());
      S3270Screen.note(differences, "answer", theirs, ours(step.parts()));
    } else if (screen.lock() == KeyboardLock.UNLOCKED) {
      String theirs = s3270.press(action(step.key()));
      KeyResult.Attention ours = (KeyResult.Attention) keyboard.press(step.key());
      S3270Screen.note(differences, "key", theirs, Hex.of(ours.record()));
    }
    screen.checkInvariants();
    differences.addAll(s3270.show().differences(screen));
    return differences;
  }

  private String theirs(byte[] record) throws IOException {
    S3270.Answer answer = s3270.send(record);
    return (answer.positive() ? "positive " : "negative ")
        + answer.data().stream().map(SideBySide::decoded).collect(Collectors.joining(" "));
  }

  private String ours(List<byte[]> parts) {
    List<byte[]> misread = new ArrayList<>(parts);
    misread.subList(1, parts.size()).replaceAll(fault.misread());
    byte[] record = new Step(misread, null).record();
    Outcome outcome = interpreter.apply(record, 0, record.length);
    fault.spoil().accept(screen);
    if (outcome instanceof Outcome.Reply reply) {
      return "positive " + decoded(Hex.of(reply.record()));
    }
    return outcome instanceof Outcome.Negative ? "negative " : "positive ";
  }

  /** What s3270 calls the key, such as PF(3) and Enter(). */
  private static String action(Key key) {
    String name = key.name();
    return name.startsWith("P")
        ? name.substring(0, 2) + "(" + name.substring(2) + ")"
        : name + "()";
  }

  /** Query replies as a list, without the name of the display; other records as they are. */
  private static String decoded(String record) {
    if (!record.startsWith("88")) {
      return record;
    }
    List<String> replies = new ArrayList<>();
    int at = 2;
    while (at < record.length()) {
      int end = at + 2 * Integer.parseInt(record.substring(at, at + 4), 16);
      String reply = record.substring(at + 4, end);
      replies.add(reply.startsWith("81a1") ? reply.substring(0, 20) : reply);
      at = end;
    }
    return replies.toString();
  }

  /** Whether these, after an erase, lead to a difference. */
  private boolean differ(List<Step> steps) throws IOException {
    return !differences(steps).isEmpty();
  }

  private List<String> differences(List<Step> steps) throws IOException {
    reset();
    for (Step step : steps) {
      List<String> differences = play(step);
      if (!differences.isEmpty()) {
        return differences;
      }
    }
    return List.of();
  }

  /** The fewest records and parts that still lead to a difference, and the difference. */
  String shrunk(List<Step> steps) throws IOException {
    List<Step> shrunk = new ArrayList<>(steps);
    for (int at = 0; at < shrunk.size(); ) {
      List<Step> less = new ArrayList<>(shrunk);
      less.remove(at);
      if (differ(less)) {
        shrunk = less;
      } else {
        at++;
      }
    }
    for (int at = 0; at < shrunk.size(); at++) {
      for (int part = 1; part < shrunk.get(at).parts().size(); ) {
        List<Step> less = new ArrayList<>(shrunk);
        less.set(at, shrunk.get(at).without(part));
        if (differ(less)) {
          shrunk = less;
        } else {
          part++;
        }
      }
    }
    return shrunk + "\n" + String.join("\n", differences(shrunk));
  }

  @Override
  public void close() throws IOException {
    s3270.close();
  }
}
