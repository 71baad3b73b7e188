// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.ftp;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses and ports as commands and replies write them (RFC 959, RFC 2428). */
final class FtpPorts {
  private static final String NUMBER = "(\\d{1,3})";
  private static final Pattern SIX =
      Pattern.compile(String.join("\\s*,\\s*", NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER));
  private static final Pattern EPRT =
      Pattern.compile("([!-~&&[^0-9]])(\\d{1,5})\\1([0-9A-Fa-f.:]{2,45})\\1(\\d{1,5})\\1");
  private static final Pattern EPSV_REPLY =
      Pattern.compile("\\(([!-~&&[^0-9]])\\1\\1(\\d{1,5})\\1\\)");
  private static final int FIRST_UNPRIVILEGED = 1024;

  private FtpPorts() {}

  /** The argument of PORT. */
  static InetSocketAddress ofPort(String argument) throws FtpRefusal {
    Matcher six = SIX.matcher(argument);
    if (!six.matches()) {
      throw syntax("PORT");
    }
    return six(six, "PORT");
  }

  /**
   * The argument of EPRT.
   *
   * @param family the only network protocol that is supported, 1 or 2
   */
  static InetSocketAddress ofEprt(String argument, int family) throws FtpRefusal {
    Matcher eprt = EPRT.matcher(argument);
    if (!eprt.matches()) {
      throw syntax("EPRT");
    }
    requireFamily(eprt.group(2), family, "EPRT");
    byte[] address = NetUtil.createByteArrayFromIpAddressString(eprt.group(3));
    if (address == null || address.length != (family == 1 ? 4 : 16)) {
      throw syntax("EPRT");
    }
    return of(address, Integer.parseInt(eprt.group(4)), "EPRT");
  }

  /** Refuses a network protocol that is not this one (RFC 2428 sections 2 and 3). */
  static void requireFamily(String asked, int family, String command) throws FtpRefusal {
    if (!asked.equals(String.valueOf(family))) {
      throw new FtpRefusal(
          "522 Network protocol not supported, use (" + family + ").",
          command + " with a network protocol that is not the client's");
    }
  }

  /** What a reply 227 names. Servers do not agree on the text around the numbers. */
  static InetSocketAddress of227(String text) throws FtpRefusal {
    Matcher six = SIX.matcher(text);
    if (!six.find(3)) {
      throw refused("a reply 227 without an address");
    }
    return six(six, "227");
  }

  /** The port that a reply 229 names. */
  static int of229(String text) throws FtpRefusal {
    Matcher port = EPSV_REPLY.matcher(text);
    if (!port.find()) {
      throw refused("a reply 229 without a port");
    }
    return requirePort(Integer.parseInt(port.group(2)), "229");
  }

  private static InetSocketAddress six(Matcher six, String where) throws FtpRefusal {
    int[] value = new int[6];
    for (int i = 0; i < 6; i++) {
      value[i] = Integer.parseInt(six.group(i + 1));
      if (value[i] > 255) {
        throw syntax(where);
      }
    }
    byte[] address = {(byte) value[0], (byte) value[1], (byte) value[2], (byte) value[3]};
    return of(address, value[4] << 8 | value[5], where);
  }

  private static InetSocketAddress of(byte[] address, int port, String where) throws FtpRefusal {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), requirePort(port, where));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // for another length only
    }
  }

  /** No service that is well known is reached by a data connection. */
  private static int requirePort(int port, String where) throws FtpRefusal {
    if (port < FIRST_UNPRIVILEGED || port > 0xFFFF) {
      throw new FtpRefusal(
          where.startsWith("22") ? CANNOT_OPEN : "501 A port is 1024 to 65535.",
          where + " with a port that is not 1024 to 65535");
    }
    return port;
  }

  static final String CANNOT_OPEN = "425 Can't open data connection.";

  private static FtpRefusal syntax(String where) {
    return where.equals("227")
        ? refused("a reply 227 without an address")
        : new FtpRefusal("501 Syntax error in parameters.", where + " with a wrong argument");
  }

  private static FtpRefusal refused(String reason) {
    return new FtpRefusal(CANNOT_OPEN, reason);
  }

  /** The network protocol of an address: 1 is IPv4, 2 is IPv6. */
  static int family(InetAddress address) {
    return address instanceof Inet4Address ? 1 : 2;
  }

  /** PORT or EPRT for an address; PORT is for IPv4 only. */
  static String command(String verb, InetSocketAddress at) {
    InetAddress address = at.getAddress();
    return verb.equals("PORT") && family(address) == 1
        ? "PORT " + six(at)
        : "EPRT |"
            + family(address)
            + '|'
            + NetUtil.toAddressString(address)
            + '|'
            + at.getPort()
            + '|';
  }

  /** A reply that announces a port: 227 with an IPv4 address, or 229. */
  static String reply(int code, InetSocketAddress at) {
    return code == 227
        ? "227 Entering Passive Mode (" + six(at) + ")."
        : "229 Entering Extended Passive Mode (|||" + at.getPort() + "|)";
  }

  private static String six(InetSocketAddress at) {
    return at.getAddress().getHostAddress().replace('.', ',')
        + ','
        + (at.getPort() >> 8)
        + ','
        + (at.getPort() & 0xFF);
  }
}
