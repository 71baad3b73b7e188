// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * What a display answered, as a host reads it: the key, the cursor and the modified fields
 * (GA23-0059, "Inbound 3270 data stream"). Immutable.
 */
public final class InboundRecord {
  /** Stands for what came by a graphic escape. */
  private static final int NULL = 0;

  private final Aid aid;
  private final int cursor;
  private final List<Modified> fields;
  private final byte[] structuredFields;

  private InboundRecord(Aid aid, int cursor, List<Modified> fields, byte[] structuredFields) {
    this.aid = aid;
    this.cursor = cursor;
    this.fields = List.copyOf(fields);
    this.structuredFields = structuredFields;
  }

  /** The characters of one modified field, or all of an unformatted screen; its nulls are gone. */
  public static final class Modified {
    private final int address;
    private final byte[] codes;

    private Modified(int address, byte[] codes) {
      this.address = address;
      this.codes = codes;
    }

    /** Address of the field's first position, 0 for an unformatted screen. */
    public int address() {
      return address;
    }

    /** Number of characters. */
    public int length() {
      return codes.length;
    }

    /** The characters; a space for what came by a graphic escape. */
    public String text(CodePage codePage) {
      return codePage.decode(codes);
    }

    /** Address and length: the characters may be a password. */
    @Override
    public String toString() {
      return "@" + address + "[" + codes.length + "]";
    }
  }

  /**
   * Reads a record without telnet or TN3270E header.
   *
   * @param size the size that the display has now
   * @throws ProtocolException if it is cut short or names an address outside the screen
   */
  public static InboundRecord parse(byte[] record, ScreenSize size) {
    if (record.length == 0) {
      throw new ProtocolException(Reason.TRUNCATED, "an inbound record without an AID");
    }
    Aid aid = new Aid(record[0]);
    if (aid.equals(Aid.STRUCTURED_FIELD)) {
      byte[] rest = Arrays.copyOfRange(record, 1, record.length);
      return new InboundRecord(aid, 0, List.of(), rest);
    }
    if (record.length == 1) {
      return new InboundRecord(aid, 0, List.of(), new byte[0]);
    }
    int cursor = address(record, 1, size);
    List<Modified> fields = new ArrayList<>();
    int at = 3;
    while (at < record.length) {
      int start = 0;
      if (record[at] == Order.SBA) {
        start = address(record, at + 1, size);
        at += 3;
      }
      ByteArrayOutputStream codes = new ByteArrayOutputStream();
      at = characters(record, at, codes);
      fields.add(new Modified(start, codes.toByteArray()));
    }
    return new InboundRecord(aid, cursor, fields, new byte[0]);
  }

  /** Collects characters up to the next SBA or the end; returns where that is. */
  private static int characters(byte[] record, int from, ByteArrayOutputStream codes) {
    int at = from;
    while (at < record.length && record[at] != Order.SBA) {
      switch (record[at]) {
        case Order.SA -> at = skip(record, at, 3);
        case Order.GE -> {
          at = skip(record, at, 2);
          codes.write(NULL);
        }
        case Order.SF, Order.SFE ->
            throw new ProtocolException(Reason.INVALID_ORDER, "a field order in an inbound record");
        default -> codes.write(record[at++]);
      }
    }
    return at;
  }

  private static int skip(byte[] record, int at, int length) {
    if (record.length - at < length) {
      throw new ProtocolException(Reason.TRUNCATED, "an inbound order cut short");
    }
    return at + length;
  }

  private static int address(byte[] record, int at, ScreenSize size) {
    if (record.length - at < 2) {
      throw new ProtocolException(Reason.TRUNCATED, "an inbound address cut short");
    }
    int address = BufferAddress.decode(record[at], record[at + 1]);
    if (address >= size.cells()) {
      throw new ProtocolException(Reason.INVALID_ADDRESS, "an inbound address outside the screen");
    }
    return address;
  }

  /** The key. */
  public Aid aid() {
    return aid;
  }

  /** Address of the cursor; 0 if the record does not tell (short reads, structured fields). */
  public int cursor() {
    return cursor;
  }

  /** The modified fields in the order of the record. */
  public List<Modified> fields() {
    return fields;
  }

  /** The modified field whose first position this is. */
  public Optional<Modified> field(int address) {
    return fields.stream().filter(field -> field.address() == address).findFirst();
  }

  /** What follows {@link Aid#STRUCTURED_FIELD}, as it came; else empty. */
  public byte[] structuredFields() {
    return structuredFields.clone();
  }

  /** Key, cursor and lengths; never the characters. */
  @Override
  public String toString() {
    return "InboundRecord[" + aid + ", cursor " + cursor + ", fields " + fields + "]";
  }
}
