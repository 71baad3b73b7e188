// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.telnet.NewEnviron.Variable;

/**
 * What a terminal tells a host that asks for its environment (RFC 1572), in the variables that 3270
 * and 5250 hosts know (RFC 4777): USER; DEVNAME, the device that it wants to be; IBMELF and
 * IBMAPPLID, by which a host offers a logon by certificate.
 *
 * @param user the user's name; empty to tell none
 * @param deviceName the wanted device; empty to tell none. Where it ends with "=", a number stands
 *     in place of these: "PC==" is PC01, and PC02 when the host asks again because PC01 is taken
 */
public record TerminalEnvironment(String user, String deviceName) {
  /** Tells neither user nor device. */
  public static final TerminalEnvironment NONE = new TerminalEnvironment("", "");

  /** More digits than there are devices. */
  private static final int MAX_DIGITS = 9;

  /** Checks that both can be sent. */
  public TerminalEnvironment {
    if (!sendable(user) || !sendable(deviceName) || digits(deviceName) > MAX_DIGITS) {
      throw new IllegalArgumentException(
          "a name is printable ASCII of at most 64 characters, with at most 9 '=' at its end");
    }
  }

  private static boolean sendable(String name) {
    return name.isEmpty() || Names.valid(name);
  }

  private static int digits(String name) {
    int digits = 0;
    while (digits < name.length() && name.charAt(name.length() - 1 - digits) == '=') {
      digits++;
    }
    return digits;
  }

  /**
   * The device name to tell when asked for the n-th time in a connection, counted from 1. When the
   * numbers are used up the last one comes again.
   */
  String deviceName(int request) {
    int digits = digits(deviceName);
    if (digits == 0) {
      return deviceName;
    }
    long number = Math.min(request, Math.round(Math.pow(10, digits)) - 1);
    return deviceName.substring(0, deviceName.length() - digits)
        + String.format("%0" + digits + "d", number);
  }

  /** The answers of one connection. */
  final class Answers {
    private int deviceRequests;

    /**
     * What to tell: each variable asked for, without a value where there is none; all that have one
     * where nothing in particular is asked for.
     */
    List<Variable> to(List<Variable> asked) {
      List<Variable> told = new ArrayList<>();
      if (asked.isEmpty()) {
        addAll(true, told);
        addAll(false, told);
      }
      for (Variable variable : asked) {
        if (variable.name().isEmpty()) {
          addAll(variable.wellKnown(), told);
        } else {
          told.add(told(variable.wellKnown(), variable.name()));
        }
      }
      return told;
    }

    private void addAll(boolean wellKnown, List<Variable> told) {
      List<String> names = wellKnown ? List.of("USER") : List.of("IBMELF", "IBMAPPLID", "DEVNAME");
      for (String name : names) {
        Variable variable = told(wellKnown, name);
        if (variable.value() != null) {
          told.add(variable);
        }
      }
    }

    private Variable told(boolean wellKnown, String name) {
      return new Variable(wellKnown, name, wellKnown ? wellKnown(name) : ofUser(name));
    }

    private @Nullable String wellKnown(String name) {
      return name.equals("USER") && !user.isEmpty() ? user : null;
    }

    private @Nullable String ofUser(String name) {
      return switch (name) {
        case "IBMELF" -> "YES";
        case "IBMAPPLID" -> "None";
        case "DEVNAME" -> deviceName.isEmpty() ? null : deviceName(++deviceRequests);
        default -> null;
      };
    }
  }
}
