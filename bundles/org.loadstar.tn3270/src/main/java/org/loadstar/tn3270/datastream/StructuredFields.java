// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.ReplyMode;
import org.loadstar.tn3270.screen.Screen;

/** The structured fields of one Write Structured Field (GA23-0059, "Structured fields"). */
final class StructuredFields {
  private static final int READ_PARTITION = 0x01;
  private static final int ERASE_RESET = 0x03;
  private static final int SET_REPLY_MODE = 0x09;
  private static final int CREATE_PARTITION = 0x0C;
  private static final int OUTBOUND_3270DS = 0x40;

  private static final int QUERY = 0x02;
  private static final int QUERY_LIST = 0x03;

  private static final int LISTED = 0x00;
  private static final int EQUIVALENT = 0x40;
  private static final int ALL = 0x80;

  private static final int SIXTEEN_BITS = 1;

  private static final int HEADER = 3;
  private static final int WHOLE_DEVICE = 0xFF;

  private static final Outcome APPLIED = new Outcome.Applied(false, 0);

  private final Screen screen;
  private final boolean doubleByte;
  private final QueryReplies queryReplies;
  private final StructuredFieldHandler others;

  StructuredFields(Screen screen, CodePage codePage, StructuredFieldHandler others) {
    this.screen = screen;
    this.doubleByte = codePage.doubleByte() != null;
    this.others = others;
    this.queryReplies = new QueryReplies(screen, codePage);
  }

  /**
   * Applies all fields up to the first whose length is wrong. As in s3270, a field that is refused
   * for another reason does not end it, and the answer of a read is the outcome whatever else is
   * refused.
   */
  Outcome apply(byte[] data, int from, int to) {
    boolean alarm = false;
    int skipped = 0;
    Outcome.@Nullable Negative fault = null;
    Outcome.@Nullable Reply reply = null;
    for (int at = from; at < to; ) {
      int length = to - at < HEADER ? 0 : (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
      if (length == 0 && to - at >= HEADER) {
        length = to - at;
      }
      if (length < HEADER || length > to - at) {
        fault = fault("length of a structured field");
        break;
      }
      Outcome outcome = field(data, at + 2, at + length);
      at += length;
      if (outcome instanceof Outcome.Reply read) {
        if (reply != null) {
          return fault("a second read");
        }
        reply = read;
      } else if (outcome instanceof Outcome.Negative negative) {
        fault = fault == null ? negative : fault;
      } else if (outcome instanceof Outcome.Applied applied) {
        alarm |= applied.alarm();
        skipped += applied.skipped();
      }
    }
    if (reply != null) {
      return reply;
    }
    return fault != null ? fault : new Outcome.Applied(alarm, skipped);
  }

  /** One field, from its type on. */
  private Outcome field(byte[] data, int from, int to) {
    int type = data[from] & 0xFF;
    int parameters = from + 1;
    return switch (type) {
      case READ_PARTITION -> readPartition(data, parameters, to);
      case ERASE_RESET -> eraseReset(data, parameters, to);
      case SET_REPLY_MODE -> setReplyMode(data, parameters, to);
      case CREATE_PARTITION -> createPartition(data, parameters, to);
      case OUTBOUND_3270DS -> outbound(data, parameters, to);
      default -> {
        Outcome outcome =
            others.apply(type, Unpooled.wrappedBuffer(data, parameters, to - parameters));
        yield outcome != null
            ? outcome
            : new Outcome.Negative(
                Reason.INVALID_COMMAND, "unknown structured field 0x" + Integer.toHexString(type));
      }
    };
  }

  private Outcome readPartition(byte[] data, int from, int to) {
    if (to - from < 2) {
      return fault("Read Partition cut short");
    }
    int partition = data[from] & 0xFF;
    int operation = data[from + 1] & 0xFF;
    if (operation == QUERY || operation == QUERY_LIST) {
      if (partition != WHOLE_DEVICE) {
        return fault("Query of a partition");
      }
      Outcome outcome =
          operation == QUERY
              ? new Outcome.Reply(queryReplies.all())
              : queryList(data, from + 2, to);
      if (outcome instanceof Outcome.Reply) {
        screen.inhibitKeyboard();
      }
      return outcome;
    }
    if (partition != 0) {
      return fault("Read Partition of an unknown partition");
    }
    byte[] read =
        switch (Command.inStructuredField(operation)) {
          case READ_BUFFER -> InboundEncoder.readBuffer(screen);
          case READ_MODIFIED, READ_MODIFIED_ALL -> InboundEncoder.readModifiedAll(screen);
          default -> null;
        };
    if (read == null) {
      return fault("operation of Read Partition");
    }
    read[0] = (byte) Aid.READ_PARTITION.code();
    return new Outcome.Reply(read);
  }

  private Outcome queryList(byte[] data, int from, int to) {
    if (from == to) {
      return fault("Query List cut short");
    }
    int request = data[from] & 0xFF;
    if (request == EQUIVALENT || request == ALL) {
      return new Outcome.Reply(queryReplies.all());
    }
    if (request != LISTED) {
      return fault("request type of Query List");
    }
    List<Integer> asked = new ArrayList<>();
    for (int at = from + 1; at < to; at++) {
      asked.add(data[at] & 0xFF);
    }
    return new Outcome.Reply(queryReplies.some(asked));
  }

  private Outcome eraseReset(byte[] data, int from, int to) {
    if (to - from != 1 || (data[from] & 0x7F) != 0) {
      return fault("Erase/Reset");
    }
    screen.endInhibit();
    screen.setWideAddresses(false);
    screen.erase(data[from] != 0);
    return APPLIED;
  }

  private Outcome setReplyMode(byte[] data, int from, int to) {
    if (to - from < 2 || data[from] != 0) {
      return fault("Set Reply Mode");
    }
    ReplyMode mode = replyMode(data, from + 1, to);
    if (mode == null) {
      return fault("mode of Set Reply Mode");
    }
    screen.setReplyMode(mode);
    return APPLIED;
  }

  private static @Nullable ReplyMode replyMode(byte[] data, int from, int to) {
    return switch (data[from]) {
      case 0 -> ReplyMode.FIELD;
      case 1 -> ReplyMode.EXTENDED_FIELD;
      case 2 -> {
        long types = 0;
        for (int at = from + 1; at < to; at++) {
          types |= (data[at] & 0xC0) == 0x40 ? 1L << (data[at] & 0x3F) : 0;
        }
        yield new ReplyMode(ReplyMode.Kind.CHARACTER, types);
      }
      default -> null;
    };
  }

  /**
   * The only partition is 0. As in s3270 it is there already and keeps its size and what it shows;
   * the cursor goes to its start. Its addresses get the form asked for.
   */
  private Outcome createPartition(byte[] data, int from, int to) {
    int partition = from < to ? data[from] & 0xFF : 0;
    int unit = from + 1 < to ? data[from + 1] >> 4 & 0x0F : 0; // of sizes: cells or points
    int addressing = from + 1 < to ? data[from + 1] & 0x0F : 0;
    if (partition != 0 || (unit & ~0x02) != 0 || addressing > 2) {
      return fault("Create Partition");
    }
    screen.setWideAddresses(addressing == SIXTEEN_BITS);
    screen.moveCursor(0);
    return APPLIED;
  }

  private Outcome outbound(byte[] data, int from, int to) {
    if (to - from < 2 || data[from] != 0) {
      return fault("Outbound 3270DS");
    }
    Command command = Command.inStructuredField(data[from + 1]);
    return switch (command) {
      case WRITE -> new WriteInterpreter(screen, doubleByte, data, from + 2, to).apply(false);
      // As in s3270, the size stays: the partition keeps the one it has.
      case ERASE_WRITE, ERASE_WRITE_ALTERNATE ->
          HostInterpreter.eraseWrite(screen, doubleByte, screen.isAlternate(), data, from + 2, to);
      case ERASE_ALL_UNPROTECTED -> HostInterpreter.eraseAllUnprotected(screen, doubleByte);
      default -> fault("command of Outbound 3270DS");
    };
  }

  private static Outcome.Negative fault(String detail) {
    return new Outcome.Negative(Reason.INVALID_STRUCTURED_FIELD, detail);
  }
}
