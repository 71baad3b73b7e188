// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.codepage.Apl;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.DoubleByteSet;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * What this display tells a host that queries it (GA23-0059, "Query Reply"): what is true of it.
 */
final class QueryReplies {
  private static final int QUERY_REPLY = 0x81;
  private static final int SUMMARY = 0x80;
  private static final int USABLE_AREA = 0x81;
  private static final int ALPHANUMERIC_PARTITIONS = 0x84;
  private static final int CHARACTER_SETS = 0x85;
  private static final int COLOR = 0x86;
  private static final int HIGHLIGHTING = 0x87;
  private static final int REPLY_MODES = 0x88;
  private static final int DBCS_ASIA = 0x91;
  private static final int RPQ_NAMES = 0xA1;
  private static final int IMPLICIT_PARTITION = 0xA6;
  private static final int NULL_REPLY = 0xFF;

  private static final List<Integer> KNOWN =
      List.of(
          SUMMARY,
          USABLE_AREA,
          ALPHANUMERIC_PARTITIONS,
          CHARACTER_SETS,
          COLOR,
          HIGHLIGHTING,
          REPLY_MODES,
          DBCS_ASIA,
          DdmLimits.CODE,
          RPQ_NAMES,
          IMPLICIT_PARTITION);

  /** By which hosts that care may know this display. */
  private static final String NAME = "LOADSTAR";

  private final Screen screen;
  private final CodePage codePage;
  private final List<Integer> known;

  QueryReplies(Screen screen, CodePage codePage) {
    this.screen = screen;
    this.codePage = codePage;
    this.known =
        KNOWN.stream().filter(code -> code != DBCS_ASIA || codePage.doubleByte() != null).toList();
  }

  /** The inbound record that answers a Query. */
  byte[] all() {
    return record(known);
  }

  /**
   * The inbound record that answers a Query List for these codes; a null reply if none is known.
   */
  byte[] some(List<Integer> asked) {
    List<Integer> answered = new ArrayList<>(known);
    answered.retainAll(asked);
    return record(answered.isEmpty() ? List.of(NULL_REPLY) : answered);
  }

  private byte[] record(List<Integer> codes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    out.write(Aid.STRUCTURED_FIELD.code());
    for (int code : codes) {
      byte[] body = body(code);
      writeShort(out, 4 + body.length);
      out.write(QUERY_REPLY);
      out.write(code);
      out.writeBytes(body);
    }
    return out.toByteArray();
  }

  private byte[] body(int code) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (code) {
      case SUMMARY -> known.forEach(out::write);
      case USABLE_AREA -> usableArea(out);
      case ALPHANUMERIC_PARTITIONS -> {
        out.write(0); // no partition but the implicit one
        writeShort(out, screen.alternateSize().cells());
        out.write(0);
      }
      case CHARACTER_SETS -> characterSets(out, codePage.doubleByte());
      // Shift-out and shift-in, then input control, which lets the operator make them.
      case DBCS_ASIA -> hex(out, "00030180030201");
      case COLOR -> {
        hex(out, "001000F4"); // 16 pairs; the default is green
        for (int colour = 0xF1; colour <= 0xFF; colour++) {
          out.write(colour);
          out.write(colour);
        }
      }
      case HIGHLIGHTING -> hex(out, "0500F0F1F1F2F2F4F4F8F8");
      case REPLY_MODES -> hex(out, "000102");
      case DdmLimits.CODE -> out.writeBytes(DdmLimits.OURS.encode());
      case RPQ_NAMES -> {
        hex(out, "0000000000000000"); // of any device and model
        out.write(1 + NAME.length());
        out.writeBytes(CodePage.CP037.encode(NAME));
      }
      case IMPLICIT_PARTITION -> {
        hex(out, "00000B0100");
        writeSize(out, screen.defaultSize());
        writeSize(out, screen.alternateSize());
      }
      default -> {} // the null reply has no body
    }
    return out.toByteArray();
  }

  private void characterSets(ByteArrayOutputStream out, @Nullable DoubleByteSet pairs) {
    // Graphic escape and CGCSGIDs, 9 x 12 points, nothing loadable; then the sets, each with its
    // number, flags, local identifier and, beside double-byte ones, the size of its points and its
    // range: set 0, set 1 with identifier F1, set 80 with F8, 18 x 12 points, 41 to 7F.
    String more = pairs == null ? "" : "00000000";
    hex(out, pairs == null ? "8200090C0000000007001000" : "8E00090C000000000B000000" + more);
    writeShort(out, codePage.characterSetId());
    writeShort(out, codePage.codePageId());
    hex(out, "0100F1" + more);
    writeShort(out, Apl.CHARACTER_SET_ID);
    writeShort(out, Apl.CODE_PAGE_ID);
    if (pairs != null) {
      hex(out, "8020F8120C417F");
      writeShort(out, pairs.characterSetId());
      writeShort(out, pairs.codePageId());
    }
  }

  private void usableArea(ByteArrayOutputStream out) {
    ScreenSize size = screen.alternateSize();
    hex(out, "0100"); // 12- and 14-bit addresses
    writeSize(out, size);
    hex(out, "01000A02E50002006F090C"); // millimetres: 10/741 by 2/111 per point, 9 x 12 points
    writeShort(out, size.cells());
  }

  private static void writeSize(ByteArrayOutputStream out, ScreenSize size) {
    writeShort(out, size.columns());
    writeShort(out, size.rows());
  }

  private static void writeShort(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }

  private static void hex(ByteArrayOutputStream out, String digits) {
    out.writeBytes(HexFormat.of().parseHex(digits));
  }
}
