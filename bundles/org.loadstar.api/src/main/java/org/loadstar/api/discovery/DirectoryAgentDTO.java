// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.dto.DTO;

/** A directory agent that is known. A snapshot; not thread-safe. */
public class DirectoryAgentDTO extends DTO {
  /** Its IP address. */
  public String address = "";

  /** The version of SLP that it is spoken to in. */
  public int version;

  /** Whether it is configured. */
  public boolean configured;

  /** Whether it has told of itself; if not, its scopes are not known. */
  public boolean heard;

  /** The scopes that it serves. */
  public List<String> scopes = new ArrayList<>();

  /** What it advertises besides, such as {@code select-enabled}. */
  public String attributes = "";

  /** When it answered last, in milliseconds since 1970; 0 for never. */
  public long lastAnswer;

  /** Whether its replies have attribute lists (RFC 3059); null where not known yet. */
  public @Nullable Boolean attributeLists;

  /** Whether it sorts and selects (RFC 3421), as it says and as it does. */
  public boolean sorts;

  /** Whether it can be asked by TCP; null where not tried yet. */
  public @Nullable Boolean streams;
}
