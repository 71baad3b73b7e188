// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

/**
 * How much of the attributes a read tells the host (GA23-0059, "Set Reply Mode").
 *
 * @param kind field, extended field or character mode
 * @param attributeTypes in character mode the types that a read reports, bit n for type 0x40 + n
 */
public record ReplyMode(Kind kind, long attributeTypes) {
  /** Only field attributes, the mode after every Erase/Write that resets. */
  public static final ReplyMode FIELD = new ReplyMode(Kind.FIELD, 0);

  /** Extended field attributes as well. */
  public static final ReplyMode EXTENDED_FIELD = new ReplyMode(Kind.EXTENDED_FIELD, 0);

  /** The three modes. */
  public enum Kind {
    FIELD,
    EXTENDED_FIELD,
    CHARACTER
  }

  /** Whether a read reports character attributes of this type. */
  public boolean reports(int attributeType) {
    return kind == Kind.CHARACTER
        && attributeType >= 0x40
        && attributeType < 0x80
        && (attributeTypes >>> (attributeType - 0x40) & 1) != 0;
  }
}
