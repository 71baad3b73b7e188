// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.ftp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.FlowHelper.Side;
import org.loadstar.testkit.Mutations;

class FtpMutationTest {
  private static final List<byte[]> COMMANDS =
      corpus(
          "PORT 10,0,0,7,200,10\r\nLIST\r\n",
          "EPRT |1|10.0.0.7|51210|\r\nRETR a\r\n",
          "PASV\r\nEPSV\r\nEPSV 1\r\nSTOR b\r\n",
          "EPSV ALL\r\nPASV\r\nEPSV\r\n",
          "LPRT 4,4,10,0,0,7,2,200,10\r\nLPSV\r\nAUTH TLS\r\n",
          "\377\364\377\362ABOR\r\nUSER x\r\nPASS y\r\n");

  private static final List<byte[]> REPLIES =
      corpus(
          "227 Entering Passive Mode (10,1,0,1,200,10).\r\n",
          "229 Entering Extended Passive Mode (|||51210|)\r\n",
          "230-one\r\n 227 two\r\n230 three\r\n",
          "234 tls\r\n\026\003\001",
          "150 go\r\n226 done\r\n",
          "522 no\r\n502 no\r\n421 bye\r\n");

  private static List<byte[]> corpus(String... texts) {
    return List.of(texts).stream().map(t -> t.getBytes(StandardCharsets.ISO_8859_1)).toList();
  }

  private final Map<String, Integer> seen = new TreeMap<>();

  private Dialog dialog() {
    Dialog dialog = new Dialog("10.0.0.7", "10.9.9.9", "10.1.0.1");
    dialog.target("220 ready\r\n");
    return dialog;
  }

  private void count(Dialog dialog) {
    dialog.expected().forEach(e -> seen.merge(e.split(" ")[0], 1, Integer::sum));
    dialog.refusals().forEach(r -> seen.merge("refused", 1, Integer::sum));
    seen.merge(dialog.isBlind() ? "blind" : "clear", 1, Integer::sum);
    for (String expected : dialog.expected()) {
      int port = Integer.parseInt(expected.split(" ")[1]);
      assertTrue(port >= 1024 && port <= 0xFFFF, expected);
    }
  }

  @Test
  void noCommandBreaksIt() {
    Mutations.run(
        "ftp commands",
        COMMANDS,
        5,
        in -> {
          Dialog dialog = dialog();
          dialog.say(Side.CLIENT, in);
          String forwarded = dialog.toTarget();
          // What reaches the target as PORT or EPRT is of our making.
          for (String line : forwarded.split("\r\n")) {
            String verb = Telnet.strip(line).strip().split("\\s")[0];
            assertTrue(!verb.equalsIgnoreCase("PORT") || line.startsWith("PORT 10,1,0,254,"), line);
            assertTrue(
                !verb.equalsIgnoreCase("EPRT") || line.startsWith("EPRT |1|10.1.0.254|"), line);
          }
          count(dialog);
        });
    assertTrue(seen.getOrDefault("active", 0) >= Mutations.runs() / 100, seen.toString());
    assertTrue(seen.getOrDefault("refused", 0) >= Mutations.runs() / 100, seen.toString());
  }

  @Test
  void noReplyBreaksIt() {
    Mutations.run(
        "ftp replies",
        REPLIES,
        4,
        in -> {
          for (String asked : List.of("PASV", "EPSV", "AUTH TLS")) {
            Dialog dialog = dialog();
            dialog.client(asked + "\r\n");
            dialog.say(Side.TARGET, in);
            count(dialog);
          }
        });
    for (String kind : List.of("passive", "refused", "blind", "clear")) {
      assertTrue(seen.getOrDefault(kind, 0) >= Mutations.runs() / 100, seen.toString());
    }
  }
}
