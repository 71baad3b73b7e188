// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.ftpserver;

import java.io.IOException;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.PropertiesUserManagerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;

/**
 * Apache FtpServer with an anonymous user who reads a folder: {@code ADDRESS PORT FOLDER}. Says
 * {@code ready} when it listens; ends with its standard input.
 */
public final class Main {
  private Main() {}

  /** Runs the server. */
  public static void main(String... args) throws FtpException, IOException {
    if (args.length != 3) {
      System.err.println("use: ADDRESS PORT FOLDER");
      System.exit(2);
    }
    FtpServer server = server(args[0], Integer.parseInt(args[1]), args[2]);
    server.start();
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Its parent lives.
    }
    server.stop();
  }

  private static FtpServer server(String address, int port, String folder) throws FtpException {
    DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
    data.setActiveLocalAddress(address);
    data.setPassiveAddress(address);
    ListenerFactory listener = new ListenerFactory();
    listener.setServerAddress(address);
    listener.setPort(port);
    listener.setDataConnectionConfiguration(data.createDataConnectionConfiguration());
    UserManager users = new PropertiesUserManagerFactory().createUserManager();
    BaseUser anonymous = new BaseUser();
    anonymous.setName("anonymous");
    anonymous.setHomeDirectory(folder);
    users.save(anonymous);
    ConnectionConfigFactory connections = new ConnectionConfigFactory();
    connections.setAnonymousLoginEnabled(true);
    FtpServerFactory factory = new FtpServerFactory();
    factory.addListener("default", listener.createListener());
    factory.setUserManager(users);
    factory.setConnectionConfig(connections.createConnectionConfig());
    return factory.createServer();
  }
}
