// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/** Bounds on what is read from the network; what exceeds them is refused with TOO_LARGE. */
public final class SlpLimits {
  /** The default for the size of a datagram in bytes, without UDP and IP headers. */
  public static final int DEFAULT_MTU = 1400;

  /** The largest message in bytes that is taken from a TCP connection. */
  public static final int MAX_MESSAGE_BYTES = 64 * 1024;

  /** The longest language tag in bytes. */
  public static final int MAX_LANGUAGE_BYTES = 64;

  /** The most elements of a string list: scopes, previous responders, tags, service types. */
  public static final int MAX_LIST_ITEMS = 1024;

  /** The most extensions of a message; a reply has one per URL entry (RFC 3059). */
  public static final int MAX_EXTENSIONS = 1024;

  /** The most attributes and values of an attribute list, counted together. */
  public static final int MAX_ATTRIBUTE_VALUES = 4096;

  /** The deepest nesting of a predicate. */
  public static final int MAX_PREDICATE_DEPTH = 32;

  /** The most terms and operators of a predicate, counted together. */
  public static final int MAX_PREDICATE_TERMS = 256;

  private SlpLimits() {}
}
