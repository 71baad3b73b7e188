// SPDX-License-Identifier: EPL-2.0

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.AbstractList;
import java.util.Hashtable;
import java.util.List;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionReport;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.LiveConnection;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * A target that tells of connections of its own, a million as a rule. It makes them when it is
 * asked, so that it holds none of them itself.
 */
public final class Million implements BundleActivator, ConnectionReport {
  private static final int PORTS_OF_A_CLIENT = 50_000;
  private static final int FIRST_PORT = 10_000;

  private InetAddress[] clients;
  private InetAddress address;
  private String target;
  private int port;
  private int count;

  @Override
  public void start(BundleContext context) throws UnknownHostException {
    String[] told = context.getBundle().getHeaders().get("Million").split(" ");
    target = told[0];
    address = InetAddress.getByName(told[1]);
    port = Integer.parseInt(told[2]);
    count = Integer.parseInt(told[3]);
    clients = new InetAddress[(count + PORTS_OF_A_CLIENT - 1) / PORTS_OF_A_CLIENT];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = InetAddress.getByAddress(new byte[] {10, 1, 2, (byte) (i + 1)});
    }
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put(ConnectionReport.TARGET, target);
    context.registerService(ConnectionReport.class, this, properties);
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the service back.
  }

  @Override
  public List<LiveConnection> connections() {
    return new AbstractList<>() {
      @Override
      public LiveConnection get(int i) {
        int clientPort = FIRST_PORT + i % PORTS_OF_A_CLIENT;
        return new LiveConnection(
            new ConnectionKey(clients[i / PORTS_OF_A_CLIENT], clientPort, address, port),
            target,
            ConnectionState.ESTABLISHED,
            ConnectionCause.WEIGHT);
      }

      @Override
      public int size() {
        return count;
      }
    };
  }
}
