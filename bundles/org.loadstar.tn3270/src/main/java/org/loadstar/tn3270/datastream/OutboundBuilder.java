// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.io.ByteArrayOutputStream;
import java.util.Objects;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.Colour;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.Highlight;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * Builds one write of a host: command, write control character, orders and text. Rows and columns
 * count from 0. Text is translated by the code page and can never become an order.
 */
public final class OutboundBuilder {
  private final ByteArrayOutputStream orders = new ByteArrayOutputStream(512);
  private final Command command;
  private final ScreenSize size;
  private final CodePage codePage;
  private int control = WriteInterpreter.WCC_RESET;

  private OutboundBuilder(Command command, ScreenSize size, CodePage codePage) {
    this.command = command;
    this.size = size;
    this.codePage = codePage;
  }

  /** Erases and takes the display's default size, which must be {@code size}. */
  public static OutboundBuilder eraseWrite(ScreenSize size, CodePage codePage) {
    return new OutboundBuilder(Command.ERASE_WRITE, size, codePage);
  }

  /** Erases and takes the display's alternate size, which must be {@code size}. */
  public static OutboundBuilder eraseWriteAlternate(ScreenSize size, CodePage codePage) {
    return new OutboundBuilder(Command.ERASE_WRITE_ALTERNATE, size, codePage);
  }

  /** Changes what the display shows, whose size is now {@code size}. */
  public static OutboundBuilder write(ScreenSize size, CodePage codePage) {
    return new OutboundBuilder(Command.WRITE, size, codePage);
  }

  /** Unlocks the keyboard after the write. */
  public OutboundBuilder restoreKeyboard() {
    control |= WriteInterpreter.WCC_RESTORE;
    return this;
  }

  /** Takes away the modified data tags before the write. */
  public OutboundBuilder resetModified() {
    control |= WriteInterpreter.WCC_RESET_MODIFIED;
    return this;
  }

  /** Sounds the alarm. */
  public OutboundBuilder alarm() {
    control |= WriteInterpreter.WCC_ALARM;
    return this;
  }

  /**
   * What follows goes here.
   *
   * @throws IndexOutOfBoundsException outside the screen
   */
  public OutboundBuilder at(int row, int column) {
    orders.write(Order.SBA);
    writeAddress(row, column);
    return this;
  }

  /**
   * Starts a field; its first position is the next one.
   *
   * @param attribute sum of bits of {@link FieldAttribute}
   */
  public OutboundBuilder field(int attribute) {
    orders.write(Order.SF);
    orders.write(BufferAddress.graphic(attribute));
    return this;
  }

  /** Starts a field with a colour and highlighting of its own. */
  public OutboundBuilder field(int attribute, Colour colour, Highlight highlight) {
    orders.write(Order.SFE);
    orders.write(3);
    orders.write(Extended.FIELD);
    orders.write(BufferAddress.graphic(attribute));
    orders.write(Extended.FOREGROUND);
    orders.write(colour.code());
    orders.write(Extended.HIGHLIGHTING);
    orders.write(highlight.code());
    return this;
  }

  /** Puts text; characters that the code page lacks become question marks. */
  public OutboundBuilder text(CharSequence text) {
    orders.writeBytes(codePage.encode(text));
    return this;
  }

  /** Puts a character up to, not including, this position. */
  public OutboundBuilder repeatTo(int row, int column, char character) {
    orders.write(Order.RA);
    writeAddress(row, column);
    orders.writeBytes(codePage.encode(String.valueOf(character)));
    return this;
  }

  /** Nulls the unprotected positions up to, not including, this one. */
  public OutboundBuilder eraseUnprotectedTo(int row, int column) {
    orders.write(Order.EUA);
    writeAddress(row, column);
    return this;
  }

  /** Puts the cursor where the next thing would go. */
  public OutboundBuilder cursor() {
    orders.write(Order.IC);
    return this;
  }

  /** The record, without telnet or TN3270E header. */
  public byte[] build() {
    byte[] body = orders.toByteArray();
    byte[] record = new byte[2 + body.length];
    record[0] = (byte) command.code();
    record[1] = (byte) BufferAddress.graphic(control);
    System.arraycopy(body, 0, record, 2, body.length);
    return record;
  }

  private void writeAddress(int row, int column) {
    Objects.checkIndex(row, size.rows());
    Objects.checkIndex(column, size.columns());
    BufferAddress.encode(row * size.columns() + column, size.cells(), orders);
  }
}
