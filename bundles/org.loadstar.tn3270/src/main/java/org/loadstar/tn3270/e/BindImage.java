// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import org.loadstar.tn3270.ProtocolException;

/**
 * What a terminal needs of an SNA BIND request (RFC 2355, section 10.3; SNA Formats, "BIND RU", and
 * its presentation services part for LU type 2): the two screen sizes and the name of the host
 * application.
 *
 * @param defaultRows rows after Erase/Write, 0 where BIND does not tell
 * @param defaultColumns columns after Erase/Write, 0 where BIND does not tell
 * @param alternateRows rows after Erase/Write Alternate, 0 where the terminal decides
 * @param alternateColumns columns after Erase/Write Alternate, 0 where the terminal decides
 * @param primaryLu the name of the host application (PLU), empty where BIND does not tell; a
 *     character that no LU name can have is told as "?"
 */
public record BindImage(
    int defaultRows,
    int defaultColumns,
    int alternateRows,
    int alternateColumns,
    String primaryLu) {
  private static final int REQUEST_CODE = 0x31;
  private static final int DEFAULT_ROWS_OFFSET = 20;
  private static final int SIZE_CODE_OFFSET = 24;
  private static final int NAME_LENGTH_OFFSET = 27;
  private static final int MAX_NAME = 8;

  /** Both sizes stand in the BIND. */
  private static final int BOTH_SIZES = 0x7F;

  /**
   * From the request code to the RU sizes: format 0, function management profile 3, transmission
   * services profile 3, the protocol bytes of an LU type 2 session.
   */
  private static final int[] SESSION = {
    REQUEST_CODE,
    0x01,
    0x03,
    0x03,
    0xB1,
    0x90,
    0x30,
    0x80,
    0x00,
    0x80,
    0x87,
    0xF8,
    0x87,
    0x00,
    0x02,
    0x80,
    0x00,
    0x00,
    0x00,
    0x00
  };

  private static final String NAME_CHARACTERS = " ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$#@";

  /** Checks that every value fits into a BIND. */
  public BindImage {
    if ((defaultRows | defaultColumns | alternateRows | alternateColumns) >>> 8 != 0
        || primaryLu.length() > MAX_NAME) {
      throw new IllegalArgumentException("a size over 255 or a name over 8 characters");
    }
  }

  /**
   * Reads the data of a message with data type BIND-IMAGE. A short one tells less.
   *
   * @throws ProtocolException when it is no BIND
   */
  public static BindImage decode(ByteBuf data) {
    if (byteAt(data, 0) != REQUEST_CODE) {
      throw new ProtocolException(
          ProtocolException.Reason.MALFORMED, "a BIND-IMAGE that does not begin with 0x31");
    }
    int rows = byteAt(data, DEFAULT_ROWS_OFFSET);
    int columns = byteAt(data, DEFAULT_ROWS_OFFSET + 1);
    String name = name(data);
    return switch (byteAt(data, SIZE_CODE_OFFSET)) {
      case 0x00, 0x02 -> new BindImage(24, 80, 24, 80, name);
      case 0x03 -> new BindImage(24, 80, 0, 0, name);
      case 0x7E -> new BindImage(rows, columns, rows, columns, name);
      case BOTH_SIZES ->
          new BindImage(
              rows,
              columns,
              byteAt(data, DEFAULT_ROWS_OFFSET + 2),
              byteAt(data, DEFAULT_ROWS_OFFSET + 3),
              name);
      default -> new BindImage(0, 0, 0, 0, name);
    };
  }

  /** Writes a BIND of an LU type 2 session with these sizes and this name. */
  public void encode(ByteBuf out) {
    for (int value : SESSION) {
      out.writeByte(value);
    }
    out.writeByte(defaultRows).writeByte(defaultColumns);
    out.writeByte(alternateRows).writeByte(alternateColumns);
    out.writeByte(alternateRows == 0 ? 0x03 : BOTH_SIZES).writeZero(2);
    out.writeByte(primaryLu.length());
    for (int i = 0; i < primaryLu.length(); i++) {
      out.writeByte(ebcdic(primaryLu.charAt(i)));
    }
  }

  private static String name(ByteBuf data) {
    int length = Math.min(byteAt(data, NAME_LENGTH_OFFSET), MAX_NAME);
    StringBuilder name = new StringBuilder();
    for (int i = NAME_LENGTH_OFFSET + 1; i <= NAME_LENGTH_OFFSET + length; i++) {
      if (byteAt(data, i) == 0) {
        break;
      }
      name.append(character(byteAt(data, i)));
    }
    return name.toString().stripTrailing();
  }

  /** The byte at an offset, 0 beyond the end. */
  private static int byteAt(ByteBuf data, int offset) {
    return offset < data.readableBytes() ? data.getUnsignedByte(data.readerIndex() + offset) : 0;
  }

  private static char character(int code) {
    for (int i = 0; i < NAME_CHARACTERS.length(); i++) {
      if (ebcdic(NAME_CHARACTERS.charAt(i)) == code) {
        return NAME_CHARACTERS.charAt(i);
      }
    }
    return '?';
  }

  /** The characters of LU names stand in the same places in every EBCDIC code page. */
  private static int ebcdic(char c) {
    if (c >= 'A' && c <= 'I') {
      return 0xC1 + c - 'A';
    } else if (c >= 'J' && c <= 'R') {
      return 0xD1 + c - 'J';
    } else if (c >= 'S' && c <= 'Z') {
      return 0xE2 + c - 'S';
    } else if (c >= '0' && c <= '9') {
      return 0xF0 + c - '0';
    }
    return switch (c) {
      case ' ' -> 0x40;
      case '$' -> 0x5B;
      case '#' -> 0x7B;
      case '@' -> 0x7C;
      default -> 0x6F;
    };
  }
}
