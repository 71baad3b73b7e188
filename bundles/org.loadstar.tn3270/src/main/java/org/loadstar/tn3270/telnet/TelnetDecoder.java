// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Queue;
import org.loadstar.tn3270.ProtocolException;

/**
 * Cuts a telnet byte stream into records, commands, option words and subnegotiations (RFC 854, 855,
 * 885). However the stream is cut into buffers, the events are the same.
 *
 * <pre>
 *   DATA                --IAC-->                  IAC
 *   IAC                 --DO DONT WILL WONT-->    OPTION          --any byte: option--> DATA
 *   IAC                 --SB-->                   SUBNEGOTIATION
 *   IAC                 --EOR: record-->          DATA
 *   IAC                 --IAC: a data byte-->     DATA
 *   IAC                 --other: command-->       DATA
 *   SUBNEGOTIATION      --IAC-->                  SUBNEGOTIATION_IAC
 *   SUBNEGOTIATION_IAC  --IAC: a payload byte-->  SUBNEGOTIATION
 *   SUBNEGOTIATION_IAC  --SE: subnegotiation-->   DATA
 *   SUBNEGOTIATION_IAC  --other: end lost-->      as in IAC
 * </pre>
 *
 * <p>In record mode data gathers until IAC EOR; outside it data is passed on at once as text. A
 * command inside a record is told at once, save IP and AO, which RFC 2355 (section 8) wants
 * processed after the record that they stand in.
 *
 * <p>A record is at most {@link #RECORD_LIMIT} bytes and a subnegotiation {@link
 * #SUBNEGOTIATION_LIMIT}; a longer one is a {@link ProtocolException}, after which the connection
 * is to be closed. Not thread-safe: it belongs to one connection.
 */
public final class TelnetDecoder {
  /** The longest record in bytes. */
  public static final int RECORD_LIMIT = 64 * 1024;

  /** The longest subnegotiation in bytes, the option code included. */
  public static final int SUBNEGOTIATION_LIMIT = 4 * 1024;

  static final int IAC = 255;
  static final int SB = 250;
  static final int SE = 240;

  /** More keystrokes than anybody has in one record; what comes beyond is dropped. */
  private static final int MAX_DEFERRED = 16;

  private enum State {
    DATA,
    IAC,
    OPTION,
    SUBNEGOTIATION,
    SUBNEGOTIATION_IAC
  }

  private final TelnetListener listener;
  private final Accumulator record =
      new Accumulator(RECORD_LIMIT, ProtocolException.Reason.RECORD_TOO_LONG);
  private final Accumulator subnegotiation =
      new Accumulator(SUBNEGOTIATION_LIMIT, ProtocolException.Reason.SUBNEGOTIATION_TOO_LONG);
  private final Queue<TelnetCommand> deferred = new ArrayDeque<>(0);
  private State state = State.DATA;
  private OptionVerb verb = OptionVerb.DO;
  private boolean recordMode;

  /** A decoder outside record mode. */
  public TelnetDecoder(TelnetListener listener) {
    this.listener = listener;
  }

  /**
   * Whether data is records that end with IAC EOR (TN3270E agreed, or END-OF-RECORD both ways) or
   * NVT text. May be called by the listener; it holds from the next byte. An unfinished record is
   * dropped by a change.
   */
  public void recordMode(boolean on) {
    if (on != recordMode) {
      recordMode = on;
      record.clear();
      deferred.clear();
    }
  }

  /**
   * Decodes all of {@code in}, which stays the caller's to release. The listener may skip bytes of
   * {@code in} that are not to be decoded (what a stranger put before a TLS handshake, say).
   *
   * @throws ProtocolException when the peer goes over a limit
   */
  public void decode(ByteBuf in) {
    while (in.isReadable()) {
      switch (state) {
        case DATA -> data(in);
        case IAC -> afterIac(in.readUnsignedByte());
        case OPTION -> {
          state = State.DATA;
          listener.option(verb, new TelnetOption(in.readUnsignedByte()));
        }
        case SUBNEGOTIATION -> {
          int run = runLength(in);
          subnegotiation.add(in, run);
          if (skipIac(in)) {
            state = State.SUBNEGOTIATION_IAC;
          }
        }
        case SUBNEGOTIATION_IAC -> afterSubnegotiationIac(in.readUnsignedByte());
      }
    }
  }

  private void data(ByteBuf in) {
    int run = runLength(in);
    if (!recordMode) {
      if (run > 0) {
        listener.text(in.readSlice(run));
      }
    } else if (record.isEmpty() && endsRecord(in, run)) {
      // The usual case: a whole record without IAC in one buffer is not copied.
      record.checkLimit(run);
      ByteBuf whole = in.readSlice(run);
      in.skipBytes(2);
      listener.record(whole);
      return;
    } else {
      record.add(in, run);
    }
    if (skipIac(in)) {
      state = State.IAC;
    }
  }

  private void afterIac(int code) {
    state = State.DATA;
    OptionVerb word = OptionVerb.of(code);
    if (word != null) {
      verb = word;
      state = State.OPTION;
    } else if (code == SB) {
      state = State.SUBNEGOTIATION;
    } else if (code == IAC) {
      doubledIac();
    } else if (code == TelnetCommand.EOR.code() && recordMode) {
      listener.record(record.take());
      while (!deferred.isEmpty()) {
        listener.command(deferred.remove());
      }
    } else {
      command(new TelnetCommand(code));
    }
  }

  private void doubledIac() {
    if (recordMode) {
      record.add(IAC);
    } else {
      listener.text(Unpooled.wrappedBuffer(new byte[] {(byte) IAC}));
    }
  }

  private void command(TelnetCommand command) {
    boolean key =
        command.equals(TelnetCommand.INTERRUPT_PROCESS)
            || command.equals(TelnetCommand.ABORT_OUTPUT);
    if (!key || record.isEmpty()) {
      listener.command(command);
    } else if (deferred.size() < MAX_DEFERRED) {
      deferred.add(command);
    }
  }

  private void afterSubnegotiationIac(int code) {
    if (code == IAC) {
      subnegotiation.add(IAC);
      state = State.SUBNEGOTIATION;
    } else if (code == SE) {
      state = State.DATA;
      if (!subnegotiation.isEmpty()) {
        ByteBuf payload = subnegotiation.take();
        listener.subnegotiation(new TelnetOption(payload.readUnsignedByte()), payload);
      }
    } else {
      // The end was lost: give up the subnegotiation and take what follows as a command.
      subnegotiation.clear();
      afterIac(code);
    }
  }

  private static int runLength(ByteBuf in) {
    int run = in.bytesBefore((byte) IAC);
    return run < 0 ? in.readableBytes() : run;
  }

  private static boolean endsRecord(ByteBuf in, int run) {
    return in.readableBytes() >= run + 2
        && in.getUnsignedByte(in.readerIndex() + run + 1) == TelnetCommand.EOR.code();
  }

  private static boolean skipIac(ByteBuf in) {
    if (!in.isReadable()) {
      return false;
    }
    in.skipBytes(1);
    return true;
  }
}
