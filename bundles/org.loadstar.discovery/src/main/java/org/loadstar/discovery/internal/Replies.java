// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import org.jspecify.annotations.Nullable;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvTypeRply;

/** What replies have in common. */
final class Replies {
  private Replies() {}

  /** The error of a reply, or OK; null for other messages. */
  static @Nullable SlpError error(SlpMessage reply) {
    if (reply instanceof SrvRply r) {
      return r.error();
    } else if (reply instanceof AttrRply r) {
      return r.error();
    } else if (reply instanceof SrvTypeRply r) {
      return r.error();
    }
    return reply instanceof DAAdvert r ? r.error() : null;
  }
}
