// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net;

import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/**
 * A profile cannot be used, or a certificate was refused. The message tells people what is wrong
 * with what, and what to do; it has no secrets.
 */
public final class TlsException extends CertificateException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message for people. */
  public TlsException(String message) {
    super(message);
  }

  /** One line for people about a handshake or a connection that failed. */
  public static String describe(Throwable failure) {
    Throwable last = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof TlsException refused) {
        return String.valueOf(refused.getMessage());
      } else if (t instanceof NotSslRecordException) {
        return "the peer does not speak TLS here";
      } else if (t instanceof ClosedChannelException) {
        return "the peer closed the connection during the TLS handshake";
      }
      last = t instanceof SSLException ? t : last;
    }
    String message = String.valueOf(last.getMessage());
    return "TLS: " + message + hint(message);
  }

  private static String hint(String message) {
    if (message.contains("certificate_required") || message.contains("Empty client certificate")) {
      return " (a client certificate is wanted: keyStore of the client's TLS profile)";
    } else if (message.contains("alert")
        && message.matches(".*(_certificate|certificate_|_ca).*")) {
      return " (the peer refuses our certificate)";
    } else if (message.matches(".*(protocol_version|handshake_failure|in common|is disabled).*")) {
      return " (no protocol, cipher suite or kind of key that both have)";
    }
    return "";
  }
}
