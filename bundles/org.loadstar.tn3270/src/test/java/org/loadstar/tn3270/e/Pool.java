// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import java.util.ArrayList;
import java.util.List;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;

/** A server with one pool, POOL1, of two terminals, TERM0001 and TERM0002, without printers. */
final class Pool implements LuAssigner {
  final List<String> given = new ArrayList<>();

  @Override
  public Answer assign(DeviceTypeRequest request) {
    if (!request.deviceType().startsWith("IBM-")) {
      return new Refused(RejectReason.INV_DEVICE_TYPE);
    } else if (request.associate() != null) {
      return new Refused(RejectReason.UNSUPPORTED_REQ);
    } else if (request.deviceType().equals("IBM-3287-1")) {
      return new Refused(RejectReason.TYPE_NAME_ERROR);
    } else if (request.connect() != null && !request.connect().equals("POOL1")) {
      return new Refused(RejectReason.INV_NAME);
    } else if (given.size() == 2) {
      return new Refused(RejectReason.DEVICE_IN_USE);
    }
    given.add("TERM000" + (given.size() + 1));
    return new Assigned(given.get(given.size() - 1));
  }
}
