// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;

/**
 * A structured field of distributed data management, X'D0', by which IND$FILE moves a file in DFT
 * mode. Requests come from the host, replies from the terminal. Codes that are not known are kept.
 */
public sealed interface DdmMessage {
  /** The type of the structured field. */
  int TYPE = 0xD0;

  /** The name under which the file is opened. */
  String FILE = "FT:DATA";

  /** The name under which the host opens the terminal's screen for its last message. */
  String MESSAGE = "FT:MSG";

  /** The error after the last data. */
  int END_OF_FILE = 0x2200;

  /** The error of what did not work, or is not wanted any more. */
  int FAILED = 0x0100;

  /** What a reply or an error is about. */
  enum Function {
    OPEN(0x00),
    CLOSE(0x41),
    SET_CURSOR(0x45),
    GET(0x46),
    INSERT(0x47);

    private final int code;

    Function(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /**
   * The host opens what the name says.
   *
   * @param name without trailing blanks: {@link #FILE} or {@link #MESSAGE}
   * @param insert whether the host will insert data; if not, it will get some
   * @param recordSize how long a record may be that the host gets; 0 where it does not tell
   */
  record Open(String name, boolean insert, int recordSize) implements DdmMessage {}

  /** The host is about to get; means nothing more. */
  record SetCursor() implements DdmMessage {}

  /** The host wants the next data. */
  record Get() implements DdmMessage {}

  /** The host is about to insert; means nothing more. */
  record Insert() implements DdmMessage {}

  /** The host closes what it has opened. */
  record Close() implements DdmMessage {}

  /** A request or reply that is not known, by its two bytes. */
  record Unknown(int code) implements DdmMessage {}

  /**
   * The terminal has done it.
   *
   * @param record the number of the record inserted, from 1; 0 with another function
   */
  record Done(Function function, long record) implements DdmMessage {}

  /** The terminal could not do it; {@link #END_OF_FILE} or {@link #FAILED} or another code. */
  record Failed(Function function, int error) implements DdmMessage {}

  /** Data: inserted by the host, or the terminal's answer to a get. */
  final class Data implements DdmMessage {
    /** What one field holds beside the data, its length included, inbound and outbound. */
    static final int OVERHEAD = 16;

    private final long record;
    private final byte[] data;

    /**
     * Data.
     *
     * @param record its number, from 1, in the answer to a get; 0 in an insert
     */
    Data(long record, byte[] data) {
      this.record = record;
      this.data = data;
    }

    /** The number of the record in the answer to a get, from 1; 0 in an insert. */
    public long record() {
      return record;
    }

    /** The data, not to be changed. */
    public byte[] data() {
      return data;
    }

    @Override
    public String toString() {
      return "Data[record=" + record + ", " + data.length + " bytes]";
    }
  }

  /**
   * Reads the readable bytes, a structured field behind its type.
   *
   * @throws ProtocolException where it is cut short or its lengths contradict each other
   */
  static DdmMessage decode(ByteBuf in) {
    require(in, 2, "a DDM field without a code");
    int code = in.readUnsignedShort();
    return switch (code) {
      case 0x0012 -> open(in);
      case 0x4112 -> new Close();
      case 0x4511 -> new SetCursor();
      case 0x4611 -> new Get();
      case 0x4711 -> new Insert();
      case 0x4704 -> new Data(0, data(in));
      case 0x4605 -> new Data(record(in), data(in));
      case 0x4705 -> new Done(Function.INSERT, record(in));
      default -> answer(code, in);
    };
  }

  private static DdmMessage answer(int code, ByteBuf in) {
    for (Function function : Function.values()) {
      if (code == (function.code << 8 | 0x09)) {
        return new Done(function, 0);
      } else if (code == (function.code << 8 | 0x08)) {
        require(in, 4, "a DDM error without a code");
        if (in.readUnsignedShort() != 0x6904) {
          throw malformed("the header of a DDM error");
        }
        return new Failed(function, in.readUnsignedShort());
      }
    }
    return new Unknown(code);
  }

  /** The parameters are numbered and tell their lengths; two of them mean something to us. */
  private static DdmMessage open(ByteBuf in) {
    String name = "";
    boolean insert = true;
    int recordSize = 0;
    while (in.isReadable()) {
      require(in, 2, "a parameter of a DDM open");
      int id = in.readUnsignedByte();
      int length = in.readUnsignedByte() - 2;
      if (length < 0) {
        throw malformed("the length of a parameter of a DDM open");
      }
      require(in, length, "a parameter of a DDM open");
      ByteBuf value = in.readSlice(length);
      if (id == 0x03) {
        name = value.toString(StandardCharsets.ISO_8859_1).strip();
      } else if (id == 0x0A && length > 1) {
        insert = value.getByte(1) == 0;
      } else if (id == 0x08 && length == 4) {
        recordSize = value.getUnsignedShort(2);
      }
    }
    return new Open(name, insert, recordSize);
  }

  private static long record(ByteBuf in) {
    require(in, 6, "a DDM record number");
    if (in.readUnsignedShort() != 0x6306) {
      throw malformed("the header of a DDM record number");
    }
    return in.readUnsignedInt();
  }

  private static byte[] data(ByteBuf in) {
    require(in, 5, "the header of DDM data");
    if (in.readUnsignedMedium() != 0xC08061) {
      throw malformed("DDM data that is compressed or no data");
    }
    int length = in.readUnsignedShort() - 5;
    if (length < 0) {
      throw malformed("the length of DDM data");
    }
    require(in, length, "DDM data");
    byte[] data = ByteBufUtil.getBytes(in, in.readerIndex(), length);
    in.skipBytes(length);
    return data;
  }

  private static void require(ByteBuf in, int length, String what) {
    if (in.readableBytes() < length) {
      throw new ProtocolException(Reason.TRUNCATED, what + " cut short");
    }
  }

  private static ProtocolException malformed(String what) {
    return new ProtocolException(Reason.MALFORMED, what);
  }

  /** The whole structured field, its length and type included. */
  default byte[] encode() {
    ByteBuf out = Unpooled.buffer();
    out.writeShort(0).writeByte(TYPE);
    if (this instanceof Open open) {
      encode(open, out);
    } else if (this instanceof SetCursor) {
      hex(out, "4511 01050006 0009050103 00");
    } else if (this instanceof Get) {
      hex(out, "4611 01040080");
    } else if (this instanceof Insert) {
      hex(out, "4711 0105008000");
    } else if (this instanceof Close) {
      out.writeShort(0x4112);
    } else if (this instanceof Unknown unknown) {
      out.writeShort(unknown.code());
    } else if (this instanceof Done done) {
      out.writeByte(done.function().code).writeByte(done.function() == Function.INSERT ? 5 : 9);
      if (done.function() == Function.INSERT) {
        out.writeShort(0x6306).writeInt((int) done.record());
      }
    } else if (this instanceof Failed failed) {
      out.writeByte(failed.function().code).writeByte(0x08);
      out.writeShort(0x6904).writeShort(failed.error());
    } else if (this instanceof Data data) {
      encode(data, out);
    }
    out.setShort(0, out.readableBytes());
    return ByteBufUtil.getBytes(out);
  }

  private static void encode(Open open, ByteBuf out) {
    hex(out, "0012 010601010403");
    hex(out, open.insert() ? "0A0A0000000011010100" : "0A0A0001000000000100");
    hex(out, "50055203F0");
    if (open.recordSize() > 0) {
      hex(out, "08062704");
      out.writeShort(open.recordSize());
    }
    out.writeShort(0x0309)
        .writeCharSequence(
            String.format(Locale.ROOT, "%-7s", open.name()), StandardCharsets.ISO_8859_1);
  }

  private static void encode(Data data, ByteBuf out) {
    if (data.record() > 0) {
      out.writeShort(0x4605).writeShort(0x6306).writeInt((int) data.record());
    } else {
      out.writeShort(0x4704);
    }
    out.writeMedium(0xC08061).writeShort(data.data().length + 5).writeBytes(data.data());
  }

  private static void hex(ByteBuf out, String digits) {
    out.writeBytes(HexFormat.of().parseHex(digits.replace(" ", "")));
  }
}
