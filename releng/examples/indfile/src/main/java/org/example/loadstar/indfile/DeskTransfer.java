// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.indfile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.DdmLimits;
import org.loadstar.tn3270.transfer.CutHost;
import org.loadstar.tn3270.transfer.DftHost;
import org.loadstar.tn3270.transfer.TransferAction;
import org.loadstar.tn3270.transfer.TransferCommand;
import org.loadstar.tn3270.transfer.TransferCommand.Direction;
import org.loadstar.tn3270.transfer.TransferEnd;

/** One file on its way: what the state machine of the mode wants is done at once. */
final class DeskTransfer {
  private static final String COMPLETE = "TRANS03 File transfer complete";
  private static final String SEGMENTED = "TRANS04 File transfer complete with records segmented";
  private static final byte STRUCTURED_FIELDS = (byte) 0x88;

  private final Library library;
  private final TransferCommand command;
  private final boolean dft;
  private final Incoming incoming;
  private @Nullable ByteArrayInputStream outgoing;
  private @Nullable TransferEnd host;
  private String message = "";

  DeskTransfer(Library library, TransferCommand command, boolean dft) {
    this.library = library;
    this.command = command;
    this.dft = dft;
    this.incoming = new Incoming(command);
  }

  /** The first record: asks whether the terminal has DFT mode. */
  byte[] start() {
    return DftHost.query();
  }

  /** What follows a record of the terminal; null if the transfer is over. */
  byte @Nullable [] answered(byte[] record) {
    if (host == null) {
      return begin(record);
    }
    List<TransferAction> actions =
        host instanceof DftHost asked ? asked.received(record) : ((CutHost) host).received(record);
    return perform(host, actions);
  }

  private byte @Nullable [] begin(byte[] record) {
    Optional<DdmLimits> limits =
        dft && record.length > 0 && record[0] == STRUCTURED_FIELDS
            ? DdmLimits.find(Arrays.copyOfRange(record, 1, record.length))
            : Optional.empty();
    if (limits.isPresent()) {
      DftHost begun = new DftHost(command.direction(), limits.get(), this::complete);
      host = begun;
      return perform(begun, begun.start());
    }
    CutHost begun = new CutHost(command.direction(), CodePage.CP037, this::complete);
    host = begun;
    return perform(begun, begun.start());
  }

  private byte @Nullable [] perform(TransferEnd end, List<TransferAction> actions) {
    byte[] record = null;
    Deque<TransferAction> due = new ArrayDeque<>(actions);
    while (!due.isEmpty()) {
      TransferAction action = due.remove();
      if (action instanceof TransferAction.Send send) {
        record = send.record();
      } else if (action instanceof TransferAction.Read read) {
        due.addAll(read(end, read.length()));
      } else if (action instanceof TransferAction.Write write) {
        due.addAll(write(end, write.data()));
      } else if (action instanceof TransferAction.Finished finished) {
        finished(finished);
      }
    }
    return record;
  }

  private String complete() {
    return incoming.segmented() ? SEGMENTED : COMPLETE;
  }

  private List<TransferAction> read(TransferEnd end, int length) {
    try {
      if (outgoing == null) {
        outgoing = new ByteArrayInputStream(Outgoing.of(library.get(command.hostFile()), command));
      }
      return end.data(outgoing.readNBytes(length));
    } catch (IOException missing) {
      return end.abort("TRANS17 Missing or incorrect TSO data set name: file transfer canceled");
    }
  }

  private List<TransferAction> write(TransferEnd end, byte[] data) {
    try {
      incoming.write(data);
      return end.written();
    } catch (IOException full) {
      return end.abort("TRANS15 Required host storage unavailable: file transfer canceled");
    }
  }

  private void finished(TransferAction.Finished finished) {
    message = finished.message();
    if (finished.complete() && command.direction() == Direction.PUT) {
      try {
        library.put(command.hostFile(), incoming.file(), command.append());
      } catch (IOException full) {
        message = "TRANS15 Required host storage unavailable: file transfer canceled";
      }
    }
  }

  String message() {
    return message;
  }
}
