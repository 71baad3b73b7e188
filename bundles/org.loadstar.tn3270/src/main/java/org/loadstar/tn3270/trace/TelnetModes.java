// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.trace;

import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetOption;

/** What host and client have agreed on, as far as it tells what their data is. */
final class TelnetModes {

  private boolean tn3270e;
  private boolean hostRecords;
  private boolean clientRecords;
  private boolean hostEchoes;

  void option(TraceSide side, OptionVerb verb, TelnetOption option) {
    boolean host = side == TraceSide.HOST;
    boolean yes = verb == OptionVerb.WILL || verb == OptionVerb.DO;
    if (option.equals(TelnetOption.TN3270E)) {
      tn3270e = yes && (tn3270e || !host);
    } else if (option.equals(TelnetOption.END_OF_RECORD)) {
      // A word about oneself switches; one about the other side can only end it.
      boolean own = verb == OptionVerb.WILL || verb == OptionVerb.WONT;
      if (own == host) {
        hostRecords = own ? yes : hostRecords && yes;
      } else {
        clientRecords = own ? yes : clientRecords && yes;
      }
    } else if (option.equals(TelnetOption.ECHO)
        && host == (verb == OptionVerb.WILL || verb == OptionVerb.WONT)) {
      hostEchoes = yes && (host || hostEchoes);
    }
  }

  /** Whether every record begins with a TN3270E header. */
  boolean headers() {
    return tn3270e;
  }

  /** Whether data is records, or else NVT text. */
  boolean records() {
    return tn3270e || (hostRecords && clientRecords);
  }

  /** Whether the host echoes what is typed in NVT mode, or does not, where it is a password. */
  boolean hostEchoes() {
    return hostEchoes;
  }
}
