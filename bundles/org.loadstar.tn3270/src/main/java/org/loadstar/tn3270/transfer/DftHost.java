// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Supplier;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.datastream.DdmLimits;
import org.loadstar.tn3270.transfer.DdmMessage.Close;
import org.loadstar.tn3270.transfer.DdmMessage.Data;
import org.loadstar.tn3270.transfer.DdmMessage.Done;
import org.loadstar.tn3270.transfer.DdmMessage.Failed;
import org.loadstar.tn3270.transfer.DdmMessage.Function;
import org.loadstar.tn3270.transfer.DdmMessage.Get;
import org.loadstar.tn3270.transfer.DdmMessage.Insert;
import org.loadstar.tn3270.transfer.DdmMessage.Open;
import org.loadstar.tn3270.transfer.DdmMessage.SetCursor;

/**
 * The host's end of a transfer in DFT mode: asks one thing after the other.
 *
 * <pre>
 *   OPENING --PUT--&gt; GETTING --data--&gt; WRITING --written--&gt; GETTING --end--&gt; CLOSING
 *           --GET--&gt; READING --data--&gt; INSERTING --done--&gt; READING --end--&gt; CLOSING
 *   CLOSING --&gt; OPENING_MESSAGE --&gt; TELLING --&gt; FINISHED
 *   an error of the terminal, or abort: --&gt; OPENING_MESSAGE
 * </pre>
 */
public final class DftHost implements TransferEnd {
  private enum State {
    NEW,
    OPENING,
    GETTING,
    WRITING,
    READING,
    INSERTING,
    CLOSING,
    OPENING_MESSAGE,
    TELLING,
    FINISHED
  }

  private final TransferCommand.Direction direction;
  private final DdmLimits limits;
  private State state = State.NEW;
  private boolean atEnd;
  private boolean failed;
  private final Supplier<String> complete;
  private HostMessage message = new HostMessage("");

  /**
   * A transfer.
   *
   * @param limits of the terminal
   * @param complete asked for what the terminal is told in the end if all goes well
   */
  public DftHost(TransferCommand.Direction direction, DdmLimits limits, Supplier<String> complete) {
    this.direction = direction;
    this.limits = limits;
    this.complete = complete;
  }

  /** The record that asks a terminal for its {@link DdmLimits}. */
  public static byte[] query() {
    return DftRecord.query();
  }

  /** Begins. */
  public List<TransferAction> start() {
    boolean insert = direction == TransferCommand.Direction.GET;
    int room = limits.in() - DftRecord.RESERVED + DftRecord.RESERVED_IN_RECORD;
    return ask(State.OPENING, new Open(DdmMessage.FILE, insert, insert ? 0 : room));
  }

  /**
   * A record of the terminal.
   *
   * @throws ProtocolException if it is no answer to what was asked
   */
  public List<TransferAction> received(byte[] record) {
    DdmMessage reply = decode(record);
    if (reply instanceof Failed error) {
      return error(error);
    } else if (reply instanceof Data data && state == State.GETTING) {
      state = State.WRITING;
      return data.data().length == 0 ? written() : List.of(new TransferAction.Write(data.data()));
    } else if (reply instanceof Done done && done.function() == asked()) {
      return done();
    }
    throw new ProtocolException(Reason.MALFORMED, "a DDM reply out of turn");
  }

  private static DdmMessage decode(byte[] record) {
    ByteBuf in = Unpooled.wrappedBuffer(record);
    if (in.readableBytes() < 6 || in.readUnsignedByte() != Aid.STRUCTURED_FIELD.code()) {
      throw new ProtocolException(Reason.MALFORMED, "not a structured field");
    }
    int length = in.readUnsignedShort();
    if (length != record.length - 1 || in.readUnsignedByte() != DdmMessage.TYPE) {
      throw new ProtocolException(Reason.MALFORMED, "not one DDM field");
    }
    return DdmMessage.decode(in);
  }

  private Function asked() {
    return switch (state) {
      case OPENING, OPENING_MESSAGE -> Function.OPEN;
      case INSERTING, TELLING -> Function.INSERT;
      case CLOSING -> Function.CLOSE;
      default -> Function.GET; // which is never answered by Done
    };
  }

  private List<TransferAction> done() {
    return switch (state) {
      case OPENING -> direction == TransferCommand.Direction.PUT ? get() : read();
      case INSERTING -> read();
      case CLOSING -> {
        message = new HostMessage(complete.get());
        yield openMessage();
      }
      case OPENING_MESSAGE -> ask(State.TELLING, new Insert(), new Data(0, message.encode()));
      default -> {
        state = State.FINISHED;
        yield List.of(new TransferAction.Finished(!failed, message.text()));
      }
    };
  }

  private List<TransferAction> error(Failed error) {
    if (state == State.GETTING && error.error() == DdmMessage.END_OF_FILE) {
      return ask(State.CLOSING, new Close());
    } else if (state == State.OPENING_MESSAGE || state == State.TELLING) {
      state = State.FINISHED; // a terminal that takes no message
      return List.of(new TransferAction.Finished(!failed, message.text()));
    }
    return fail("TRANS00 Error in file transfer: file transfer canceled");
  }

  private List<TransferAction> get() {
    return ask(State.GETTING, new SetCursor(), new Get());
  }

  private List<TransferAction> read() {
    if (atEnd) {
      return ask(State.CLOSING, new Close());
    }
    state = State.READING;
    return List.of(new TransferAction.Read(largest()));
  }

  private int largest() {
    return limits.out() - DftRecord.RESERVED;
  }

  @Override
  public List<TransferAction> data(byte[] data) {
    if (state != State.READING) {
      return List.of();
    }
    atEnd = data.length < largest();
    return data.length == 0
        ? ask(State.CLOSING, new Close())
        : ask(State.INSERTING, new Insert(), new Data(0, data));
  }

  @Override
  public List<TransferAction> written() {
    return state == State.WRITING ? get() : List.of();
  }

  /**
   * The message, which is {@code why}, is sent in place of the next request.
   *
   * @param why for example {@code TRANS13 Error writing file to host: file transfer canceled}
   */
  @Override
  public List<TransferAction> abort(String why) {
    return state == State.WRITING || state == State.READING ? fail(why) : List.of();
  }

  private List<TransferAction> fail(String why) {
    failed = true;
    message = new HostMessage(why);
    return openMessage();
  }

  private List<TransferAction> openMessage() {
    return ask(State.OPENING_MESSAGE, new Open(DdmMessage.MESSAGE, true, 0));
  }

  private List<TransferAction> ask(State next, DdmMessage... requests) {
    state = next;
    return List.of(new TransferAction.Send(DftRecord.outbound(requests)));
  }

  @Override
  public String toString() {
    return "DftHost[" + state + "]";
  }
}
