// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the structured fields of a host that are not the presentation space's business, such as
 * those of a file transfer. Called on the thread that applies the record.
 */
@FunctionalInterface
public interface StructuredFieldHandler {
  /** Knows none. */
  StructuredFieldHandler NONE = (type, parameters) -> null;

  /**
   * A field of a type that the interpreter does not know itself.
   *
   * @param type the first byte of its identifier, 0..255
   * @param parameters what follows the type; valid during the call only
   * @return what came of it, or null if this type is not known here either
   */
  @Nullable Outcome apply(int type, ByteBuf parameters);

  /**
   * What a Read Modified is answered with, if structured fields were the last thing sent: these
   * once more, as s3270 does. Null if a key was.
   */
  default byte @Nullable [] lastReply() {
    return null;
  }
}
