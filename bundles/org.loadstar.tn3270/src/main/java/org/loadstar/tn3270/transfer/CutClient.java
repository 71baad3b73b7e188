// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.util.List;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.keyboard.KeyResult;
import org.loadstar.tn3270.keyboard.Keyboard;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/**
 * The terminal's end of a transfer in CUT mode: the host shows frames on the screen, the terminal
 * fills in its data and answers by a key. It uses the screen on its owner's thread only.
 *
 * <pre>
 *   WAITING --acknowledge / ENTER--&gt; WAITING
 *           --request--&gt; READING --data / data, ENTER--&gt; WAITING
 *           --data--&gt; WRITING --written / ENTER--&gt; WAITING
 *           --complete or abort / ENTER--&gt; FINISHED
 *           --anything else, or after abort / reason, PF2--&gt; WAITING
 * </pre>
 */
public final class CutClient implements TransferEnd {
  private enum State {
    WAITING,
    READING,
    WRITING,
    FINISHED
  }

  private final TransferCommand.Direction direction;
  private final Screen screen;
  private final Keyboard keyboard;
  private final CodePage codePage;
  private final CutCode.Encoder encoder = new CutCode.Encoder();
  private final CutCode.Decoder decoder = new CutCode.Decoder();
  private State state = State.WAITING;
  private int asked;
  private boolean atEnd;
  private String aborted = "";

  /**
   * A transfer whose command is being sent to the host.
   *
   * @param codePage of the host's messages
   */
  public CutClient(
      TransferCommand.Direction direction, Screen screen, Keyboard keyboard, CodePage codePage) {
    this.direction = direction;
    this.screen = screen;
    this.keyboard = keyboard;
    this.codePage = codePage;
  }

  /** The host has written to the screen. Where it is no frame, nothing is to be done. */
  public List<TransferAction> screenWritten() {
    if (state != State.WAITING || !isFrame()) {
      return List.of();
    }
    return switch (screen.code(CutFrame.TYPE)) {
      case CutFrame.CONTROL -> control();
      case CutFrame.REQUEST -> request();
      case CutFrame.DATA -> inserted();
      default -> refuse(CutFrame.ABORT_TRANSMISSION, "the host sent a frame that is not known");
    };
  }

  private boolean isFrame() {
    if (screen.cells() <= CutFrame.LAST || screen.lock() != KeyboardLock.UNLOCKED) {
      return false;
    }
    int last = screen.attribute(CutFrame.LAST);
    return FieldAttribute.isProtected(last) && FieldAttribute.isNumeric(last);
  }

  private List<TransferAction> control() {
    int status = screen.code(CutFrame.STATUS) << 8 | screen.code(CutFrame.STATUS + 1);
    return switch (status) {
      case CutFrame.ACKNOWLEDGE -> aborted.isEmpty() ? enter() : refuse();
      case CutFrame.COMPLETE -> finished(aborted.isEmpty());
      case CutFrame.ABORT_FILE, CutFrame.ABORT_TRANSMISSION -> finished(false);
      default -> refuse(CutFrame.ABORT_TRANSMISSION, "the host told a status that is not known");
    };
  }

  private List<TransferAction> finished(boolean complete) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < CutFrame.MESSAGE_LENGTH; i++) {
      text.append(codePage.toChar(screen.code(CutFrame.MESSAGE + i)));
    }
    state = State.FINISHED;
    return List.of(
        press(Aid.ENTER),
        new TransferAction.Finished(complete, new HostMessage(text.toString()).text()));
  }

  private List<TransferAction> request() {
    if (!aborted.isEmpty()) {
      return refuse();
    } else if (direction != TransferCommand.Direction.PUT) {
      return refuse(CutFrame.ABORT_TRANSMISSION, "the host wants to move the file the other way");
    }
    return fill();
  }

  private List<TransferAction> fill() {
    asked = CutFrame.UPLOAD_CAPACITY - encoder.size();
    if (asked > 0 && !atEnd) {
      state = State.READING;
      return List.of(new TransferAction.Read(asked));
    }
    state = State.WAITING;
    byte[] data =
        encoder.size() == 0 ? CutCode.END_OF_FILE : encoder.take(CutFrame.UPLOAD_CAPACITY);
    screen.putCode(CutFrame.UPLOAD_CHECKSUM, CutCode.checksum(data));
    screen.putCode(CutFrame.UPLOAD_LENGTH, CutCode.sixBits(data.length >> 6));
    screen.putCode(CutFrame.UPLOAD_LENGTH + 1, CutCode.sixBits(data.length));
    for (int i = 0; i < data.length; i++) {
      screen.putCode(CutFrame.UPLOAD_START + i, data[i]);
    }
    screen.setModified(CutFrame.UPLOAD_START, true);
    return enter();
  }

  @Override
  public List<TransferAction> data(byte[] data) {
    if (state != State.READING) {
      return List.of();
    }
    atEnd = data.length < asked;
    encoder.put(data);
    return fill();
  }

  private List<TransferAction> inserted() {
    if (!aborted.isEmpty()) {
      return refuse();
    } else if (direction != TransferCommand.Direction.GET) {
      return refuse(CutFrame.ABORT_TRANSMISSION, "the host wants to move the file the other way");
    }
    int length =
        CutCode.number(screen.code(CutFrame.DATA_LENGTH), screen.code(CutFrame.DATA_LENGTH + 1));
    if (length < 0 || length > CutFrame.LAST - CutFrame.DATA_START) {
      return refuse(CutFrame.ABORT_TRANSMISSION, "the host sent a frame of a wrong length");
    }
    byte[] characters = new byte[length];
    for (int i = 0; i < length; i++) {
      characters[i] = (byte) screen.code(CutFrame.DATA_START + i);
    }
    if (CutCode.checksum(characters) != (byte) screen.code(CutFrame.DATA_CHECKSUM)) {
      return refuse(CutFrame.ABORT_TRANSMISSION, "the host sent a frame of a wrong checksum");
    }
    byte[] data;
    try {
      data = decoder.decode(characters);
    } catch (ProtocolException wrong) {
      return refuse(CutFrame.ABORT_TRANSMISSION, "the host sent " + wrong.getMessage());
    }
    state = State.WRITING;
    return data.length == 0 ? written() : List.of(new TransferAction.Write(data));
  }

  @Override
  public List<TransferAction> written() {
    if (state != State.WRITING) {
      return List.of();
    }
    state = State.WAITING;
    return enter();
  }

  @Override
  public List<TransferAction> abort(String why) {
    if (!aborted.isEmpty() || state == State.FINISHED) {
      return List.of();
    }
    aborted = why;
    if (state == State.READING || state == State.WRITING) {
      state = State.WAITING;
      return refuse();
    }
    return List.of();
  }

  /** Why the terminal broke it off; empty where it did not. */
  public String aborted() {
    return aborted;
  }

  private List<TransferAction> enter() {
    return List.of(press(Aid.ENTER));
  }

  private List<TransferAction> refuse(int reason, String why) {
    aborted = aborted.isEmpty() ? why : aborted;
    boolean request = screen.code(CutFrame.TYPE) == CutFrame.REQUEST;
    int number = screen.code(request ? CutFrame.REQUEST_NUMBER : CutFrame.NUMBER);
    screen.putCode(CutFrame.RESPONSE, CutFrame.CONTROL);
    screen.putCode(CutFrame.RESPONSE + 1, number);
    screen.putCode(CutFrame.RESPONSE + 2, reason >> 8);
    screen.putCode(CutFrame.RESPONSE + 3, reason & 0xFF);
    screen.setModified(CutFrame.RESPONSE, true);
    return List.of(press(Aid.pf(2)));
  }

  private List<TransferAction> refuse() {
    return refuse(CutFrame.ABORT_FILE, aborted);
  }

  private TransferAction press(Aid aid) {
    return new TransferAction.Send(((KeyResult.Attention) keyboard.attention(aid)).record());
  }

  @Override
  public String toString() {
    return "CutClient[" + state + "]";
  }
}
