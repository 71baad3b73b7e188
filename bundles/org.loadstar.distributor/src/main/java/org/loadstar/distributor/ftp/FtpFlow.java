// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.ftp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.FlowHelper;
import org.loadstar.api.distributor.FlowHelper.Action;
import org.loadstar.api.distributor.FlowHelper.Side;
import org.loadstar.distributor.ftp.FtpLines.Line;

/**
 * One control connection. Lines go on as they are, but for those that name data connections: a port
 * of the distributed address takes the place of the target's, and a port of ours that of the
 * client's. Nobody is made to connect to a third (RFC 2577).
 *
 * <pre>
 *              PORT, EPRT, or a good 227, 229
 *   lines -----------------------------------> waiting for a port (nothing is read meanwhile)
 *     ^  |                                        |
 *     |  | 234 to AUTH, or TLS from the start     | opened, refused
 *     |  +--------------------------> blind       |
 *     +-------------------------------------------+
 * </pre>
 *
 * <p>Each command has one last reply, in the order of the commands, and so have those that are
 * answered here: such an answer waits for the replies before it. Not thread-safe.
 */
final class FtpFlow implements FlowHelper.Flow {
  /** Commands that have no reply yet. */
  static final int MOST_PENDING = 256;

  private static final int TLS_HANDSHAKE = 0x16;
  private static final int AUTH_DONE = 234;
  private static final List<String> TLS = List.of("TLS", "TLS-C", "SSL", "TLS-P");

  /** A reply that is to come. */
  private sealed interface Pending {
    /** The target's, with no consequence. */
    record Plain() implements Pending {}

    /** The target's to AUTH. */
    record Auth() implements Pending {}

    /** The target's to EPSV ALL. */
    record EpsvAll() implements Pending {}

    /** The target's to PASV or EPSV: the code that it has, and that of the client's command. */
    record Passive(int expected, int asked) implements Pending {}

    /** Our own. */
    record Answer(String reply) implements Pending {}

    /** Nobody's yet: PORT or EPRT goes to the target when its port is open. */
    record Active(String verb) implements Pending {}
  }

  private final FlowHelper.Start start;
  private final int clientFamily;
  private final int targetFamily;
  private final FtpLines commands = new FtpLines();
  private final FtpLines replyLines = new FtpLines();
  private final FtpReplies replies = new FtpReplies();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private List<Action> out = new ArrayList<>();
  private @Nullable Pending waiting;
  private boolean epsvAll;
  private boolean begun;
  private boolean over;

  FtpFlow(FlowHelper.Start start) {
    this.start = start;
    this.clientFamily = FtpPorts.family(start.client().getAddress());
    this.targetFamily = FtpPorts.family(start.target().getAddress());
    pending.add(new Pending.Plain()); // the greeting
  }

  @Override
  public List<Action> data(Side from, ByteBuffer bytes) {
    if (!begun && bytes.hasRemaining()) {
      begun = true;
      if (from == Side.CLIENT && bytes.get(bytes.position()) == TLS_HANDSHAKE) {
        commands.add(bytes);
        blind();
      }
    }
    if (!over) {
      (from == Side.CLIENT ? commands : replyLines).add(bytes);
    }
    return work();
  }

  @Override
  public List<Action> opened(InetSocketAddress announce) {
    Pending asked = waiting;
    waiting = null;
    if (asked instanceof Pending.Passive passive) {
      send(Side.CLIENT, FtpPorts.reply(passive.asked, announce));
    } else if (asked instanceof Pending.Active active) {
      forward(FtpPorts.command(active.verb, announce), new Pending.Plain());
    }
    answers();
    return work();
  }

  @Override
  public List<Action> refused() {
    Pending asked = waiting;
    waiting = null;
    if (asked instanceof Pending.Passive) {
      send(Side.CLIENT, FtpPorts.CANNOT_OPEN);
    } else if (asked instanceof Pending.Active) {
      pending.add(new Pending.Answer(FtpPorts.CANNOT_OPEN));
    }
    answers();
    return work();
  }

  private List<Action> work() {
    boolean more = true;
    while (more) {
      more = goesOn() && reply();
      more |= goesOn() && command();
    }
    List<Action> done = out;
    out = new ArrayList<>();
    return done;
  }

  private boolean goesOn() {
    return waiting == null && !over;
  }

  private boolean command() {
    Line line = commands.next();
    if (line == null) {
      return false;
    }
    try {
      if (line.tooLong()) {
        throw new FtpRefusal("500 Line too long.", "a command of more than 4096 bytes");
      }
      command(line.text());
    } catch (FtpRefusal refusal) {
      out.add(new Action.Refuse(refusal.reason()));
      pending.add(new Pending.Answer(refusal.reply()));
      answers();
    }
    if (pending.size() > MOST_PENDING) {
      end("more than " + MOST_PENDING + " commands without a reply");
    }
    return true;
  }

  private void command(String line) throws FtpRefusal {
    if (line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0) {
      // A target might see two commands where we see one.
      throw new FtpRefusal("500 Syntax error.", "a command with CR or NUL in it");
    }
    String text = Telnet.strip(line).strip();
    int gap = 0;
    while (gap < text.length() && !Character.isWhitespace(text.charAt(gap))) {
      gap++;
    }
    String verb = text.substring(0, gap).toUpperCase(Locale.ROOT);
    String argument = text.substring(gap).strip();
    switch (verb) {
      case "" -> throw new FtpRefusal("500 Syntax error.", "an empty command");
      case "PORT" -> active(verb, FtpPorts.ofPort(argument));
      case "EPRT" -> active(verb, FtpPorts.ofEprt(argument, clientFamily));
      case "PASV" -> pasv();
      case "EPSV" -> epsv(argument.toUpperCase(Locale.ROOT));
      case "LPRT", "LPSV" ->
          throw new FtpRefusal("502 Command not implemented.", "LPRT and LPSV are not supported");
      case "AUTH" -> auth(line, argument.toUpperCase(Locale.ROOT));
      default -> forward(line, new Pending.Plain());
    }
  }

  private void active(String verb, InetSocketAddress named) throws FtpRefusal {
    requireNoEpsvAll(verb);
    if (!named.getAddress().equals(start.client().getAddress())) {
      throw new FtpRefusal(
          "501 Data connections go to your own address only.",
          verb + " with an address that is not the client's");
    }
    waiting = new Pending.Active(verb);
    out.add(new Action.ExpectActive(named.getPort()));
  }

  private void pasv() throws FtpRefusal {
    requireNoEpsvAll("PASV");
    if (clientFamily != 1) {
      throw new FtpRefusal("501 PASV is for IPv4 only, use EPSV.", "PASV over IPv6");
    }
    boolean translated = targetFamily != 1;
    forward(translated ? "EPSV" : "PASV", new Pending.Passive(translated ? 229 : 227, 227));
  }

  private void epsv(String argument) throws FtpRefusal {
    switch (argument) {
      case "ALL" -> {
        epsvAll = true;
        forward("EPSV ALL", new Pending.EpsvAll());
      }
      case "" -> forward("EPSV", new Pending.Passive(229, 229));
      default -> {
        FtpPorts.requireFamily(argument, clientFamily, "EPSV");
        forward("EPSV " + targetFamily, new Pending.Passive(229, 229));
      }
    }
  }

  private void auth(String line, String mechanism) throws FtpRefusal {
    if (!TLS.contains(mechanism)) {
      throw new FtpRefusal("504 Only TLS is supported.", "AUTH with another mechanism than TLS");
    }
    forward(line, new Pending.Auth());
  }

  private void requireNoEpsvAll(String verb) throws FtpRefusal {
    if (epsvAll) {
      throw new FtpRefusal("503 EPSV ALL was given before.", verb + " after EPSV ALL");
    }
  }

  private boolean reply() {
    Line line = replyLines.next();
    if (line == null) {
      return false;
    }
    if (line.tooLong()) {
      end("a reply of more than 4096 bytes in a line");
      return true;
    }
    boolean last = replies.last(line.text());
    int code = replies.code();
    if (code >= 227 && code <= 229) {
      if (last) {
        passive(code, line.text());
      }
    } else {
      send(Side.CLIENT, line.text());
      if (last && code >= 200) {
        answered(code);
      }
    }
    return true;
  }

  private void passive(int code, String text) {
    try {
      if (!(pending.poll() instanceof Pending.Passive asked) || asked.expected != code) {
        throw new FtpRefusal(
            FtpPorts.CANNOT_OPEN, "a reply " + code + " that nobody has asked for");
      }
      int port = code == 229 ? FtpPorts.of229(text) : own(FtpPorts.of227(text));
      waiting = asked;
      out.add(new Action.ExpectPassive(port));
    } catch (FtpRefusal refusal) {
      out.add(new Action.Refuse(refusal.reason()));
      send(Side.CLIENT, refusal.reply());
      answers();
    }
  }

  private int own(InetSocketAddress named) throws FtpRefusal {
    InetAddress address = named.getAddress();
    if (!address.equals(start.target().getAddress())
        && !address.equals(start.address().getAddress())) {
      throw new FtpRefusal(
          FtpPorts.CANNOT_OPEN, "a reply 227 with an address that is not the target's");
    }
    return named.getPort();
  }

  private void answered(int code) {
    Pending done = pending.poll(); // null: a reply to nothing, such as 421
    if (done instanceof Pending.Auth && code == AUTH_DONE) {
      blind();
      return;
    }
    if (done instanceof Pending.EpsvAll && code >= 300) {
      epsvAll = false;
    }
    answers();
  }

  /** Sends the answers whose turn it is. */
  private void answers() {
    while (pending.peek() instanceof Pending.Answer answer) {
      pending.poll();
      send(Side.CLIENT, answer.reply);
    }
  }

  private void forward(String line, Pending reply) {
    pending.add(reply);
    send(Side.TARGET, line);
  }

  private void send(Side to, String line) {
    out.add(new Action.Send(to, (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
  }

  private void blind() {
    over = true;
    rest(Side.CLIENT, replyLines);
    rest(Side.TARGET, commands);
    out.add(new Action.Blind(true));
  }

  private void rest(Side to, FtpLines held) {
    byte[] rest = held.rest();
    if (rest.length > 0) {
      out.add(new Action.Send(to, rest));
    }
  }

  private void end(String reason) {
    over = true;
    out.add(new Action.End(reason));
  }
}
