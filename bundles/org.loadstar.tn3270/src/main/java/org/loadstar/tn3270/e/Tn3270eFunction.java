// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

/**
 * A function that both ends may agree on (RFC 2355, section 7.2.2). An open value: a function
 * nobody knows is kept with its code, and negotiated away.
 *
 * @param code 0..255
 */
public record Tn3270eFunction(int code) {
  /** The server tells of BIND and UNBIND. */
  public static final Tn3270eFunction BIND_IMAGE = new Tn3270eFunction(0);

  /** 3270 data stream to a printer. */
  public static final Tn3270eFunction DATA_STREAM_CTL = new Tn3270eFunction(1);

  /** Positive and negative responses. */
  public static final Tn3270eFunction RESPONSES = new Tn3270eFunction(2);

  /** SNA character stream to a printer. */
  public static final Tn3270eFunction SCS_CTL_CODES = new Tn3270eFunction(3);

  /** The SYSREQ key. */
  public static final Tn3270eFunction SYSREQ = new Tn3270eFunction(4);

  /** Who may send when (TN3270E extensions draft). */
  public static final Tn3270eFunction CONTENTION_RESOLUTION = new Tn3270eFunction(5);

  /** SNA sense codes in negative responses (TN3270E extensions draft). */
  public static final Tn3270eFunction SNA_SENSE = new Tn3270eFunction(6);

  private static final String[] NAMES = {
    "BIND-IMAGE",
    "DATA-STREAM-CTL",
    "RESPONSES",
    "SCS-CTL-CODES",
    "SYSREQ",
    "CONTENTION-RESOLUTION",
    "SNA-SENSE"
  };

  @Override
  public String toString() {
    return code >= 0 && code < NAMES.length ? NAMES[code] : "FUNCTION " + code;
  }
}
