// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

/**
 * What the data of a TN3270E message is (DATA-TYPE, RFC 2355, section 8.1.1). An open value: a type
 * nobody knows is kept with its code.
 *
 * @param code 0..255
 */
public record DataType(int code) {
  /** 3270 data stream. */
  public static final DataType DATA_3270 = new DataType(0);

  /** SNA character stream, to a printer. */
  public static final DataType SCS_DATA = new DataType(1);

  /** The answer to a message with 3270 or SCS data. */
  public static final DataType RESPONSE = new DataType(2);

  /** A host application has bound the session; the data is the bind image. */
  public static final DataType BIND_IMAGE = new DataType(3);

  /** The host application has ended the session; the data is the reason. */
  public static final DataType UNBIND = new DataType(4);

  /** NVT data. */
  public static final DataType NVT_DATA = new DataType(5);

  /** A request that is in the REQUEST-FLAG; no data. */
  public static final DataType REQUEST = new DataType(6);

  /** Data of the session with the SSCP. */
  public static final DataType SSCP_LU_DATA = new DataType(7);

  /** The end of a print job; no data. */
  public static final DataType PRINT_EOJ = new DataType(8);

  /** The host wants to send (TN3270E extensions draft, contention resolution). */
  public static final DataType BID = new DataType(9);

  private static final String[] NAMES = {
    "3270-DATA",
    "SCS-DATA",
    "RESPONSE",
    "BIND-IMAGE",
    "UNBIND",
    "NVT-DATA",
    "REQUEST",
    "SSCP-LU-DATA",
    "PRINT-EOJ",
    "BID"
  };

  @Override
  public String toString() {
    return code >= 0 && code < NAMES.length ? NAMES[code] : "DATA-TYPE " + code;
  }
}
