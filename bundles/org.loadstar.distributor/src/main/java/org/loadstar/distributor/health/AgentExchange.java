// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks a target's agent by HAProxy's agent-check protocol; see {@link AgentText}. */
final class AgentExchange extends LineExchange {
  private static final int LIMIT = 1024;

  private final String question;

  /** Asks it with this text, or silently. */
  AgentExchange(String question) {
    super(LIMIT);
    this.question = question;
  }

  @Override
  public @Nullable Verdict connected(ByteBuf out) {
    out.writeCharSequence(question, StandardCharsets.UTF_8);
    return null;
  }

  @Override
  Verdict line(String text, ByteBuf out) {
    return AgentText.parse(text);
  }

  @Override
  public Verdict closed() {
    // A line that was cut off may mean anything: 10 of 100%, say.
    String said = Banner.line(said());
    return new Verdict.Failed(
        said.isEmpty() ? "the agent says nothing" : "the agent did not end its line: " + said);
  }

  @Override
  public String waitsFor() {
    return "the agent did not end its line";
  }
}
