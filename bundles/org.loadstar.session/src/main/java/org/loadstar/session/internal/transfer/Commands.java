// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.transfer;

import org.loadstar.api.session.TransferRequest;
import org.loadstar.api.session.TransferRequest.Direction;
import org.loadstar.api.session.TransferRequest.IfExists;
import org.loadstar.tn3270.transfer.TransferCommand;

/** What a request is in the words of IND$FILE. */
final class Commands {
  private Commands() {}

  static TransferCommand.Direction direction(TransferRequest request) {
    return request.direction() == Direction.SEND
        ? TransferCommand.Direction.PUT
        : TransferCommand.Direction.GET;
  }

  /**
   * The command.
   *
   * @throws IllegalArgumentException if the host's file or options are wrong
   */
  static TransferCommand of(TransferRequest request) {
    return TransferCommand.of(
        direction(request),
        TransferCommand.HostSystem.valueOf(request.system().name()),
        request.hostFile(),
        request.text(),
        request.lines(),
        request.direction() == Direction.SEND && request.ifExists() == IfExists.APPEND,
        request.hostOptions());
  }
}
