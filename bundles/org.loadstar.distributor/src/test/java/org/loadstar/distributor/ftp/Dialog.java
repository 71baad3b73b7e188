// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.ftp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.loadstar.api.distributor.FlowHelper;
import org.loadstar.api.distributor.FlowHelper.Action;
import org.loadstar.api.distributor.FlowHelper.Side;

/** A control connection whose plane does at once what it is told: ports from 40000 on. */
final class Dialog {
  private final FlowHelper.Flow flow;
  private final InetAddress vip;
  private final Map<Side, StringBuilder> sent = new EnumMap<>(Side.class);
  private final List<String> expected = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private int port = 40_000;
  private boolean refusing;
  private boolean blind;
  private boolean ended;

  Dialog(String client, String vip, String target) {
    this.vip = at(vip, 21).getAddress();
    flow =
        new FtpHelper()
            .open(
                new FlowHelper.Start(
                    at(client, 50_000), at(vip, 21), at(target, 21), EnumSet.allOf(Side.class)));
    for (Side side : Side.values()) {
      sent.put(side, new StringBuilder());
    }
  }

  private static InetSocketAddress at(String address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  void client(String text) {
    say(Side.CLIENT, text);
  }

  void target(String text) {
    say(Side.TARGET, text);
  }

  void say(Side side, String text) {
    say(side, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void say(Side side, byte[] bytes) {
    if (blind) {
      send(side == Side.CLIENT ? Side.TARGET : Side.CLIENT, bytes);
    } else {
      perform(flow.data(side, ByteBuffer.wrap(bytes)));
    }
  }

  /** From now on there is no port to be had. */
  void refuseEverything() {
    refusing = true;
  }

  private void perform(List<Action> actions) {
    for (Action action : actions) {
      if (action instanceof Action.Send send) {
        send(send.to(), send.bytes());
      } else if (action instanceof Action.ExpectPassive passive) {
        open("passive " + passive.targetPort(), vip);
      } else if (action instanceof Action.ExpectActive active) {
        open("active " + active.clientPort(), at("10.1.0.254", 0).getAddress());
      } else if (action instanceof Action.Blind) {
        blind = true;
      } else if (action instanceof Action.Refuse refuse) {
        refusals.add(refuse.reason());
      } else {
        ended = true;
      }
    }
  }

  private void open(String what, InetAddress address) {
    if (refusing) {
      perform(flow.refused());
    } else {
      expected.add(what);
      perform(flow.opened(new InetSocketAddress(address, port++)));
    }
  }

  private void send(Side to, byte[] bytes) {
    of(to).append(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private StringBuilder of(Side side) {
    return sent.getOrDefault(side, new StringBuilder());
  }

  private String take(Side side) {
    String text = of(side).toString();
    of(side).setLength(0);
    return text;
  }

  /** What was sent there since it was asked last. */
  String toClient() {
    return take(Side.CLIENT);
  }

  String toTarget() {
    return take(Side.TARGET);
  }

  List<String> expected() {
    return expected;
  }

  List<String> refusals() {
    return refusals;
  }

  boolean isBlind() {
    return blind;
  }

  boolean isEnded() {
    return ended;
  }
}
