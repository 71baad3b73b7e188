// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

/**
 * A guarded call gave no answer. The message is for people and names the kind of extension, its
 * name, its bundle and the reason. Without a stack trace.
 */
public final class ExtensionException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why there is no answer. */
  public enum Reason {
    /** It threw, or returned nonsense. */
    FAULT,
    /** It did not answer in time. */
    TIMED_OUT,
    /** It was not called: other calls of its bundle took all the time. Not a fault of its own. */
    BUSY,
    /** It was not called: it had three faults and was not registered again since. */
    QUARANTINED,
    /** It was not called: its service is gone. */
    GONE
  }

  private final Reason reason;
  private final String bundle;

  ExtensionException(Extension<?> extension, Reason reason, String what) {
    super(extension + ": " + what, null, false, false);
    this.reason = reason;
    this.bundle = extension.bundle();
  }

  /** Why there is no answer. */
  public Reason reason() {
    return reason;
  }

  /** The symbolic name of the extension's bundle. */
  public String bundle() {
    return bundle;
  }
}
