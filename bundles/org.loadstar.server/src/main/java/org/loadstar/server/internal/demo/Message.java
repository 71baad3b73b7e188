// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

/** One line for the user; empty for nothing to say. */
record Message(String text, boolean error) {
  static final Message NONE = new Message("", false);

  static Message info(String text) {
    return new Message(text, false);
  }

  static Message error(String text) {
    return new Message(text, true);
  }

  /** The answer to a key that the panel does not use. */
  static Message unused(String key) {
    return error(key + " has no function here");
  }
}
