// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import java.nio.CharBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;

// The example of the API's README, word for word from the next line on; AutomationTest runs it.
/** Logs on to the demonstration server and reads the line of a data set. No thread waits. */
final class CatalogueLookup {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SessionManager sessions;

  CatalogueLookup(SessionManager sessions) {
    this.sessions = sessions;
  }

  CompletionStage<String> line(
      SessionProfile profile, String user, char[] password, String dataSet) {
    return sessions
        .open(profile)
        .thenCompose(
            session ->
                session
                    .await(s -> s.field("Password").isPresent() && s.isUnlocked(), PATIENCE)
                    .thenCompose(logon -> logOn(session, user, password))
                    .thenCompose(menu -> session.submit(Key.PF2, PATIENCE))
                    .thenCompose(list -> locate(session, dataSet))
                    .thenApply(list -> list.row(list.positionsOf(dataSet).get(0) / list.columns()))
                    .whenComplete((line, failure) -> session.close()));
  }

  private static CompletionStage<ScreenSnapshot> logOn(
      Session session, String user, char[] password) {
    session.fill("User name", user); // calls take effect in their order
    session.fill("Password", CharBuffer.wrap(password));
    return session.submit(Key.ENTER, PATIENCE);
  }

  private static CompletionStage<ScreenSnapshot> locate(Session session, String dataSet) {
    session.fill("Locate", dataSet);
    return session.submit(Key.ENTER, PATIENCE);
  }
}
