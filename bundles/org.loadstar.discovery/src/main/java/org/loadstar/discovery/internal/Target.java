// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

/** What one agent is asked. */
record Target(Peer peer, Topic topic) {}
