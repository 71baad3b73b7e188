// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.screen.KeyboardLock;

/** What came of a key or of typed text. */
public sealed interface KeyResult {
  /** Done on the screen; nothing to send. */
  record Typed() implements KeyResult {}

  /**
   * Refused.
   *
   * @param reason why the keyboard is locked, before or because of this key
   * @param typed how many characters went in before
   */
  record Locked(KeyboardLock reason, int typed) implements KeyResult {}

  /** The key calls the host: the record is to be sent, the keyboard is locked. */
  final class Attention implements KeyResult {
    private final Aid aid;
    private final byte[] record;

    Attention(Aid aid, byte[] record) {
      this.aid = aid;
      this.record = record;
    }

    public Aid aid() {
      return aid;
    }

    /** The record to send; the caller owns it. */
    public byte[] record() {
      return record;
    }

    /** The length only: the data may hold a password. */
    @Override
    public String toString() {
      return "Attention[" + aid + ", " + record.length + " bytes]";
    }
  }
}
