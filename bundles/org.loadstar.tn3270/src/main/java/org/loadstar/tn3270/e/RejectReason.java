// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

/**
 * Why a server rejects a DEVICE-TYPE REQUEST (RFC 2355, sections 3 and 7.1.5). An open value: a
 * reason nobody knows is kept with its code.
 *
 * @param code 0..255
 */
public record RejectReason(int code) {
  /** The printer asked for by CONNECT is the partner of a terminal. */
  public static final RejectReason CONN_PARTNER = new RejectReason(0);

  /** The device is in use, or no device of the pool is free. */
  public static final RejectReason DEVICE_IN_USE = new RejectReason(1);

  /** ASSOCIATE with a type that is no printer or a device that is no terminal. */
  public static final RejectReason INV_ASSOCIATE = new RejectReason(2);

  /** The server does not know the name. */
  public static final RejectReason INV_NAME = new RejectReason(3);

  /** The server does not support the device type. */
  public static final RejectReason INV_DEVICE_TYPE = new RejectReason(4);

  /** Name and type do not go together. */
  public static final RejectReason TYPE_NAME_ERROR = new RejectReason(5);

  /** Any other error. */
  public static final RejectReason UNKNOWN_ERROR = new RejectReason(6);

  /** The server cannot satisfy this kind of request. */
  public static final RejectReason UNSUPPORTED_REQ = new RejectReason(7);

  private static final String[] NAMES = {
    "CONN-PARTNER",
    "DEVICE-IN-USE",
    "INV-ASSOCIATE",
    "INV-NAME",
    "INV-DEVICE-TYPE",
    "TYPE-NAME-ERROR",
    "UNKNOWN-ERROR",
    "UNSUPPORTED-REQ"
  };

  private static final String[] WORDS = {
    "the printer is the partner of a terminal",
    "the logical unit is in use, or none of the pool is free",
    "a printer can be associated with a terminal only",
    "the server knows no logical unit or pool of this name",
    "the server does not support this device type",
    "the logical unit of this name is of another type",
    "an error that the server does not tell",
    "the server does not support this kind of request"
  };

  /** What it means, for a person. */
  public String words() {
    return code >= 0 && code < WORDS.length ? WORDS[code] : "a reason that no standard names";
  }

  @Override
  public String toString() {
    return code >= 0 && code < NAMES.length ? NAMES[code] : "REASON " + code;
  }
}
