// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.time.Clock;
import org.loadstar.api.session.Choice;
import org.loadstar.net.NetworkStack;
import org.loadstar.session.internal.choice.Connector;
import org.loadstar.session.internal.client.FaultLog;

/**
 * What a session takes from its owner.
 *
 * @param collaborators for searches; the ones of the moment
 * @param lease the session's own, which it closes at its end
 * @param clock for the times in a choice
 * @param limits of a search
 * @param workers for foreign code
 * @param listeners of all sessions
 * @param faults of all hosts
 * @param owner is told what happens
 */
record Context(
    Collaborators collaborators,
    NetworkStack.Lease lease,
    Clock clock,
    Connector.Limits limits,
    Workers workers,
    ListenerHub listeners,
    FaultLog faults,
    Owner owner) {

  /** Is told, on any thread, what happens to a session. */
  interface Owner {
    /** A choice has been made, well or not. */
    void chose(Choice choice);

    /** Something changed that the runtime tells. */
    void changed();

    /** The session is closed for good. */
    void closed(EmulatorSession session);
  }
}
