// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One command for the running container.
 *
 * @param command its name
 * @param args its arguments
 * @param json whether the answer shall be a JSON document
 */
public record Request(String command, List<String> args, boolean json) {
  public Request {
    args = List.copyOf(args);
  }

  /**
   * Reads a line such as {@code {"command":"find","args":["--pool","A"],"json":true}}; {@code args}
   * and {@code json} may be missing.
   */
  public static Request parse(String line) throws JsonException {
    Map<String, @Nullable Object> object = JsonReader.readObject(line);
    if (!(object.get("command") instanceof String command)) {
      throw new JsonException(1, 1, "\"command\" must be a string");
    }
    List<String> args = new ArrayList<>();
    if (object.get("args") instanceof List<?> list) {
      for (Object each : list) {
        if (!(each instanceof String arg)) {
          throw new JsonException(1, 1, "\"args\" must be strings");
        }
        args.add(arg);
      }
    } else if (object.get("args") != null) {
      throw new JsonException(1, 1, "\"args\" must be a list of strings");
    }
    return new Request(command, args, Boolean.TRUE.equals(object.get("json")));
  }

  /** The line without its end. */
  public String toLine() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("command", command);
    object.put("args", args);
    object.put("json", json);
    return JsonWriter.write(object);
  }
}
