// SPDX-License-Identifier: EPL-2.0
package org.loadstar.metatype;

/** What several keys have in common; constants, so that no bundle depends on this class. */
public final class Syntaxes {
  /** RFC 2608 section 6.4.1: what a scope must not hold. */
  public static final String SCOPE = "[^(),\\\\!<=>~;*+\\p{Cntrl}]*";

  public static final String SCOPE_ALLOWED = "one scope, without ( ) , \\ ! < = > ~ ; * +";

  /** Of either family, perhaps with a zone. */
  public static final String ADDRESS =
      "[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*(%\\S+)?";

  public static final String ADDRESS_ALLOWED = "an IP address";
  public static final String NETWORK = "(" + ADDRESS + ")(/[0-9]{1,3})?";
  public static final String NETWORK_ALLOWED = "an IP address or a network such as 192.0.2.0/24";
  public static final String HOSTS = "(\\*\\.)?[A-Za-z0-9._-]+|" + NETWORK;
  public static final String HOSTS_ALLOWED =
      "a host name, *.domain, an IP address or a network such as 192.0.2.0/24";

  private Syntaxes() {}
}
