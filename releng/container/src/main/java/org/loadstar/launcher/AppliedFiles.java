// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.loadstar.shell.wire.JsonException;
import org.loadstar.shell.wire.JsonReader;
import org.loadstar.shell.wire.JsonWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which configuration files Configuration Admin's store was filled from. The Configurator leaves a
 * stored configuration alone where its file changed without a higher version, and keeps one that no
 * file has any more. So the store forgets those before the Configurator starts, which then reads
 * them from the files anew. What a command changed stays as long as its file says the same.
 */
final class AppliedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(AppliedFiles.class);
  private static final Pattern STORED_PID = Pattern.compile("(?m)^service\\.pid=\"([^\"]+)\"");

  private final Path store;
  private final Path record;

  /** By PID, what its file says, as a digest. */
  private final Map<String, String> said = new TreeMap<>();

  private final Map<String, String> before = new TreeMap<>();

  AppliedFiles(Path data, Path store, List<Path> files) throws IOException {
    this.store = store;
    this.record = data.resolve("configuration.applied");
    for (Path file : files) {
      try {
        JsonReader.readObject(Files.readString(file))
            .forEach((pid, value) -> said.put(pid, digest(Collections.singletonMap(pid, value))));
      } catch (JsonException | MalformedInputException malformed) {
        said.put(file.toString(), "malformed"); // the check of the files tells why
      }
    }
    if (Files.exists(record)) {
      for (String line : Files.readAllLines(record)) {
        int space = line.lastIndexOf(' ');
        before.put(line.substring(0, space), line.substring(space + 1));
      }
    }
  }

  /** Whether the files say something else than when they were applied. */
  boolean changed() {
    return !said.equals(before);
  }

  /** Lets the store forget every configuration that its file says otherwise, or no more. */
  void forgetChanged() throws IOException {
    if (!Files.isDirectory(store)) {
      return;
    }
    List<Path> stored;
    try (Stream<Path> all = Files.walk(store)) {
      stored = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : stored) {
      Matcher matcher = STORED_PID.matcher(Files.readString(file));
      if (matcher.find()) {
        String pid = matcher.group(1);
        String now = said.get(pid);
        boolean ours = now != null || before.containsKey(pid);
        if (ours && (now == null || !now.equals(before.get(pid)))) {
          LOG.info("{}: its file changed, and replaces what was stored", pid);
          Files.delete(file);
        }
      }
    }
  }

  /** The Configurator has read the files. */
  void applied() throws IOException {
    if (changed()) {
      Files.write(
          record, said.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    }
  }

  private static String digest(Map<String, ?> value) {
    String text = JsonWriter.write(value);
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
