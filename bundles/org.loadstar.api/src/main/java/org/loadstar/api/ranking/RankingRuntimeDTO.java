// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.ranking;

import java.util.ArrayList;
import java.util.List;
import org.loadstar.api.extension.ExtensionDTO;
import org.osgi.dto.DTO;

/** What the ranker knows. A snapshot; not thread-safe. */
public class RankingRuntimeDTO extends DTO {
  /** The strategy that the next ranking will use. */
  public String strategy = "";

  /** The servers remembered as failed. */
  public List<FailureDTO> failures = new ArrayList<>();

  /** The third-party strategies, with their faults. */
  public List<ExtensionDTO> strategies = new ArrayList<>();

  /** A server that failed lately. */
  public static class FailureDTO extends DTO {
    /** {@code host:port}. */
    public String server = "";

    /** Why, in one line. */
    public String reason = "";

    /** Failures in a row. */
    public int count;

    /** For how many more milliseconds it is ranked behind the others. */
    public long holdMillis;
  }
}
