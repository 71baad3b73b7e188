// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.ftp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.loadstar.api.distributor.FlowHelper;

/**
 * Lets FTP's data connections follow their control connections (RFC 959, RFC 2428, RFC 4217).
 * Thread-safe.
 *
 * <p>Where a plane sees one side only, it cannot change what is said, and data connections come by
 * the slice of ports of their target.
 */
public final class FtpHelper implements FlowHelper {
  /** Its name in tables. */
  public static final String FTP = "ftp";

  @Override
  public Flow open(Start start) {
    return start.seen().size() == Side.values().length ? new FtpFlow(start) : new OneSided();
  }

  private static final class OneSided implements Flow {
    @Override
    public List<Action> data(Side from, ByteBuffer bytes) {
      return List.of(new Action.Blind(true));
    }

    @Override
    public List<Action> opened(InetSocketAddress announce) {
      return List.of();
    }

    @Override
    public List<Action> refused() {
      return List.of();
    }
  }
}
