// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.FlowHelper;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.distributor.contract.Recorder;
import org.loadstar.testkit.Ports;
import org.loadstar.testkit.Registry;

class RelayComponentTest {
  private final Loops loops = Loops.nio();
  private final Registry registry = new Registry();
  private final Recorder recorder = new Recorder();
  private final RelayComponent component = new RelayComponent(registry.context());
  private final InetSocketAddress at =
      new InetSocketAddress(Peer.address("127.0.0.1"), Ports.free());

  @AfterEach
  void close() {
    component.close();
    assertEquals(0, loops.leases.get());
    loops.close();
  }

  private void apply(Host host, String helper) throws Exception {
    component.apply(
        new ForwardingTable(
            Rig.VIP,
            1,
            at.getAddress(),
            List.of(new PortRange(at.getPort(), at.getPort())),
            List.of(host.row()),
            List.of(0),
            0,
            List.of(),
            List.of(),
            Map.of(),
            helper,
            Rig.LIMITS),
        recorder);
    loops.settle();
  }

  private void add(String name, FlowHelper helper) {
    component.addHelper(
        registry.reference("org.example.helpers", helper, Map.of(FlowHelper.NAME, name)));
  }

  /** What the target gets when a client sends this. */
  private String relayed(Host host, String text) throws IOException {
    try (Peer client = Peer.connect("127.0.2.1", at);
        Peer server = host.accept()) {
      client.send(text);
      client.endOutput();
      String got = new String(server.all(), StandardCharsets.ISO_8859_1);
      server.send("over\n");
      assertEquals("over", client.line());
      return got;
    }
  }

  @Test
  void tablesWaitForTheNetworkAndWhatRunsNeedsItNoMore() throws Exception {
    try (Host host = new Host("t0", "127.0.1.1")) {
      apply(host, "");
      assertEquals(List.of("the plane waits for the network"), recorder.faults());
      assertTrue(Peer.isRefused("127.0.2.1", at));
      component.bindNetwork(loops);
      loops.settle();
      assertEquals("", recorder.faults().get(1));
      component.unbindNetwork(loops);
      assertEquals("hello", relayed(host, "hello"));
      component.withdraw(Rig.VIP, false);
      await().until(() -> loops.leases.get() == 0);
      component.bindNetwork(loops);
      apply(host, "");
      assertEquals("again", relayed(host, "again"));
    }
  }

  /** A helper that lets what clients send be loud. */
  private static final class Loud implements FlowHelper, FlowHelper.Flow {
    @Override
    public Flow open(Start start) {
      return this;
    }

    @Override
    public List<Action> data(Side from, ByteBuffer bytes) {
      String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
      return from == Side.TARGET
          ? List.of(new Action.Send(Side.CLIENT, text.getBytes(StandardCharsets.ISO_8859_1)))
          : List.of(
              new Action.Send(
                  Side.TARGET,
                  text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public List<Action> opened(InetSocketAddress announce) {
      return List.of();
    }

    @Override
    public List<Action> refused() {
      return List.of();
    }
  }

  @Test
  void aHelperOfAThirdPartySaysWhatGoesOn() throws Exception {
    component.bindNetwork(loops);
    add("loud", new Loud());
    try (Host host = new Host("t0", "127.0.1.1")) {
      apply(host, "loud");
      assertEquals("HELLO", relayed(host, "hello"));
    }
  }

  @Test
  void aHelperThatFailsHarmsNoConnection() throws Exception {
    component.bindNetwork(loops);
    add(
        "bad",
        start -> {
          throw new IllegalStateException("on purpose");
        });
    try (Host host = new Host("t0", "127.0.1.1")) {
      apply(host, "bad");
      for (int i = 0; i < 5; i++) {
        assertEquals("hello", relayed(host, "hello"));
      }
    }
    assertEquals(3, component.helpers().get(0).faults);
  }

  @Test
  void aHelperThatAnswersNonsenseHarmsNoConnection() throws Exception {
    component.bindNetwork(loops);
    add("null", start -> null);
    try (Host host = new Host("t0", "127.0.1.1")) {
      apply(host, "null");
      assertEquals("hello", relayed(host, "hello"));
    }
    assertEquals(1, component.helpers().get(0).faults);
  }

  @Test
  void aHelperThatIsMissingIsTold() throws Exception {
    component.bindNetwork(loops);
    try (Host host = new Host("t0", "127.0.1.1")) {
      apply(host, "none");
      assertEquals("hello", relayed(host, "hello"));
    }
    assertTrue(recorder.faults().get(0).contains("there is no helper 'none'"));
  }
}
