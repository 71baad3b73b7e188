// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * The bytes of one side as they came, cut like a {@code TelnetDecoder} does, but with the place of
 * every data byte, so that it can be masked where it stands. Reads are kept until the record that
 * begins in them is whole, at most {@link #HELD}.
 */
final class RawStream {
  /** Twice the longest record, since all of it may be doubled. */
  static final int HELD = 128 * 1024;

  private static final int IAC = 255;
  private static final int SB = 250;
  private static final int SE = 240;

  private enum State {
    DATA,
    IAC,
    OPTION,
    SUBNEGOTIATION,
    SUBNEGOTIATION_IAC
  }

  /** Is told what comes, and masks what it wants to. */
  interface Listener {
    /** A record, or a part of one where the rest does not come. */
    void record(Data data, boolean whole);

    /** NVT text. */
    void text(Data data);

    /** A word about an option. */
    void option(OptionVerb verb, TelnetOption option);

    /** What stands between SB and SE, the option first. */
    void subnegotiation(Data data);
  }

  /** Data bytes, IAC doubling undone. */
  final class Data {
    private int[] places = new int[64];
    private int length;

    private void add(int place) {
      if (length == places.length) {
        places = Arrays.copyOf(places, 2 * length);
      }
      places[length++] = place;
    }

    byte[] bytes() {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = raw[places[i]];
      }
      return bytes;
    }

    /** Writes the mask over a byte; over no IAC, which is never a character. */
    void mask(int offset, int mask) {
      if ((raw[places[offset]] & 0xFF) != IAC) {
        raw[places[offset]] = (byte) mask;
      }
    }
  }

  private final TelnetModes modes;
  private final Listener listener;
  private final List<Integer> lengths = new ArrayList<>();
  private byte[] raw = new byte[1024];
  private int size;
  private Data data = new Data();
  private Data negotiation = new Data();
  private boolean beginningLost;
  private State state = State.DATA;
  private OptionVerb verb = OptionVerb.DO;

  RawStream(TelnetModes modes, Listener listener) {
    this.modes = modes;
    this.listener = listener;
  }

  /** One read; the reads that are whole with it, in their order. */
  List<byte[]> add(byte[] read) {
    if (size + read.length > raw.length) {
      raw = Arrays.copyOf(raw, Math.max(size + read.length, 2 * raw.length));
    }
    System.arraycopy(read, 0, raw, size, read.length);
    lengths.add(read.length);
    int end = size + read.length;
    while (size < end) {
      next(raw[size] & 0xFF);
      size++;
    }
    if (!modes.records() && state == State.DATA) {
      text();
    }
    boolean open = data.length > 0 || state != State.DATA;
    if (!open) {
      return take();
    }
    return size > HELD ? end() : List.of();
  }

  /** Gives back what is held, though it is not whole. */
  List<byte[]> end() {
    if (negotiation.length > 0) {
      listener.subnegotiation(negotiation);
      negotiation = new Data();
    }
    if (data.length > 0) {
      listener.record(data, false);
      data = new Data();
      beginningLost = true;
    }
    return take();
  }

  private List<byte[]> take() {
    List<byte[]> reads = new ArrayList<>();
    int from = 0;
    for (int length : lengths) {
      reads.add(Arrays.copyOfRange(raw, from, from + length));
      from += length;
    }
    lengths.clear();
    Arrays.fill(raw, 0, size, (byte) 0);
    size = 0;
    return reads;
  }

  private void next(int code) {
    switch (state) {
      case DATA -> {
        if (code == IAC) {
          state = State.IAC;
        } else {
          data.add(size);
        }
      }
      case IAC -> afterIac(code);
      case OPTION -> {
        state = State.DATA;
        listener.option(verb, new TelnetOption(code));
      }
      case SUBNEGOTIATION -> {
        if (code == IAC) {
          state = State.SUBNEGOTIATION_IAC;
        } else {
          negotiation.add(size);
        }
      }
      case SUBNEGOTIATION_IAC -> {
        if (code == IAC) {
          state = State.SUBNEGOTIATION;
          negotiation.add(size);
        } else {
          listener.subnegotiation(negotiation);
          negotiation = new Data();
          state = State.DATA;
          if (code != SE) {
            afterIac(code);
          }
        }
      }
    }
  }

  private void afterIac(int code) {
    state = State.DATA;
    if (code == IAC) {
      data.add(size);
    } else if (code == TelnetCommand.EOR.code() && modes.records()) {
      listener.record(data, !beginningLost);
      beginningLost = false;
      data = new Data();
    } else if (code == SB) {
      text();
      state = State.SUBNEGOTIATION;
    } else {
      for (OptionVerb word : OptionVerb.values()) {
        if (word.code() == code) {
          text();
          verb = word;
          state = State.OPTION;
        }
      }
    }
  }

  private void text() {
    if (data.length > 0 && !modes.records()) {
      listener.text(data);
      data = new Data();
    }
  }
}
