// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPCmd;
import org.apache.commons.net.ftp.FTPReply;

/** A user of the distributor's demo: an FTP client that can be looked at while it transfers. */
final class DistributorUser implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final String name;
  private final InetAddress own;
  private final String host;
  private final int port;
  private final Client ftp = new Client();

  /**
   * A user who is not connected yet.
   *
   * @param own the user's own address
   */
  DistributorUser(String name, String own, String host, int port) throws IOException {
    this.name = name;
    this.own = InetAddress.getByName(own);
    this.host = host;
    this.port = port;
  }

  /** Gives out the data connection itself. */
  private static final class Client extends FTPClient {
    Socket data(FTPCmd command, String argument) throws IOException {
      Socket data = _openDataConnection_(command, argument);
      if (data == null) {
        throw new IOException(command + ": " + getReplyString().strip());
      }
      return data;
    }
  }

  /** A data connection that is open; nothing of it is read yet. */
  final class Transfer {
    private final Socket data;

    private Transfer(Socket data) {
      this.data = data;
    }

    /** The user's port of it. */
    int port() {
      return data.getLocalPort();
    }

    /** All of it; ends the transfer. */
    byte[] read() throws IOException {
      byte[] all;
      try (data) {
        data.setSoTimeout(TIMEOUT_MILLIS);
        all = data.getInputStream().readAllBytes();
      }
      if (!ftp.completePendingCommand()) {
        throw new IOException(name + ": " + ftp.getReplyString().strip());
      }
      return all;
    }
  }

  String name() {
    return name;
  }

  /** Connects and logs on. */
  void connect() throws IOException {
    ftp.setDefaultTimeout(TIMEOUT_MILLIS);
    ftp.setConnectTimeout(TIMEOUT_MILLIS);
    ftp.connect(host, port, own, 0);
    if (!FTPReply.isPositiveCompletion(ftp.getReplyCode())
        || !ftp.login("anonymous", name + "@example.org")
        || !ftp.setFileType(FTP.BINARY_FILE_TYPE)) {
      throw new IOException(name + " cannot log on: " + ftp.getReplyString().strip());
    }
  }

  /** The user's port of the control connection. */
  int port() {
    return ftp.getLocalPort();
  }

  Transfer list(boolean passive) throws IOException {
    return transfer(FTPCmd.LIST, "", passive);
  }

  Transfer get(String file, boolean passive) throws IOException {
    return transfer(FTPCmd.RETR, file, passive);
  }

  private Transfer transfer(FTPCmd command, String argument, boolean passive) throws IOException {
    if (passive) {
      ftp.enterLocalPassiveMode();
      ftp.setPassiveLocalIPAddress(own);
    } else {
      ftp.enterLocalActiveMode();
    }
    return new Transfer(ftp.data(command, argument));
  }

  @Override
  public void close() throws IOException {
    if (ftp.isConnected()) {
      ftp.disconnect();
    }
  }
}
