// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.nio.file.Path;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;

/** A container for one command, in this process, without a control socket. */
final class OwnContainer {
  private OwnContainer() {}

  static Reply call(Folders user, Request request) throws IOException, UsageException {
    Path kept = user.data().resolve("once");
    try (DataFolder data = DataFolder.takeOr(kept)) {
      Folders folders = user.withData(data.path());
      Logs.to(folders.data(), false);
      try (Container container = Container.start(folders, false)) {
        return container.call(request);
      }
    }
  }
}
