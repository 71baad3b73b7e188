// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.Aid;

/**
 * The host's end of a transfer in CUT mode, for displays of 24 rows and 80 columns: shows one frame
 * after the other.
 *
 * <pre>
 *   STARTING --PUT--&gt; REQUESTING --data--&gt; WRITING --written--&gt; REQUESTING --end--&gt; TELLING
 *            --GET--&gt; READING --data--&gt; INSERTING --ENTER--&gt; READING --end--&gt; TELLING
 *   TELLING --ENTER--&gt; FINISHED
 *   PF2 of the terminal, or abort: --&gt; TELLING
 * </pre>
 */
public final class CutHost implements TransferEnd {
  private enum State {
    STARTING,
    REQUESTING,
    WRITING,
    READING,
    INSERTING,
    TELLING,
    FINISHED
  }

  private static final int FIRST_DATA = 6;
  private static final byte SET_BUFFER_ADDRESS = 0x11;

  /** As many bytes as surely fit: each may take a selector. */
  private static final int CHUNK = CutFrame.DATA_CAPACITY / 2;

  private final TransferCommand.Direction direction;
  private final CodePage codePage;
  private final CutCode.Decoder decoder = new CutCode.Decoder();
  private State state = State.STARTING;
  private int number;
  private boolean atEnd;
  private boolean failed;
  private final Supplier<String> complete;
  private String message = "";
  private byte @Nullable [] lastFrame;

  /**
   * A transfer.
   *
   * @param complete asked for what the terminal is told in the end if all goes well
   */
  public CutHost(
      TransferCommand.Direction direction, CodePage codePage, Supplier<String> complete) {
    this.direction = direction;
    this.codePage = codePage;
    this.complete = complete;
  }

  /** Begins. */
  public List<TransferAction> start() {
    return control(CutFrame.ACKNOWLEDGE, "");
  }

  /**
   * A record of the terminal.
   *
   * @throws ProtocolException if it is no answer to the frame shown
   */
  public List<TransferAction> received(byte[] record) {
    Aid aid = new Aid(record.length == 0 ? 0 : record[0]);
    if (aid.equals(Aid.pf(1)) && lastFrame != null) {
      return List.of(new TransferAction.Send(lastFrame));
    } else if (aid.equals(Aid.pf(2)) && state != State.TELLING) {
      return fail("TRANS00 Error in file transfer: file transfer canceled");
    } else if (!aid.equals(Aid.ENTER)) {
      throw new ProtocolException(Reason.MALFORMED, aid + " in a file transfer");
    }
    return switch (state) {
      case STARTING -> direction == TransferCommand.Direction.PUT ? request() : read();
      case REQUESTING -> uploaded(record);
      case INSERTING -> read();
      case TELLING -> {
        state = State.FINISHED;
        yield List.of(new TransferAction.Finished(!failed, message));
      }
      default -> throw new ProtocolException(Reason.MALFORMED, "a record out of turn");
    };
  }

  private List<TransferAction> uploaded(byte[] record) {
    int end = FIRST_DATA;
    while (end < record.length && record[end] != SET_BUFFER_ADDRESS) {
      end++;
    }
    int at = FIRST_DATA + CutFrame.UPLOAD_START - CutFrame.REQUEST_CODE;
    if (end < at || CutCode.number(record[FIRST_DATA + 1]) != (number & 0x3F)) {
      throw new ProtocolException(Reason.MALFORMED, "a data frame of a wrong number");
    }
    int length = CutCode.number(record[at - 2], record[at - 1]);
    if (length < 0 || length > end - at) {
      throw new ProtocolException(Reason.MALFORMED, "a data frame of a wrong length");
    }
    byte[] characters = Arrays.copyOfRange(record, at, at + length);
    if (CutCode.checksum(characters) != record[at - 3]) {
      throw new ProtocolException(Reason.MALFORMED, "a data frame of a wrong checksum");
    }
    if (Arrays.equals(characters, CutCode.END_OF_FILE)) {
      return complete();
    }
    byte[] data = decoder.decode(characters);
    state = State.WRITING;
    return data.length == 0 ? written() : List.of(new TransferAction.Write(data));
  }

  @Override
  public List<TransferAction> written() {
    return state == State.WRITING ? request() : List.of();
  }

  private List<TransferAction> request() {
    state = State.REQUESTING;
    number++;
    ByteArrayOutputStream frame = frame(CutFrame.REQUEST);
    frame.writeBytes(new byte[] {0x1D, (byte) 0xC1, (byte) 0xC1});
    frame.write(CutCode.sixBits(number));
    frame.write(0x13);
    frame.writeBytes(new byte[] {(byte) 0x81, (byte) 0x81, (byte) 0x81});
    frame.writeBytes(new byte[] {SET_BUFFER_ADDRESS, 0x5D, 0x7F});
    return end(frame);
  }

  private List<TransferAction> read() {
    if (atEnd) {
      return complete();
    }
    state = State.READING;
    return List.of(new TransferAction.Read(CHUNK));
  }

  @Override
  public List<TransferAction> data(byte[] data) {
    if (state != State.READING) {
      return List.of();
    }
    atEnd = data.length < CHUNK;
    if (data.length == 0) {
      return complete();
    }
    state = State.INSERTING;
    number++;
    CutCode.Encoder encoder = new CutCode.Encoder();
    encoder.put(data);
    byte[] characters = encoder.take(CutFrame.DATA_CAPACITY);
    ByteArrayOutputStream frame = frame(CutFrame.DATA);
    frame.write(CutCode.sixBits(number));
    frame.write(CutCode.checksum(characters));
    frame.write(CutCode.sixBits(characters.length >> 6));
    frame.write(CutCode.sixBits(characters.length));
    frame.writeBytes(characters);
    response(frame);
    return end(frame);
  }

  /**
   * The message, which is {@code why}, is shown in place of the next frame.
   *
   * @param why for example {@code TRANS13 Error writing file to host: file transfer canceled}
   */
  @Override
  public List<TransferAction> abort(String why) {
    return state == State.WRITING || state == State.READING ? fail(why) : List.of();
  }

  private List<TransferAction> complete() {
    message = complete.get();
    return tell(CutFrame.COMPLETE);
  }

  private List<TransferAction> fail(String why) {
    failed = true;
    message = why;
    return tell(CutFrame.ABORT_FILE);
  }

  private List<TransferAction> tell(int status) {
    state = State.TELLING;
    number++;
    return control(status, message);
  }

  private List<TransferAction> control(int status, String text) {
    ByteArrayOutputStream frame = frame(CutFrame.CONTROL);
    frame.write(CutCode.sixBits(number));
    frame.write(status >> 8);
    frame.write(status);
    byte[] shown = codePage.encode(text);
    frame.writeBytes(Arrays.copyOf(shown, Math.min(shown.length, CutFrame.MESSAGE_LENGTH)));
    response(frame);
    return end(frame);
  }

  /** Erase and write, keyboard restored; then the frame's type at the first position. */
  private static ByteArrayOutputStream frame(int type) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(new byte[] {(byte) 0xF5, (byte) 0xC2, SET_BUFFER_ADDRESS, 0x40, 0x40});
    frame.write(type);
    return frame;
  }

  /** The field for the terminal's answer. */
  private static void response(ByteArrayOutputStream frame) {
    frame.writeBytes(
        new byte[] {SET_BUFFER_ADDRESS, 0x5D, 0x7A, 0x1D, (byte) 0xC1, 0x13, 0, 0, 0, 0});
  }

  private List<TransferAction> end(ByteArrayOutputStream frame) {
    frame.writeBytes(new byte[] {0x1D, 0x7C});
    lastFrame = frame.toByteArray();
    return List.of(new TransferAction.Send(lastFrame));
  }

  @Override
  public String toString() {
    return "CutHost[" + state + ", frame " + number + "]";
  }
}
