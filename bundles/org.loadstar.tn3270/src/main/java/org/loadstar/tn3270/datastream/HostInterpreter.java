// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.DoubleByte;
import org.loadstar.tn3270.screen.Screen;

/**
 * Applies the records of a host to a screen: the display's end of the 3270 data stream, all
 * commands in the codes of both attachments (GA23-0059, "Commands"). Every record gives an {@link
 * Outcome}, none an exception. One thread at a time, the screen's.
 */
public final class HostInterpreter {
  private static final Outcome APPLIED = new Outcome.Applied(false, 0);

  private final Screen screen;
  private final boolean doubleByte;
  private final StructuredFields structuredFields;
  private final StructuredFieldHandler others;

  /**
   * An interpreter for a screen.
   *
   * @param codePage told to hosts that query the display; says whether there are double-byte
   *     characters
   */
  public HostInterpreter(Screen screen, CodePage codePage) {
    this(screen, codePage, StructuredFieldHandler.NONE);
  }

  /**
   * An interpreter for a screen that leaves further structured fields to another.
   *
   * @param codePage told to hosts that query the display
   */
  public HostInterpreter(Screen screen, CodePage codePage, StructuredFieldHandler others) {
    this.screen = screen;
    this.doubleByte = codePage.doubleByte() != null;
    this.structuredFields = new StructuredFields(screen, codePage, others);
    this.others = others;
  }

  /** Applies the readable bytes, one record without telnet or TN3270E header, and leaves them. */
  public Outcome apply(ByteBuf record) {
    int length = record.readableBytes();
    if (record.hasArray()) {
      int from = record.arrayOffset() + record.readerIndex();
      return apply(record.array(), from, from + length);
    }
    return apply(ByteBufUtil.getBytes(record), 0, length);
  }

  /** Applies the bytes from {@code from} to before {@code to}; an empty record does nothing. */
  public Outcome apply(byte[] data, int from, int to) {
    if (from == to) {
      return APPLIED;
    }
    Command command = Command.of(data[from]);
    if (command == Command.ERASE_WRITE || command == Command.ERASE_WRITE_ALTERNATE) {
      screen.setWideAddresses(false); // the partition is the one that needs no creation
    }
    return switch (command) {
      case WRITE -> new WriteInterpreter(screen, doubleByte, data, from + 1, to).apply(false);
      case ERASE_WRITE -> eraseWrite(screen, doubleByte, false, data, from + 1, to);
      case ERASE_WRITE_ALTERNATE -> eraseWrite(screen, doubleByte, true, data, from + 1, to);
      case ERASE_ALL_UNPROTECTED -> eraseAllUnprotected(screen, doubleByte);
      case READ_BUFFER -> new Outcome.Reply(InboundEncoder.readBuffer(screen));
      case READ_MODIFIED -> readModified();
      case READ_MODIFIED_ALL -> new Outcome.Reply(InboundEncoder.readModifiedAll(screen));
      case WRITE_STRUCTURED_FIELD -> structuredFields.apply(data, from + 1, to);
      case NO_OPERATION -> APPLIED;
      case UNKNOWN ->
          new Outcome.Negative(
              Reason.INVALID_COMMAND, "command 0x" + Integer.toHexString(data[from] & 0xFF));
    };
  }

  private Outcome readModified() {
    byte[] again = others.lastReply();
    return new Outcome.Reply(again != null ? again : InboundEncoder.readModified(screen));
  }

  /** Erases to one of the sizes and writes; {@code from} is where the control character is. */
  static Outcome eraseWrite(
      Screen screen, boolean doubleByte, boolean alternate, byte[] data, int from, int to) {
    screen.erase(alternate);
    return new WriteInterpreter(screen, doubleByte, data, from, to).apply(true);
  }

  static Outcome eraseAllUnprotected(Screen screen, boolean doubleByte) {
    screen.eraseUnprotected();
    if (doubleByte) {
      DoubleByte.settle(screen);
    }
    screen.restoreKeyboard();
    return APPLIED;
  }
}
