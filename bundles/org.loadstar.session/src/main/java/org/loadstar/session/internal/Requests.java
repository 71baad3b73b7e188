// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.session.internal.client.Dial;
import org.loadstar.session.internal.profile.DeviceModel;
import org.loadstar.tn3270.e.TerminalEnvironment;
import org.loadstar.tn3270.e.TerminalRequest;
import org.loadstar.tn3270.e.Tn3270eFunction;

/** A profile in the words of TN3270E. */
final class Requests {
  private Requests() {}

  static Dial.Request of(SessionProfile profile) {
    Set<Tn3270eFunction> functions =
        Stream.of(
                Tn3270eFunction.BIND_IMAGE,
                Tn3270eFunction.RESPONSES,
                Tn3270eFunction.SYSREQ,
                Tn3270eFunction.CONTENTION_RESOLUTION)
            .filter(function -> profile.functions().contains(function.toString()))
            .collect(Collectors.toSet());
    List<String> resources =
        profile.luPool().isEmpty() ? profile.luNames() : List.of(profile.luPool());
    TerminalEnvironment environment = new TerminalEnvironment(profile.user(), profile.deviceName());
    return new Dial.Request(
        new TerminalRequest(
            DeviceModel.told(profile.deviceType()), resources, functions, environment),
        !profile.slp(),
        profile.keepAlive(),
        profile.keepAliveProbe());
  }
}
