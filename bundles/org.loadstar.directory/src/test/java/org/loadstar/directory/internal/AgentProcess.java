// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.loadstar.api.directory.DirectoryRuntime;
import org.loadstar.api.directory.DirectoryRuntimeDTO;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.internal.NetworkStackComponent;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.endpoint.internal.SlpEndpointComponent;
import org.loadstar.testkit.Configs;
import org.loadstar.testkit.Ports;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A process with a directory agent on the loopback interface, and a plain socket to ask it. */
final class AgentProcess implements AutoCloseable {
  static final NetworkStack LOOPBACK =
      new NetworkStackComponent(
          Configs.of(
              NetworkStackComponent.Config.class,
              Map.of("multicastInterfaces", new String[] {"lo"})));

  final int port;
  final DirectoryAgentComponent agent;
  private final SlpEndpointComponent endpoint;
  private final DatagramSocket socket;
  private volatile DirectoryRuntime runtime;

  AgentProcess(Map<String, Object> keys) throws IOException {
    port = Ports.free();
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(30_000);
    endpoint = endpoint(port);
    agent = new DirectoryAgentComponent(context(), config(keys));
    agent.setNetwork(LOOPBACK);
    agent.setEndpoint(endpoint);
  }

  static AgentProcess enabled() throws IOException {
    return new AgentProcess(Map.of("enabled", true));
  }

  static SlpEndpointComponent endpoint(int port) {
    Map<String, Object> keys = new HashMap<>();
    keys.put("port", port);
    keys.put("repliesPerSecond", 100_000);
    keys.put("bytesPerSecond", 100_000_000);
    keys.put("totalBytesPerSecond", 100_000_000);
    SlpEndpointComponent endpoint =
        new SlpEndpointComponent(Configs.of(SlpEndpointComponent.Config.class, keys));
    endpoint.bindNetwork(LOOPBACK);
    return endpoint;
  }

  static Config config(Map<String, Object> keys) {
    return Configs.of(Config.class, keys);
  }

  /** As much of a service registry as the agent uses. */
  private BundleContext context() {
    ServiceRegistration<?> registration = fake(ServiceRegistration.class, null);
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, args) -> {
              runtime = (DirectoryRuntime) args[1];
              return registration;
            });
  }

  private static <T> T fake(Class<T> type, Object result) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> result));
  }

  DirectoryRuntimeDTO report() {
    return runtime.getRuntimeDTO();
  }

  SlpEndpointComponent endpoint() {
    return endpoint;
  }

  SlpMessage ask(SlpMessage request) throws IOException, SlpException {
    ByteBuf out = Unpooled.buffer();
    SlpCodec.encode(request, out);
    send(ByteBufUtil.getBytes(out));
    return receive();
  }

  void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
  }

  SlpMessage receive() throws IOException, SlpException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(packet);
    return SlpCodec.decode(
        Unpooled.wrappedBuffer(Arrays.copyOf(packet.getData(), packet.getLength())));
  }

  @Override
  public void close() {
    socket.close();
    agent.deactivate();
    endpoint.deactivate();
  }
}
