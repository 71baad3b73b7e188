// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.trace;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.BitSet;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.datastream.HiddenData;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.e.BindImage;
import org.loadstar.tn3270.e.DataType;
import org.loadstar.tn3270.e.Tn3270eHeader;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * Masks what must not be written down: what fields that are not displayed hold, on either way; what
 * was typed into them, wherever it comes back; what is typed in NVT mode while the host does the
 * echo; the values of NEW-ENVIRON (RFC 1572) and all of AUTHENTICATION (RFC 2941). To know the
 * fields it keeps a screen of its own, to which it applies what the host sends.
 */
final class Masking {
  private static final int EBCDIC_MASK = 0x5C;
  private static final int ASCII_MASK = '*';
  private static final int FIRST_CHARACTER_EBCDIC = 0x40;
  private static final int FIRST_CHARACTER_ASCII = 0x20;

  private static final int OLD_ENVIRON = 36;
  private static final int AUTHENTICATION = 37;
  private static final int NEW_ENVIRON = 39;

  private final TelnetModes modes;
  private final ScreenSize largest;
  private final Screen screen;
  private final HostInterpreter interpreter;
  private final Secrets secrets;

  Masking(TelnetModes modes, ScreenSize largest, CodePage codePage, Secrets secrets) {
    this.modes = modes;
    this.largest = largest;
    this.screen = new Screen(ScreenSize.MODEL_2, largest);
    this.interpreter = new HostInterpreter(screen, codePage);
    this.secrets = secrets;
  }

  TelnetModes modes() {
    return modes;
  }

  RawStream.Listener of(TraceSide side) {
    return new RawStream.Listener() {
      @Override
      public void record(RawStream.Data data, boolean whole) {
        byte[] bytes = data.bytes();
        if (!whole) {
          mask(data, bytes, FIRST_CHARACTER_EBCDIC, EBCDIC_MASK);
          return;
        }
        BitSet hidden = side == TraceSide.HOST ? host(bytes) : client(bytes);
        secrets.find(bytes, hidden);
        hidden.stream().forEach(at -> data.mask(at, EBCDIC_MASK));
      }

      @Override
      public void text(RawStream.Data data) {
        byte[] bytes = data.bytes();
        if (side == TraceSide.CLIENT && modes.hostEchoes()) {
          mask(data, bytes, FIRST_CHARACTER_ASCII, ASCII_MASK);
        }
        BitSet repeated = new BitSet();
        secrets.find(bytes, repeated);
        repeated.stream().forEach(at -> data.mask(at, ASCII_MASK));
      }

      @Override
      public void option(OptionVerb verb, TelnetOption option) {
        modes.option(side, verb, option);
      }

      @Override
      public void subnegotiation(RawStream.Data data) {
        if (side == TraceSide.CLIENT) {
          negotiation(data, data.bytes());
        }
      }
    };
  }

  private static void mask(RawStream.Data data, byte[] bytes, int firstCharacter, int mask) {
    for (int at = 0; at < bytes.length; at++) {
      if ((bytes[at] & 0xFF) >= firstCharacter) {
        data.mask(at, mask);
      }
    }
  }

  private BitSet host(byte[] record) {
    if (!modes.headers()) {
      return data(record, 0);
    }
    DataType type = type(record);
    if (type.equals(DataType.DATA_3270)) {
      return data(record, Tn3270eHeader.LENGTH);
    }
    if (type.equals(DataType.BIND_IMAGE)) {
      bind(Arrays.copyOfRange(record, Tn3270eHeader.LENGTH, record.length));
    } else if (type.equals(DataType.UNBIND)) {
      screen.resize(ScreenSize.MODEL_2, largest);
    } else if (type.equals(DataType.SSCP_LU_DATA)) {
      screen.clear();
    }
    return new BitSet();
  }

  private BitSet data(byte[] record, int from) {
    int cursor = screen.cursor();
    interpreter.apply(record, from, record.length);
    return HiddenData.ofHost(record, from, cursor, screen);
  }

  private void bind(byte[] image) {
    try {
      BindImage bind = BindImage.decode(Unpooled.wrappedBuffer(image));
      screen.resize(
          size(bind.defaultRows(), bind.defaultColumns(), ScreenSize.MODEL_2),
          size(bind.alternateRows(), bind.alternateColumns(), largest));
    } catch (ProtocolException wrong) {
      // The session has its own opinion of it; the screen stays as it is.
    }
  }

  private ScreenSize size(int rows, int columns, ScreenSize otherwise) {
    boolean fits =
        rows > 0 && columns > 0 && rows <= largest.rows() && columns <= largest.columns();
    return fits ? new ScreenSize(rows, columns) : otherwise;
  }

  private BitSet client(byte[] record) {
    int from = modes.headers() ? Tn3270eHeader.LENGTH : 0;
    DataType type = modes.headers() ? type(record) : DataType.DATA_3270;
    if (!type.equals(DataType.DATA_3270) || record.length <= from) {
      return new BitSet();
    }
    BitSet hidden = HiddenData.ofDisplay(record, from, screen);
    for (int at = hidden.nextSetBit(0); at >= 0; ) {
      int end = hidden.nextClearBit(at);
      secrets.learn(Arrays.copyOfRange(record, at, end));
      at = hidden.nextSetBit(end);
    }
    if (record[from] == (byte) Aid.CLEAR.code()) {
      screen.clear();
    }
    return hidden;
  }

  private static DataType type(byte[] record) {
    return new DataType(record.length < Tn3270eHeader.LENGTH ? -1 : record[0] & 0xFF);
  }

  /** The values of environment variables; the name of a device is none of a person. */
  private static void negotiation(RawStream.Data data, byte[] bytes) {
    int option = bytes.length == 0 ? -1 : bytes[0];
    if (option == AUTHENTICATION) {
      for (int at = 1; at < bytes.length; at++) {
        data.mask(at, ASCII_MASK);
      }
    } else if (option == NEW_ENVIRON || option == OLD_ENVIRON) {
      boolean value = false;
      for (int at = 2; at < bytes.length; at++) {
        int code = bytes[at];
        if (code >= 0 && code <= 3 && bytes[at - 1] != 2) {
          value = code == 1;
        } else if (value) {
          data.mask(at, ASCII_MASK);
        }
      }
    }
  }
}
