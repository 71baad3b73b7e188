// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.util.List;

/**
 * One end of a transfer, as whoever has the file sees it. Answers are actions to be done in their
 * order. One thread at a time; at most one Read or Write is out at any moment.
 */
public sealed interface TransferEnd permits CutClient, CutHost, DftClient, DftHost {
  /** The answer to a {@link TransferAction.Read}; empty where the file is at its end. */
  List<TransferAction> data(byte[] data);

  /** The answer to a {@link TransferAction.Write}. */
  List<TransferAction> written();

  /**
   * The transfer is not to go on: the other end is told as soon as it is its turn to listen, and
   * {@link TransferAction.Finished} follows when it has answered.
   *
   * @param why for the user; a host sends it to the terminal
   */
  List<TransferAction> abort(String why);
}
