// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.util.ArrayList;
import java.util.List;
import org.osgi.dto.DTO;

/** What one FTP target has in a folder, beside the others. A snapshot; not thread-safe. */
public class ListingDTO extends DTO {
  /** The target's name. */
  public String target = "";

  /** Whether it answered. */
  public boolean reached;

  /** Whether it has the same as most of the others. */
  public boolean same;

  /** How many names it has there. */
  public int names;

  /** What it has and most others have not: a name, or a name with its size. */
  public List<String> more = new ArrayList<>();

  /** What it has not and most others have. */
  public List<String> missing = new ArrayList<>();

  /** Why it did not answer; empty where it did. */
  public String note = "";
}
