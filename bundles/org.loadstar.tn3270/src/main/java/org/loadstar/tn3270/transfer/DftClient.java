// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.datastream.DdmLimits;
import org.loadstar.tn3270.transfer.DdmMessage.Close;
import org.loadstar.tn3270.transfer.DdmMessage.Data;
import org.loadstar.tn3270.transfer.DdmMessage.Done;
import org.loadstar.tn3270.transfer.DdmMessage.Failed;
import org.loadstar.tn3270.transfer.DdmMessage.Function;
import org.loadstar.tn3270.transfer.DdmMessage.Get;
import org.loadstar.tn3270.transfer.DdmMessage.Open;

/**
 * The terminal's end of a transfer in DFT mode. The host asks, the terminal answers.
 *
 * <pre>
 *   WAITING --open file--&gt; OPEN --get--&gt; READING --data--&gt; OPEN
 *                            | --insert--&gt; WRITING --written--&gt; OPEN
 *                            | --close--&gt; WAITING
 *   WAITING, OPEN --open message--&gt; TELLING --insert--&gt; FINISHED
 * </pre>
 *
 * <p>After {@link #abort} a request for the file, the one at hand or the next, is answered with an
 * error; the host then tells its message, which ends the transfer.
 */
public final class DftClient implements TransferEnd {
  private enum State {
    WAITING,
    OPEN,
    READING,
    WRITING,
    TELLING,
    FINISHED
  }

  private final TransferCommand.Direction direction;
  private final DdmLimits limits;
  private State state = State.WAITING;
  private int largest;
  private long record;
  private boolean atEnd;
  private String aborted = "";
  private byte @Nullable [] lastReply;

  /** A transfer whose command is being sent to the host. */
  public DftClient(TransferCommand.Direction direction, DdmLimits limits) {
    this.direction = direction;
    this.limits = limits;
  }

  /** A request of the host. */
  public List<TransferAction> received(DdmMessage request) {
    if (state == State.FINISHED || state == State.READING || state == State.WRITING) {
      return List.of(); // a host that does not wait for its answer
    } else if (request instanceof Open open) {
      return opened(open);
    } else if (request instanceof Get) {
      return get();
    } else if (request instanceof Data inserted) {
      return inserted(inserted.data());
    } else if (request instanceof Close) {
      return closed();
    }
    return List.of();
  }

  private List<TransferAction> opened(Open open) {
    record = 0;
    if (open.name().equals(DdmMessage.MESSAGE)) {
      state = State.TELLING;
    } else if (!aborted.isEmpty()) {
      return reply(new Failed(Function.OPEN, DdmMessage.FAILED));
    } else if (open.insert() != (direction == TransferCommand.Direction.GET)) {
      aborted = "the host wants to move the file the other way";
      return reply(new Failed(Function.OPEN, DdmMessage.FAILED));
    } else {
      state = State.OPEN;
      atEnd = false;
      largest = limits.in() - DftRecord.RESERVED;
      if (open.recordSize() > 0) {
        largest = Math.min(largest, open.recordSize() - DftRecord.RESERVED_IN_RECORD);
      }
      if (largest < 1) {
        aborted = "the host wants records of " + open.recordSize() + " bytes";
        return reply(new Failed(Function.OPEN, DdmMessage.FAILED));
      }
    }
    return reply(new Done(Function.OPEN, 0));
  }

  private List<TransferAction> get() {
    if (!aborted.isEmpty() || state != State.OPEN || direction != TransferCommand.Direction.PUT) {
      return reply(new Failed(Function.GET, DdmMessage.FAILED));
    } else if (atEnd) {
      return reply(new Failed(Function.GET, DdmMessage.END_OF_FILE));
    }
    state = State.READING;
    return List.of(new TransferAction.Read(largest));
  }

  @Override
  public List<TransferAction> data(byte[] data) {
    if (state != State.READING) {
      return List.of();
    }
    state = State.OPEN;
    atEnd = data.length < largest;
    if (data.length == 0) {
      return reply(new Failed(Function.GET, DdmMessage.END_OF_FILE));
    }
    record++;
    return reply(new Data(record, data));
  }

  private List<TransferAction> inserted(byte[] data) {
    if (state == State.TELLING) {
      return told(HostMessage.decode(data));
    } else if (!aborted.isEmpty()
        || state != State.OPEN
        || direction != TransferCommand.Direction.GET) {
      return reply(new Failed(Function.INSERT, DdmMessage.FAILED));
    }
    state = State.WRITING;
    return data.length == 0 ? written() : List.of(new TransferAction.Write(data));
  }

  @Override
  public List<TransferAction> written() {
    if (state != State.WRITING) {
      return List.of();
    }
    state = State.OPEN;
    record++;
    return reply(new Done(Function.INSERT, record));
  }

  private List<TransferAction> closed() {
    state = State.WAITING;
    return reply(new Done(Function.CLOSE, 0));
  }

  private List<TransferAction> told(HostMessage message) {
    state = State.FINISHED;
    boolean complete = aborted.isEmpty() && message.isSuccess();
    return List.of(
        send(new Done(Function.INSERT, 1)), new TransferAction.Finished(complete, message.text()));
  }

  @Override
  public List<TransferAction> abort(String why) {
    if (!aborted.isEmpty() || state == State.FINISHED) {
      return List.of();
    }
    aborted = why;
    if (state == State.READING || state == State.WRITING) {
      Function pending = state == State.READING ? Function.GET : Function.INSERT;
      state = State.OPEN;
      return reply(new Failed(pending, DdmMessage.FAILED));
    }
    return List.of();
  }

  /** Why the terminal broke it off; empty where it did not. */
  public String aborted() {
    return aborted;
  }

  private List<TransferAction> reply(DdmMessage message) {
    return List.of(send(message));
  }

  private TransferAction.Send send(DdmMessage message) {
    byte[] reply = DftRecord.inbound(message);
    lastReply = reply;
    return new TransferAction.Send(reply);
  }

  /** What a host gets that reads the terminal instead of asking: the last answer once more. */
  public byte @Nullable [] lastReply() {
    return lastReply == null ? null : lastReply.clone();
  }

  @Override
  public String toString() {
    return "DftClient[" + state + ", record " + record + "]";
  }
}
