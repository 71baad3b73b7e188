// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.DdmLimits;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.datastream.Outcome;
import org.loadstar.tn3270.datastream.StructuredFieldHandler;
import org.loadstar.tn3270.keyboard.Keyboard;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.transfer.TransferAction.Finished;
import org.loadstar.tn3270.transfer.TransferAction.Read;
import org.loadstar.tn3270.transfer.TransferAction.Send;
import org.loadstar.tn3270.transfer.TransferAction.Write;
import org.loadstar.tn3270.transfer.TransferCommand.Direction;

/** A terminal with a screen, which has a file, and everything that it sends. */
final class Terminal implements StructuredFieldHandler {
  final Screen screen;
  final DftClient dft;
  final CutClient cut;
  final List<byte[]> sent = new ArrayList<>();
  final ByteArrayOutputStream target = new ByteArrayOutputStream();
  @Nullable Finished finished;

  /** Called before the answer to a read or write of the file, if set. */
  Runnable beforeAnswer = () -> {};

  private final HostInterpreter interpreter;
  private final ByteArrayInputStream source;

  Terminal(Direction direction, byte[] file) {
    this(direction, file, 2, DdmLimits.OURS);
  }

  Terminal(Direction direction, byte[] file, int model, DdmLimits limits) {
    screen = Screen.ofModel(model);
    interpreter = new HostInterpreter(screen, CodePage.CP037, this);
    dft = new DftClient(direction, limits);
    cut = new CutClient(direction, screen, new Keyboard(screen, CodePage.CP037), CodePage.CP037);
    source = new ByteArrayInputStream(file);
  }

  Outcome host(byte[] record) {
    Outcome outcome = interpreter.apply(record, 0, record.length);
    screen.checkInvariants();
    if (outcome instanceof Outcome.Reply reply) {
      sent.add(reply.record());
    } else if (outcome instanceof Outcome.Applied) {
      perform(cut, cut.screenWritten());
    }
    return outcome;
  }

  @Override
  public @Nullable Outcome apply(int type, ByteBuf parameters) {
    if (type != DdmMessage.TYPE) {
      return null;
    }
    perform(dft, dft.received(DdmMessage.decode(parameters)));
    return new Outcome.Applied(false, 0);
  }

  @Override
  public byte @Nullable [] lastReply() {
    return dft.lastReply();
  }

  private void perform(TransferEnd end, List<TransferAction> actions) {
    Files files = new Files(source, target);
    Deque<TransferAction> due = new ArrayDeque<>(actions);
    while (!due.isEmpty()) {
      TransferAction action = due.remove();
      if (action instanceof Send send) {
        sent.add(send.record());
      } else if (action instanceof Finished over) {
        finished = over;
      } else {
        beforeAnswer.run();
        due.addAll(files.answer(end, action));
      }
    }
  }

  /** What a host sends next, or nothing any more. */
  static byte @Nullable [] next(
      TransferEnd host, List<TransferAction> actions, Files files, List<Finished> over) {
    Deque<TransferAction> due = new ArrayDeque<>(actions);
    byte[] record = null;
    while (!due.isEmpty()) {
      TransferAction action = due.remove();
      if (action instanceof Send send) {
        record = send.record();
      } else if (action instanceof Finished finished) {
        over.add(finished);
      } else {
        due.addAll(files.answer(host, action));
      }
    }
    return record;
  }

  /** A file to read and one to write. */
  record Files(ByteArrayInputStream source, ByteArrayOutputStream target) {
    List<TransferAction> answer(TransferEnd end, TransferAction action) {
      try {
        if (action instanceof Read read) {
          return end.data(source.readNBytes(read.length()));
        }
        Write write = (Write) action;
        assertTrue(write.data().length > 0);
        target.write(write.data());
        return end.written();
      } catch (IOException impossible) {
        throw new AssertionError(impossible);
      }
    }
  }
}
