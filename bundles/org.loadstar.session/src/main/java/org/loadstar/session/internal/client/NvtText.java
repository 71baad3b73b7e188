// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/** Text of a host that is in no record, on its way through the pipeline. */
final class NvtText extends DefaultByteBufHolder {
  NvtText(ByteBuf text) {
    super(text);
  }

  @Override
  public NvtText replace(ByteBuf content) {
    return new NvtText(content);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** The length only: it is what stands on a screen. */
  @Override
  public String toString() {
    return "NVT text of " + content().readableBytes() + " bytes";
  }
}
