// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * A message whose function this codec does not know; kept whole.
 *
 * @param header of the message
 * @param function 0 to 255, none of {@link SlpFunction}
 * @param body the bytes between the header and the first extension
 */
public record UnknownMessage(SlpHeader header, int function, Opaque body) implements SlpMessage {
  /** Checks the function's range. */
  public UnknownMessage {
    if (function < 0 || function > 0xFF) {
      throw new IllegalArgumentException("function " + function + " is not in 0..255");
    }
  }
}
