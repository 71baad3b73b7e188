// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded sessions of x3270's test suite, played to our client. */
class TraceNegotiationTest {
  /**
   * The client says what the recorded one said, word for word, with these differences: x3270 calls
   * a terminal 3279 in plain TN3270 and 3278 in TN3270E; from 4.5 on it tells its code page and
   * keyboard; it takes IBMAPPLID from its own environment, and tells an empty user as such.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "b3270--ignore_eor",
        "b3270--invalid_command",
        "b3270--no_flags",
        "b3270--short_sfe_count",
        "c3270--hello",
        "c3270--ibmlink2",
        "s3270--bid-ta",
        "s3270--bid",
        "s3270--devname_change1",
        "s3270--devname_failure",
        "s3270--devname_success",
        "s3270--elf",
        "s3270--elfDefault",
        "s3270--empty-user",
        "s3270--ft-crash",
        "s3270--ft_cut",
        "s3270--ft_cut_ewa",
        "s3270--ibmlink-cr",
        "s3270--ibmlink",
        "s3270--korean",
        "s3270--lu",
        "s3270--no_bid",
        "s3270--nvt-data",
        "s3270--rpqnames",
        "s3270--sruvm",
        "s3270--sscp-lu-data",
        "s3270--target",
        "s3270--wont-tn3270e",
        "x3270--badapl"
      })
  void theClientAnswersAsTheRecordedOne(String name) throws IOException {
    assumeTrue(Trace.present(name), "no trace " + name);
    Recorded recorded = Recorded.read(Trace.bytes(name, ">"));
    ByteBuf host = Trace.bytes(name, "<");
    End client = new End(new ClientNegotiation(recorded.request()));
    client.hear(host.duplicate());
    assertEquals(comparable(recorded.said), comparable(client.said));

    End single = new End(new ClientNegotiation(recorded.request()));
    while (host.isReadable()) {
      single.hear(host.readSlice(1));
    }
    assertEquals(client.said, single.said, "byte by byte");
    assertEquals(withoutText(client.came), withoutText(single.came), "byte by byte");
  }

  /** Traces written by hand have no client side; the client must come to a session with records. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "b3270--invisible_underscore",
        "b3270--reverse",
        "s3270--930",
        "s3270--937",
        "s3270--all_chars",
        "s3270--apl",
        "s3270--apl_combo_mod",
        "s3270--numeric",
        "s3270--ra_test",
        "s3270--reply_modes",
        "s3270--wrap_field"
      })
  void theClientComesToASession(String name) throws IOException {
    assumeTrue(Trace.present(name), "no trace " + name);
    End client = End.client("IBM-3278-4-E");
    client.hear(Trace.bytes(name, "<"));
    assertEquals(
        List.of(
            "WILL TN3270E",
            "DEVICE-TYPE REQUEST IBM-3278-4-E",
            "FUNCTIONS REQUEST BIND-IMAGE RESPONSES SYSREQ"),
        client.said);
    String connected = client.came.remove(0);
    assertEquals(
        "IBM-3278-4-E RESPONSES SYSREQ", connected.substring(connected.indexOf("IBM-3278")));
    assertFalse(client.came.isEmpty());
    client.came.forEach(event -> assertEquals("record", event.substring(0, 6)));
  }

  private static List<String> comparable(List<String> said) {
    return said.stream()
        .map(line -> line.replace("IBM-3279", "IBM-3278"))
        .map(line -> line.replaceAll(" USERVAR (CODEPAGE|CHARSET|KBDTYPE)=[^ ]*", ""))
        .map(line -> line.replace("IBMAPPLID=12345", "IBMAPPLID=None"))
        .map(line -> line.replaceAll("VAR USER=$", "VAR USER"))
        .toList();
  }

  private static List<String> withoutText(List<String> came) {
    return came.stream().filter(line -> !line.startsWith("text")).toList();
  }
}
